from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.periods import Period

APRIL = FiscalCalendar(4)


@pytest.mark.parametrize(
    ("start", "day", "holding", "first", "end"),
    [
        (1, "2026-01-01", (2026, 1), "2026-01-01", "2026-04-01"),
        (1, "2026-12-31", (2026, 4), "2026-10-01", "2027-01-01"),
        (4, "2026-03-31", (2026, 4), "2026-01-01", "2026-04-01"),
        (4, "2026-04-01", (2027, 1), "2026-04-01", "2026-07-01"),
        (12, "2026-12-01", (2027, 1), "2026-12-01", "2027-03-01"),
        (12, "2026-11-30", (2026, 4), "2026-09-01", "2026-12-01"),
        (2, "2028-02-29", (2029, 1), "2028-02-01", "2028-05-01"),
    ],
)
def test_a_day_lies_in_its_fiscal_quarter(start, day, holding, first, end):
    fiscal, day = FiscalCalendar(start), date.fromisoformat(day)
    assert (fiscal.year_of(day), fiscal.quarter_of(day)) == holding
    assert fiscal.quarter_holding(day) == Period(date.fromisoformat(first), date.fromisoformat(end))


@given(st.integers(1, 12), st.dates(date(1970, 1, 1), date(2190, 1, 1)))
def test_every_day_has_one_year_one_quarter_and_one_month_and_they_nest(start, day):
    fiscal = FiscalCalendar(start)
    year, quarter = fiscal.year_holding(day), fiscal.quarter_holding(day)
    assert day in year
    assert day in quarter
    assert year.start <= quarter.start < quarter.end <= year.end
    assert [fiscal.quarter(fiscal.year_of(day), n).start for n in (1, 2, 3, 4)] == [
        month.start for month in fiscal.months(fiscal.year_of(day))[::3]
    ]
    assert fiscal.year_of(year.end) == fiscal.year_of(day) + 1
    assert fiscal.year_of(year.start - timedelta(days=1)) == fiscal.year_of(day) - 1


def test_periods_are_called_as_people_call_them():
    assert APRIL.label(APRIL.year(2027)) == "FY 2027"
    assert APRIL.label(APRIL.quarter(2027, 1)) == "Q1 FY 2027"
    assert APRIL.label(Period.month(date(2026, 4, 9))) == "April 2026"
    assert APRIL.label(Period(date(2026, 4, 2), date(2026, 4, 9))) == "2026-04-02 to 2026-04-09"


RETAIL = FiscalCalendar(2, "4-5-4", 5, "nearest")


@pytest.mark.parametrize(
    ("name", "first", "last", "weeks"),
    [  # National Retail Federation, 4-5-4 calendars of the years it calls 2022, 2023 and 2024
        (2023, "2022-01-30", "2023-01-28", 52),
        (2024, "2023-01-29", "2024-02-03", 53),
        (2025, "2024-02-04", "2025-02-01", 52),
    ],
)
def test_a_year_of_weeks_ends_on_the_saturday_nearest_to_the_end_of_january(name, first, last, weeks):
    year = RETAIL.year(name)
    assert (year.start.isoformat(), (year.end - timedelta(days=1)).isoformat()) == (first, last)
    assert year.days == weeks * 7
    assert [month.days // 7 for month in RETAIL.months(name)] == [4, 5, 4] * 3 + [4, 5, weeks - 48]


def test_a_year_of_weeks_may_end_on_the_last_friday_of_its_month():
    fiscal = FiscalCalendar(1, "4-4-5", 4, "last")
    assert [fiscal.year(name).end for name in (2026, 2027)] == [date(2026, 12, 26), date(2028, 1, 1)]
    assert [fiscal.year(name).days // 7 for name in (2026, 2027)] == [52, 53]
    assert (fiscal.year_of(date(2026, 12, 26)), fiscal.year_of(date(2026, 12, 25))) == (2027, 2026)
    third = fiscal.months(2027)[2]
    assert (fiscal.label(third), third.days) == ("M3 FY 2027", 35)


WEEKS = st.sampled_from(["4-4-5", "4-5-4", "5-4-4"])


@given(st.integers(1, 12), WEEKS, st.integers(0, 6), st.sampled_from(["last", "nearest"]), st.integers(1990, 2100))
def test_years_of_weeks_follow_each_other_without_a_gap(start, weeks, ends_on, rule, name):
    fiscal = FiscalCalendar(start, weeks, ends_on, rule)
    year, after = fiscal.year(name), fiscal.year(name + 1)
    assert (year.end, year.days in (364, 371)) == (after.start, True)
    assert (year.end - timedelta(days=1)).weekday() == ends_on
    for day in (year.start, year.end - timedelta(days=1), year.start + timedelta(days=200)):
        assert fiscal.year_of(day) == name
        assert day in fiscal.month_holding(day)
        assert day in fiscal.quarter_holding(day)
