from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from samebook.communications.holdouts.terms import Arm
from samebook.communications.holdouts.tests.company import ENDED_AT, accounts_of, assembled, planned
from samebook.company.actions import create_token
from samebook.company.models import User
from samebook.company.queries import actor_for
from samebook.journal.models import Entry
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def ask(settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    assembled()
    by = actor_for(User.objects.get(name="Ada Brandt"))

    def asking(path: str, scope: str = "numbers:read"):
        token = create_token(by, name=scope, scope=scope, at=NOW)[1]
        return Client().get(f"/api/v1/hold-outs{path}", headers={"Authorization": f"Bearer {token}"})

    return asking


def test_a_program_reads_what_was_fixed_and_what_it_says(ask, settings):
    holdout = planned()
    before = ask(f"/{holdout.pk}").json()
    assert (before["difference"], before["may_be_cited"]) == (None, False)
    take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=ENDED_AT)

    told = ask(f"/{holdout.pk}").json()

    assert [one["code"] for one in ask("").json()] == [told["code"]] == [holdout.code]
    assert told["contacted_arm"] == told["held_out_arm"] == {"accounts": 30, "hits": 0, "reached": 0}
    assert told["difference"] == 0
    assert told["underpowered"] is True


def test_a_program_walks_the_held_out_accounts_page_by_page(ask):
    holdout = planned()
    wanted = [each.pk for each in accounts_of(holdout, Arm.HELD_OUT)]

    found, after = [], 0
    while after is not None:
        page = ask(f"/{holdout.pk}/held-out?limit=7&after={after}").json()
        found, after = found + page["accounts"], page["next"]

    assert found == wanted
    noted = Entry.objects.filter(code="communications.holdout.accounts_read").order_by("pk")
    assert [each.detail for each in noted] == [
        {"accounts": 7},
        {"accounts": 7},
        {"accounts": 7},
        {"accounts": 7},
        {"accounts": 2},
    ]


def test_without_the_right_token_or_the_hold_out_there_is_no_answer(ask):
    assert ask("/1", scope="leads:write").status_code == 403
    assert Client().get("/api/v1/hold-outs").status_code == 401
    assert ask("/987654321").status_code == 404
    assert ask("/99999999999999999999999999").status_code == 404
    assert ask("/987654321/held-out?after=-1").status_code == 422
