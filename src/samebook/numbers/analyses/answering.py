"""Answers for pages: those of the current snapshot if at hand, else the last good ones while new ones are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job
from samebook.jobs.progress import Progress
from samebook.jobs.queries import OPEN
from samebook.kernel.access import Actor, Role
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers.analyses import kept
from samebook.numbers.analyses.definitions import Analysis
from samebook.numbers.analyses.results import AnalysisResult, Asked
from samebook.numbers.analyses.running import analyse, ask
from samebook.numbers.answering import FAILING, Failure, failing, forget_failure, may_try_again, note_failure
from samebook.numbers.snapshot.store import require_current
from samebook.numbers.within import Within

KIND: Final = "numbers.refresh_analysis"


@dataclass(frozen=True, slots=True)
class Given:
    """Figures with their state.

    Attributes:
        result: None when there are no figures, and ``failure`` says why.
        is_current: Whether they are of the current snapshot; else they are the last good ones.
        failure: Set while new ones cannot be had.
        is_coming: New ones are being made in the background.
    """

    result: AnalysisResult | None
    is_current: bool = True
    failure: Failure | None = None
    is_coming: bool = False


def answer(
    analysis: Analysis,
    *,
    actor: Actor,
    values: Mapping[str, int],
    period: Period | None,
    within: Within | None,
    at: datetime,
) -> Given:
    """The figures of an analysis, those of an earlier snapshot first while newer ones are made.

    Raises:
        Refused: As ``analyse``, but for failures of the machinery.
    """
    asked = ask(analysis, actor=actor, values=values, period=period, within=within)
    held = kept.look_up(asked)
    if held is not None and held.stamp == require_current().stamp:
        return Given(held)
    if held is not None and within is None:
        coming = may_try_again(at) and _asked_for(asked, at)
        return Given(held, is_current=False, failure=failing(), is_coming=coming)
    try:
        return Given(_made(asked, actor))
    except Refused as refused:
        if refused.code not in FAILING:
            raise
        return Given(held, is_current=False, failure=note_failure(refused, at))


def run_refresh(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job's handler: a question that was asked, computed on the current snapshot.

    Raises:
        Refused: The machinery fails; the last good figures stay.
    """
    days = [date.fromisoformat(day) for day in arguments["period"] or ()]
    territories = arguments["territories"]
    actor = Actor.system("numbers")
    if territories is not None:
        actor = Actor(None, "system:numbers", frozenset({Role.REP}), frozenset(territories))
    period = Period(days[0], days[1]) if days else None
    asked = ask(str(arguments["analysis"]), actor=actor, values=arguments["values"], period=period)
    try:
        made = _made(asked, actor)
    except Refused as refused:
        if refused.code in FAILING:
            note_failure(refused, datetime.now(UTC))
        raise
    return {"rows": made.found.row_count}


def _made(asked: Asked, actor: Actor) -> AnalysisResult:
    values = dict(asked.values)
    result = analyse(asked.analysis, actor=actor, values=values, period=asked.period, within=asked.within)
    kept.keep(result)
    forget_failure()
    return result


def _asked_for(asked: Asked, at: datetime) -> bool:
    """Ask for new figures in the background, once for each question."""
    arguments = kept.Words.of(asked).told
    if not Job.objects.filter(kind=KIND, state__in=OPEN, arguments=arguments).exists():
        ask_for(Actor.system("numbers"), KIND, arguments, at=at)
    return True
