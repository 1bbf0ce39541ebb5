"""The table of leads as the Book sees them, kept in the home so that comparing need not read the records again.

It holds codes, numbers, dates and job titles; what names people or places, and free text, is read from the records
when a Book asks for it, and stays in memory (docs/decisions/difference-in-effect.md).
"""

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
from django.db import connection
from django.db.models import Max
from sqlglot import exp, parse_one

from samebook.accounts.models import Fact, Person
from samebook.agreement.models import Edition
from samebook.agreement.queries import book_of
from samebook.book.engines.session import connect
from samebook.book.model import DeclaredField
from samebook.book.values import Type
from samebook.journal.models import Entry
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.effect.gathering import ARRIVAL, META, gather, latest
from samebook.leads.effect.places import folder
from samebook.leads.models import Lead
from samebook.numbers.dialects import literal
from samebook.numbers.tables import registry
from samebook.segments.kept import column, column_of, quoted
from samebook.segments.rules import Pair, kept_in_files

MANY = 50_000
"""From so many leads on a table that is a few minutes old is taken as it is."""
YOUNG = timedelta(minutes=10)
BRIEF = timedelta(minutes=1)
FORMAT = 2
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Records:
    """A table of leads as it was at an instant.

    Attributes:
        path: A row per lead and moment.
        pairs: The fields in it, each with its type.
    """

    path: Path
    as_of: datetime
    pairs: frozenset[Pair]
    simulated: bool

    @property
    def now(self) -> Path:
        """The same columns, a row per lead: what was known of it when the table was made."""
        return self.path.with_name("now.parquet")


def records(*, at: datetime, told: Told = lambda what: None, newest: bool = False) -> Records:
    """The table as of now; built anew when the records have changed since, except for a large one that is young.

    Args:
        newest: A large one too.
    """
    kept = _kept()
    marks = _marks()
    if kept is not None:
        table, its_marks = kept
        same = its_marks == marks
        young = not newest and timedelta(0) <= at - table.as_of < YOUNG
        nobody_erased = its_marks.get("erased") == marks["erased"]
        if same or (young and nobody_erased and (marks["leads"] or 0) >= MANY):
            return table
        if not nobody_erased:
            shutil.rmtree(table.path.parent, ignore_errors=True)
    told("Reading the records")
    return _build(at, marks)


def standing(*, at: datetime) -> tuple[Records | None, bool]:
    """The table that stands, without making one, and whether a new one is wanted; for who cannot wait for it.

    None when there is none, or when somebody was erased since it was made. A new one is wanted when the records have
    changed since, but not more often than every minute, or ten where there are many leads.
    """
    kept = _kept()
    if kept is None:
        return None, True
    table, its_marks = kept
    marks = _marks()
    if its_marks.get("erased") != marks["erased"]:
        return None, True
    rest = YOUNG if (marks["leads"] or 0) >= MANY else BRIEF
    return table, its_marks != marks and at - table.as_of >= rest


def declared() -> list[DeclaredField]:
    """The fields of every edition and draft whose text can be read."""
    found: list[DeclaredField] = []
    for edition in Edition.objects.defer("text").order_by("pk"):
        try:
            found += book_of(edition).fields.values()
        except Refused:
            continue
    return found


def _build(at: datetime, marks: dict[str, int | None]) -> Records:
    context = registry.context()
    pairs = kept_in_files(declared())
    place = folder() / f"records-{at:%Y%m%dT%H%M%S%f}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700)
    file = place / "records.parquet"
    session = gather(connection, pairs, context)
    session.sql("SELECT * FROM gathered ORDER BY received_day, lead_id, moment").write_parquet(
        str(file), compression="zstd"
    )
    session.close()
    table = Records(file, at, pairs, context.simulated)
    _latest(table)
    for each in (file, table.now):
        each.chmod(0o600)
    manifest = {
        "format": FORMAT,
        "as_of": at.isoformat(),
        "marks": marks,
        "pairs": sorted([name, type_.value] for name, type_ in pairs),
        "simulated": context.simulated,
    }
    (place / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    for old in sorted(folder().glob("records-*"))[:-2]:
        shutil.rmtree(old, ignore_errors=True)
    return table


def _latest(table: Records) -> None:
    """The newest moment of each lead in a file of its own: a count while somebody writes need not look for it."""
    with connect() as session:
        session.execute("SET preserve_insertion_order = false")
        session.from_parquet(str(table.path)).create_view("kept")
        ordered = session.sql(latest("kept").order_by("received_day", "lead_id").sql("duckdb"))
        ordered.write_parquet(str(table.now), compression="zstd")


def _kept() -> tuple[Records, dict[str, int | None]] | None:
    for place in sorted(folder().glob("records-*"), reverse=True):
        try:
            manifest = json.loads((place / "manifest.json").read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if manifest.get("format") == FORMAT:
            pairs = frozenset((name, Type(type_)) for name, type_ in manifest["pairs"])
            as_of = datetime.fromisoformat(manifest["as_of"])
            return Records(place / "records.parquet", as_of, pairs, manifest["simulated"]), manifest["marks"]
    return None


def _marks() -> dict[str, int | None]:
    """Ends of the tables that grow with every change of the records; equal ones mean equal records."""
    return {
        "leads": Lead.objects.aggregate(last=Max("pk"))["last"],
        "facts": Fact.objects.aggregate(last=Max("pk"))["last"],
        "entries": Entry.objects.aggregate(last=Max("pk"))["last"],
        "editions": Edition.objects.aggregate(last=Max("pk"))["last"],
        "erased": Person.objects.filter(erased_at__isnull=False).count(),
    }


def opened(table: Records, wanted: Iterable[Pair], period: Period) -> duckdb.DuckDBPyConnection:
    """A database in memory with the view ``picked``: the rows of a period, with a column for each pair.

    Args:
        wanted: Fields; what the table does not hold is read from the records for the leads of the period.
    """
    wanted = set(wanted)
    absent = sorted(wanted - table.pairs)
    rows = rows_of(table, period)
    if not absent:
        session = connect()
        session.execute("SET preserve_insertion_order = false")
        session.execute(f"CREATE VIEW picked AS {rows.sql('duckdb')}")
        return session
    ends = exp.select("min(lead_id)", "max(lead_id)").from_(rows.subquery("ends"))
    first, last = connect().execute(ends.sql("duckdb")).fetchone() or (None, None)
    session = gather(connection, absent, registry.context(), only=(first or 0, last or 0))
    session.execute(f"CREATE TABLE kept AS {rows.sql('duckdb')}")
    session.execute("CREATE TABLE asked AS SELECT * FROM gathered SEMI JOIN kept USING (lead_id)")
    session.execute(f"CREATE VIEW picked AS {_side_by_side(sorted(wanted & table.pairs), absent).sql('duckdb')}")
    return session


def rows_of(table: Records, period: Period) -> exp.Select:
    """The rows of the table whose leads came in a period, by the company's days."""
    day = exp.column("received_day")
    file = exp.Table(this=exp.Anonymous(this="read_parquet", expressions=[literal(str(table.path))]))
    return exp.select("*").from_(file).where(day >= literal(period.start), day < literal(period.end))


def _side_by_side(kept: Sequence[Pair], asked: Sequence[Pair]) -> exp.Select:
    """A row for each lead and moment that either has; where one lacks the moment, its arrival holds there too."""
    keys = "SELECT lead_id, moment FROM kept UNION SELECT lead_id, moment FROM asked"
    select: exp.Select = exp.select("keys.lead_id", "keys.moment").from_(parse_one(keys).subquery("keys"))  # type: ignore[attr-defined]
    select = select.select(*(column(name, "kept_0") for name in META if name not in ("lead_id", "moment")))
    for source, pairs in (("kept", kept), ("asked", asked)):
        for name in (column_of(pair) for pair in pairs):
            exact = exp.Not(this=exp.Is(this=column("lead_id", source), expression=exp.null()))
            value = exp.Case().when(exact, column(name, source)).else_(column(name, f"{source}_0"))
            select = select.select(exp.alias_(value, quoted(name)))
        first = f"{source}_0.lead_id = keys.lead_id AND {source}_0.moment = {ARRIVAL}"
        same = f"{source}.lead_id = keys.lead_id AND {source}.moment = keys.moment"
        select = select.join(f"{source} AS {source}_0", on=first, join_type="inner" if source == "kept" else "left")
        select = select.join(source, on=same, join_type="left")
    return select
