"""What a group lacks, as plain rules."""

from datetime import date, timedelta

import pytest

from samebook.book.groups import DEFAULT_ROLES
from samebook.groups.rules import Part, check_room, counted_by_kind, gaps_of
from samebook.kernel.refusals import Refused

OPENED = date(2026, 3, 1)
VENDOR = "choose_vendor"


def part(key: int, *roles: str, reached: int | None = None, may: bool = True) -> Part:
    kinds = {role.name: role.kind for role in DEFAULT_ROLES}
    at = None if reached is None else OPENED + timedelta(days=reached)
    return Part(key, frozenset(roles), frozenset(kinds[role] for role in roles), at, may)


def lacking(parts: list[Part], decision: str = VENDOR):
    return gaps_of(parts, DEFAULT_ROLES, decision=decision, opened_on=OPENED)


@pytest.mark.parametrize(
    ("decision", "missing"),
    [("start_project", ["champion"]), (VENDOR, ["nay_sayer", "champion"])],
)
def test_roles_that_the_decision_needs_and_nobody_has_are_missing(decision, missing) -> None:
    found = lacking([part(1, "decision_maker", "user", reached=1), part(2, "staller", reached=2)], decision)
    assert [role.name for role in found.missing] == missing


def test_who_decides_and_was_not_reached_is_named_and_who_cannot_be() -> None:
    found = lacking([part(1, "decision_maker"), part(2, "decision_maker", may=False), part(3, "user", reached=1)])
    assert (found.unreached, found.unreachable) == ((1, 2), (2,))
    assert found.days_to_decider is None


@pytest.mark.parametrize(("reached", "days"), [((12, 40), 12), ((-30, 4), 0), ((0,), 0)], ids=str)
def test_days_until_the_first_of_those_who_decide_was_reached(reached, days) -> None:
    parts = [part(n, "decision_maker", reached=at) for n, at in enumerate(reached)]
    assert lacking(parts).days_to_decider == days


@pytest.mark.parametrize(
    ("parts", "single"),
    [
        ([], None), ([part(1)], 1), ([part(1), part(2)], None), ([part(1, reached=1), part(2)], 1),
        ([part(1, reached=1), part(2, reached=3)], None),
    ],
    ids=["nobody", "one takes part", "two, none reached", "two, one reached", "two reached"],
)  # fmt: skip
def test_a_sale_that_hangs_on_one_person_is_said(parts, single) -> None:
    assert lacking(parts).single == single


def test_a_person_with_roles_of_two_kinds_counts_in_each() -> None:
    found = counted_by_kind([part(1, "staller", "decision_maker"), part(2, "staller"), part(3, "user", "buyer")])
    assert found == {"stalls": 2, "refuses": 0, "decides": 1, "supports": 0, "takes_part": 1}


def test_a_decision_has_room_for_so_many() -> None:
    check_room(200)
    with pytest.raises(Refused):
        check_room(201)
