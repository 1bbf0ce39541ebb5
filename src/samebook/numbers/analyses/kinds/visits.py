"""How long records stay in each stage, and where they go from there."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

import numpy as np

from samebook.numbers.analyses.results import (
    Asked,
    Found,
    Line,
    Picture,
    Point,
    Table,
    interval_cells,
    interval_columns,
)
from samebook.numbers.engines import Answer
from samebook.numbers.estimates import wilson
from samebook.numbers.results import ResultColumn
from samebook.numbers.survival import Curve, kaplan_meier, time_until

QUARTERS = (("lower", "A quarter left by", 0.25), ("median", "Half left by", 0.5), ("upper", "Three quarters by", 0.75))
MOST_CURVES = 6


class _Stage:
    """The visits to one stage."""

    def __init__(self) -> None:
        self.stays: list[tuple[int, int, int]] = []
        self.next: Counter[str] = Counter()

    def add(self, row: dict[str, Any]) -> None:
        self.stays.append((row["days"], row["ended"], row["n"]))
        if row["ended"]:
            self.next[row["next_stage"]] += row["n"]

    @property
    def entries(self) -> int:
        return sum(n for _, _, n in self.stays)

    @property
    def left(self) -> int:
        return sum(self.next.values())

    def curve(self) -> Curve:
        """The share still in the stage, by days (Kaplan-Meier): visits that go on count as long as they lasted."""
        table = np.array(self.stays, dtype=np.int64)
        return kaplan_meier(table[:, 0].astype(float), table[:, 1], table[:, 2])


def visits(asked: Asked, rows: Answer, as_of_on: date) -> Found:
    """Per stage its entries, the days to leaving it with their interval, and where visits went."""
    stages: dict[str, _Stage] = defaultdict(_Stage)
    left_out = 0
    for row in rows.dicts():
        if row["days"] is None or row["days"] < 0:
            left_out += row["n"]
        else:
            stages[row["stage"]].add(row)
    found = dict(sorted(stages.items(), key=lambda pair: (-pair[1].entries, pair[0])))
    return Found(
        row_count=sum(stage.entries for stage in found.values()),
        left_out=left_out,
        headlines=(),
        tables=(_stays(found, asked), _ways(found, asked)) if found else (),
        picture=_picture(found, asked),
    )


def _stays(stages: dict[str, _Stage], asked: Asked) -> Table:
    columns = [
        ResultColumn("entries", "Visits", "count"),
        ResultColumn("left", "Left", "count"),
        ResultColumn("inside", "Still in it", "count"),
    ]
    for name, title, _ in QUARTERS:
        columns += interval_columns(name, title, "number", "days")
    lines = []
    for name, stage in stages.items():
        cells: dict[str, Any] = {"entries": stage.entries, "left": stage.left, "inside": stage.entries - stage.left}
        curve = stage.curve()
        for quarter, _, share in QUARTERS:
            cells |= interval_cells(quarter, time_until(curve, share))
        lines.append(Line((asked.called("stage", name),), cells, key=name))
    return Table("stays", "Time in each stage", ("Stage",), tuple(columns), tuple(lines))


def _ways(stages: dict[str, _Stage], asked: Asked) -> Table:
    columns = (
        ResultColumn("n", "Visits", "count"),
        ResultColumn("of", "Of those that left", "count"),
        *interval_columns("share", "Share", "share"),
    )
    lines = []
    for name, stage in stages.items():
        for there, n in sorted(stage.next.items(), key=lambda pair: (-pair[1], pair[0])):
            cells = {"n": n, "of": stage.left, **interval_cells("share", wilson(n, stage.left))}
            lines.append(Line((asked.called("stage", name), asked.called("stage", there)), cells))
    return Table("ways", "Where they went", ("From", "To"), columns, tuple(lines))


def _picture(stages: dict[str, _Stage], asked: Asked) -> Picture | None:
    points = []
    for name, stage in list(stages.items())[:MOST_CURVES]:
        curve = stage.curve()
        for time in [0.0, *(float(each) for each in curve.times)]:
            found = curve.at(time)
            if found.value is not None:
                points.append(Point(asked.called("stage", name), time, found.value, found.low, found.high))
    return Picture("curves", "Days in the stage", "Share still in it", tuple(points)) if points else None
