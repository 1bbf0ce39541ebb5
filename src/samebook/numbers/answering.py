"""Answers for pages: those of the current snapshot if at hand, else the last good ones while new ones are made."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job
from samebook.jobs.progress import Progress
from samebook.jobs.queries import OPEN
from samebook.kernel.access import Actor, Role
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers import kept
from samebook.numbers.evaluate import check, evaluate
from samebook.numbers.kept import Question
from samebook.numbers.measures import measure_named
from samebook.numbers.results import Result
from samebook.numbers.snapshot.store import Snapshot, require_current

KIND: Final = "numbers.refresh_kept"
RECENT: Final = timedelta(days=7)
MOST: Final = 300
LONGEST: Final = timedelta(minutes=2)
"""Refreshing stops after so many questions, or so long; what is left is made when it is asked for."""
PAUSE: Final = timedelta(seconds=30)
"""After a failure nothing is asked for in the background for so long."""
FAILING: Final = frozenset({
    "numbers.engine_down", "numbers.snapshot_damaged", "numbers.too_large", "numbers.too_slow", "numbers.not_computed",
    "numbers.no_such_engine",
})  # fmt: skip
"""Refusals that are of the machinery and not of the question: the last good figures still stand."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why new figures cannot be had, and since when that is known."""

    code: str
    message: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """Figures with their state.

    Attributes:
        results: One for each question, all of one snapshot; empty when there are none and ``failure`` says why.
        is_current: Whether they are of the current snapshot; else they are the last good ones.
        failure: Set while new ones cannot be had.
        job: Makes new ones in the background.
    """

    results: tuple[Result, ...]
    is_current: bool = True
    failure: Failure | None = None
    job: Job | None = None


def answers(actor: Actor, *questions: Question, at: datetime, wait: bool = False) -> Answer:
    """The figures of some questions, from one snapshot.

    Args:
        wait: Compute what is not at hand, rather than show older figures first: for files, the API and mails.

    Raises:
        Refused: As ``evaluate``, but for failures of the machinery.
        Missing: As ``evaluate``.
    """
    for question in questions:
        check(actor, question.measure, question.dimension, question.period, question.within)
    stamp = require_current().stamp
    held = [kept.look_up(each) for each in questions]
    found = [each for each in held if each is not None]
    complete = len(found) == len(questions)
    if complete and all(each.stamp == stamp for each in found):
        return Answer(tuple(found))
    one_snapshot = complete and len({each.stamp for each in found}) == 1
    last_good = tuple(found) if one_snapshot else ()
    if last_good and not wait and all(each.within is None for each in questions):
        failure = failing()
        return Answer(last_good, False, failure, _ask(questions, at) if may_try_again(at) else None)
    try:
        results = tuple(_made(actor, each) for each in questions)
    except Refused as refused:
        if refused.code not in FAILING:
            raise
        return Answer(last_good, False, note_failure(refused, at))
    forget_failure()
    return Answer(results)


def failing() -> Failure | None:
    """What fails now, as it was last seen; None while nothing does."""
    try:
        held = json.loads(_failure_file().read_bytes())
        return Failure(str(held["code"]), str(held["message"]), datetime.fromisoformat(held["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def after_snapshot(snapshot: Snapshot) -> None:
    """What the numbers call when a snapshot stands: the figures that were asked for lately are made anew."""
    if not Job.objects.filter(kind=KIND, state=Job.State.WAITING, arguments={}).exists():
        ask_for(Actor.system("numbers"), KIND, {}, at=datetime.now(UTC))


def run_refresh_kept(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job's handler: the questions named, or all that were asked lately and are not answered by this snapshot.

    Raises:
        Refused: The machinery fails; the last good figures stay.
    """
    began = datetime.now(UTC)
    asked = arguments.get("questions")
    wanted = list(asked if isinstance(asked, list) else kept.asked_since(began - RECENT))[:MOST]
    stamp, made, left = require_current().stamp, 0, 0
    for place, words in enumerate(wanted):
        if datetime.now(UTC) - began > LONGEST:
            left = len(wanted) - place
            break
        progress.advance(place, len(wanted))
        made += _refreshed(words, stamp)
    progress.advance(len(wanted), len(wanted))
    return {"made": made, "left": left}


def _refreshed(words: dict[str, Any], stamp: str) -> bool:
    """Whether the question was answered anew; one that cannot be asked any more is passed over."""
    question = _question(words)
    if question is None:
        return False
    held = kept.look_up(question, asked=False)
    if held is not None and held.stamp == stamp:
        return False
    try:
        _made(_whoever(question), question, asked=False)
    except Refused as refused:
        if refused.code in FAILING:
            note_failure(refused, datetime.now(UTC))
            raise
        return False
    forget_failure()
    return True


def _question(words: dict[str, Any]) -> Question | None:
    """The question that was put in these words; None when its definition is another one, or it was of a segment."""
    try:
        found = measure_named(str(words["measure"]))
        if found.hash != words["hash"] and words["edition"] is not None:
            found = measure_named(str(words["measure"]), edition=int(words["edition"]))
        if found.hash != words["hash"] or words["within"] is not None:
            return None
        days = [date.fromisoformat(day) for day in words["period"] or ()]
        territories = words["territories"]
        return Question(
            found,
            words["dimension"],
            Period(days[0], days[1]) if days else None,
            None if territories is None else frozenset(int(pk) for pk in territories),
        )
    except (Refused, KeyError, TypeError, ValueError, IndexError):
        return None


def _whoever(question: Question) -> Actor:
    """One who sees what the asker saw, and nothing else."""
    if question.territories is None:
        return Actor.system("numbers")
    return Actor(None, "system:numbers", frozenset({Role.REP}), question.territories)


def _made(actor: Actor, question: Question, *, asked: bool = True) -> Result:
    result = evaluate(
        question.measure,
        actor=actor,
        dimension=question.dimension,
        period=question.period,
        within=question.within,
    )
    kept.keep(question, result, asked=asked)
    return result


def _ask(questions: tuple[Question, ...], at: datetime) -> Job:
    arguments = {"questions": [each.words for each in questions]}
    waiting = Job.objects.filter(kind=KIND, state__in=OPEN, arguments=arguments).order_by("-id").first()
    return waiting or ask_for(Actor.system("numbers"), KIND, arguments, at=at)


def may_try_again(at: datetime) -> bool:
    """Whether nothing failed a moment ago."""
    try:
        return at.timestamp() - _failure_file().stat().st_mtime > PAUSE.total_seconds()
    except FileNotFoundError:
        return True


def _failure_file() -> Path:
    return kept.folder() / "failing"


def note_failure(refused: Refused, at: datetime) -> Failure:
    """Write down what fails; since when stays while the same goes on."""
    before = failing()
    since = before.since if before and before.code == refused.code else at
    found = Failure(refused.code, refused.message, since)
    held = {"code": found.code, "message": found.message, "since": since.isoformat()}
    kept.write(_failure_file(), json.dumps(held).encode(), at.timestamp())
    return found


def forget_failure() -> None:
    """New figures can be had again."""
    _failure_file().unlink(missing_ok=True)
