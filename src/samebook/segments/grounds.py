"""The ground that segments stand on: every record of a kind with its fields, as of an instant, in Parquet.

A row has the columns of ``META`` and one for each declared field of the record and of what it belongs to, so a lead
has those of its person and account too. Columns are called ``account.employees:integer``. What names people or
places, and free text, stands in no file; a condition that reads it has it read from the records when it is asked.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
from django.db import connection
from sqlglot import exp

from samebook.book.engines.session import connect
from samebook.book.expressions import Expression
from samebook.book.sql_form import tree
from samebook.book.values import Type
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.numbers.dialects import literal
from samebook.segments.building import FORMAT, build
from samebook.segments.hooks import rows_of
from samebook.segments.kept import column, column_of, quoted
from samebook.segments.places import folder, one_at_a_time
from samebook.segments.reading import chunks
from samebook.segments.rules import PARENTS, Pair, holder_of, kind_of, pairs_of
from samebook.segments.seeing import seen_by
from samebook.segments.terms import Kind

__all__ = ["META", "Ground", "Kind", "build", "ground", "judged", "kept_ground", "kind_of", "opened"]

META = ("record_id", "account_id", "person_id", "territory_id", "owner_id", "may_contact")
"""Columns of each row beside the fields. Territory and owner are those by which a rep sees the record: a lead's own,
a person's account's. ``may_contact`` is never null."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The records of a kind.

    Attributes:
        path: A Parquet file.
        pairs: The fields in it, each with its type.
        snapshot: Stamp of the snapshot that it was written after; None when there was none.
    """

    kind: Kind
    path: Path
    as_of: datetime
    pairs: frozenset[Pair]
    snapshot: str | None = None


def kept_ground(kind: Kind) -> Ground | None:
    """The newest ground of a kind; None before the first was written. Reads one small file."""
    for place in sorted(folder().glob("ground-*"), reverse=True):
        try:
            manifest = json.loads((place / "manifest.json").read_text("utf-8"))
        except (OSError, ValueError):
            continue
        told = manifest["kinds"].get(kind.value) if manifest.get("format") == FORMAT else None
        if told:
            pairs = frozenset((name, Type(type_)) for name, type_ in told["pairs"])
            as_of = datetime.fromisoformat(told["as_of"])
            return Ground(kind, place / f"{kind}.parquet", as_of, pairs, manifest["snapshot"])
    return None


def ground(kind: Kind, *, at: datetime) -> Ground:
    """The newest ground of a kind; before the first one it is written, which only a job may wait for.

    Raises:
        Refused: ``segments.no_ground``, no chapter has records of this kind.
    """
    if kept_ground(kind) is None:
        with one_at_a_time():
            if kept_ground(kind) is None:
                build(at=at)
    return standing(kind)


def standing(kind: Kind) -> Ground:
    """The newest ground of a kind, which was written before.

    Raises:
        Refused: ``segments.no_ground``.
    """
    found = kept_ground(kind)
    if found is None:
        raise Refused("segments.no_ground", f"There are no {kind.many} to count.")
    return found


@contextmanager
def judged(
    on: Ground, conditions: Mapping[str, Expression], *, actor: Actor, kept: Iterable[str] = META
) -> Iterator[duckdb.DuckDBPyRelation]:
    """Conditions over a ground in one pass: a row for each record that the actor may see.

    Columns: ``kept``, and one nullable boolean for each condition under its name (null: unknown). Segments that a
    condition names are part of it, so nesting costs no second pass. The relation lives inside the ``with`` only.

    Args:
        conditions: Each about records of this kind or of what they belong to; their fields may be declared by
            different Books.
    """
    with opened(on, pairs_of(*conditions.values())) as session:
        select = exp.select(*map(column, kept)).from_("ground")
        select = select.select(*(exp.alias_(truth(each), quoted(name)) for name, each in conditions.items()))
        seen = seen_by(actor)
        yield session.sql((select if seen is None else select.where(seen)).sql("duckdb"))


@contextmanager
def opened(on: Ground, wanted: Iterable[Pair] = ()) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with the view ``ground``: ``META`` and a column for each field that is wanted.

    What the file does not hold (names, places, free text, fields that were declared since) is read from the records
    as they are now.

    Raises:
        Refused: ``segments.wrong_kind``, a field that a record of this kind does not have.
    """
    wanted = set(wanted)
    beyond = sorted(name for name, _ in wanted if holder_of(name) not in PARENTS[on.kind])
    if beyond:
        raise Refused("segments.wrong_kind", f"{on.kind.many.capitalize()} have no field {beyond[0]}.")
    with connect() as session:
        kept, absent = wanted & on.pairs, wanted - on.pairs
        file = exp.Table(this=exp.Anonymous(this="read_parquet", expressions=[literal(str(on.path))]))
        select = exp.select(*(column(name, "g") for name in META)).from_(exp.alias_(file, "g", table=True))
        select = select.select(*(column(column_of(pair), "g") for pair in sorted(kept)))
        for kind in Kind:
            lacking = sorted(pair for pair in absent if holder_of(pair[0]) == kind)
            if lacking:
                session.register(f"{kind}_values", _values(kind, lacking))
                key = "record_id" if kind == on.kind else f"{kind}_id"
                select = select.join(f"{kind}_values", on=f"{kind}_values.record_id = g.{key}", join_type="left")
                select = select.select(*(column(column_of(pair), f"{kind}_values") for pair in lacking))
        session.execute(f"CREATE VIEW ground AS {select.sql('duckdb')}")
        yield session


def truth(condition: Expression) -> exp.Expr:
    """A condition as SQL over the columns of a ground; null where it is unknown."""
    types = dict(pairs_of(condition))

    def named(node: exp.Expr) -> exp.Expr:
        return column(column_of((node.name, types[node.name]))) if isinstance(node, exp.Column) else node

    return exp.paren(tree(condition, "duckdb").transform(named))


def _values(kind: Kind, pairs: list[Pair]) -> pa.Table:
    if kind in rows_of:
        return rows_of[kind].read(pairs)
    return pa.concat_tables(list(chunks(connection, kind, pairs, living=False)))
