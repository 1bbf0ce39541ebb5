"""Asking for a comparison, and making it as a job."""

from datetime import UTC, date, datetime
from typing import Any

from samebook.company.queries import actor_labelled, local_day
from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job
from samebook.jobs.progress import Progress
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.leads.effect.results import KIND, rows_file, side_of
from samebook.leads.effect.rules import MAY_COMPARE, check_period, check_sides

STEPS = ("Reading the records", "Judging the leads by both", "Counting", "Keeping the leads that differ")
KEPT = 200
"""So many comparisons keep their leads; of older ones only the figures stay."""


@action
def ask_effect(actor: Actor, before_id: int, after_id: int, period: Period, *, at: datetime) -> Job:
    """Ask what the second edition or draft would have meant instead of the first; the job's report is the answer.

    Raises:
        Refused: ``access.denied``, ``effect.same_text``, ``effect.book_problems``, ``effect.ahead``,
            ``effect.too_long``.
        Missing: No such edition.
    """
    actor.require(*MAY_COMPARE, to="compare editions on leads")
    before, after = side_of(actor, before_id, field="before"), side_of(actor, after_id, field="after")
    check_sides(before, after)
    check_period(period, local_day(at))
    arguments = {
        "before": before_id,
        "after": after_id,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "labels": [before.label, after.label],
    }
    detail = {"before": before.label, "after": after.label, "start": arguments["start"], "end": arguments["end"]}
    record(actor, "leads.effect.compared", ("edition", after_id), happened_at=at, edition_id=after_id, detail=detail)
    return ask_for(actor, KIND, arguments, at=at)


@action
def note_export(actor: Actor, job: Job, *, rows: str, at: datetime) -> None:
    """Who took the leads of a comparison out as a file, by name, and which of them."""
    before, after = job.arguments["labels"]
    after_id = job.arguments["after"]
    detail = {"before": before, "after": after, "rows": rows}
    detail |= {name: job.arguments[name] for name in ("start", "end")}
    record(actor, "leads.effect.exported", ("edition", after_id), happened_at=at, edition_id=after_id, detail=detail)


def run_effect(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job: as whoever asked for it, so that it counts what they may see."""
    from samebook.leads.effect.comparing import compare  # DuckDB, which a web worker that only starts need not load

    actor = actor_labelled(progress.asked_by)
    period = Period(date.fromisoformat(arguments["start"]), date.fromisoformat(arguments["end"]))

    def told(what: str) -> None:
        progress.advance(STEPS.index(what), len(STEPS))

    report = compare(
        actor,
        side_of(actor, arguments["before"], field="before"),
        side_of(actor, arguments["after"], field="after"),
        period,
        at=datetime.now(UTC),
        rows_to=rows_file(progress.job_id),
        told=told,
    )
    _forget_old()
    progress.advance(len(STEPS), len(STEPS))
    return report


def _forget_old() -> None:
    files = rows_file(0).parent.glob("*.parquet")
    for old in sorted(files, key=lambda path: int(path.stem), reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)
