"""The days of the company's calendar as a fact table, so that every engine divides time in the same way."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.periods import Period
from samebook.numbers.tables import Column, Context, Derivation, Dimension, FactTable

if TYPE_CHECKING:
    import pyarrow as pa

FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)
EPOCH = date(1970, 1, 1)
YEARS = range(FIRST.year - 2, LAST.year + 3)


def weeks(_calendar: FiscalCalendar) -> Iterator[Period]:
    """From Monday to Sunday."""
    day = FIRST - timedelta(days=FIRST.weekday())
    while day <= LAST:
        yield Period(day, day + timedelta(weeks=1))
        day += timedelta(weeks=1)


def months(_calendar: FiscalCalendar) -> Iterator[Period]:
    return (month for year in YEARS for month in FiscalCalendar().months(year))


def quarters(_calendar: FiscalCalendar) -> Iterator[Period]:
    return (FiscalCalendar().quarter(year, number) for year in YEARS for number in range(1, 5))


def years(_calendar: FiscalCalendar) -> Iterator[Period]:
    return (FiscalCalendar().year(year) for year in YEARS)


def fiscal_months(calendar: FiscalCalendar) -> Iterator[Period]:
    return (month for year in YEARS for month in calendar.months(year))


def fiscal_quarters(calendar: FiscalCalendar) -> Iterator[Period]:
    return (calendar.quarter(year, number) for year in YEARS for number in range(1, 5))


def fiscal_years(calendar: FiscalCalendar) -> Iterator[Period]:
    return (calendar.year(year) for year in YEARS)


def _week(period: Period, _calendar: FiscalCalendar) -> str:
    year, number, _ = period.start.isocalendar()
    return f"{year}-W{number:02}"


Division = Callable[[FiscalCalendar], Iterator[Period]]
Name = Callable[[Period, FiscalCalendar], str]
TOLD: dict[str, tuple[str, Division, Name]] = {
    "week": ("Week", weeks, _week),
    "month": ("Month", months, lambda period, _: f"{period.start:%Y-%m}"),
    "quarter": ("Quarter", quarters, lambda period, _: f"{period.start.year} Q{(period.start.month + 2) // 3}"),
    "year": ("Year", years, lambda period, _: f"{period.start.year}"),
    "fiscal_month": ("Fiscal month", fiscal_months, lambda period, calendar: calendar.label(period)),
    "fiscal_quarter": ("Fiscal quarter", fiscal_quarters, lambda period, calendar: calendar.label(period)),
    "fiscal_year": ("Fiscal year", fiscal_years, lambda period, calendar: calendar.label(period)),
}
"""Per division of time its title, its periods in order and without a gap, and what each is called."""


def _day(rows: "pa.Table", _context: Context) -> "pa.Array":
    import pyarrow as pa

    return rows["number"].combine_chunks().cast(pa.int32()).cast(pa.date32())


def _starts(name: str) -> Derivation:
    def derive(rows: "pa.Table", context: Context) -> "pa.Array":
        import pyarrow as pa

        starts, _ = _boundaries(name, _calendar(context))
        return pa.array(starts, pa.int32()).take(_place(rows, starts)).cast(pa.date32())

    return derive


def _names(name: str) -> Derivation:
    def derive(rows: "pa.Table", context: Context) -> "pa.Array":
        import pyarrow as pa

        starts, names = _boundaries(name, _calendar(context))
        return pa.array(names, pa.string()).take(_place(rows, starts))

    return derive


def _calendar(context: Context) -> FiscalCalendar:
    return context.fiscal if isinstance(context.fiscal, FiscalCalendar) else FiscalCalendar()


@lru_cache(maxsize=32)
def _boundaries(name: str, calendar: FiscalCalendar) -> tuple[list[int], list[str]]:
    """The first days of a division's periods, as days since 1970, and the names."""
    _, division, called = TOLD[name]
    periods = list(division(calendar))
    return [(period.start - EPOCH).days for period in periods], [called(period, calendar) for period in periods]


def _place(rows: "pa.Table", starts: list[int]) -> "pa.Array":
    import numpy as np
    import pyarrow as pa

    return pa.array(np.searchsorted(starts, rows["number"].to_numpy(), side="right") - 1)


DAYS = FactTable(
    name="days",
    grain=f"one row per day from {FIRST.year} to {LAST.year}",
    is_open=True,
    columns=(
        Column("day", "date", "The day.", derived=_day),
        Column("number", "integer", "Days since 1 January 1970.", unit="days"),
        *(
            Column(name, "date", f"The first day of the {title.lower()} that it lies in.", derived=_starts(name))
            for name, (title, _, _) in TOLD.items()
        ),
        *(
            Column(f"{name}_name", "text", f"What the {title.lower()} is called.", derived=_names(name))
            for name, (title, _, _) in TOLD.items()
        ),
    ),
    sql=f"""
    with recursive d(number) as (
        select {(FIRST - EPOCH).days} as number
        union all
        select d.number + 1 as number from d where d.number < {(LAST - EPOCH).days}
    )
    select d.number as number from d
    """,  # noqa: S608 (own numbers)
)

DIVISIONS = tuple(
    Dimension(name, title, "day", label=f"days.{name}_name", calendar=name)
    for name, (title, _, _) in TOLD.items()
    if name != "month"
)
"""Beside ``month``, which the numbers know by themselves."""
