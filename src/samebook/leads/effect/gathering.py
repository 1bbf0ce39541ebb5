"""Leads as the Book sees them, each value typed: as known on arrival, at the verdict, and now.

One row per lead and moment. Moment 0 is the arrival, 1 the verdict that stands, 2 now. Known on arrival is what was
known when the lead came, and what was told with it, which is kept as known at the moment it was recorded.
A lead has rows for 1 and 2 only where something became known after its arrival, since else they are the same.
What was never in the history (a column that a later arrival filled) is taken as known from the start.
"""

from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow as pa
from django.db.backends.base.base import BaseDatabaseWrapper
from sqlglot import exp, parse_one

from samebook.book.engines.session import connect
from samebook.book.sql_writer import COLUMN_TYPES
from samebook.book.values import Type
from samebook.leads.effect.reading import ACCOUNTS, HISTORY, LEADS, MESSAGES, PEOPLE, Range, read
from samebook.leads.effect.rules import Pair
from samebook.numbers.snapshot.derive import local_day
from samebook.numbers.snapshot.read import one_view
from samebook.numbers.tables import Context

ARRIVAL, VERDICT, NOW = 0, 1, 2

META = (
    "lead_id", "moment", "received_day", "territory_id", "owner_id", "edition_id", "had_verdict", "had_level",
    "source",
)  # fmt: skip
"""Columns of each row beside the fields; ``had_verdict`` and ``had_level`` are the verdict that the lead has."""

LEAD = ("received_day", "territory_id", "owner_id", "edition_id", "verdict AS had_verdict", "level AS had_level")

TYPED = {
    Type.TEXT: "CASE WHEN NOT starts_with(:c, chr(31)) THEN nullif(:c, '') END",
    Type.BOOLEAN: "CASE lower(trim(:c, chr(31) || ' ')) WHEN 'true' THEN true WHEN 'yes' THEN true"
    " WHEN 'false' THEN false WHEN 'no' THEN false END",
    Type.INTEGER: "CASE WHEN regexp_full_match(trim(:c, chr(31) || ' '), '[+-]?[0-9]+')"
    " THEN CAST(TRY_CAST(trim(:c, chr(31) || ' ') AS DECIMAL(18, 0)) AS BIGINT) END",
    Type.DECIMAL: r"CASE WHEN regexp_full_match(trim(:c, chr(31) || ' '), '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)')"
    " THEN TRY_CAST(trim(:c, chr(31) || ' ') AS DECIMAL(28, 6)) END",
    Type.DATE: "CASE WHEN regexp_full_match(trim(:c), '[0-9]{4}-[0-9]{2}-[0-9]{2}') AND trim(:c) >= '1000'"
    " THEN TRY_CAST(trim(:c) AS DATE) END",
    Type.TIMESTAMP: "CASE WHEN trim(:c) >= '1000' AND regexp_full_match(trim(:c),"
    " '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?(Z|[+]00:?00)?')"
    " THEN TRY_CAST(regexp_replace(trim(:c), '(Z|[+]00:?00)$', '') AS TIMESTAMP) END",
}
"""A kept value as a field of each type; null when it is of another, as ``book.values.kept_value`` reads it.

Kept JSON comes as text; what is no JSON text (a number, true) begins with character 31.
"""

COLUMNS = {
    column.name: (table, column.type)
    for table, declared in (("leads", LEADS), ("accounts", ACCOUNTS), ("people", PEOPLE), ("messages", MESSAGES))
    for column in declared.columns
    if "." in column.name
}
"""The product's own fields, each with the table that holds it and its type."""

HOLDERS = {"lead": "leads", "account": "accounts", "person": "people"}


def column_of(pair: Pair) -> str:
    """What the column of a field of a type is called: ``lead.budget:decimal``."""
    return f"{pair[0]}:{pair[1].value}"


def gather(
    connection: BaseDatabaseWrapper, pairs: Iterable[Pair], context: Context, *, only: Range | None = None
) -> duckdb.DuckDBPyConnection:
    """The records in a database in memory, as its view ``gathered``: ``META`` and a column for each pair.

    Args:
        context: The company's zone, in which a lead's day is told.
        only: Which leads; None for all.
    """
    wanted = sorted(set(pairs))
    names = sorted({name for name, _ in wanted})
    session = connect()
    session.execute("SET preserve_insertion_order = false")
    with one_view(connection):
        leads = read(connection, LEADS, only)
        leads = leads.append_column("received_day", local_day("received_at")(leads, context))
        tables = {"leads": leads, "history": read(connection, HISTORY, only)}
        tables["accounts"], tables["people"] = read(connection, ACCOUNTS), read(connection, PEOPLE)
        if "lead.message" in names:
            tables["messages"] = read(connection, MESSAGES, only)
    for name, table in tables.items():
        session.register(name, table)
    _now(session, names)
    _overrides(session, names)
    _gathered(session, wanted, names)
    return session


def _now(session: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    """Current values as kept text, ``n0``, ``n1``, … in the order of the names."""
    facts = [name for name in names if name not in COLUMNS and name not in ("lead.received_at", "lead.received_on")]
    joins: Any = exp.select("leads.*").from_("leads")
    for holder, key in (("accounts", "account_id"), ("people", "person_id"), ("messages", "lead_id")):
        if holder != "messages" or "lead.message" in names:
            joins = joins.join(holder, on=exp.EQ(this=_c(key, holder), expression=_c(key, "leads")), join_type="left")
    for place, name in enumerate(names):
        joins = joins.select(exp.alias_(_current(name, facts), f"n{place}"))
    session.execute(f"CREATE TABLE now AS {joins.sql('duckdb')}")


def _current(name: str, facts: list[str]) -> exp.Expr:
    if name in facts:
        holder = HOLDERS[name.partition(".")[0]]
        return _tagged(_c("facts", holder), f'$."{name}"')
    if name.startswith("lead.received"):
        form = "strftime(:c, '%Y-%m-%dT%H:%M:%S.%f')" if name.endswith("at") else "strftime(:c, '%Y-%m-%d')"
        return _filled(form, _c("received_at", "leads"))
    table, type_ = COLUMNS[name]
    form = ":c" if type_ == "text" else "chr(31) || CAST(:c AS VARCHAR)"
    return _filled(form, _c(name, table))


def _tagged(json: exp.Expr, path: str) -> exp.Expr:
    return _filled(
        "CASE json_type(:c, :p) WHEN 'VARCHAR' THEN json_extract_string(:c, :p) WHEN 'NULL' THEN NULL"
        " ELSE chr(31) || json_extract_string(:c, :p) END",
        json,
        p=exp.Literal.string(path),
    )


def _overrides(session: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    """Per lead of which something became known later: what was known at its arrival (``a``) and its verdict (``v``)."""
    session.register("asked_for", pa.table({"field": pa.array(names, pa.string())}))
    value = _tagged(exp.column("value"), "$").sql("duckdb")
    arrived = "(known_at <= received_at OR known_at = recorded_at)"
    session.execute(f"""
        CREATE TABLE later AS
        SELECT lead_id, field,
               NOT arg_max({arrived}, (known_at, fact_id)) AS after_arrival,
               max(known_at) > max(judged_at) AS after_verdict,
               arg_max(struct_pack(v := {value}), (known_at, fact_id)) FILTER ({arrived}).v AS at_arrival,
               arg_max(struct_pack(v := {value}), (known_at, fact_id)) FILTER (known_at <= judged_at).v AS at_verdict
        FROM history SEMI JOIN asked_for USING (field) GROUP BY ALL
        """)  # noqa: S608 (our own texts)
    select: Any = exp.select("lead_id").from_("later").group_by("lead_id")
    for place, name in enumerate(names):
        for column in ("after_arrival", "after_verdict", "at_arrival", "at_verdict"):
            function = "bool_or" if column.startswith("after") else "max"
            chosen = _filled(f"{function}({column}) FILTER (field = :n)", n=exp.Literal.string(name))
            select = select.select(exp.alias_(chosen, f"{column}_{place}"))
    session.execute(f"CREATE TABLE overrides AS {select.sql('duckdb')}")


def _gathered(session: duckdb.DuckDBPyConnection, wanted: list[Pair], names: list[str]) -> None:
    moments: list[str] = []
    for moment, suffix in ((ARRIVAL, "arrival"), (VERDICT, "verdict"), (NOW, "")):
        select: Any = exp.select("now.lead_id", f"{moment} AS moment", *LEAD, exp.alias_(_c("lead.source"), "source"))
        how = "left" if moment == ARRIVAL else "inner"
        select = select.from_("now").join("overrides", using=["lead_id"], join_type=how)
        if moment == VERDICT:
            select = select.where("now.judged_at IS NOT NULL")
        for pair in wanted:
            place = names.index(pair[0])
            known: exp.Expr = _c(f"n{place}")
            if suffix:
                known = _filled(f"CASE WHEN after_{suffix}_{place} THEN at_{suffix}_{place} ELSE :c END", known)
            select = select.select(exp.alias_(_typed(known, pair[1]), _quoted(column_of(pair))))
        moments.append(select.sql("duckdb"))
    session.execute(f"CREATE VIEW gathered AS {' UNION ALL '.join(moments)}")


def _typed(value: exp.Expr, type_: Type) -> exp.Expr:
    typed = _filled(TYPED[type_], value)
    return exp.Cast(this=typed, to=exp.DataType.build(COLUMN_TYPES["duckdb"][type_], dialect="duckdb"))


def _filled(template: str, value: exp.Expr | None = None, **others: exp.Expr) -> exp.Expr:
    named = {"c": value, **others} if value is not None else others
    return exp.replace_placeholders(parse_one(template, dialect="duckdb"), **named)


def _c(name: str, table: str = "now") -> exp.Column:
    return exp.column(_quoted(name), table=table)


def _quoted(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)
