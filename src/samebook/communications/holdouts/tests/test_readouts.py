"""A hold-out of sixty accounts, thirty held out, read out by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from samebook.board.claims import claims_in
from samebook.buying.models import Opportunity
from samebook.communications.holdouts.actions import cancel_holdout
from samebook.communications.holdouts.readouts import readout
from samebook.communications.holdouts.terms import Aim, Arm, State
from samebook.communications.holdouts.tests.company import (
    ENDED_AT,
    MARKETING,
    PLANNED_AT,
    RUNNING_AT,
    accounts_of,
    assembled,
    mailing,
    planned,
)
from samebook.communications.models import Communication, Response
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.estimates import newcombe
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def company(settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    assembled()


def won(account, day, amount="100.00", currency="EUR", outcome="won"):
    Opportunity.objects.create(
        name="Pumps", stage="order", account=account, territory=account.territory, opened_on=day, closed_on=day,
        outcome=outcome, amount=Decimal(amount), currency_id=currency, created_at=PLANNED_AT,
        outcome_reason="price" if outcome == "lost" else "",
    )  # fmt: skip


def answered(account, communication, at):
    Response.objects.create(account=account, communication=communication, received_at=at, recorded_at=at)


def read_out(holdout, at=ENDED_AT, actor=MARKETING):
    take_snapshot(connection, registry, _folder(), at=at)
    return readout(actor, holdout.pk, at=at)


def _folder():
    from django.conf import settings

    return settings.SAMEBOOK_SNAPSHOTS


def test_each_account_counts_once_in_the_arm_it_was_assigned_to_and_only_in_the_days_of_the_hold_out():
    holdout = planned()
    contacted, held = accounts_of(holdout, Arm.CONTACTED), accounts_of(holdout, Arm.HELD_OUT)
    for account in contacted[:12]:
        won(account, date(2026, 1, 6))
    won(contacted[0], date(2026, 2, 2), "50.00", "USD")  # a second win of the same account, the last day; 25.00 EUR
    won(contacted[12], date(2026, 1, 5))  # the day before
    won(contacted[13], date(2026, 2, 3))  # the day after
    won(contacted[14], date(2026, 1, 20), outcome="lost")
    won(held[0], date(2026, 1, 20), "30.00")
    won(held[1], date(2026, 1, 20), "9.00", "CHF")  # without a rate

    found = read_out(holdout)

    assert [(arm, each.n, each.hits, each.amount) for arm, each in found.counts.items()] == [
        (Arm.CONTACTED, 30, 12, 1225.0),
        (Arm.HELD_OUT, 30, 2, 30.0),
    ]
    assert found.difference == newcombe(12, 30, 2, 30)
    assert found.amount.value == pytest.approx(1225 / 30 - 1)
    assert (found.state, found.apart, found.mixed, found.may_be_cited) == (State.ENDED, 1, 0, True)
    assert f"of 60 accounts (hold-out {holdout.code}, 2026-01-06 to 2026-02-02)" in found.words
    assert "12 of 30 accounts that were to be contacted and 2 of 30 that were held out" in found.words
    assert "difference of +33.3 points, 95 % interval +12.1 to +51.7" in found.words


def test_a_quoted_result_is_a_claim_that_cites_its_hold_out_or_no_claim_at_all():
    holdout = planned()
    for account in accounts_of(holdout, Arm.CONTACTED)[:12]:
        won(account, date(2026, 1, 6))

    found = read_out(holdout)

    assert all(claim.cites_holdout for claim in claims_in(found.words))
    assert all(claim.cites_holdout for claim in claims_in(f"The mailing increased orders. {found.words}")[1:])


@pytest.mark.parametrize("aim", [Aim.OPENED, Aim.RESPONSES])
def test_what_counts_is_what_was_chosen_before_the_start(aim):
    holdout = planned(aim=aim)
    contacted = accounts_of(holdout, Arm.CONTACTED)
    won(contacted[0], date(2026, 1, 8))
    won(contacted[1], date(2026, 1, 8))
    answered(contacted[2], mailing(), RUNNING_AT)

    found = read_out(holdout)

    assert found.counts[Arm.CONTACTED].hits == {Aim.OPENED: 2, Aim.RESPONSES: 1}[aim]


def test_before_its_end_it_is_interim_and_may_not_be_cited_however_clear_it_looks():
    holdout = planned()
    for account in accounts_of(holdout, Arm.CONTACTED):
        won(account, date(2026, 1, 10))

    found = read_out(holdout, at=RUNNING_AT)

    assert (found.state, found.may_be_cited) == (State.RUNNING, False)
    assert found.words.startswith("Interim, not for claims.")


def test_it_is_interim_as_long_as_the_snapshot_is_of_a_day_before_its_end():
    holdout = planned()
    take_snapshot(connection, registry, _folder(), at=datetime(2026, 2, 2, 12, tzinfo=UTC))

    assert readout(MARKETING, holdout.pk, at=ENDED_AT).state == State.RUNNING


def test_arms_drawn_elsewhere_are_never_cited():
    lines = "\n".join(f"A-{number},{'held_out' if number % 2 else 'contacted'}" for number in range(1, 61))
    holdout = planned(accounts=lines, vouched_by="Ada Berg")
    for account in accounts_of(holdout, Arm.CONTACTED):
        won(account, date(2026, 1, 10))

    found = read_out(holdout)

    assert not found.may_be_cited
    assert "randomised elsewhere by the word of Ada Berg" in found.words


def test_held_out_accounts_that_the_communication_reached_are_counted_and_stay_in_their_arm():
    holdout = planned(aim=Aim.RESPONSES)
    held = accounts_of(holdout, Arm.HELD_OUT)
    answered(held[0], mailing(), RUNNING_AT)
    answered(held[0], mailing(), RUNNING_AT)
    answered(held[1], Communication.objects.get(name="Fair"), RUNNING_AT)  # another one: no contact of this
    answered(held[2], mailing(), datetime(2026, 1, 2, tzinfo=UTC))  # before

    found = read_out(holdout)

    assert found.contaminated == 1
    assert (found.counts[Arm.HELD_OUT].n, found.counts[Arm.HELD_OUT].hits) == (30, 2)


def test_accounts_of_both_arms_that_were_merged_are_left_out_and_of_one_arm_count_once():
    holdout = planned()
    contacted, held = accounts_of(holdout, Arm.CONTACTED), accounts_of(holdout, Arm.HELD_OUT)
    for one, into in ((contacted[0], held[0]), (contacted[1], contacted[2])):
        one.merged_into = into
        one.save()
    won(held[0], date(2026, 1, 10))
    won(contacted[2], date(2026, 1, 10))

    found = read_out(holdout)

    assert [(each.n, each.hits) for each in found.counts.values()] == [(28, 1), (29, 0)]
    assert found.mixed == 1


def test_a_deleted_account_stays_in_its_arm():
    holdout = planned()
    gone = accounts_of(holdout, Arm.HELD_OUT)[0]
    gone.deleted_at = RUNNING_AT
    gone.save()

    assert read_out(holdout).counts[Arm.HELD_OUT].n == 30


def test_a_hold_out_that_is_too_small_says_what_it_could_have_seen():
    holdout = planned(worthwhile=Decimal("0.02"))
    won(accounts_of(holdout, Arm.HELD_OUT)[0], date(2026, 1, 10))

    found = read_out(holdout)

    assert found.underpowered
    assert not found.may_be_cited
    assert f"would have shown a difference of {100 * found.smallest_detectable:.1f} points or more" in found.words


def test_before_it_begins_or_once_cancelled_there_is_nothing_to_read():
    holdout = planned()
    with pytest.raises(Refused, match="begins on 6 Jan 2026"):
        readout(MARKETING, holdout.pk, at=PLANNED_AT)
    cancel_holdout(MARKETING, holdout.pk, reason="Postponed", at=PLANNED_AT)
    with pytest.raises(Refused, match="cancelled"):
        readout(MARKETING, holdout.pk, at=ENDED_AT)


def test_a_snapshot_older_than_the_plan_has_nothing_of_it():
    take_snapshot(connection, registry, _folder(), at=PLANNED_AT)
    holdout = planned()

    with pytest.raises(Refused, match="next snapshot"):
        readout(MARKETING, holdout.pk, at=RUNNING_AT)


@pytest.mark.parametrize("role", [Role.REP, Role.PARTNER_USER, Role.PARTNER_MANAGER])
def test_who_sees_a_part_of_the_company_sees_no_hold_out(role):
    holdout = planned()

    with pytest.raises(Missing):
        readout(Actor(5, "user:5", frozenset({role}), frozenset({1})), holdout.pk, at=ENDED_AT)
