"""Effects on revenue in the internal view: only what a recorded randomised hold-out says, in its own words."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from samebook.board.models import Remark
from samebook.board.report.layout import Effect
from samebook.communications.holdouts.models import Holdout
from samebook.communications.holdouts.queries import holdout_for, holdouts_for
from samebook.communications.holdouts.readouts import Readout, readout
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing, Refused

WITHOUT_EFFECTS = "No randomised hold-out ran in these days, so nothing is said of an effect on revenue."
MOST = 20
READER = Actor.system("board")


def effects_in(period: Period, said: Sequence[Remark], *, at: datetime) -> tuple[Effect, ...]:
    """The hold-outs that ran in the period, and those that a comment cites: each as it reads out now."""
    cited = {number for each in said for number in each.cites}
    running = holdouts_for(READER).filter(cancelled_at=None, starts_on__lt=period.end)
    begun = [each for each in running.order_by("starts_on", "pk") if each.ends_on > period.start or each.pk in cited]
    return tuple(_effect(each, at, is_cited=each.pk in cited) for each in begun[:MOST])


def check_holdouts(cites: Iterable[int], *, at: datetime) -> list[int]:
    """The ids of hold-outs that may be cited for an effect.

    Raises:
        Refused: ``board.no_such_holdout``; ``board.holdout_silent``, it has not ended, was not drawn here, or shows no
            difference.
    """
    return [_citable(number, at) for number in dict.fromkeys(cites)]


def holdouts_to_cite() -> list[tuple[int, str]]:
    """Recorded hold-outs that a comment may name, the latest first; whether one bears a claim is read on keeping."""
    found: Iterable[Holdout] = holdouts_for(READER).filter(Q(cancelled_at=None))[:MOST]
    return [(each.pk, str(each)) for each in found]


def _citable(number: int, at: datetime) -> int:
    try:
        holdout_for(READER, number)
        found = readout(READER, number, at=at)
    except Missing:
        raise Refused("board.no_such_holdout", "There is no such hold-out.", "cites") from None
    if not found.may_be_cited:
        message = f"{found.holdout} bears no claim: {found.words}"
        raise Refused("board.holdout_silent", message, "cites")
    return number


def _effect(holdout: Holdout, at: datetime, *, is_cited: bool) -> Effect:
    try:
        found = readout(READER, holdout.pk, at=at)
    except Refused as refused:
        return Effect(str(holdout), "Not read out", refused.message, is_cited=is_cited)
    return Effect(str(holdout), _standing(found), found.words, is_cited=is_cited)


def _standing(found: Readout) -> str:
    if found.may_be_cited:
        return "May be cited"
    return "Too small to tell" if found.underpowered else "Bears no claim"
