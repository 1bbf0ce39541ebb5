"""The days of the calendar as measures are split by them."""

from datetime import date

import pyarrow as pa
import pytest

from samebook.company.days import DAYS, EPOCH, FIRST, LAST
from samebook.company.fiscal import FiscalCalendar
from samebook.numbers.tables import Context

TOLD = {
    date(2026, 3, 1): {
        "week_name": "2026-W09",
        "month_name": "2026-03",
        "quarter_name": "2026 Q1",
        "year_name": "2026",
    },
    date(2027, 1, 1): {
        "week_name": "2026-W53",
        "month_name": "2027-01",
        "quarter_name": "2027 Q1",
        "year_name": "2027",
    },
}


def days(*wanted, calendar=None):
    rows = pa.table({"number": pa.array([(day - EPOCH).days for day in wanted], pa.int64())})
    context = Context(fiscal=calendar)
    columns = {each.name: each.derived(rows, context) for each in DAYS.columns if each.derived}
    return [
        dict(zip(columns, row, strict=True)) for row in zip(*(c.to_pylist() for c in columns.values()), strict=True)
    ]


@pytest.mark.parametrize("day", TOLD, ids=str)
def test_a_day_lies_in_its_week_month_quarter_and_year(day):
    (found,) = days(day)
    assert found["day"] == day
    assert {name: found[name] for name in TOLD[day]} == TOLD[day]


def test_fiscal_divisions_are_those_of_the_companys_calendar():
    april, weeks = FiscalCalendar(4), FiscalCalendar(2, "4-5-4", 5, "nearest")
    (found,) = days(date(2026, 3, 31), calendar=april)
    assert (found["fiscal_year_name"], found["fiscal_quarter"]) == ("FY 2026", date(2026, 1, 1))
    (found,) = days(date(2024, 2, 3), calendar=weeks)
    assert (found["fiscal_year_name"], found["fiscal_month_name"]) == ("FY 2024", "M12 FY 2024")
    assert (found["fiscal_year"], found["fiscal_month"]) == (date(2023, 1, 29), date(2023, 12, 31))


@pytest.mark.parametrize("calendar", [FiscalCalendar(7), FiscalCalendar(1, "4-4-5", 4, "last")], ids=["july", "weeks"])
def test_every_day_of_the_table_lies_in_the_periods_that_the_calendar_gives(calendar):
    for found in days(FIRST, date(2000, 2, 29), date(2026, 12, 26), LAST, calendar=calendar):
        day = found["day"]
        assert found["week"].weekday() == 0
        assert found["fiscal_month"] == calendar.month_holding(day).start
        assert found["fiscal_quarter"] == calendar.quarter_holding(day).start
        assert found["fiscal_year"] == calendar.year_holding(day).start
