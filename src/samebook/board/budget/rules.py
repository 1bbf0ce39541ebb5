"""Which changes of the budget can be asked about. Pure."""

from samebook.kernel.numerals import MINUS
from samebook.kernel.refusals import Refused

CHANGES = (-20.0, -10.0, 0.0, 10.0, 20.0)
LEAST, MOST = -90.0, 200.0
PARTS = {"channel": "Channel", "source": "Source"}


def read_change(text: str) -> float | None:
    """A change in per cent as somebody writes it, ``-15`` or ``+7,5 %``; None for nothing.

    Raises:
        Refused: ``budget.change``.
    """
    said = text.strip().removesuffix("%").strip().replace(MINUS, "-").replace(",", ".")
    if not said:
        return None
    try:
        change = float(said) if len(said) <= 12 else float("nan")
    except ValueError:
        change = float("nan")
    if not LEAST <= change <= MOST:
        raise Refused("budget.change", f"Give a change from {LEAST:.0f} to {MOST:.0f} per cent.", "change")
    return change


def changes_with(own: float | None) -> tuple[float, ...]:
    """Those that are always shown, and one's own among them."""
    return tuple(sorted({*CHANGES, *([] if own is None else [own])}))
