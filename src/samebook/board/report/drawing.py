"""Where the marks of a small chart stand: this period, the one before and the benchmark on one axis. Pure.

Places are shares of the axis' length, so that page, paper and slides draw the same picture. Every axis begins at zero;
that of shares ends at 100 %.
"""

from dataclasses import dataclass
from math import floor, log10

ROOM = 1.08
"""So much longer than the largest mark an axis is."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with its interval, as places on the axis; null ends are not known, ``open``: the upper one has none."""

    at: float
    low: float | None
    high: float | None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart. ``ticks`` are (place, value); null marks have no data."""

    now: Mark | None
    before: Mark | None
    benchmark: float | None
    ticks: tuple[tuple[float, float], ...]


Span = tuple[float | None, float | None, float | None]
"""Value, low, high."""


def drawn(now: Span, before: Span, benchmark: float | None, *, is_share: bool) -> Drawn | None:
    """The chart of a figure; None when there is nothing to draw."""
    if now[0] is None and before[0] is None:
        return None
    reach = [part for part in (*now, *before, benchmark) if part is not None]
    end = 1.0 if is_share and max(reach) <= 1 else _end(max(reach))

    def place(value: float) -> float:
        return round(max(0.0, value) / end, 4)

    def mark(span: Span) -> Mark | None:
        value, low, high = span
        if value is None:
            return None
        ends = [None if part is None else place(part) for part in (low, high)]
        return Mark(place(value), ends[0], ends[1], low is not None and high is None)

    at = None if benchmark is None else place(benchmark)
    ticks = tuple((place(value), value) for value in _ticks(end))
    return Drawn(mark(now), mark(before), at, ticks)


def _end(largest: float) -> float:
    """A little beyond the largest mark, with at most two figures."""
    if largest <= 0:
        return 1.0
    wanted = largest * ROOM
    step = 10.0 ** (floor(log10(wanted)) - 1)
    return step * (floor(wanted / step) + 1)


def _ticks(end: float) -> tuple[float, float, float]:
    return 0.0, end / 2, end
