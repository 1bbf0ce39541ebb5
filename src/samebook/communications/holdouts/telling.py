"""A hold-out's result in words that a report may quote: counts, interval, and what it could have seen."""

from samebook.communications.holdouts.estimating import Findings
from samebook.communications.holdouts.models import Holdout
from samebook.communications.holdouts.terms import Aim, Lot, State
from samebook.kernel.numerals import with_minus
from samebook.numbers.estimates import Estimate

HAD = {
    Aim.OPENED: "an opportunity opened",
    Aim.WON: "an opportunity won",
    Aim.RESPONSES: "a response",
}


def words_of(holdout: Holdout, state: State, found: Findings) -> str:
    """One to four sentences; points are percentage points."""
    told = [] if state == State.ENDED else ["Interim, not for claims."]
    told.append(f"In a {_drawn(holdout, found)}, {_counts(holdout, found)}: {_difference(found.difference)}.")
    if found.underpowered:
        seen = found.smallest_detectable
        what = "no difference that is possible" if seen is None else f"a difference of {points(seen)} or more"
        wanted = points(float(holdout.worthwhile))
        told.append(f"It is too small: with 80 % probability it would have shown {what}, and {wanted} was to be found.")
    if found.suspicious_ratio:
        told.append("The sizes of the two arms do not agree with the planned share, so that it proves nothing.")
    return " ".join(told)


def _drawn(holdout: Holdout, found: Findings) -> str:
    accounts = f"{found.contacted.n + found.held_out.n:,} accounts"
    named = f"(hold-out {holdout.code}, {holdout.starts_on} to {holdout.last_day})"
    if holdout.lot == Lot.PRODUCT:
        return f"randomised hold-out of {accounts} {named}"
    return f"hold-out of {accounts} {named}, randomised elsewhere by the word of {holdout.vouched_by}"


def _counts(holdout: Holdout, found: Findings) -> str:
    contacted, held_out = found.contacted, found.held_out
    return (
        f"{contacted.hits:,} of {contacted.n:,} accounts that were to be contacted and {held_out.hits:,} of "
        f"{held_out.n:,} that were held out had {HAD[Aim(holdout.aim)]}"
    )


def points(share: float) -> str:
    """A share of 1 as percentage points."""
    return f"{100 * share:.1f} points"


def _difference(found: Estimate) -> str:
    if found.value is None or found.low is None or found.high is None:
        return "no difference can be told"
    value, low, high = (with_minus(f"{100 * each:+.1f}") for each in (found.value, found.low, found.high))
    said = f"a difference of {value} points, 95 % interval {low} to {high}"
    if found.low <= 0 <= found.high:
        return f"{said}, so that no difference is shown"
    return said
