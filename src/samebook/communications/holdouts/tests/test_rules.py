from datetime import date
from decimal import Decimal

import pytest

from samebook.communications.holdouts.rules import (
    check_arms,
    check_can_cancel,
    check_shares,
    check_times,
    drawn,
    read_list,
    state_of,
)
from samebook.communications.holdouts.terms import Arm, State
from samebook.kernel.refusals import Refused

TODAY = date(2026, 3, 2)


def held(arms):
    return {each for each, arm in arms.items() if arm == Arm.HELD_OUT}


def test_exactly_the_share_is_held_out_rounded_half_up():
    assert len(held(drawn(range(1, 101), share=Decimal("0.25"), seed="a"))) == 25
    assert len(held(drawn(range(1, 11), share=Decimal("0.25"), seed="a"))) == 3


def test_the_same_seed_draws_the_same_lots_whatever_the_order_and_another_seed_draws_others():
    once = held(drawn(list(range(1, 201)), share=Decimal("0.5"), seed="a"))

    assert held(drawn(list(range(200, 0, -1)), share=Decimal("0.5"), seed="a")) == once
    assert held(drawn(list(range(1, 201)), share=Decimal("0.5"), seed="b")) != once


def test_every_account_is_held_out_equally_often_over_many_seeds():
    times = dict.fromkeys(range(1, 41), 0)
    for seed in range(400):
        for each in held(drawn(list(times), share=Decimal("0.25"), seed=str(seed))):
            times[each] += 1

    assert sum(times.values()) == 400 * 10
    assert min(times.values()) > 60  # 100 each, standard deviation 8.7
    assert max(times.values()) < 140


@pytest.mark.parametrize(
    ("starts_on", "days", "code"),
    [(TODAY, 30, "holdouts.begun"), (date(2026, 3, 3), 0, "holdouts.days"), (date(2026, 3, 3), 731, "holdouts.days")],
    ids=["starts today", "no day", "too long"],
)
def test_lots_are_drawn_before_it_starts_and_it_has_an_end(starts_on, days, code):
    with pytest.raises(Refused) as refused:
        check_times(starts_on, days, today=TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(("share", "worthwhile"), [("0", "0.05"), ("1", "0.05"), ("0.5", "0")])
def test_a_share_that_leaves_one_arm_empty_is_refused(share, worthwhile):
    with pytest.raises(Refused):
        check_shares(Decimal(share), Decimal(worthwhile))


def test_arms_of_a_few_accounts_are_refused_and_it_is_said_who_was_left_out():
    arms = drawn(range(1, 31), share=Decimal("0.2"), seed="a")
    with pytest.raises(Refused, match=r"24 contacted and 6 held out\. 4 were left out"):
        check_arms(arms, left_out=4)


def test_a_hold_out_that_has_begun_cannot_be_cancelled():
    check_can_cancel(State.PLANNED)
    for state in (State.RUNNING, State.ENDED, State.CANCELLED):
        with pytest.raises(Refused):
            check_can_cancel(state)


def test_it_ends_when_its_last_day_is_over():
    def state(day):
        return state_of(date(2026, 3, 3), 2, is_cancelled=False, today=day)

    assert [state(date(2026, 3, day)) for day in (2, 3, 4, 5)] == [
        State.PLANNED, State.RUNNING, State.RUNNING, State.ENDED,
    ]  # fmt: skip
    assert state_of(date(2026, 3, 3), 2, is_cancelled=True, today=TODAY) == State.CANCELLED


def test_a_list_is_read_with_or_without_header_and_arms():
    assert read_list("Account\nA-1\n\nA-2\n", with_arms=False) == {"A-1": None, "A-2": None}
    assert read_list("A-1;contacted\nA-2;Held out\n", with_arms=True) == {"A-1": Arm.CONTACTED, "A-2": Arm.HELD_OUT}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A-1, contacted\nA-2", "Line 2"),
        ("A-1, contacted\nA-1, held_out", "Line 2: “A-1” stands in both arms"),
        ("\n \n", "Give the accounts"),
        ('"A-1, contacted', "Line 1"),
        ("A-1\x00, nobody", "Line 1"),
    ],
    ids=["no arm", "both arms", "empty", "open quote", "zero byte"],
)
def test_a_list_that_cannot_be_read_is_refused_with_its_line(text, told):
    with pytest.raises(Refused, match=told):
        read_list(text, with_arms=True)
