"""Days saved in words: below nought they are days that it took longer, and are called so. Pure."""

from samebook.kernel.numerals import with_minus
from samebook.numbers.estimates import Estimate
from samebook.numbers.restricted import LEAST_OTHERWISE

SAVED, SLOWER = "Days saved", "Days slower"


def is_slower(saved: Estimate) -> bool:
    return saved.value is not None and saved.value < 0


def named(saved: Estimate) -> tuple[str, Estimate]:
    """What the figure is called, and the figure so that it stands above nought."""
    return (SLOWER, _turned(saved)) if is_slower(saved) else (SAVED, saved)


def said(saved: Estimate, horizon: float, unit: str) -> str:
    """``+9.0 days saved of 30, 95 % interval +2.0 to +16.0``, or ``slower by 12.3 days of 30, …``.

    Raises:
        ValueError: There is no figure.
    """
    _, shown = named(saved)
    if shown.value is None:
        raise ValueError("no figure")
    slower = f"slower by {shown.value:.1f} days of {horizon:g}"
    told = slower if is_slower(saved) else f"{_signed(shown.value)} days saved of {horizon:g}"
    if shown.low is None or shown.high is None:
        return f"{told}, without an interval: {no_interval(unit)}"
    return f"{told}, 95 % interval {_signed(shown.low)} to {_signed(shown.high)}"


def no_interval(unit: str) -> str:
    """Why there is none."""
    return (
        f"in an arm fewer than {LEAST_OTHERWISE} {unit} lasted otherwise than most of them, so how far it may lie from "
        "the truth is not known"
    )


def _turned(found: Estimate) -> Estimate:
    value, low, high = (None if each is None else -each for each in (found.value, found.high, found.low))
    return Estimate(value, low, high, found.n)


def _signed(value: float) -> str:
    return with_minus(f"{value:+.1f}")
