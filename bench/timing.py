"""Clocks and percentiles."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of several repetitions."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return percentile(self.seconds, 50)

    @property
    def worst(self) -> float:
        return max(self.seconds)

    def __str__(self) -> str:
        return f"{shown(self.median)} (worst {shown(self.worst)} of {len(self.seconds)})"


def times(act: Callable[[], object], *, repeat: int, warm: int = 1) -> Times:
    """Time something after warming it up."""
    for _ in range(warm):
        act()
    taken = []
    for _ in range(repeat):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return Times(tuple(taken))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` percent of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100).__int__() - 1)]


def shown(seconds: float) -> str:
    """Seconds, in milliseconds where they are few."""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
