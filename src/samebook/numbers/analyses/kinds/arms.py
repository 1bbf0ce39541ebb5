"""How long something lasts with and without an act that may begin late: days saved, how it ended, who was at risk."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np

from samebook.numbers.analyses.kinds.arms_words import counted_from, notes_on, silent
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
from samebook.numbers.days_saved import SAVED, named
from samebook.numbers.engines import Answer
from samebook.numbers.estimates import Estimate, nothing
from samebook.numbers.restricted import Flow
from samebook.numbers.results import ResultColumn
from samebook.numbers.survival import Curve
from samebook.numbers.two_arms import Comparison, compared, curves

HOURS = 24.0
MOST_STEPS = 120
RISK_COLUMNS = 5
WITH, WITHOUT = "with", "without"
ARMS: Final = {WITH: "With a play", WITHOUT: "Without"}
ENTERED, OPEN, BEGUN = "entered", "open", "begun"
LOST = "lost"
MOVED, WON = "moved_on", "won"
ENDS: Final = {MOVED: "Moved on", WON: "Won", LOST: "Lost"}
SPLITS: Final = {"all": "All", "cause": "Cause", "role": "Role", "stage": "Stage", "play": "Play"}
IMPOSSIBLE = "impossible"

Key = tuple[str, str | None]
Counts = Mapping[str, tuple[np.ndarray, np.ndarray]]
"""Event → times in days and how many at each."""


def arms(asked: Asked, rows: Answer, as_of_on: date) -> Found:
    """Days saved for everything and for each part; times arrive in hours."""
    most = asked.value("most_days")
    found, left_out = _read(rows)
    parts = {key: _Part(each, most) for key, each in found.items()}
    whole = parts.get(("all", None))
    if whole is None or not whole.n:
        return Found(0, left_out, (), (), None)
    lines = sorted(parts.items(), key=lambda pair: _place(asked, *pair[0]))
    unit, lost = asked.analysis.unit, sum(each[LOST] for each in whole.ends.values())
    notes = notes_on(whole.compared, unit, lost=lost)
    tables = [_at_risk(whole), _ends(whole)] if whole.compared.horizon is not None else []
    return Found(
        row_count=whole.n,
        left_out=left_out,
        headlines=_headlines(whole),
        tables=(*tables, _saved(lines, asked)),
        picture=_picture(whole, unit),
        notes=(*notes, *silent([part.compared for (split, _), part in lines if split != "all"], unit)),
    )


def _place(asked: Asked, split: str, name: str | None) -> tuple[int, int, str]:
    """Where a part stands: by what it is split, then in the order of the Book."""
    return list(SPLITS).index(split), asked.names.place(split, name), name or ""


class _Part:
    """One part: both arms and what they say together."""

    def __init__(self, events: Mapping[str, Counts], most: int) -> None:
        none: Counts = {}
        self.arms = {arm: _flow(events.get(arm, none)) for arm in ARMS}
        self.n = int(self.arms[WITHOUT].entered.sum() + self.arms[WITH].entered.sum()) - _sum(events, BEGUN)
        self.ends = {arm: {end: _sum({arm: events.get(arm, none)}, end) for end in ENDS} for arm in ARMS}
        self.compared: Comparison = compared(self.arms[WITH], self.arms[WITHOUT], most=most)
        self.events = events

    def flow(self, arm: str, asked: str) -> Flow:
        """The arm's flow in which one kind of end is asked for and all others compete."""
        return _flow(self.events.get(arm, {}), asked)


def _read(rows: Answer) -> tuple[dict[Key, dict[str, Counts]], int]:
    """The rows by part and arm, as columns: there may be a hundred thousand."""
    gathered: dict[tuple[Key, str, str], tuple[list[float], list[int]]] = defaultdict(lambda: ([], []))
    left_out = 0
    for split, part, arm, at, event, n in rows.rows:
        if event == IMPOSSIBLE:
            left_out += n if split == "all" else 0
            continue
        times, counts = gathered[((split, part), arm, event)]
        times.append(at)
        counts.append(n)
    found: dict[Key, dict[str, Counts]] = {}
    for (key, arm, event), (times, counts) in gathered.items():
        pair = np.array(times, dtype=np.float64) / HOURS, np.array(counts, dtype=np.int64)
        found.setdefault(key, {}).setdefault(arm, {})[event] = pair  # type: ignore[index]
    return found, left_out


def _flow(events: Counts, asked: str = "") -> Flow:
    """One arm; ``asked`` is the kind of end asked for, all of them where it is empty."""
    times = np.unique(np.concatenate([np.array([]), *(pair[0] for pair in events.values())]))

    def sums(*wanted: str) -> np.ndarray:
        total = np.zeros(len(times), np.int64)
        for name in wanted:
            if name in events:
                np.add.at(total, np.searchsorted(times, events[name][0]), events[name][1])
        return total

    asked_for = [asked] if asked else list(ENDS)
    others = [end for end in ENDS if end not in asked_for]
    return Flow(times, sums(ENTERED), sums(*asked_for), sums(*others), sums(OPEN, BEGUN))


def _sum(events: Mapping[str, Counts], event: str) -> int:
    return sum(int(each[event][1].sum()) for each in events.values() if event in each)


def _headlines(whole: _Part) -> tuple[Headline, ...]:
    told = whole.compared
    if told.horizon is None or not told.is_told:
        return (Headline(SAVED, "number", nothing(whole.n)),)
    assert told.treated
    assert told.control
    title, shown = named(told.saved)
    return (
        Headline(f"{title}, of {told.horizon}", "number", shown),
        Headline("Days with a play", "number", told.treated.estimate()),
        Headline("Days without", "number", told.control.estimate()),
    )


def _saved(lines: Sequence[tuple[Key, _Part]], asked: Asked) -> Table:
    columns = (
        ResultColumn("n_with", "With a play", "count"),
        ResultColumn("n_without", "Without", "count"),
        ResultColumn("ends_with", "Ended with", "count"),
        ResultColumn("ends_without", "Ended without", "count"),
        ResultColumn("start", "Counted from day", "number"),
        ResultColumn("horizon", "for days", "count"),
        *interval_columns("mean_with", "Days with", "number"),
        *interval_columns("mean_without", "Days without", "number"),
        *interval_columns("saved", SAVED, "number"),
    )
    return Table("saved", SAVED, ("By", "Part"), columns, tuple(_line(key, part, asked) for key, part in lines))


def _line(key: Key, part: _Part, asked: Asked) -> Line:
    split, name = key
    told = part.compared
    cells: dict[str, Any] = {
        "n_with": int(part.arms[WITH].entered.sum()),
        "n_without": int(part.arms[WITHOUT].entered.sum()),
        "ends_with": sum(part.ends[WITH].values()),
        "ends_without": sum(part.ends[WITHOUT].values()),
        "start": told.start if told.is_told else None,
        "horizon": told.horizon if told.is_told else None,
    }
    for column, mean in (("mean_with", told.treated), ("mean_without", told.control)):
        cells |= interval_cells(column, mean.estimate() if mean and told.is_told else nothing())
    cells |= interval_cells("saved", told.saved)
    return Line((SPLITS[split], "" if split == "all" else asked.called(split, name)), cells)


def _ends(whole: _Part) -> Table:
    """Cumulative incidence at the horizon: the kinds of end compete, so with what has not they sum to everything."""
    told = whole.compared
    assert told.start is not None
    assert told.horizon is not None
    columns = [
        column for arm, title in ARMS.items() for column in interval_columns(f"share_{arm}", title, "share")
    ]  # fmt: skip
    lines = []
    for end, title in ENDS.items():
        cells: dict[str, Any] = {}
        for arm in ARMS:
            share = curves(whole.flow(arm, end), told.start)[1].at(told.horizon)
            cells |= interval_cells(f"share_{arm}", share)
        lines.append(Line((title,), cells))
    still: dict[str, Any] = {}
    for arm in ARMS:
        still |= interval_cells(f"share_{arm}", _curve(whole, arm).at(told.horizon))
    lines.append(Line(("Not ended",), still))
    return Table("ends", f"How they ended within {told.horizon} days", ("End",), tuple(columns), tuple(lines))


def _at_risk(whole: _Part) -> Table:
    told = whole.compared
    assert told.start is not None
    assert told.horizon is not None
    days = [round(told.horizon * step / (RISK_COLUMNS - 1)) for step in range(RISK_COLUMNS)]
    columns = tuple(ResultColumn(f"day_{place}", f"Day {day}", "count") for place, day in enumerate(days))
    lines = []
    for arm, title in ARMS.items():
        risk = whole.arms[arm].risk_at(np.array([told.start + day for day in days], dtype=np.float64))
        lines.append(Line((title,), {f"day_{place}": int(n) for place, n in enumerate(risk)}))
    return Table("at_risk", "Still at risk, by days counted", ("Arm",), columns, tuple(lines))


def _curve(whole: _Part, arm: str) -> Curve:
    assert whole.compared.start is not None
    return curves(whole.arms[arm], whole.compared.start)[0]


def _picture(whole: _Part, unit: str) -> Picture | None:
    told = whole.compared
    if told.start is None or told.horizon is None:
        return None
    points = []
    for arm, title in ARMS.items():
        curve = _curve(whole, arm)
        inside = curve.times[curve.times <= told.horizon]
        steps = np.unique(np.linspace(0, len(inside) - 1, min(len(inside), MOST_STEPS)).astype(int))
        for time in (0.0, *inside[steps], float(told.horizon)):
            at: Estimate = curve.at(float(time))
            if at.value is not None:
                points.append(Point(title, float(time), at.value, at.low, at.high))
    return Picture("curves", counted_from(told.start), f"Share of {unit} not ended", tuple(points))
