"""Opening a document for a reader: the one door of page, files, API and command line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from samebook.board import queries
from samebook.board.figures.kept import figures_of, last_kept
from samebook.board.models import ClosedPeriod
from samebook.board.periods import period_named
from samebook.board.report.layout import Report
from samebook.board.report.making import document
from samebook.board.rules import differences
from samebook.board.terms import Kind
from samebook.company.queries import fiscal_calendar
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.snapshot.store import current


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with what it was made from.

    Attributes:
        figures: With their benchmarks; frozen where the period is closed.
        newer: Of a closed period, counted later than it was closed; null where that was not done.
        is_stale: Whether there is a newer snapshot than the newest count.
    """

    period: Period
    report: Report
    figures: dict[str, Any]
    closed: ClosedPeriod | None
    newer: dict[str, Any] | None
    is_stale: bool

    @property
    def differs(self) -> bool:
        """Whether the newest count of a closed period is not what was frozen."""
        return self.newer is not None and bool(differences(self.figures, self.newer))


def period_at(said: str) -> Period:
    """The period of an address.

    Raises:
        Missing: Not a name of a period.
    """
    try:
        return period_named(said, fiscal_calendar())
    except Refused:
        raise Missing("board report") from None


def opened(actor: Actor, kind: Kind, period: Period, *, at: datetime, counts: bool = False) -> Opened | None:
    """One document, for whoever may read it.

    Args:
        counts: Count now where nothing is kept of the newest snapshot, which takes seconds; else what is kept is shown.

    Returns:
        None while nothing is counted yet.

    Raises:
        Refused: ``access.denied``, ``board.ahead``, ``numbers.no_snapshot``.
        Missing: Not closed, and the reader sees only what is.
    """
    closed = queries.open_to(actor, kind, period)
    counts = counts and (closed is None or current() is not None)
    kept = figures_of(period, at=at) if counts else last_kept(period)
    if closed is None and kept is None:
        return None
    figures = queries.frozen(closed) if closed else queries.with_benchmarks(kept or {})
    newer = _newer(closed, figures, kept)
    snapshot = current()
    stale = snapshot is not None and (kept or figures)["snapshot"]["stamp"] != snapshot.stamp
    report = document(kind, period, figures, closed, at=at, newer=newer)
    return Opened(period, report, figures, closed, newer, stale)


def _newer(closed: ClosedPeriod | None, figures: dict[str, Any], kept: dict[str, Any] | None) -> dict[str, Any] | None:
    """What was counted after the closing, held against the benchmarks of the closing."""
    if closed is None or kept is None or kept["snapshot"]["as_of"] <= figures["snapshot"]["as_of"]:
        return None
    return {**kept, "benchmarks": figures.get("benchmarks", {})}
