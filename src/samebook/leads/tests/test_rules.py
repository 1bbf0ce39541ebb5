from datetime import UTC, datetime, timedelta

import pytest

from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.leads import rules
from samebook.leads.terms import Status

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def actor(*roles: Role, id: int = 1) -> Actor:
    return Actor(id=id, label=f"user:{id}", roles=frozenset(roles))


def test_the_rep_it_was_delivered_to_may_answer_and_so_may_a_sales_manager():
    rules.check_may_answer(actor(Role.REP, id=7), owner_id=7)
    rules.check_may_answer(actor(Role.SALES_MANAGER, id=9), owner_id=7)


@pytest.mark.parametrize(
    ("roles", "id", "owner_id"),
    [
        pytest.param([Role.REP], 8, 7, id="another rep"),
        pytest.param([Role.MARKETING], 7, 7, id="the owner without the role"),
        pytest.param([Role.REP], 8, None, id="a rep for a lead of nobody"),
        pytest.param([Role.EXECUTIVE], 8, 7, id="an executive"),
    ],
)
def test_nobody_else_may_answer(roles, id, owner_id):
    with pytest.raises(Refused) as refused:
        rules.check_may_answer(actor(*roles, id=id), owner_id=owner_id)
    assert refused.value.code == "leads.not_yours"


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DELIVERED])
def test_only_a_delivered_lead_can_be_accepted(status):
    with pytest.raises(Refused, match="Only a delivered lead"):
        rules.check_can_accept(status)


def test_a_rejection_names_a_reason_of_the_book():
    rules.check_can_reject(Status.ACCEPTED, reason="no_budget", reasons=["no_budget", "wrong_person"])
    with pytest.raises(Refused) as refused:
        rules.check_can_reject(Status.DELIVERED, reason="did not like it", reasons=["no_budget"])
    assert (refused.value.code, refused.value.field) == ("leads.unknown_reason", "reason")


@pytest.mark.parametrize("status", [Status.ASK, Status.NURTURE, Status.NOT_A_LEAD, Status.CONVERTED])
def test_a_lead_below_the_criteria_creates_no_duty(status):
    with pytest.raises(Refused) as refused:
        rules.check_can_log_attempt(status, happened_at=NOON, delivered_at=None, at=NOON)
    assert refused.value.code == "leads.no_duty"


@pytest.mark.parametrize(
    ("happened_at", "code"),
    [
        pytest.param(NOON + HOUR, "leads.attempt_ahead", id="in the future"),
        pytest.param(NOON - 3 * HOUR, "leads.attempt_early", id="before the delivery"),
    ],
)
def test_an_attempt_lies_between_delivery_and_now(happened_at, code):
    with pytest.raises(Refused) as refused:
        rules.check_can_log_attempt(Status.DELIVERED, happened_at=happened_at, delivered_at=NOON - 2 * HOUR, at=NOON)
    assert refused.value.code == code


def test_a_persons_word_counts_within_the_books_limit():
    counted = rules.count_attempt(NOON - HOUR, at=NOON, word_holds_for=HOUR)
    assert (counted.counts_at, counted.is_late) == (NOON - HOUR, False)


def test_a_late_word_counts_from_when_it_was_recorded():
    counted = rules.count_attempt(NOON - 2 * HOUR, at=NOON, word_holds_for=HOUR)
    assert (counted.counts_at, counted.is_late) == (NOON, True)


def test_without_a_limit_in_the_book_every_word_counts():
    assert not rules.count_attempt(NOON - timedelta(days=90), at=NOON, word_holds_for=None).is_late


@pytest.mark.parametrize(
    ("first_attempt_at", "reached_at", "made", "answered_at", "at", "breach"),
    [
        pytest.param(None, None, 0, None, NOON, None, id="due this very moment"),
        pytest.param(None, None, 0, None, NOON + HOUR, "first_attempt", id="no attempt when it was due"),
        pytest.param(NOON - HOUR, None, 1, None, NOON + HOUR, None, id="attempted, the rest not yet due"),
        pytest.param(NOON - HOUR, None, 1, None, NOON + 3 * HOUR, "answer", id="neither accepted nor rejected in time"),
        pytest.param(NOON - HOUR, None, 1, NOON, NOON + 3 * HOUR, None, id="answered in time"),
        pytest.param(NOON - HOUR, None, 1, NOON, NOON + 5 * HOUR, "attempts", id="too few attempts"),
        pytest.param(NOON - HOUR, None, 4, NOON, NOON + 5 * HOUR, None, id="all attempts made"),
        pytest.param(NOON - HOUR, NOON - HOUR, 1, NOON, NOON + 5 * HOUR, None, id="the person was reached"),
    ],
)
def test_follow_up_is_late_when_its_time_has_passed_without_it(
    first_attempt_at, reached_at, made, answered_at, at, breach
):
    assert breach == rules.breach_of(
        first_attempt_due_at=NOON,
        first_attempt_at=first_attempt_at,
        reached_at=reached_at,
        follow_up_due_at=NOON + 4 * HOUR,
        attempts_made=made,
        attempts_owed=4,
        answer_due_at=NOON + 2 * HOUR,
        answered_at=answered_at,
        at=at,
    )
