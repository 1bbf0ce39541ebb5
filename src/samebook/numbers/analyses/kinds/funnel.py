"""Steps that records reach one after the other, with the share that got there in time and how long it took."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from samebook.numbers import estimates
from samebook.numbers.analyses.kinds.months import sorted_months
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
from samebook.numbers.results import ResultColumn


@dataclass(slots=True)
class _Step:
    """How the records of a cohort stand to a step; ``days`` counts those that were followed and reached it in time.

    A step without a lag has no days.
    """

    everybody: int = 0
    reached: int = 0
    followed: int = 0
    within: int = 0
    impossible: int = 0
    days: Counter[int] = field(default_factory=Counter)

    @property
    def share(self) -> Estimate:
        return estimates.wilson(self.within, self.followed)

    @property
    def lag(self) -> Estimate:
        """Median days of those that reached it in time, with the interval between ranks."""
        days = np.array(sorted(self.days), dtype=float)
        counts = np.array([self.days[day] for day in sorted(self.days)], dtype=np.int64)
        return estimates.quantile(days, counts, 0.5)

    def add(self, row: dict[str, Any]) -> None:
        n, state = row["n"], row["state"]
        if state == "impossible":
            self.impossible += n
            return
        self.everybody += n
        self.reached += n if state in ("within", "later") else 0
        if row["followed"]:
            self.followed += n
            if state == "within":
                self.within += n
                if row["days"] is not None:
                    self.days[row["days"]] += n


def funnel(asked: Asked, rows: Answer, as_of_on: date) -> Found:
    """Shares count only records that were followed for the whole time; the younger ones are told.

    A step is counted by its own date: a record that skipped it is not in it, and may be in a later one. A step that is
    dated before the beginning is left out of that step.
    """
    steps, months = _read(rows.dicts())
    order = sorted(steps)
    if not order:
        return Found(0, 0, (), (), None)
    first, last = steps[order[0]], steps[order[-1]]
    within = asked.value("within_days")
    young = first.everybody - first.followed
    notes = []
    if young:
        notes.append(
            f"{young:,} {asked.analysis.unit} are too young: they were followed for less than {within} days, so they "
            "are in no share and no median."
        )
    return Found(
        row_count=first.everybody,
        left_out=sum(step.impossible for step in steps.values()),
        headlines=(Headline(f"{in_words(order[-1][1])} within {within} days", "share", last.share),),
        tables=(_steps_table(steps, order, within), _months_table(months, order, within)),
        picture=_picture(steps, order, within),
        notes=tuple(notes),
    )


def _read(
    rows: Iterable[dict[str, Any]],
) -> tuple[dict[tuple[int, str], _Step], dict[date, dict[tuple[int, str], _Step]]]:
    steps: dict[tuple[int, str], _Step] = defaultdict(_Step)
    months: dict[date, dict[tuple[int, str], _Step]] = defaultdict(lambda: defaultdict(_Step))
    for row in rows:
        step = (row["place"], row["step"])
        steps[step].add(row)
        if isinstance(row["cohort"], date):
            months[row["cohort"]][step].add(row)
    return steps, months


def _steps_table(steps: dict[tuple[int, str], _Step], order: list[tuple[int, str]], within: int) -> Table:
    columns = (
        ResultColumn("reached", "Reached so far", "count"),
        ResultColumn("of", "Of", "count"),
        ResultColumn("within", f"Within {within} days", "count"),
        ResultColumn("followed", f"Followed {within} days", "count"),
        *interval_columns("share", f"Share within {within} days", "share"),
        *interval_columns("lag", "Median lag", "number", "days"),
    )
    lines = []
    for step in order:
        found = steps[step]
        cells: dict[str, Any] = {
            "reached": found.reached,
            "of": found.everybody,
            "within": found.within,
            "followed": found.followed,
        }
        cells |= {**interval_cells("share", found.share), **interval_cells("lag", found.lag)}
        lines.append(Line((in_words(step[1]),), cells))
    return Table("steps", "Steps", ("Step",), columns, tuple(lines))


def _months_table(months: dict[date, dict[tuple[int, str], _Step]], order: list[tuple[int, str]], within: int) -> Table:
    first, others = order[0], order[1:]
    columns = [
        ResultColumn("everybody", in_words(first[1]), "count"),
        ResultColumn("followed", f"Followed {within} days", "count"),
    ]
    for _, name in others:
        columns += interval_columns(name, in_words(name), "share")
    lines = []
    for month in sorted_months(months):
        found = months[month]
        cells: dict[str, Any] = {"everybody": found[first].everybody, "followed": found[first].followed}
        for step in others:
            cells |= interval_cells(step[1], found[step].share)
        lines.append(Line((month,), cells))
    return Table("months", f"By month, share within {within} days", ("Month",), tuple(columns), tuple(lines))


def _picture(steps: dict[tuple[int, str], _Step], order: list[tuple[int, str]], within: int) -> Picture:
    points = []
    for step in order:
        share = steps[step].share
        if share.value is not None:
            points.append(Point(in_words(step[1]), step[0], share.value, share.low, share.high))
    return Picture("dots", f"Share within {within} days", "Step", tuple(points))
