"""An effect on revenue in the internal view: what a recorded hold-out says, and nothing else."""

from datetime import date

import pytest
from django.conf import settings as configured
from django.db import connection

from samebook.board import queries
from samebook.board.actions import write_remark
from samebook.board.report.effects import check_holdouts, effects_in, holdouts_to_cite
from samebook.board.report.making import document
from samebook.board.terms import Kind, Voice
from samebook.board.tests.examples import figures
from samebook.communications.holdouts.terms import Arm
from samebook.communications.holdouts.tests.company import ENDED_AT, RUNNING_AT, accounts_of, assembled, planned
from samebook.communications.holdouts.tests.test_readouts import won
from samebook.company.actions import add_user
from samebook.company.models import User
from samebook.company.queries import actor_for
from samebook.company.tests.cast import PASSWORD
from samebook.kernel.access import Role
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db
FIRST = Period(date(2026, 1, 1), date(2026, 4, 1))
CLAIM = "The mailing increased orders."


@pytest.fixture(autouse=True)
def company(settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    assembled()


@pytest.fixture
def marketing():
    ada = actor_for(User.objects.get(email="ada@velden.example"))
    user = add_user(
        ada, name="Ben", email="ben@velden.example", roles=[Role.MARKETING], password=PASSWORD, at=RUNNING_AT
    )
    return actor_for(user)


def counted(at=ENDED_AT):
    take_snapshot(connection, registry, configured.SAMEBOOK_SNAPSHOTS, at=at)


def test_a_hold_out_that_shows_a_difference_is_told_with_counts_and_interval_and_bears_a_claim(marketing):
    holdout = planned()
    for account in accounts_of(holdout, Arm.CONTACTED)[:12]:
        won(account, date(2026, 1, 6))
    counted()
    write_remark(
        marketing, FIRST, kind=Kind.INTERNAL, voice=Voice.MARKETING, text=CLAIM, cites=[holdout.pk], at=ENDED_AT
    )
    whole = queries.with_benchmarks(figures(FIRST))
    inside = document(Kind.INTERNAL, FIRST, whole, None, at=ENDED_AT)
    [effect] = inside.effects
    assert (effect.standing, effect.is_cited) == ("May be cited", True)
    for words in ("12 of 30 accounts that were to be contacted", "0 of 30 that were held out", "95 % interval"):
        assert words in effect.says
    assert [each.text for each in inside.said] == [CLAIM]
    outside = document(Kind.CIRCULATED, FIRST, whole, None, at=ENDED_AT)
    assert outside.said == ()
    assert "held out" not in str(outside.as_data())
    assert holdouts_to_cite() == [(holdout.pk, str(holdout))]


def test_one_that_is_too_small_says_what_it_could_have_seen_and_bears_none(marketing):
    holdout = planned()
    won(accounts_of(holdout, Arm.CONTACTED)[0], date(2026, 1, 6))
    counted()
    [effect] = effects_in(FIRST, [], at=ENDED_AT)
    assert effect.standing == "Too small to tell"
    assert "with 80 % probability it would have shown" in effect.says
    with pytest.raises(Refused) as refused:
        write_remark(
            marketing, FIRST, kind=Kind.INTERNAL, voice=Voice.MARKETING, text=CLAIM, cites=[holdout.pk], at=ENDED_AT
        )
    assert refused.value.code == "board.holdout_silent"


def test_one_that_runs_is_interim_and_one_of_other_days_is_not_told(marketing):
    holdout = planned()
    for account in accounts_of(holdout, Arm.CONTACTED):
        won(account, date(2026, 1, 10))
    counted(RUNNING_AT)
    [effect] = effects_in(FIRST, [], at=RUNNING_AT)
    assert effect.standing == "Bears no claim"
    assert effect.says.startswith("Interim, not for claims.")
    with pytest.raises(Refused):
        check_holdouts([holdout.pk], at=RUNNING_AT)
    assert effects_in(Period(date(2025, 10, 1), date(2026, 1, 1)), [], at=RUNNING_AT) == ()
    assert effects_in(Period(date(2026, 3, 1), date(2026, 4, 1)), [], at=ENDED_AT) == ()
