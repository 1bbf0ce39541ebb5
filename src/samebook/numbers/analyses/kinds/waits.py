"""How long records wait for something, some of which still do: percentiles that leave nobody out."""

from collections import defaultdict
from datetime import date
from typing import Any

import numpy as np

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
    words,
)
from samebook.numbers.engines import Answer
from samebook.numbers.estimates import Estimate, nothing, quantile
from samebook.numbers.results import ResultColumn
from samebook.numbers.survival import Curve, cumulative_incidence, time_until

SHARES = (0.5, 0.75, 0.9, 0.95)
MINUTES = 60
MOST_STEPS = 120
ALL = "All"


def waits(asked: Asked, rows: Answer, as_of_on: date) -> Found:
    """Per part, the hours by which a share was reached; durations arrive in whole minutes.

    Who still waits counts with the time so far, who ended otherwise never gets there (Aalen-Johansen), so a high
    percentile may be null: not reached. Intervals are between ranks where everybody got there, else where the curve's
    own bounds reach the share (Brookmeyer and Crowley).
    """
    parts: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    left_out = 0
    for part, duration, ended, n in rows.rows:
        if duration is None or duration < 0:
            left_out += n
        else:
            parts[words(part)].append((duration, ended, n))
    everything = [row for found in parts.values() for row in found]
    ordered = {ALL: everything, **{name: parts[name] for name in sorted(parts)}} if everything else {}
    figures = {name: _Part(found) for name, found in ordered.items()}
    headlines = [Headline(_title(share), "number", figures[ALL].until(share)) for share in SHARES] if figures else []
    return Found(
        row_count=sum(n for _, _, n in everything),
        left_out=left_out,
        headlines=tuple(headlines),
        tables=(_table(figures),) if figures else (),
        picture=_picture(figures) if figures else None,
    )


class _Part:
    """The waits of one part. Hours."""

    def __init__(self, found: list[tuple[int, int, int]]) -> None:
        table = np.array(found, dtype=np.int64)
        self.hours, self.ended, self.counts = table[:, 0] / MINUTES, table[:, 1], table[:, 2]
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


def _table(figures: dict[str, _Part]) -> Table:
    columns = [
        ResultColumn("n", "Records", "count"),
        ResultColumn("events", "Reached", "count"),
        ResultColumn("others", "Ended otherwise", "count"),
        ResultColumn("open", "Still waiting", "count"),
    ]
    for share in SHARES:
        columns += interval_columns(f"q{share * 100:.0f}", f"{share:.0%} by", "number", "hours")
    lines = []
    for name, part in figures.items():
        cells: dict[str, Any] = {"n": part.curve.n, "events": part.of(1), "others": part.of(2), "open": part.of(0)}
        for share in SHARES:
            cells |= interval_cells(f"q{share * 100:.0f}", part.until(share))
        lines.append(Line((name,), cells))
    return Table("percentiles", "Percentiles", ("Part",), tuple(columns), tuple(lines))


def _picture(figures: dict[str, _Part]) -> Picture:
    """The curve of each part up to where three quarters of all would be reached, or as far as anybody got."""
    points = []
    for name, part in list(figures.items())[:5]:
        times = part.curve.times
        for place in np.unique(np.linspace(0, len(times) - 1, min(len(times), MOST_STEPS)).astype(int)):
            found = part.curve.at(float(times[place]))
            if found.value is not None:
                points.append(Point(name, float(times[place]), found.value, found.low, found.high))
    return Picture("curves", "Hours", "Share", tuple(points))
