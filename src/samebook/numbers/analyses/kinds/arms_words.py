"""What the reader of a comparison with and without a play must know beside the figures. Pure."""

from collections.abc import Sequence

from samebook.numbers.days_saved import is_slower, no_interval
from samebook.numbers.two_arms import LEAST_AT_RISK, LEAST_ENDS, Comparison

OBSERVED = (
    "Observed, not randomised: people chose which ones got a play. Those may differ in more than the play, so no cause "
    "is claimed."
)
CONFOUNDED = (
    "Plays are begun where something is stuck, so what got one may have been the harder case from the beginning "
    "(confounding). Even a play that helps may look slow in such figures; only offers by lot can tell."
)


def notes_on(told: Comparison, unit: str, *, lost: int) -> list[str]:
    """How it was counted, why there is no figure or no interval, and what may mislead.

    Args:
        lost: How many ended by a lost sale.
    """
    notes = [OBSERVED]
    if told.horizon is not None and told.start is not None:
        first = f"the first on which both arms had {LEAST_AT_RISK} {unit} at risk"
        start = "the beginning" if is_beginning(told.start) else f"day {told.start:.1f} after the beginning, {first}"
        notes.append(f"Counted from {start}, for {told.horizon} days. A play that began later counts from then on.")
    notes += _on_figure(told, unit)
    if is_slower(told.saved):
        notes.append(CONFOUNDED)
    if lost:
        notes.append(f"Whatever ends it counts as its end, a lost sale, too ({lost:,}): see how they ended.")
    return notes


def is_beginning(start: float) -> bool:
    """Whether a start would be written as day 0.0."""
    return round(start, 1) == 0


def counted_from(start: float) -> str:
    """What the days of a curve are counted from: the beginning, or later, once both arms have enough at risk."""
    return "Days from the beginning" if is_beginning(start) else f"Days, counted from day {start:.1f}"


def silent(parts: Sequence[Comparison], unit: str) -> list[str]:
    """Why some parts have no figure."""
    none = sum(not each.is_told for each in parts)
    if not none:
        return []
    told_of = (
        f"{LEAST_AT_RISK} {unit} at risk at the same time in each arm up to the horizon, and {LEAST_ENDS} that ended"
    )
    return [f"{none} of {len(parts)} parts have no figure: it takes {told_of}."]


def _on_figure(told: Comparison, unit: str) -> list[str]:
    saved = told.saved
    if not told.is_told:
        told_of = f"{LEAST_AT_RISK} {unit} at risk in each arm up to the horizon, and {LEAST_ENDS} that ended"
        return [f"Too few to say what was saved: it takes {told_of}."]
    if saved.low is None or saved.high is None:
        return [f"No interval is given: {no_interval(unit)}. No difference is shown."]
    return ["The interval has 0 in it: no difference is shown."] if saved.low <= 0 <= saved.high else []
