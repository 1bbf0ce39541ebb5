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
