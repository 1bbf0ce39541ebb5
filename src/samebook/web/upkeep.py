"""What waits for an administrator: what stands still, was refused or failed, each with where it is mended."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from samebook.company.queries import reps_without_territory
from samebook.exchange.queries import uploads_since
from samebook.jobs.queries import failed_since, mail_that_failed
from samebook.journal.verifying import last_verification
from samebook.kernel.access import Actor
from samebook.leads.queries import capped_count, unrouted
from samebook.leads.worklists import counted
from samebook.numbers.snapshot.store import current
from samebook.ui.templatetags.formats import day_text
from samebook.web.importing.report import rows_of
from samebook.web.settings.jobs import name_of

LATELY = timedelta(days=14)
"""How far back a failure or a refusal is news."""
VERIFIED = timedelta(days=30)
"""How old the last verification of the journal may be."""
FRESH = timedelta(days=1)
"""How old the snapshot may be: the clock takes one each hour."""
MOST = 10


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to look at.

    Attributes:
        what: A sentence without a full stop.
        why: What it means, or what to do; may be empty.
        url: Where it is mended; empty where no page does.
        is_wrong: Whether something is broken, rather than to be decided.
    """

    what: str
    why: str = ""
    url: str = ""
    is_wrong: bool = False


def tasks_for(actor: Actor, at: datetime) -> list[Task]:
    """Everything that waits, what is broken first. About ten queries, however much there is."""
    found = [task for look in LOOKS for task in look(actor, at)]
    return sorted(found, key=lambda task: not task.is_wrong)


def _jobs(actor: Actor, at: datetime) -> Iterable[Task]:
    for job in failed_since(actor, at - LATELY)[:MOST]:
        yield Task(f"{name_of(job)} failed", job.failure[:200], reverse("settings:jobs"), is_wrong=True)


def _imports(actor: Actor, at: datetime) -> Iterable[Task]:
    imported = uploads_since(actor, at - LATELY).exclude(job_id=None)
    for row in rows_of(actor, imported[:MOST]):
        if row.run is not None and row.run.refused:
            rows = f"{row.run.refused:,} of {row.upload.rows:,} rows"
            url = reverse("web:import", args=[row.upload.pk])
            yield Task(f"The import of {row.upload.file_name} refused {rows}", f"Sent by {row.by}.", url)


def _mail(actor: Actor, at: datetime) -> Iterable[Task]:
    failed = mail_that_failed(at - LATELY)
    last = failed.first()
    if last is not None:
        count = failed.count()
        why = f"The last of them because: {last.failure[:200]}. The mail server stands in the settings of the program."
        yield Task(f"{count:,} {'mail' if count == 1 else 'mails'} could not be sent", why, is_wrong=True)
    elif not settings.EMAIL_HOST:
        yield Task(
            "No mail server is set", "Mails are written into files and reach nobody until SAMEBOOK_SMTP_HOST names one."
        )


def _reps(actor: Actor, at: datetime) -> Iterable[Task]:
    for user in reps_without_territory()[:MOST]:
        yield Task(
            f"{user.name} is a rep without a territory",
            "They are given leads of their own accounts only.",
            reverse("settings:user", args=[user.pk]),
        )


def _unrouted(actor: Actor, at: datetime) -> Iterable[Task]:
    count = capped_count(unrouted(actor))
    if count:
        what = f"{counted(count)} {'lead meets' if count == 1 else 'leads meet'} the criteria and found no rep"
        why = "Their territory has no rep, or each is at capacity."
        yield Task(what, why, reverse("leads:table") + "?status=unrouted")


def _journal(actor: Actor, at: datetime) -> Iterable[Task]:
    last, url = last_verification(), reverse("journal:list")
    if last is not None and not last.report.get("sound", True):
        yield Task("The journal does not hold", "The last verification found it changed.", url, is_wrong=True)
    elif last is None:
        yield Task("The journal was never verified", "It takes a moment, and says whether anything was changed.", url)
    elif last.ended_at is not None and at - last.ended_at > VERIFIED:
        day = day_text(timezone.localtime(last.ended_at).date())
        yield Task(f"The journal was last verified on {day}", "Once a month is a good habit.", url)


def _numbers(actor: Actor, at: datetime) -> Iterable[Task]:
    snapshot = current()
    if snapshot is not None and at - snapshot.as_of > FRESH:
        day = day_text(timezone.localtime(snapshot.as_of).date())
        why = "A snapshot is taken each hour; see whether the ticker and the worker run."
        yield Task(f"The numbers stand at {day}", why, reverse("settings:jobs"), is_wrong=True)


LOOKS: tuple[Callable[[Actor, datetime], Iterable[Task]], ...] = (
    _jobs, _imports, _mail, _reps, _unrouted, _journal, _numbers,
)  # fmt: skip
