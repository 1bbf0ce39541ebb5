"""Intervals that are cut, so that one that knows little does not crush all others. Pure."""

from collections.abc import Sequence
from typing import Any

TIMES = 3
"""The axis ends at so many times the largest figure that is drawn, on either side of nought."""


def clipped(values: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same marks; an interval that goes on beyond the axis ends there, ``cut_low`` and ``cut_high`` say so.

    Figures stand inside by the rule itself. Where all of them are nought nothing is cut.
    """
    reach = TIMES * max((abs(each["value"]) for each in values), default=0)
    if not reach:
        return list(values)
    return [_cut(each, reach) for each in values]


def is_clipped(values: Sequence[dict[str, Any]]) -> bool:
    return any("cut_low" in each or "cut_high" in each for each in values)


def _cut(value: dict[str, Any], reach: float) -> dict[str, Any]:
    found = dict(value)
    if found["low"] is not None and found["low"] < -reach:
        found |= {"low": -reach, "cut_low": True}
    if found["high"] is not None and found["high"] > reach:
        found |= {"high": reach, "cut_high": True}
    return found
