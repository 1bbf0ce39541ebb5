"""Comparisons that were made: who may open them, and the records of each group by name."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from samebook.accounts.queries import accounts_for
from samebook.jobs.models import Job
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.effect.places import folder
from samebook.leads.meaning.rules import MAY_COMPARE, PATTERN
from samebook.leads.meaning.terms import Counted
from samebook.leads.queries import leads_for
from samebook.segments.seeing import seen_by

KIND = "leads.meaning"
SPREAD = "leads.poll"
SIZE = 25
A_BATCH = 1_000
KEPT = 200
"""So many comparisons keep their records; of older ones only the figures stay. Those of polls are kept."""


@dataclass(frozen=True, slots=True)
class Named:
    """A record of a group as the actor may see it: who it is, where it is, and what the group says of it."""

    id: int
    name: str
    url: str
    under: str
    territory: str
    told: str


@dataclass(frozen=True, slots=True)
class Page:
    """``after`` is the last record of the page where there are more."""

    rows: list[Named]
    after: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """Which records of a file: SQL over its columns, with values."""

    where: str
    values: dict[str, Any]


def comparisons_for(actor: Actor) -> QuerySet[Job]:
    """Comparisons that the actor may open, the newest first: their own, and for who sees every record those of others.

    One with a private segment in it is its maker's alone. Who does not see every record opens their own as long as
    they see the territories that are counted.
    """
    jobs = Job.objects.filter(kind=KIND).order_by("-pk")
    if not actor.has(*MAY_COMPARE):
        return jobs.none()
    own = jobs.filter(asked_by=actor.label)
    if actor.sees_all:
        return own | jobs.filter(arguments__is_private=False)
    told = own.values_list("pk", "state", "arguments__territories", "report__territories")
    return jobs.filter(pk__in=[pk for pk, state, *places in told if _sees(actor, state, *places)])


def comparison_for(actor: Actor, job_id: int) -> Job:
    """One comparison, whether it runs, failed or is done.

    Raises:
        Missing: It is not there, or not the actor's to see.
    """
    job = comparisons_for(actor).filter(pk=job_id).first()
    if job is None:
        raise Missing("comparison")
    return job


def rows_file(job_id: int) -> Path:
    """Where the records of a comparison or of a poll are kept: ids, and by what a rep sees each; no names."""
    place = folder() / "meanings"
    place.mkdir(exist_ok=True, mode=0o700)
    return place / f"{job_id}.parquet"


def forget_old() -> None:
    """Keep the records of the newest comparisons only; called when one more is made."""
    kept = set(Job.objects.filter(kind=KIND).order_by("-pk").values_list("pk", flat=True)[:KEPT])
    polls = set(Job.objects.filter(kind=SPREAD).values_list("pk", flat=True))
    for file in rows_file(0).parent.glob("*.parquet"):
        if file.stem.isdecimal() and int(file.stem) not in kept | polls:
            file.unlink(missing_ok=True)


def group_of(pattern: str, width: int) -> Group | None:
    """The records whose truths fit a pattern, a sign for each definition; None for what is no pattern."""
    if not PATTERN.match(pattern) or len(pattern) != width:
        return None
    signs = [(place, sign) for place, sign in enumerate(pattern) if sign in "10?"]
    parts = [f"combo[{place + 1}] = $s{place}" for place, _ in signs]
    either = [f"combo[{place + 1}] = '?'" for place, sign in enumerate(pattern) if sign == "u"]
    if either:
        parts.append(f"({' OR '.join(either)})")
    return Group(" AND ".join(parts) or "true", {f"s{place}": sign for place, sign in signs})


def votes_group(wanted: str, width: int) -> Group | None:
    """The records of a poll that everybody, nobody, about half or exactly so many definitions take in."""
    halves = sorted({width // 2, (width + 1) // 2})
    if wanted == "everybody":
        return Group("votes = $votes", {"votes": width})
    if wanted == "nobody":
        return Group("votes = 0 AND unknown = 0", {})
    if wanted == "split":
        return Group("votes BETWEEN $low AND $high", {"low": halves[0], "high": halves[-1]})
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < 3 and int(wanted) <= width:
        return Group("votes = $votes", {"votes": int(wanted)})
    return None


def records_page(
    actor: Actor, job_id: int, kind: Counted, group: Group, told: str, *, after: int = 0, size: int = SIZE
) -> Page:
    """The records of a group by their id, those that the actor may see, names read from the records.

    Args:
        told: The column that says what each is told with: ``combo`` or ``votes``.

    Raises:
        Refused: ``meaning.rows_gone``.
    """
    with closing(_batches(actor, job_id, group, told, after=after, first=size + 1)) as batches:
        rows = list(islice(_each_named(actor, kind, batches), size + 1))
    return Page(rows[:size], rows[size - 1].id if len(rows) > size else None)


def every_record(actor: Actor, job_id: int, kind: Counted, group: Group, told: str) -> Iterator[Named]:
    """All of them, named in batches; the file is read twice at most, however many they are."""
    with closing(_batches(actor, job_id, group, told, after=0, first=A_BATCH)) as batches:
        yield from _each_named(actor, kind, batches)


def _batches(
    actor: Actor, job_id: int, group: Group, told: str, *, after: int, first: int
) -> Generator[list[tuple[int, Any]]]:
    """The records of a group that were the actor's to see when they were counted: ids with what each is told with.

    A page is full with the first batch, unless records of it have gone or moved since; only then is the rest read.
    """
    file = rows_file(job_id)
    if not file.exists():
        raise _gone()
    import duckdb  # loaded when it is needed

    from samebook.book.engines.session import connect

    seen = seen_by(actor)
    scope = "true" if seen is None else seen.sql("duckdb")
    statement = (
        f"SELECT record_id, {told} FROM read_parquet($path)"  # noqa: S608 (own names)
        f" WHERE record_id > $last AND {group.where} AND ({scope}) ORDER BY record_id"
    )
    values = {"path": str(file), "last": after, **group.values}
    with connect() as session:
        try:
            rows = session.execute(f"{statement} LIMIT $first", values | {"first": first}).fetchall()
            yield rows
            if len(rows) < first:
                return
            session.execute(statement, values | {"last": rows[-1][0]})
        except (duckdb.BinderException, duckdb.IOException):
            raise _gone() from None  # kept before a record's territory was, or forgotten meanwhile
        while rows := session.fetchmany(A_BATCH):
            yield rows


def _sees(actor: Actor, state: str, asked: list[int] | None, counted: list[int] | None) -> bool:
    """Whether a comparison was asked for, and made, with no more territories than the actor's; None: with all."""
    needed = [asked, counted] if state == Job.State.DONE else [asked]
    return all(places is not None and actor.territories.issuperset(places) for places in needed)


def _gone() -> Refused:
    return Refused("meaning.rows_gone", "The records of this comparison are no longer kept; compare again.")


def _each_named(actor: Actor, kind: Counted, batches: Iterable[Sequence[tuple[int, Any]]]) -> Iterator[Named]:
    for rows in batches:
        yield from _named(actor, kind, rows)


def _named(actor: Actor, kind: Counted, rows: Sequence[tuple[int, Any]]) -> list[Named]:
    shown = _accounts if kind is Counted.ACCOUNT else _leads
    found = shown(actor, [pk for pk, _ in rows])
    return [Named(pk, *found[pk], told=str(told)) for pk, told in rows if pk in found]


def _accounts(actor: Actor, ids: Sequence[int]) -> dict[int, tuple[str, str, str, str]]:
    rows = accounts_for(actor).select_related("territory").in_bulk(list(ids))
    return {
        pk: (
            row.name,
            reverse("accounts:account", args=[pk]),
            " · ".join(filter(None, (row.city, row.industry))),
            row.territory.name if row.territory else "",
        )
        for pk, row in rows.items()
    }


def _leads(actor: Actor, ids: Sequence[int]) -> dict[int, tuple[str, str, str, str]]:
    rows = leads_for(actor).select_related("person", "account", "territory").in_bulk(list(ids))
    return {
        pk: (
            str(row),
            reverse("leads:lead", args=[pk]),
            row.account.name if row.account else "",
            row.territory.name if row.territory else "",
        )
        for pk, row in rows.items()
    }
