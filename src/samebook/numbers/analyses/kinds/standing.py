"""How much of their time records stood still, and where: days added up, part by part."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from samebook.numbers.analyses.results import Asked, Found, Headline, Line, Picture, Point, Table
from samebook.numbers.engines import Answer
from samebook.numbers.estimates import Estimate
from samebook.numbers.results import ResultColumn

SPLITS: Final = {"stage": "Stage", "cause": "Cause", "role_kind": "Kind of role", "product": "Product"}
OWN_DAYS: Final = ("stage", "product")
"""Splits whose parts have days of their own; the others are set beside all days."""
MOST_BARS = 20
NOBODY = (0, 0)

Held = tuple[int, int]
"""Days, and how many records have any."""


def standing(asked: Asked, rows: Answer, as_of_on: date) -> Found:
    """Per part, the days on which records stood still beside the days they had; every day is counted, so there is no
    interval."""
    found: dict[str, dict[str | None, dict[int, Held]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows.dicts():
        found[row["split"]][row["part"]][row["is_held"]] = (row["days"], row["n"])
    whole = found["all"][None]
    had, stood = whole.get(0, NOBODY), whole.get(1, NOBODY)
    if not had[0]:
        return Found(had[1], 0, (), (), None)
    tables = tuple(_table(split, found[split], had, asked) for split in SPLITS if found.get(split))
    note = (
        f"{stood[1]:,} of {had[1]:,} {asked.analysis.unit} stood still at some time: {stood[0]:,} of {had[0]:,} days. "
        "Causes, and kinds of roles, may hold at once, so theirs may come to more."
    )
    return Found(
        row_count=had[1],
        left_out=0,
        headlines=(Headline("Of their days, sales stood still", "share", _share(stood, had[0])),),
        tables=tables,
        picture=_picture(found.get("stage", {}), asked),
        notes=(note,),
    )


def _share(stood: Held, of: int) -> Estimate:
    return Estimate(stood[0] / of if of else None, None, None, stood[1])


def _ordered(parts: Mapping[str | None, Mapping[int, Held]]) -> Iterable[tuple[str | None, Held, Held]]:
    """The part that holds up longest first."""
    told = [(part, held.get(1, NOBODY), held.get(0, NOBODY)) for part, held in parts.items()]
    return sorted(told, key=lambda one: (-one[1][0], one[0] is None, one[0] or ""))


def _table(split: str, parts: Mapping[str | None, Mapping[int, Held]], had: Held, asked: Asked) -> Table:
    own = split in OWN_DAYS
    columns = [
        ResultColumn("stood", "Stood still", "count", "days"),
        ResultColumn("had", "Of" if own else "Of all", "count", "days"),
        ResultColumn("share", "Share", "share"),
        ResultColumn("n", "Sales that stood still", "count"),
    ]
    lines = []
    for part, stood, there in _ordered(parts):
        days = there[0] if own else had[0]
        cells: dict[str, Any] = {"stood": stood[0], "had": days, "share": _share(stood, days).value, "n": stood[1]}
        lines.append(Line((asked.called(split, part),), cells))
    return Table(split, f"By {SPLITS[split].lower()}", (SPLITS[split],), tuple(columns), tuple(lines))


def _picture(stages: Mapping[str | None, Mapping[int, Held]], asked: Asked) -> Picture | None:
    points = [
        Point("", asked.called("stage", part), stood[0] / there[0])
        for part, stood, there in _ordered(stages)
        if there[0] and stood[0]
    ]
    return Picture("bars", "Stage", "Share of its days", tuple(points[:MOST_BARS])) if points else None
