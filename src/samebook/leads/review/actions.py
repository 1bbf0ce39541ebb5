"""Drafts that follow from the review, and the trial of other thresholds as a job."""

from datetime import UTC, datetime
from typing import Any

from samebook.agreement.actions import draft_edition
from samebook.agreement.models import Edition
from samebook.agreement.queries import edition_of
from samebook.agreement.rules import DEPARTMENTS
from samebook.agreement.terms import State
from samebook.company.queries import actor_labelled
from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job
from samebook.jobs.progress import Progress
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import SEES_ALL, Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.review import trial_shown
from samebook.leads.review.queries import review_of
from samebook.leads.review.surgery import with_condition, without_criterion
from samebook.leads.review.trials import KIND, trial_for
from samebook.leads.review.wording import finding, reason_for


@action
def draft_without(actor: Actor, edition_id: int, *, criterion: str, at: datetime) -> Edition:
    """Draft the edition in force without one criterion, the evidence in its place.

    Args:
        criterion: With its level, ``A.money``.

    Raises:
        Refused: ``access.denied``; ``leads.not_in_force``; ``leads.no_evidence``, the review proposes nothing;
            ``leads.cannot_cut``; what ``review_of`` refuses.
        Missing: No such edition or criterion.
    """
    actor.require(*DEPARTMENTS, to="write editions")
    edition = edition_of(actor, edition_id)
    if edition.state != State.IN_FORCE:
        raise Refused("leads.not_in_force", "Only the edition in force is changed; this one is not in force.")
    review = review_of(actor, edition_id)
    found = review.criterion(criterion)
    if not found.may_go:
        raise Refused("leads.no_evidence", finding(found))
    text = without_criterion(edition.text, found.level, found.name, because=reason_for(review, found))
    title = f"{edition.title[:120]}, without {criterion}"
    return draft_edition(actor, text=text, title=title, based_on=edition.pk, at=at)


@action
def ask_trial(actor: Actor, edition_id: int, *, at: datetime) -> Job:
    """Ask to try other thresholds on the leads that an edition delivered; the job's report is the answer.

    Raises:
        Refused: ``access.denied``.
        Missing: No such edition.
    """
    actor.require(*SEES_ALL, to="review the criteria")
    edition = edition_of(actor, edition_id)
    detail = {"edition": str(edition)}
    record(
        actor, "leads.thresholds.tried", ("edition", edition.pk), happened_at=at, edition_id=edition.pk, detail=detail
    )
    return ask_for(actor, KIND, {"edition": edition.pk, "label": str(edition)}, at=at)


def run_trial(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job."""
    from samebook.leads.review.trying import try_thresholds  # loads DuckDB

    progress.advance(0, 1)
    report = try_thresholds(actor_labelled(progress.asked_by), arguments["edition"], at=datetime.now(UTC))
    progress.advance(1, 1)
    return report


@action
def draft_threshold(actor: Actor, job_id: int, *, criterion: str, at: datetime) -> Edition:
    """Draft the edition in force with the threshold that a trial proposes, the evidence above it.

    Raises:
        Refused: ``access.denied``; ``leads.not_in_force``; ``leads.no_evidence``; ``leads.cannot_cut``.
        Missing: No such trial, or it is of no such criterion.
    """
    actor.require(*DEPARTMENTS, to="write editions")
    job = trial_for(actor, job_id)
    report = job.report or {}
    told = next((each for each in report.get("criteria", ()) if each["key"] == criterion), None)
    if told is None:
        raise Missing("criterion")
    edition = edition_of(actor, report["edition"])
    if edition.state != State.IN_FORCE or edition.content_hash != report["hash"]:
        raise Refused("leads.not_in_force", "Only the edition in force is changed; this one is not in force.")
    if told["proposal"] is None:
        raise Refused("leads.no_evidence", trial_shown.finding(told))
    level, _, name = criterion.partition(".")
    text = with_condition(
        edition.text, level, name, told["proposal"]["when"], because=trial_shown.reason_for(report, told)
    )
    title = f"{edition.title[:120]}, {criterion} at {told['proposal']['bar']}"
    return draft_edition(actor, text=text, title=title, based_on=edition.pk, at=at)
