"""What the page of a hold-out says, in words and points."""

from typing import Any

from django.utils import timezone

from samebook.communications.holdouts.queries import Sized
from samebook.communications.holdouts.readouts import Readout
from samebook.communications.holdouts.terms import Aim, Lot
from samebook.numbers.estimates import wilson
from samebook.ui.templatetags.formats import day_text

Fact = tuple[str, str]


def fixed(holdout: Sized) -> list[Fact]:
    """What cannot be changed any more."""
    left_out = f"; {holdout.left_out:,} more, where nobody may be contacted, stand in neither arm"
    days = f"{day_text(holdout.starts_on)} to {day_text(holdout.last_day)}"
    sizes = f"{holdout.contacted:,} to be contacted, {holdout.held_out:,} held out"
    return [
        ("Left without", ", ".join(sorted(each.name for each in holdout.communications.all()))),
        ("Among", holdout.population + (left_out if holdout.left_out else "")),
        ("Accounts", f"{sizes} ({_points(holdout.share)} per cent planned)"),
        ("What counts", f"{Aim(holdout.aim).label}: accounts with at least one from {days}"),
        ("Worth knowing", f"a difference of {_points(holdout.worthwhile)} percentage points or more"),
        ("Lots", _lots(holdout)),
    ]


def points_of(read: Readout) -> dict[str, float | None]:
    """The figures in percentage points; null stays null."""
    found = {
        "difference": read.difference.value,
        "low": read.difference.low,
        "high": read.difference.high,
        "could_see": read.smallest_detectable,
    }
    return {name: None if value is None else 100 * value for name, value in found.items()}


def arms_of(read: Readout) -> list[dict[str, Any]]:
    """A row for each arm."""
    return [
        {"arm": arm.label, "counts": counts, "share": wilson(counts.hits, counts.n)}
        for arm, counts in read.counts.items()
    ]


def _lots(holdout: Sized) -> str:
    if holdout.lot == Lot.IMPORTED:
        return f"drawn elsewhere, at random by the word of {holdout.vouched_by}; a report never cites such a result"
    when = day_text(timezone.localtime(holdout.created_at).date())
    return (
        f"drawn here on {when}. Whoever orders the accounts’ ids by HMAC-SHA256 with the seed {holdout.seed} draws "
        "them again; the first are held out"
    )


def _points(share: Any) -> str:
    return f"{100 * float(share):g}"
