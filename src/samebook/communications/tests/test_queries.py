from datetime import UTC, datetime

import pytest

from samebook.accounts.models import Account
from samebook.communications.models import Response
from samebook.communications.queries import responses_for
from samebook.company.models import Territory
from samebook.kernel.access import Actor, Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def test_a_rep_sees_the_responses_of_accounts_they_see_and_no_others():
    north, south = (Territory.objects.create(code=code, name=code, path=f"/{code}/") for code in ("north", "south"))
    for territory in (north, south):
        account = Account.objects.create(name=territory.name, territory=territory, created_at=AT)
        Response.objects.create(account=account, source=territory.code, received_at=AT, recorded_at=AT)
    Response.objects.create(source="nobody", received_at=AT, recorded_at=AT)
    rep = Actor(1, "user:1", frozenset({Role.REP}), territories=frozenset({north.pk}))
    assert [each.source for each in responses_for(rep)] == ["north"]
    assert responses_for(Actor.system("test")).count() == 3
