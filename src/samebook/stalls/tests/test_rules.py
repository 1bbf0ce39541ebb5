"""What may happen to a stall, and how long stalls last together; overlaps are counted day by day a second time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samebook.stalls.rules import Span, counted_once, days_stalled, time_stalled, time_within

NOW = datetime(2026, 6, 30, tzinfo=UTC)
FIRST = NOW - timedelta(days=40)
DAY = timedelta(days=1)


def span(start: int, until: int | None) -> Span:
    return Span(FIRST + start * DAY, None if until is None else FIRST + until * DAY)


@st.composite
def spans(draw) -> list[Span]:
    found = []
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, 45))
        found.append(span(start, draw(st.none() | st.integers(start, 50))))
    return found


def days_counted(found: list[Span], frame: Span) -> int:
    """Every day until now looked at by itself: does any of the stalls hold on it?"""
    days = [FIRST + number * DAY for number in range(60)]
    return sum(
        any(one.start <= day < (one.until or NOW) for one in found)
        and frame.start <= day < min(frame.until or NOW, NOW)
        for day in days
        if day < NOW
    )


@given(spans())
def test_overlapping_stalls_count_time_once(found) -> None:
    assert time_stalled(found, now=NOW) == days_counted(found, Span(FIRST)) * DAY
    assert days_stalled(found, UTC, now=NOW) == days_counted(found, Span(FIRST))


@pytest.mark.parametrize(
    ("spans", "days"),
    [
        ([(9, 20)], 0),
        ([(9, 26)], 1),
        ([(9, 26), (20, 52)], 2),
        ([(9, 33), (34, 60)], 2),
        ([(9, 15), (16, 20)], 0),
        ([(23, None)], 40),
    ],
)
def test_days_in_all_are_those_that_the_stalls_are_told_with(spans, days) -> None:
    """From and until in hours of the first day; a stall that is alone counts in all what stands beside it."""
    found = [Span(FIRST + a * DAY / 24, None if b is None else FIRST + b * DAY / 24) for a, b in spans]
    assert days_stalled(found, UTC, now=NOW) == days


@given(spans(), st.integers(0, 20), st.none() | st.integers(20, 45))
def test_time_stalled_within_a_stage_is_the_days_of_the_stage_on_which_a_stall_holds(found, start, until) -> None:
    frame = span(start, until)
    assert time_within(found, frame, now=NOW) == days_counted(found, frame) * DAY


@given(spans())
def test_stretches_are_in_order_and_never_touch(found) -> None:
    done = counted_once(found, now=NOW)
    assert all(one.until < other.start for one, other in pairwise(done))
    assert counted_once(done, now=NOW) == done


def test_two_stalls_of_ten_days_that_share_four_last_sixteen() -> None:
    assert time_stalled([span(0, 10), span(6, 16)], now=NOW) == 16 * DAY
