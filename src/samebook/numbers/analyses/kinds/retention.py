"""Which customers order again, and what of their revenue stays, by the month of the first order."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from samebook.numbers import estimates
from samebook.numbers.analyses.kinds.months import over, sorted_months
from samebook.numbers.analyses.results import (
    Asked,
    Found,
    Headline,
    Line,
    Picture,
    Point,
    Table,
    interval_cells,
    interval_columns,
)
from samebook.numbers.engines import Answer
from samebook.numbers.estimates import Estimate
from samebook.numbers.results import ResultColumn

MOST_AGES = 24


@dataclass(slots=True)
class _Cohorts:
    """Accounts and revenue by month of the first order and period since; a period that is over has 0 where no row is.

    Attributes:
        each: Months in a period.
    """

    each: int
    as_of_on: date
    accounts: dict[tuple[date, int], int] = field(default_factory=lambda: defaultdict(int))
    revenue: dict[tuple[date, int], Decimal | None] = field(default_factory=dict)

    @property
    def months(self) -> list[date]:
        return sorted_months(month for month, _ in self.accounts)

    def over(self, month: date, age: int) -> bool:
        return over(month, age, self.as_of_on, each=self.each)

    @property
    def ages(self) -> list[int]:
        """Periods after the first that are over for some cohort."""
        return [age for age in range(1, MOST_AGES + 1) if any(self.over(month, age) for month in self.months)]

    def again(self, month: date, age: int) -> Estimate:
        if not self.over(month, age):
            return estimates.nothing()
        return estimates.wilson(self.accounts.get((month, age), 0), self.accounts[month, 0])

    def first(self, month: date) -> Decimal | None:
        """The revenue of the first period, when it is over."""
        return self.revenue.get((month, 0)) if self.over(month, 0) else None

    def kept(self, month: date, age: int) -> float | None:
        whole, part = self.first(month), self.revenue.get((month, age), Decimal(0))
        if not self.over(month, age) or part is None or whole is None or whole <= 0:
            return None
        return float(part / whole)

    def named(self, age: int) -> str:
        return f"Month {age}" if self.each == 1 else f"Period {age}"


def retention(asked: Asked, rows: Answer, as_of_on: date) -> Found:
    """Shares of the cohort with Wilson's interval, revenue as a part of the first period's, for which none is known."""
    found = _Cohorts(asked.value("months_each"), as_of_on)
    apart = before = 0
    for row in rows.dicts():
        apart += row["apart"]
        if row["age"] < 0:
            before += row["n"]
        else:
            found.accounts[row["cohort"], row["age"]] += row["accounts"]
            found.revenue[row["cohort"], row["age"]] = row["revenue"]
    months = found.months
    again = _again(found)
    notes = [f"{apart:,} orders without a rate are in no amount."] if apart else []
    if found.each > 1:
        notes.append(f"A period has {found.each} months and begins with the month of the first order.")
    return Found(
        row_count=sum(found.accounts[month, 0] for month in months),
        left_out=before,
        headlines=_headlines(found),
        tables=(again, _kept(found)) if months else (),
        picture=_picture(again),
        notes=tuple(notes),
    )


def _again(found: _Cohorts) -> Table:
    columns = [ResultColumn("n", "Customers", "count")]
    for age in found.ages:
        columns += interval_columns(f"by_{age}", found.named(age), "share")
    lines = []
    for month in found.months:
        cells: dict[str, Any] = {"n": found.accounts[month, 0]}
        for age in found.ages:
            cells |= interval_cells(f"by_{age}", found.again(month, age))
        lines.append(Line((month,), cells))
    return Table("again", "Share ordering again", ("First order",), tuple(columns), tuple(lines))


def _kept(found: _Cohorts) -> Table:
    columns = [ResultColumn("revenue", "Revenue of the first period", "money", "company currency")]
    columns += [ResultColumn(f"by_{age}", found.named(age), "share") for age in found.ages]
    lines = []
    for month in found.months:
        cells: dict[str, Any] = {"revenue": found.first(month)}
        cells |= {f"by_{age}": found.kept(month, age) for age in found.ages}
        lines.append(Line((month,), cells))
    return Table("kept", "Revenue kept, of the first period's", ("First order",), tuple(columns), tuple(lines))


def _headlines(found: _Cohorts) -> tuple[Headline, ...]:
    """Of all cohorts whose second period is over."""
    old = [month for month in found.months if found.over(month, 1)]
    n = sum(found.accounts[month, 0] for month in old)
    share = estimates.wilson(sum(found.accounts.get((month, 1), 0) for month in old), n)
    return (Headline("Ordered again in the period after the first", "share", share),) if n else ()


def _picture(table: Table) -> Picture | None:
    points = []
    for line in table.lines:
        for name, value in line.cells.items():
            if name.startswith("by_") and name.count("_") == 1 and value is not None:
                points.append(Point(f"{line.heads[0]:%Y-%m}", int(name.removeprefix("by_")), float(value)))
    return Picture("matrix", "Periods since the first order", "First order", tuple(points)) if points else None
