"""How many events came before something, over the records it happened to: those with none are counted, too."""

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
)
from samebook.numbers.engines import Answer
from samebook.numbers.estimates import Estimate, quantile, wilson
from samebook.numbers.labels import in_words
from samebook.numbers.results import ResultColumn

MOST_BARS = 20
ALL = "All"
QUARTERS = (("lower", "Lower quartile", 0.25), ("median", "Median", 0.5), ("upper", "Upper quartile", 0.75))


def spread(asked: Asked, rows: Answer, as_of_on: date) -> Found:
    """Rows without a part are of all records, nought included; a part's rows are of the records it happened to."""
    everything: dict[int, int] = defaultdict(int)
    parts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    nowhere = 0
    for part, happened, n in rows.rows:
        if part is not None:
            parts[in_words(part)][happened] += n
        elif happened is None:
            nowhere += n
        else:
            everything[happened] += n
    total = sum(everything.values())
    for found in parts.values():
        found[0] += total - sum(found.values())
    named = {ALL: everything, **{name: parts[name] for name in sorted(parts)}} if total else {}
    unit = asked.analysis.unit
    notes = [f"{nowhere:,} {unit} belong to no account, so nothing is known of them."] if nowhere else []
    return Found(
        row_count=total,
        left_out=0,
        headlines=(Headline("With none", "share", wilson(everything[0], total)),) if total else (),
        tables=(_table(named), _spread(everything, unit)) if total else (),
        picture=_picture(everything, total) if total else None,
        notes=tuple(notes),
    )


def _at(found: dict[int, int], share: float) -> Estimate:
    values = sorted(found)
    counts = np.array([found[value] for value in values], dtype=np.int64)
    return quantile(np.array(values, dtype=float), counts, share)


def _table(named: dict[str, dict[int, int]]) -> Table:
    columns = [
        ResultColumn("with", "With any", "count"),
        ResultColumn("of", "Of", "count"),
        *interval_columns("none", "Share with none", "share"),
    ]
    for name, title, _ in QUARTERS:
        columns += interval_columns(name, title, "number")
    lines = []
    for part, found in named.items():
        total = sum(found.values())
        cells: dict[str, Any] = {"with": total - found.get(0, 0), "of": total}
        cells |= interval_cells("none", wilson(found.get(0, 0), total))
        for name, _, share in QUARTERS:
            cells |= interval_cells(name, _at(found, share))
        lines.append(Line((part,), cells))
    return Table("parts", "How many came before", ("Channel",), tuple(columns), tuple(lines))


def _spread(found: dict[int, int], unit: str) -> Table:
    total = sum(found.values())
    columns = (ResultColumn("n", unit.capitalize(), "count"), *interval_columns("share", "Share", "share"))
    lines = [Line((label,), {"n": n, **interval_cells("share", wilson(n, total))}) for label, n in _bars(found)]
    return Table("counts", "How often each number", ("Came before",), columns, tuple(lines))


def _bars(found: dict[int, int]) -> list[tuple[str, int]]:
    """Each number up to a limit, then all above it together."""
    most = min(max(found, default=0), MOST_BARS)
    bars = [(str(number), found.get(number, 0)) for number in range(most + 1)]
    above = sum(n for number, n in found.items() if number > most)
    return [*bars, (f"more than {most}", above)] if above else bars


def _picture(found: dict[int, int], total: int) -> Picture:
    points = []
    for label, n in _bars(found):
        share = wilson(n, total)
        points.append(Point("", label, share.value or 0.0, share.low, share.high))
    return Picture("bars", "Came before", "Share", tuple(points))
