"""Writing the grounds: accounts, then people with their accounts, then the kinds of the chapters above."""

import json
import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import pyarrow.parquet as pq
from django.db import connection
from sqlglot import exp

from samebook.agreement.models import Edition
from samebook.agreement.queries import book_of
from samebook.book.built_in import BUILT_IN_FIELDS
from samebook.book.engines.session import connect
from samebook.book.model import DeclaredField
from samebook.kernel.refusals import Refused
from samebook.numbers.snapshot.read import one_view
from samebook.numbers.snapshot.store import current
from samebook.segments.generations import STAMP
from samebook.segments.hooks import Written, rows_of
from samebook.segments.kept import column, column_of
from samebook.segments.places import BUILDING, folder, making
from samebook.segments.reading import chunks
from samebook.segments.rules import Pair, held_by, holder_of, kept_in_files
from samebook.segments.terms import Kind

FORMAT = 1
STILL_READ = timedelta(minutes=5)
"""So long an older ground stays for whoever has begun to read it; no longer, since somebody in it may be erased."""
Told = Callable[[str], None]


def build(*, at: datetime, told: Told = lambda what: None) -> Path:
    """Read the records and write the ground of every kind; the folder appears when it is complete.

    Args:
        at: Now; what the grounds of accounts and people are as of.
    """
    pairs = kept_in_files(declared())
    with making(BUILDING) as place:
        return _written(place, pairs, at, told)


def _written(place: Path, pairs: frozenset[Pair], at: datetime, told: Told) -> Path:
    written = {}
    told("Reading accounts and people")  # not while they are read, since that is one transaction
    with one_view(connection):
        for kind in (Kind.ACCOUNT, Kind.PERSON):
            _stage(place, kind, pairs)
    _join(place, pairs)
    for kind in (Kind.ACCOUNT, Kind.PERSON):
        (place / f"{kind}.staged").unlink()
        written[kind] = Written(at, held_by(kind, pairs))
    for kind, rows in rows_of.items():
        told(f"Reading {kind.many}")
        written[kind] = rows.write(place / f"{kind}.parquet", place / f"{Kind.PERSON}.parquet", at)
    snapshot = current()
    manifest = {
        "format": FORMAT,
        "snapshot": snapshot.stamp if snapshot else None,
        "kinds": {kind.value: _told_of(each) for kind, each in written.items()},
    }
    (place / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    home = folder() / f"ground-{at.astimezone(UTC).strftime(STAMP)}"
    shutil.rmtree(home, ignore_errors=True)
    place.rename(home)
    for old in sorted(folder().glob("ground-*"))[:-1]:
        if at - datetime.strptime(old.name.removeprefix("ground-"), STAMP).replace(tzinfo=UTC) > STILL_READ:
            shutil.rmtree(old, ignore_errors=True)
    return home


def declared() -> list[DeclaredField]:
    """The fields of every edition and draft whose text can be read, and those that every Book has."""
    found = list(BUILT_IN_FIELDS.values())
    for edition in Edition.objects.defer("text").order_by("pk"):
        try:
            found += book_of(edition).fields.values()
        except Refused:
            continue
    return found


def _stage(place: Path, kind: Kind, pairs: Iterable[Pair]) -> None:
    """The records of a kind as they are read, before they meet those of the others."""
    file = place / f"{kind}.staged"
    rows = chunks(connection, kind, pairs)
    first = next(rows)
    with pq.ParquetWriter(file, first.schema, compression="zstd", compression_level=1) as written:
        for chunk in chain([first], rows):
            written.write_table(chunk)


def _join(place: Path, pairs: Iterable[Pair]) -> None:
    """An account may be contacted where somebody there may be; a person has what their account has."""
    own = {kind: _fields(kind, pairs) for kind in (Kind.ACCOUNT, Kind.PERSON)}
    with connect() as session:
        session.execute("SET preserve_insertion_order = false")
        for kind in (Kind.ACCOUNT, Kind.PERSON):
            session.from_parquet(str(place / f"{kind}.staged")).create_view(kind.many)
        reachable = "SELECT account_id, bool_or(may_contact) AS may_contact FROM people GROUP BY account_id"
        session.sql(f"CREATE TABLE reachable AS {reachable}")
        accounts = exp.select(
            "a.record_id", "a.record_id AS account_id", "CAST(NULL AS BIGINT) AS person_id", "a.territory_id",
            "a.owner_id", "coalesce(r.may_contact, false) AS may_contact", *own[Kind.ACCOUNT],
        )  # fmt: skip
        accounts = accounts.from_("accounts AS a").join("reachable AS r", on="r.account_id = a.record_id")
        people = exp.select(
            "p.record_id", "a.record_id AS account_id", "p.record_id AS person_id", "a.territory_id", "a.owner_id",
            "p.may_contact", *own[Kind.ACCOUNT], *own[Kind.PERSON],
        )  # fmt: skip
        people = people.from_("people AS p").join("accounts AS a", on="a.record_id = p.account_id")
        for kind, select in ((Kind.ACCOUNT, accounts), (Kind.PERSON, people)):
            left = select.copy()
            for join in left.args["joins"]:
                join.set("side", "LEFT")
            session.sql(left.order_by("1").sql("duckdb")).write_parquet(
                str(place / f"{kind}.parquet"), compression="zstd"
            )


def _fields(kind: Kind, pairs: Iterable[Pair]) -> list[exp.Expr]:
    own = sorted(pair for pair in set(pairs) if holder_of(pair[0]) == kind)
    return [column(column_of(pair), "a" if kind is Kind.ACCOUNT else "p") for pair in own]


def _told_of(each: Written) -> dict[str, object]:
    return {"as_of": each.as_of.isoformat(), "pairs": sorted([name, type_.value] for name, type_ in each.pairs)}
