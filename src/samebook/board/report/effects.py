"""Effects on revenue in the internal view: only those that a recorded randomised hold-out supports."""

from collections.abc import Sequence
from datetime import datetime

from samebook.board.models import Remark
from samebook.board.report.layout import Effect
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused

WITHOUT_EFFECTS = "No randomised hold-out was recorded for these days, so nothing is said of an effect on revenue."


def effects_in(period: Period, said: Sequence[Remark], *, at: datetime) -> tuple[Effect, ...]:
    """The hold-outs of the period, and those that a comment cites."""
    return ()


def check_holdouts(cites: Sequence[int]) -> list[int]:
    """The ids of recorded hold-outs among those that a comment cites.

    Raises:
        Refused: ``board.no_such_holdout``.
    """
    if cites:
        raise Refused("board.no_such_holdout", "There is no such hold-out.", "cites")
    return []


def holdouts_to_cite() -> list[tuple[int, str]]:
    """Recorded hold-outs that a comment may cite."""
    return []
