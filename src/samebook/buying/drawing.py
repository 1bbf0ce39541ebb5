"""The history of an opportunity as two small pictures: its stages in a line, its close dates as they moved. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

WIDTH, HEIGHT, LEAST = 320.0, 64.0, 2.0
"""In units of the picture; no visit is drawn narrower than can be seen."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One visit to a stage as a part of the line."""

    x: float
    width: float
    stage: str
    decision: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Point:
    """The close date expected from an instant on; ``y`` is smaller for later dates."""

    x: float
    y: float
    day: date


@dataclass(frozen=True, slots=True)
class Moves:
    """The close dates as a line of steps; ``path`` is for an SVG, empty for fewer than two."""

    points: list[Point]
    path: str


def stages_drawn(visits: Sequence[tuple[str, str, datetime, datetime]]) -> list[Segment]:
    """Visits side by side, as wide as they lasted.

    Args:
        visits: Stage, decision, entered, left; in order, one at a time.
    """
    if not visits:
        return []
    total = sum((left - entered).total_seconds() for _, _, entered, left in visits)
    room = WIDTH - LEAST * len(visits)
    x, found = 0.0, []
    for at, (stage, decision, entered, left) in enumerate(visits):
        share = (left - entered).total_seconds() / total if total else 1 / len(visits)
        width = LEAST + max(room, 0) * share
        found.append(Segment(round(x, 1), round(width, 1), stage, decision, at == len(visits) - 1))
        x += width
    return found


def moves_drawn(moves: Sequence[tuple[datetime, date | None]], until: datetime) -> Moves:
    """The close date over time, each one level until it was moved.

    Args:
        moves: When it was said, and the date that was expected from then on; in order.
    """
    dated = [(at, day) for at, day in moves if day is not None]
    if len(dated) < 2:
        return Moves([], "")
    start, last = dated[0][0], max(until, dated[-1][0])
    span = (last - start).total_seconds() or 1.0
    days = [day.toordinal() for _, day in dated]
    low, high = min(days), max(days)

    def y_of(day: date) -> float:
        return round(HEIGHT - 6 - (HEIGHT - 12) * (day.toordinal() - low) / ((high - low) or 1), 1)

    points = [
        Point(round(4 + (WIDTH - 8) * (at - start).total_seconds() / span, 1), y_of(day), day) for at, day in dated
    ]
    path = f"M{points[0].x} {points[0].y}"
    for point in points[1:]:
        path += f"H{point.x}V{point.y}"
    return Moves(points, f"{path}H{WIDTH - 4}")
