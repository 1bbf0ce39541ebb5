"""Accounts and people read in bulk, a chunk at a time, each declared field as a typed column."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import duckdb
import pyarrow as pa
from django.db.backends.base.base import BaseDatabaseWrapper
from sqlglot import exp

from samebook.accounts.models import Suppression
from samebook.accounts.suppression import EMAIL, PHONE, address_hash
from samebook.book.engines.session import connect
from samebook.numbers.snapshot.columns import ARROW, read_lines
from samebook.numbers.snapshot.read import chunks_of
from samebook.numbers.tables import Column, FactTable
from samebook.segments.kept import column, column_of, of_column, of_json, quoted, typed
from samebook.segments.rules import Pair, holder_of
from samebook.segments.terms import Kind

ACCOUNTS = FactTable(
    "accounts",
    "one row per account that is neither deleted nor merged into another",
    columns=(
        Column("record_id", "integer", ""),
        Column("territory_id", "integer", ""),
        Column("owner_id", "integer", ""),
        *(
            Column(f"account.{name}", "text", "")
            for name in ("name", "domain", "country", "industry", "city", "postcode", "phone")
        ),
        Column("account.employees", "integer", ""),
        Column("account.is_customer", "boolean", ""),
        Column("facts", "text", "What the Book's fields hold, as JSON."),
    ),
    sql="""
    select id as record_id, territory_id as territory_id, owner_id as owner_id, name as "account.name",
           domain as "account.domain", country as "account.country", industry as "account.industry",
           city as "account.city", postcode as "account.postcode", phone as "account.phone",
           employees as "account.employees", is_customer as "account.is_customer", cast(facts as text) as facts
    from accounts_account
    where deleted_at is null and merged_into_id is null
    """,
)

PEOPLE = FactTable(
    "people",
    "one row per person who is neither erased nor merged into another",
    columns=(
        Column("record_id", "integer", ""),
        Column("account_id", "integer", ""),
        Column("do_not_contact", "boolean", ""),
        *(Column(f"person.{name}", "text", "") for name in ("name", "email", "title", "phone", "country")),
        Column("facts", "text", "What the Book's fields hold, as JSON."),
    ),
    sql="""
    select id as record_id, account_id as account_id, do_not_contact as do_not_contact, name as "person.name",
           email as "person.email", title as "person.title", phone as "person.phone", country as "person.country",
           cast(facts as text) as facts
    from accounts_person
    where erased_at is null and merged_into_id is null
    """,
)

TABLES = {Kind.ACCOUNT: ACCOUNTS, Kind.PERSON: PEOPLE}
CARRIED: Mapping[Kind, tuple[str, ...]] = {
    Kind.ACCOUNT: ("record_id", "territory_id", "owner_id"),
    Kind.PERSON: ("record_id", "account_id", "may_contact"),
}
"""What a row has beside its fields. A person may be contacted unless the person or an address was barred."""


def chunks(
    connection: BaseDatabaseWrapper, kind: Kind, pairs: Iterable[Pair], *, living: bool = True
) -> Iterator[pa.Table]:
    """The records of a kind: ``CARRIED`` and a column for each of its own fields; one chunk without rows at least.

    Args:
        living: Without those that were deleted, merged into others or erased; a lead may still be of one of these.
    """
    table = TABLES[kind]
    if not living:
        table = replace(table, sql=table.sql.partition("where")[0])
    own = sorted(pair for pair in set(pairs) if holder_of(pair[0]) == kind)
    select = exp.select(*map(column, CARRIED[kind])).select(*(_field(table, pair) for pair in own)).from_("chunk")
    barred = frozenset(Suppression.objects.values_list("address_hash", flat=True)) if kind is Kind.PERSON else None
    with connect() as session:
        yield _typed(session, _nothing(table), select, barred)
        for lines in chunks_of(connection, table):
            yield _typed(session, read_lines(lines, table), select, barred)


def _typed(
    session: duckdb.DuckDBPyConnection, rows: pa.Table, select: exp.Select, barred: frozenset[str] | None
) -> pa.Table:
    if barred is not None:
        rows = rows.append_column("may_contact", _may_contact(rows, barred))
    session.register("chunk", rows)
    return session.sql(select.sql("duckdb")).to_arrow_table()


def _field(table: FactTable, pair: Pair) -> exp.Expr:
    name, type_ = pair
    held = next((each.type for each in table.columns if each.name == name), None)
    value = of_json(column("facts"), f'$."{name}"') if held is None else of_column(column(name), held)
    return exp.alias_(typed(value, type_), quoted(column_of(pair)))


def _may_contact(rows: pa.Table, barred: frozenset[str]) -> pa.Array:
    """Not where the person is marked, nor where an address of theirs is suppressed."""
    marked = rows["do_not_contact"].to_pylist()
    if not barred:
        return pa.array([not mark for mark in marked], pa.bool_())
    addresses = zip(rows["person.email"].to_pylist(), rows["person.phone"].to_pylist(), strict=True)
    told = [
        not mark and not _is_barred(EMAIL, email, barred) and not _is_barred(PHONE, phone, barred)
        for mark, (email, phone) in zip(marked, addresses, strict=True)
    ]
    return pa.array(told, pa.bool_())


def _is_barred(channel: str, address: str | None, barred: frozenset[str]) -> bool:
    return bool(address) and address_hash(channel, address or "") in barred


def _nothing(table: FactTable) -> pa.Table:
    return pa.table({each.name: pa.array([], ARROW[each.type]) for each in table.columns})
