"""Comparisons that were made: who may open them, and the leads behind their figures, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from samebook.agreement.models import Edition
from samebook.agreement.queries import book_of, edition_of, editions_for
from samebook.jobs.models import Job
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.effect.places import folder
from samebook.leads.effect.rules import MAY_COMPARE, Side
from samebook.leads.models import Lead
from samebook.leads.queries import leads_for

KIND = "leads.effect"
SIZE = 50
A_BATCH = 1_000
TRUTHS = ("false", "unknown")
COLUMNS = (
    "lead_id", "received_day", "before", "after", "before_now", "after_now", "before_false", "before_unknown",
    "after_false", "after_unknown", "before_territory", "after_territory",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which leads of a comparison to show.

    Attributes:
        before, after: Outcomes as the report's moves name them; empty for any change.
        later: ``before`` or ``after``: leads whose outcome by that text is another by what became known later.
    """

    before: str = ""
    after: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class Differing:
    """One lead that differs, with the lead itself as the actor may see it."""

    lead: Lead
    day: date
    before: str
    after: str
    before_now: str | None
    after_now: str | None
    why: tuple[str, ...]

    @property
    def is_hindsight(self) -> bool:
        """Whether what became known later would change its outcome by one of the texts."""
        return self.before_now not in (None, self.before) or self.after_now not in (None, self.after)


@dataclass(frozen=True, slots=True)
class LeadsPage:
    rows: list[Differing]
    after: int | None


def comparisons_for(actor: Actor) -> QuerySet[Job]:
    """Comparisons that the actor may open: their own, and for who sees every lead all; the newest first."""
    jobs = Job.objects.filter(kind=KIND).order_by("-pk")
    if not actor.has(*MAY_COMPARE):
        return jobs.none()
    return jobs if actor.sees_all else jobs.filter(asked_by=actor.label)


def comparison_for(actor: Actor, job_id: int) -> Job:
    """One comparison, whether it runs, failed or is done.

    Raises:
        Missing: It is not there, or not the actor's to see.
    """
    job = comparisons_for(actor).filter(pk=job_id).first()
    if job is None:
        raise Missing("comparison")
    return job


def side_of(actor: Actor, edition_id: int, *, field: str = "after") -> Side:
    """An edition or draft as it is compared.

    Raises:
        Missing: No such edition.
        Refused: ``effect.book_problems``.
    """
    edition = edition_of(actor, edition_id)
    try:
        book = book_of(edition)
    except Refused as refused:
        message = f"“{edition}” cannot be judged by: {refused.message} Mend its text, then compare."
        raise Refused("effect.book_problems", message, field) from None
    return Side(str(edition), edition.content_hash, book, edition.pk)


def comparable(actor: Actor) -> QuerySet[Edition]:
    """The editions and drafts that may be chosen, the newest first."""
    return editions_for(actor)


def latest_of(actor: Actor, edition_id: int) -> Job | None:
    """The newest comparison of an edition with another that has ended."""
    done = comparisons_for(actor).filter(state=Job.State.DONE, arguments__after=edition_id)
    return done.first()


def rows_file(job_id: int) -> Path:
    """Where the leads of a comparison are kept."""
    place = folder() / "results"
    place.mkdir(exist_ok=True, mode=0o700)
    return place / f"{job_id}.parquet"


def leads_page(actor: Actor, job: Job, wanted: Wanted, *, after: int = 0, size: int = SIZE) -> LeadsPage:
    """The leads of a comparison that differ, by their id, those that the actor may see.

    Args:
        after: The last lead of the page before.
    """
    rows: list[Differing] = []
    while len(rows) <= size:
        found = _rows(job.pk, wanted, after, size + 1)
        rows += _filled(actor, found)
        if len(found) <= size:
            break
        after = found[-1][0]
    more = len(rows) > size
    return LeadsPage(rows[:size], rows[size - 1].lead.pk if more else None)


def every_lead(actor: Actor, job: Job, wanted: Wanted) -> Iterator[Differing]:
    """All of them, read in batches."""
    after: int | None = 0
    while after is not None:
        page = leads_page(actor, job, wanted, after=after, size=A_BATCH)
        yield from page.rows
        after = page.after


def _rows(job_id: int, wanted: Wanted, after: int, limit: int) -> list[tuple[Any, ...]]:
    file = rows_file(job_id)
    if not file.exists():
        raise Refused("effect.rows_gone", "The leads of this comparison are no longer kept; compare again.")
    conditions = ["lead_id > $last"]
    values: dict[str, Any] = {"path": str(file), "last": after, "limit": limit}
    if wanted.later in ("before", "after"):
        conditions.append(f"{wanted.later} <> {wanted.later}_now")
    elif wanted.before or wanted.after:
        conditions.append("before = $before AND after = $after")
        values |= {"before": wanted.before, "after": wanted.after}
    else:
        conditions.append("before <> after")
    statement = (
        f"SELECT {', '.join(COLUMNS)} FROM read_parquet($path)"  # noqa: S608 (own names)
        f" WHERE {' AND '.join(conditions)} ORDER BY lead_id LIMIT $limit"
    )
    from samebook.book.engines.session import connect  # DuckDB, loaded when it is needed

    with connect() as session:
        rows: list[tuple[Any, ...]] = session.execute(statement, values).fetchall()
    return rows


def _filled(actor: Actor, rows: list[tuple[Any, ...]]) -> list[Differing]:
    shown = ("status", "source", "received_at", "person__name", "person__email", "account__name", "owner__name")
    leads = leads_for(actor).select_related("person", "account", "owner", "territory")
    by_id = leads.only(*shown, "territory__name").in_bulk([row[0] for row in rows])
    told = (dict(zip(COLUMNS, row, strict=True)) for row in rows)
    return [_differing(by_id[each["lead_id"]], each) for each in told if each["lead_id"] in by_id]


def _differing(lead: Lead, told: dict[str, Any]) -> Differing:
    outcomes = {name: told[name] for name in ("before", "after", "before_now", "after_now")}
    return Differing(lead, told["received_day"], **outcomes, why=tuple(_why(told)))


def _why(told: dict[str, Any]) -> Iterator[str]:
    """What stands in the way by one text and not by the other."""
    for side, other, word in (("after", "before", "second"), ("before", "after", "first")):
        others = {*_names(told, other, "false"), *_names(told, other, "unknown")}
        ways = {truth: [name for name in _names(told, side, truth) if name not in others] for truth in TRUTHS}
        said = [f"{', '.join(map(_criterion, names))} {truth}" for truth, names in ways.items() if names]
        if said:
            yield f"By the {word}: {'; '.join(said)}"


def _criterion(name: str) -> str:
    """``B.money`` as “money of level B”."""
    level, _, criterion = name.partition(".")
    return f"{criterion.replace('_', ' ')} of level {level}"


def _names(told: dict[str, Any], side: str, truth: str) -> list[str]:
    return [name for name in (told[f"{side}_{truth}"] or "").split(";") if name]
