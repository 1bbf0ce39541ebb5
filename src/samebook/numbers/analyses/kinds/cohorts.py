"""Conversion by month of beginning and months since: a triangle whose unknown half stays empty."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

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
from samebook.numbers.labels import in_words
from samebook.numbers.results import Cell, ResultColumn

Ages = dict[int | None, int]
"""How many of a cohort got there at each age in months; null for not within the months asked for."""


def cohorts(asked: Asked, rows: Answer, as_of_on: date) -> Found:
    """Cumulative shares with Wilson's interval. A cell is null until the month it ends with is over."""
    most = asked.value("months")
    steps: dict[str, dict[date, Ages]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    impossible = 0
    for row in rows.dicts():
        if row["age"] is not None and row["age"] < 0:
            impossible += row["n"]
        else:
            steps[row["step"]][row["cohort"]][row["age"]] += row["n"]
    tables = tuple(_table(step, found, most, as_of_on) for step, found in steps.items())
    first = next(iter(steps), None)
    return Found(
        row_count=sum(sum(ages.values()) for ages in steps[first].values()) if first else 0,
        left_out=impossible,
        headlines=_headlines(steps, most, as_of_on),
        tables=tables,
        picture=_picture(tables),
    )


def _share(ages: Mapping[int | None, int], age: int) -> Estimate:
    hits = sum(n for at, n in ages.items() if at is not None and at <= age)
    return estimates.wilson(hits, sum(ages.values()))


def _table(step: str, found: Mapping[date, Ages], most: int, as_of_on: date) -> Table:
    months = sorted_months(found)
    known = [age for age in range(most + 1) if any(over(month, age, as_of_on) for month in months)]
    columns: list[ResultColumn] = [ResultColumn("n", "Records", "count")]
    for age in known:
        columns += interval_columns(f"by_{age}", f"Month {age}", "share")
    lines = []
    for month in months:
        cells: dict[str, Cell] = {"n": sum(found[month].values())}
        for age in known:
            share = _share(found[month], age) if over(month, age, as_of_on) else estimates.nothing()
            cells |= interval_cells(f"by_{age}", share)
        lines.append(Line((month,), cells))
    return Table(step, in_words(step), ("Month",), tuple(columns), tuple(lines))


def _headlines(steps: Mapping[str, Mapping[date, Ages]], most: int, as_of_on: date) -> tuple[Headline, ...]:
    """Per step, the share by the last month asked for, of all cohorts that old."""
    told = []
    for step, found in steps.items():
        old = [ages for month, ages in found.items() if over(month, most, as_of_on)]
        hits = sum(n for ages in old for age, n in ages.items() if age is not None)
        share = estimates.wilson(hits, sum(sum(ages.values()) for ages in old))
        told.append(Headline(f"{in_words(step)} by month {most}", "share", share))
    return tuple(told)


def _picture(tables: tuple[Table, ...]) -> Picture | None:
    points = []
    for table in tables:
        for line in table.lines:
            for name, value in line.cells.items():
                if name.startswith("by_") and name.count("_") == 1 and value is not None:
                    at = int(name.removeprefix("by_"))
                    points.append(Point(f"{line.heads[0]:%Y-%m}", at, float(value), split=table.title))
    return Picture("matrix", "Months since", "Month of beginning", tuple(points)) if points else None
