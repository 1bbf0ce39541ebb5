"""A lot's result in words that a report may quote: counts, interval, and what it could have seen."""

from collections.abc import Mapping

from samebook.numbers.days_saved import said
from samebook.plays.effects.estimating import Drawn, Findings
from samebook.plays.effects.models import Lot
from samebook.plays.effects.terms import State
from samebook.plays.terms import Arm


def words_of(lot: Lot, state: State, arms: Mapping[Arm, Drawn], found: Findings) -> str:
    """One to four sentences."""
    offered, held = arms[Arm.OFFERED], arms[Arm.HELD_BACK]
    told = [] if state == State.ENDED else ["Interim, not for claims."]
    told.append(
        f"In a randomised offer of {'a play' if lot.play_id else 'plays'} (lot {lot.code}), {offered.n:,} stalls were "
        f"to be offered one and {held.n:,} were held back, the first stall of each account: {_difference(lot, found)}."
    )
    if found.underpowered and found.smallest_detectable is not None:
        told.append(
            f"It is too small: with 80 % probability it would have shown {found.smallest_detectable:.1f} days or "
            f"more, and {lot.worthwhile} were to be found."
        )
    if found.suspicious_ratio:
        told.append("The sizes of the two arms do not agree with the share that was fixed, so that it proves nothing.")
    return " ".join(told)


def _difference(lot: Lot, found: Findings) -> str:
    saved = found.saved
    if found.means is None:
        return f"nothing was followed for {lot.horizon} days yet"
    if saved.value is None:
        return "too few have ended to tell a difference"
    told = said(saved, lot.horizon, "stalls")
    return told if found.shows_difference else f"{told}, so that no difference is shown"
