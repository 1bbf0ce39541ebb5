from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused

days = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize("end", [date(2026, 1, 1), date(2025, 12, 31)])
def test_a_period_without_a_day_is_refused(end: date) -> None:
    with pytest.raises(Refused) as refused:
        Period(date(2026, 1, 1), end)
    assert refused.value.code == "period.empty"


def test_a_period_holds_its_first_day_and_not_its_end() -> None:
    january = Period(date(2026, 1, 1), date(2026, 2, 1))
    assert date(2026, 1, 1) in january
    assert date(2026, 1, 31) in january
    assert date(2026, 2, 1) not in january
    assert date(2025, 12, 31) not in january
    assert january.days == 31


@given(days, st.integers(1, 2000))
def test_the_period_before_is_as_long_and_ends_where_this_one_starts(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    before = period.previous()
    assert (before.days, before.end) == (length, start)
    assert not any(day in period for day in (before.start, before.end - timedelta(days=1)))


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        (date(2024, 2, 29), date(2024, 2, 1), date(2024, 3, 1)),
        (date(2026, 2, 1), date(2026, 2, 1), date(2026, 3, 1)),
        (date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
    ],
    ids=str,
)
def test_the_month_of_a_day(day: date, start: date, end: date) -> None:
    assert Period.month(day) == Period(start, end)


def test_the_months_of_a_period_are_those_it_touches_whole_and_in_order() -> None:
    period = Period(date(2025, 11, 30), date(2026, 2, 1))
    assert [month.start for month in period.months()] == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]


@given(days, st.integers(1, 800))
def test_months_follow_each_other_and_cover_the_period(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    months = list(period.months())
    assert all(one.end == two.start for one, two in pairwise(months))
    assert start in months[0]
    assert period.end - timedelta(days=1) in months[-1]


@pytest.mark.parametrize(
    ("first", "last", "first_before", "last_before"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), date(2025, 10, 1), date(2025, 10, 31)),
        (date(2028, 2, 1), date(2028, 2, 29), date(2027, 2, 1), date(2027, 2, 28)),
        (date(2028, 2, 29), date(2028, 2, 29), date(2027, 2, 28), date(2027, 2, 28)),
        (date(2029, 2, 1), date(2029, 2, 28), date(2028, 2, 1), date(2028, 2, 28)),
    ],
)
def test_the_same_days_a_year_before_have_the_28th_for_the_29th_of_february(
    first: date, last: date, first_before: date, last_before: date
) -> None:
    day = timedelta(days=1)
    assert Period(first, last + day).year_before() == Period(first_before, last_before + day)
