"""A hold-out among the members of a segment."""

from datetime import UTC, datetime, timedelta

import pytest

from samebook.accounts.models import Account, Person
from samebook.communications.holdouts.actions import plan_holdout
from samebook.communications.holdouts.models import HoldoutAccount
from samebook.communications.holdouts.tests.company import given
from samebook.communications.models import Communication
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.tests.company import founded
from samebook.segments.definitions import definition_for
from samebook.segments.jobs import count_segments
from samebook.segments.queries import every_member
from samebook.segments.tests.people import BOOK, EVERYBODY, peopled

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def cast(settings, tmp_path):
    settings.SAMEBOOK_EFFECT, settings.SAMEBOOK_SEGMENTS = tmp_path / "effect", tmp_path / "segments"
    made = founded(BOOK, at=NOW - timedelta(days=100))
    peopled(made)
    barred = Account.objects.order_by("pk").values("pk")[:2]
    Person.objects.exclude(account__in=barred).update(do_not_contact=False)
    Person.objects.filter(account__in=barred).update(do_not_contact=True)
    Communication.objects.create(name="Mailing", channel="mail", created_at=NOW)
    return made


def plan(cast, segment):
    wanted = given(name=segment, segment=segment, accounts="", starts_on=(NOW + timedelta(days=3)).date())
    return plan_holdout(cast.marketing, wanted, at=NOW)


def test_the_population_is_who_may_be_contacted_among_the_members_as_of_the_last_count(cast):
    with pytest.raises(Refused, match="not been counted"):
        plan(cast, "at_home")
    count_segments(at=NOW)
    members = list(every_member(EVERYBODY, definition_for(EVERYBODY, "at_home", at=NOW)))
    may = {row.record_id for row in members if row.may_contact}

    holdout = plan(cast, "at_home")

    assert set(HoldoutAccount.objects.filter(holdout=holdout).values_list("account_id", flat=True)) == may
    assert holdout.left_out == len(members) - len(may) > 0
    assert holdout.population.startswith("Segment “At home”, as of ")

    with pytest.raises(Refused, match="Lots are drawn among accounts"):
        plan(cast, "engineers")
    with pytest.raises(Missing):
        plan(cast, "nothing")
