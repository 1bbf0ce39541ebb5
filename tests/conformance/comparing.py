"""Are two answers the same? Decimals and whole numbers exactly, floats to nine digits, in any order."""

import math
from decimal import Decimal
from typing import Any

from samebook.numbers.engines import Answer

NEAR = 1e-9


def differences(ours: Answer, theirs: Answer) -> list[str]:
    """What differs, a line each, the first few; nothing when the answers are the same."""
    if [name.lower() for name in ours.names] != [name.lower() for name in theirs.names]:
        return [f"columns {ours.names} and {theirs.names}"]
    if len(ours.rows) != len(theirs.rows):
        return [f"{len(ours.rows)} rows and {len(theirs.rows)}"]
    left, right = sorted(ours.rows, key=_order), sorted(theirs.rows, key=_order)
    return [f"{one} and {other}" for one, other in zip(left, right, strict=True) if not _same(one, other)][:5]


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(_alike(a, b) for a, b in zip(one, other, strict=True))


def _alike(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return math.isclose(one, other, rel_tol=NEAR, abs_tol=NEAR)
    return bool(one == other)


def _order(row: tuple[Any, ...]) -> tuple[list[Any], list[float]]:
    """Rows in one order, whatever the last digits of floats: by all other cells first, then by these as numbers."""
    exact = [(type(cell).__name__, _text(cell)) for cell in row]
    return exact, [cell for cell in row if isinstance(cell, float)]


def _text(cell: Any) -> str:
    return "" if isinstance(cell, float) else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
