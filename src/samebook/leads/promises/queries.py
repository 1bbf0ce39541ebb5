"""What both sides owe each other in the days around one day, and how much of it is kept, from the snapshot."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlglot import exp

from samebook.agreement.models import Edition
from samebook.agreement.queries import book_of, editions_for
from samebook.agreement.terms import State
from samebook.book.scopes import read_scope
from samebook.company.models import Territory
from samebook.company.queries import fiscal_calendar, the_company
from samebook.kernel.access import SEES_ALL, Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing
from samebook.leads.promises import rules
from samebook.leads.promises.owed import KINDS, MEASURES, PLAYS, Owed, promised_in
from samebook.leads.promises.rules import Part, Standing
from samebook.leads.review.reading import Row, among, equals, grouped, ids, query_in
from samebook.numbers.dialects import literal
from samebook.numbers.estimates import Estimate, wilson
from samebook.numbers.measures import measure_named
from samebook.numbers.snapshot.store import Snapshot, require_current

REJECTIONS = Path(__file__).with_name("rejections.sql")
PERIODS = ("week", "month", "quarter", "year")
MOST_RECORDS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One promise under one edition.

    Attributes:
        number: Of the edition; ``named`` is how people call it: ``3``, ``3 · France``.
        owed: Leads owed in the edition's days of the period, or the share owed.
        kept: Leads, or the share's hits.
        of: Of how many; null for a number of leads.
        expected: By the end of the days; of a share, the share so far with Wilson's interval.
        is_counted: Whether the snapshot is from the edition's days; else nothing is said yet.
    """

    promise: Owed
    edition_id: int
    number: int | None
    named: str
    part: Part
    owed: float
    kept: int
    of: int | None
    expected: Estimate
    standing: Standing
    days_left: int
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Promises:
    """Both sides' promises around a day."""

    day: date
    as_of: datetime
    simulated: bool
    lines: tuple[Line, ...]
    rows: int
    zone: ZoneInfo

    def of(self, side: str) -> list[Line]:
        return [line for line in self.lines if line.promise.side == side]

    @property
    def editions(self) -> list[str]:
        return [named for _, named in sorted({(line.number, line.named) for line in self.lines if line.number})]

    @property
    def running(self) -> "list[Line]":
        """Those whose days are not over and have begun."""
        return [line for line in self.lines if line.part.start <= self.as_of < line.part.end or not line.is_counted]


@dataclass(frozen=True, slots=True)
class _Place:
    id: int
    code: str
    name: str
    path: str


def promises_on(actor: Actor, *, at: datetime, day: date | None = None) -> Promises:
    """Every promise of the week, month, quarter or year that holds a day, for each edition in force in it.

    Args:
        at: Now; the editions and the days left are as of now, the counts as of the snapshot.
        day: None for today.

    Raises:
        Refused: ``access.denied``, ``numbers.no_snapshot``.
    """
    actor.require(*SEES_ALL, to="see what both sides promised")
    snapshot, company = require_current(), the_company()
    zone = ZoneInfo(company.time_zone if company else "UTC")
    around = _Around(snapshot, zone, at, day or at.astimezone(zone).date(), _places())
    lines = [line for edition, until in in_turn(actor) for line in around.lines_of(edition, until)]
    lines.sort(key=_order)
    return Promises(around.day, snapshot.as_of, snapshot.simulated, tuple(lines), around.seen, zone)


def promises_in(actor: Actor, period: Period, *, at: datetime) -> Promises:
    """Every promise of the weeks, months, quarters and years that touch a period, for each edition in force in them.

    Raises:
        Refused: As ``promises_on``.
    """
    actor.require(*SEES_ALL, to="see what both sides promised")
    snapshot, company = require_current(), the_company()
    zone = ZoneInfo(company.time_zone if company else "UTC")
    around = _Around(snapshot, zone, at, period.start, _places())
    found: dict[tuple[object, ...], Line] = {}
    turns = in_turn(actor)
    for number in range(period.days):
        around.day = period.start + timedelta(days=number)
        for edition, until in turns:
            for line in around.lines_of(edition, until, known=found):
                found[_named(line.edition_id, line.promise, line.part.period)] = line
    lines = sorted(found.values(), key=_order)
    return Promises(period.start, snapshot.as_of, snapshot.simulated, tuple(lines), around.seen, zone)


def leads_behind(
    actor: Actor, edition_id: int, *, kind: str, per: str, day: date, level: str, territory: str, missed: bool
) -> tuple[int, list[int]]:
    """The leads that a line counts, or the requests for plays: how many, and the first ids; read them through
    ``leads_for`` or ``requests_for``.

    Args:
        missed: Those that did not keep it, instead of all.

    Raises:
        Missing: No such kind of promise or period.
    """
    actor.require(*SEES_ALL, to="see what both sides promised")
    if kind not in KINDS or per not in PERIODS:
        raise Missing("promise")
    period = rules.period_holding(per, day, fiscal_calendar())
    where = [*_inside(period), equals("edition_id", edition_id)]
    if level and kind != PLAYS:
        where.append(equals("level", level))
    if territory and kind != PLAYS:
        where.append(among("territory_id", _below(territory, _places())))
    if missed and kind != "delivered":
        where.append(equals("hit", 0))
    return ids(require_current(), _query(kind), where=where, limit=MOST_RECORDS)


class _Around:
    """The lines around one day."""

    def __init__(self, snapshot: Snapshot, zone: ZoneInfo, at: datetime, day: date, places: list[_Place]) -> None:
        self.snapshot, self.zone, self.at, self.day, self.places = snapshot, zone, at, day, places
        self.calendar = fiscal_calendar()
        self.names = {place.code: place.name for place in places}
        self.seen = 0

    def lines_of(
        self, edition: Edition, until: datetime | None, known: Container[tuple[object, ...]] = ()
    ) -> Iterator[Line]:
        """An edition's lines of the day, but for those that are known."""
        since = edition.in_force_from
        if since is None:
            return
        is_companys = read_scope(edition.scope).is_company
        for promise in promised_in(book_of(edition).book, self.names):
            if promise.kind == PLAYS and not is_companys:
                continue  # plays are asked for and owed by the company's edition; others inherit its words
            period = rules.period_holding(promise.per, self.day, self.calendar)
            part = rules.part_of(period, zone=self.zone, since=since, until=until)
            if part and _named(edition.pk, promise, period) not in known:
                yield self._line(edition, part, promise)

    def _line(self, edition: Edition, part: Part, promise: Owed) -> Line:
        n, hits = self._counted(edition.pk, part.period, promise)
        as_of = self.snapshot.as_of
        if promise.kind == "delivered":
            owed, kept, of = rules.owed(int(promise.amount), part), n, None
            expected = rules.expected_by_the_end(n, part, as_of)
            standing = rules.standing_of_count(n, owed, expected, part, as_of)
        else:
            owed, kept, of, expected = promise.amount, hits, n, wilson(hits, n)
            standing = rules.standing_of_share(expected, owed, part, as_of)
        self.seen += n
        left = part.days_left(self.at, self.zone)
        counted = as_of >= part.start
        return Line(
            promise, edition.pk, edition.number, edition.short, part, owed, kept, of, expected, standing, left, counted
        )

    def _counted(self, edition_id: int, period: Period, promise: Owed) -> tuple[int, int]:
        inside = set(_below(promise.territory, self.places)) if promise.territory else None
        rows = [
            row
            for row in _table(self.snapshot, promise.kind, period)
            if row["edition_id"] == edition_id
            and (promise.level is None or row["level"] == promise.level)
            and (inside is None or row["territory_id"] in inside)
        ]
        return sum(row["n"] for row in rows), int(sum(row.get("hits") or 0 for row in rows))


def _named(edition_id: int, promise: Owed, period: Period) -> tuple[object, ...]:
    return edition_id, promise, period


def _order(line: Line) -> tuple[object, ...]:
    """The same promise under one edition after the other, so that a change of terms is read downwards."""
    promise = line.promise
    per, kind = PERIODS.index(promise.per), KINDS.index(promise.kind)
    return promise.side, per, kind, promise.level or "", promise.territory or "", line.part.start


def in_turn(actor: Actor) -> list[tuple[Edition, datetime | None]]:
    """Editions that are, were or will be in force, each with when the next one of its scope takes its place."""
    agreed = (State.IN_FORCE, State.SUPERSEDED, State.SIGNED)
    found = editions_for(actor).filter(state__in=agreed, in_force_from__isnull=False).order_by("in_force_from", "pk")
    turns: list[tuple[Edition, datetime | None]] = []
    coming: dict[str, datetime | None] = {}
    for edition in reversed(list(found)):
        ends = [end for end in (edition.in_force_until, coming.get(edition.scope)) if end is not None]
        turns.append((edition, min(ends, default=None)))
        coming[edition.scope] = edition.in_force_from
    return turns[::-1]


def _query(kind: str) -> exp.Query:
    return measure_named(MEASURES[kind]).query if kind in MEASURES else query_in(REJECTIONS)


@lru_cache(maxsize=64)
def _table(snapshot: Snapshot, kind: str, period: Period) -> Sequence[Row]:
    hits = {} if kind == "delivered" else {"hits": "hit"}
    by = ["edition_id"] if kind == PLAYS else ["edition_id", "level", "territory_id"]
    return grouped(snapshot, _query(kind), by, where=_inside(period), **hits)


def _inside(period: Period) -> list[exp.Expr]:
    day = exp.column("day")
    return [day >= literal(period.start), day.copy() < literal(period.end)]


def _places() -> list[_Place]:
    return [_Place(*row) for row in Territory.objects.values_list("pk", "code", "name", "path")]


def _below(code: str, places: Sequence[_Place]) -> list[int]:
    """A territory with all below it; nothing for a code that the company does not have."""
    top = next((place for place in places if place.code == code), None)
    return [place.id for place in places if top and place.path.startswith(top.path)]
