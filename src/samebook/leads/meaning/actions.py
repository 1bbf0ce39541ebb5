"""Asking for a comparison, making it as a job, and drafting what came of it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from samebook.agreement.actions import draft_edition
from samebook.agreement.editor.changing import changed, check
from samebook.agreement.editor.kinds import NEW, kind_of
from samebook.agreement.models import Edition
from samebook.agreement.rules import DEPARTMENTS
from samebook.company.queries import actor_labelled
from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job
from samebook.jobs.progress import Progress
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.leads.meaning.results import KIND, forget_old, rows_file
from samebook.leads.meaning.rules import (
    MAY_COMPARE,
    Chosen,
    Definition,
    check_definitions,
    check_kind,
    check_word,
    name_for,
)
from samebook.leads.meaning.sources import ANSWER, book_in_force, definitions_of, expression_of, reading_of
from samebook.leads.meaning.terms import Counted

STEPS = ("Reading the records", "Judging them by each definition", "Finding what separates them")


@action
def ask_comparison(actor: Actor, word: str, chosen: Sequence[Chosen], kind: Counted, *, at: datetime) -> Job:
    """Ask what two to six definitions of a word have in common; the job's report is the answer.

    With a private segment or an answer of a poll in it, it is for who asked alone.

    Raises:
        Refused: ``access.denied``, ``meaning.no_word``, ``meaning.too_few``, ``meaning.too_many``, ``meaning.same``,
            ``meaning.condition``, ``meaning.of_leads``.
        Missing: A source that is not there, or not the actor's to choose.
    """
    actor.require(*MAY_COMPARE, to="compare what is meant")
    word = check_word(word)
    definitions = definitions_of(actor, chosen, at=at)
    check_definitions(definitions)
    check_kind(kind, [expression_of(actor, each, at=at)[0] for each in definitions])
    arguments = {
        "word": word,
        "kind": kind.value,
        "definitions": [asdict(each) for each in definitions],
        "territories": None if actor.sees_all else sorted(actor.territories),
        "is_private": any(each.private for each in definitions) or any(each.key.startswith(ANSWER) for each in chosen),
    }
    job = ask_for(actor, KIND, arguments, at=at)
    detail = {"definitions": len(definitions)}
    record(actor, "leads.meaning.compared", ("meaning", job.pk), happened_at=at, detail=detail)
    return job


@action
def note_export(actor: Actor, job: Job, *, group: str, at: datetime) -> None:
    """Who took the records of a group out by name as a file, and of which comparison."""
    record(actor, "leads.meaning.exported", ("meaning", job.pk), happened_at=at, detail={"group": group})


def run_comparison(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job: as whoever asked for it, so that it counts what they may see."""
    from samebook.leads.meaning.comparing import compare  # loads DuckDB

    def told(what: str) -> None:
        progress.advance(STEPS.index(what), len(STEPS))

    report = compare(
        actor_labelled(progress.asked_by),
        arguments["word"],
        [Definition.of(each) for each in arguments["definitions"]],
        Counted(arguments["kind"]),
        at=datetime.now(UTC),
        rows_to=rows_file(progress.job_id),
        told=told,
    )
    forget_old()
    progress.advance(len(STEPS), len(STEPS))
    return report


@action
def draft_segment(actor: Actor, word: str, condition: str, means: str, *, at: datetime) -> Edition:
    """Draft the edition in force with a definition as a segment of its own, to be talked about.

    Raises:
        Refused: ``access.denied``, ``meaning.no_edition``, or what is wrong in the condition by this edition.
    """
    actor.require(*DEPARTMENTS, to="write editions")
    edition = book_in_force(at)
    reading = reading_of(edition)
    name = _free(name_for(word), reading.segments)
    said = means or f"What is meant by “{word}”."
    made = changed(reading, kind_of("segments"), NEW, {"means": said, "when": condition}, name)
    check(reading, made.text, made.path)
    return draft_edition(
        actor, text=made.text, title=f"{edition.title[:100]}, with “{word}”", based_on=edition.pk, at=at
    )


def _free(name: str, taken: Sequence[str]) -> str:
    number = 1
    while (found := name if number == 1 else f"{name}_{number}") in taken:
        number += 1
    return found
