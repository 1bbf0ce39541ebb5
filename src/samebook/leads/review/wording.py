"""What the review of a criterion comes to, in a sentence; and the reason that a draft without it gives. Pure."""

from samebook.kernel.numerals import with_minus
from samebook.leads.review.figures import Review, Reviewed
from samebook.leads.review.rules import Comparison
from samebook.numbers.estimates import Estimate

WORDS = {
    "accepted": "were accepted",
    "opportunity": "became an opportunity within 90 days",
    "won": "were won within 180 days",
}
HEADS = {"accepted": "accepted", "opportunity": "opportunity in 90 days", "won": "won in 180 days"}


def named(reviewed: Reviewed) -> str:
    """``A: money``."""
    return f"{reviewed.level}: {reviewed.name.replace('_', ' ')}"


def finding(reviewed: Reviewed) -> str:
    """What follows, or why nothing does."""
    if reviewed.is_only:
        said = f"Level {reviewed.level} asks for nothing else; without it the level would take every lead."
        return f"{said} Nothing is proposed."
    if reviewed.better_when_true:
        told = " ".join(difference(each) for each in reviewed.better_when_true)
        return f"It tells good leads from others. {told} Nothing is proposed."
    if reviewed.may_go:
        return f"{evidence(reviewed)} A draft without it can be made."
    if not reviewed.compared:
        return (
            "At no level were leads delivered both with it true and with it false, so there is nothing to compare. "
            "Nothing is proposed."
        )
    if all(each.p is None for each in reviewed.compared):
        return "Too few leads on one side to compare (fewer than 5 expected of a kind). Nothing is proposed."
    within = " and ".join(sorted({each.delivered_level for each in reviewed.compared if each.p is not None}))
    return (
        f"Among leads delivered at the same level ({within}), no difference beyond what chance gives between those for "
        "which it was true and those for which it was false. Nothing is proposed."
    )


def evidence(reviewed: Reviewed) -> str:
    """Why it might go: it decides nothing, or leads for which it was false did better."""
    told = []
    if reviewed.decides.never:
        told.append(
            f"Without it none of {reviewed.decides.n:,} verdicts would be otherwise (95 %: at most "
            f"{_percent(reviewed.decides.share.high)})."
        )
    told += [difference(each) for each in reviewed.better_when_false]
    return " ".join(told)


def difference(compared: Comparison) -> str:
    """Both shares, their difference with its interval, and how likely chance is."""
    found = compared.difference
    tested = "; too few to test" if compared.adjusted is None else f"; adjusted p {compared.adjusted:.3f}"
    return (
        f"Of the leads delivered at level {compared.delivered_level}, {compared.false_hits:,} of {compared.false_n:,} "
        f"{WORDS[compared.outcome]} where it was false, {compared.true_hits:,} of {compared.true_n:,} where it was "
        f"true: {_points(found.value)} points (95 %: {_points(found.low)} to {_points(found.high)}{tested})."
    )


def reason_for(review: Review, reviewed: Reviewed) -> str:
    """What stands in the draft in the place of the criterion."""
    return (
        f"Without “{reviewed.name.replace('_', ' ')}”: {evidence(reviewed)} Criteria review of edition "
        f"{review.number}, as of {review.as_of:%Y-%m-%d %H:%M} UTC, {review.judged:,} leads judged, "
        f"{review.delivered:,} delivered."
    )


def share(found: Estimate) -> tuple[str, str]:
    """A share in per cent, and its interval."""
    if found.value is None:
        return "", ""
    return _percent(found.value), f"{_percent(found.low)} to {_percent(found.high)}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value * 100:.1f} %"


def _points(value: float | None) -> str:
    return "" if value is None else with_minus(f"{value * 100:+.1f}")
