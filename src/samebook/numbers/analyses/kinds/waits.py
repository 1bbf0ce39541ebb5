"""How long records wait for something, some of which still do: percentiles that leave nobody out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
from samebook.numbers.estimates import Estimate, FloatArray, nothing, quantile
from samebook.numbers.labels import in_words
from samebook.numbers.results import ResultColumn
from samebook.numbers.survival import Curve, cumulative_incidence, time_until

SHARES = (0.5, 0.75, 0.9, 0.95)
MINUTES = 60
MOST_STEPS = 120
MOST_CURVES = 5
ALL = "All"


def waits(asked: Asked, rows: Answer, as_of_on: date) -> Found:
    """Per part, the hours by which a share was reached; durations arrive in whole minutes.

    Who still waits counts with the time so far, who ended otherwise never gets there (Aalen-Johansen), so a high
    percentile may be null: not reached. Intervals are between ranks where everybody got there, else where the curve's
    own bounds reach the share (Brookmeyer and Crowley).
    """
    parts = _parts(rows)
    left_out = sum(int(each.counts[each.hours < 0].sum()) for each in parts.values())
    kept = [(in_words(name), parts[name].kept()) for name in sorted(parts, key=lambda name: (name is None, name or ""))]
    everything = _Waits.of(each for _, each in kept)
    ordered = [(ALL, everything), *kept] if len(everything.hours) else []
    figures = [(name, _Part(each)) for name, each in ordered if len(each.hours)]
    headlines = [Headline(_title(share), "number", figures[0][1].until(share)) for share in SHARES] if figures else []
    return Found(
        row_count=int(everything.counts.sum()),
        left_out=left_out,
        headlines=tuple(headlines),
        tables=(_table(figures),) if figures else (),
        picture=_picture(figures) if figures else None,
    )


@dataclass(frozen=True, slots=True)
class _Waits:
    """Waits in hours, how they ended and how many there are of each; below zero, or null, where dates cannot be."""

    hours: FloatArray
    ended: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, waits: Iterable["_Waits"]) -> "_Waits":
        """All of them together."""
        found = list(waits) or [cls(np.array([]), np.array([], dtype=np.int64), np.array([], dtype=np.int64))]
        columns = ("hours", "ended", "counts")
        return cls(*(np.concatenate([getattr(each, column) for each in found]) for column in columns))

    def kept(self) -> "_Waits":
        possible = self.hours >= 0
        return _Waits(self.hours[possible], self.ended[possible], self.counts[possible])


def _parts(rows: Answer) -> dict[str | None, _Waits]:
    """The rows of each part, as columns: there may be a hundred thousand."""
    if not rows.rows:
        return {}
    told, minutes, ended, counts = ([row[at] for row in rows.rows] for at in range(4))
    names = list(dict.fromkeys(told))
    place_of = {name: number for number, name in enumerate(names)}
    place = np.array([place_of[name] for name in told])
    hours = np.array([-1 if each is None else each for each in minutes], dtype=np.float64) / MINUTES
    everything = (hours, np.array(ended, dtype=np.int64), np.array(counts, dtype=np.int64))
    return {name: _Waits(*(each[place == number] for each in everything)) for number, name in enumerate(names)}


class _Part:
    """The figures of one part."""

    def __init__(self, found: _Waits) -> None:
        self.hours, self.ended, self.counts = found.hours, found.ended, found.counts
        self.curve: Curve = cumulative_incidence(self.hours, self.ended, self.counts)

    def of(self, ended: int) -> int:
        return int(self.counts[self.ended == ended].sum())

    def until(self, share: float) -> Estimate:
        """The first time by which the share was reached, with its interval; all null while it is not."""
        found = time_until(self.curve, share)
        if found.value is None:
            return nothing(found.n)
        if self.of(1) < self.curve.n:
            return found
        order = np.argsort(self.hours, kind="stable")
        ranks = quantile(self.hours[order], self.counts[order], share)
        return Estimate(found.value, ranks.low, ranks.high, found.n)


def _title(share: float) -> str:
    return f"{share:.0%} by, hours"


def _table(figures: list[tuple[str, _Part]]) -> Table:
    columns = [
        ResultColumn("n", "Records", "count"),
        ResultColumn("events", "Reached", "count"),
        ResultColumn("others", "Ended otherwise", "count"),
        ResultColumn("open", "Still waiting", "count"),
    ]
    for share in SHARES:
        columns += interval_columns(f"q{share * 100:.0f}", f"{share:.0%} by", "number", "hours")
    lines = []
    for name, part in figures:
        cells: dict[str, Any] = {"n": part.curve.n, "events": part.of(1), "others": part.of(2), "open": part.of(0)}
        for share in SHARES:
            cells |= interval_cells(f"q{share * 100:.0f}", part.until(share))
        lines.append(Line((name,), cells))
    return Table("percentiles", "Percentiles", ("Part",), tuple(columns), tuple(lines))


def _picture(figures: list[tuple[str, _Part]]) -> Picture:
    """The curve of each part, read off at some of its steps."""
    points = []
    for name, part in figures[:MOST_CURVES]:
        times = part.curve.times
        for place in np.unique(np.linspace(0, len(times) - 1, min(len(times), MOST_STEPS)).astype(int)):
            found = part.curve.at(float(times[place]))
            if found.value is not None:
                points.append(Point(name, float(times[place]), found.value, found.low, found.high))
    return Picture("curves", "Hours", "Share", tuple(points))
