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
from sqlglot import exp

from samebook.book.engines.session import connect
from samebook.leads.effect.reading import ACCOUNTS, HISTORY, LEADS, MESSAGES, PEOPLE, Range, read
from samebook.numbers.snapshot.derive import local_day
from samebook.numbers.snapshot.read import one_view
from samebook.numbers.tables import Context
from samebook.segments.kept import column, column_of, filled, of_column, of_json, quoted, typed
from samebook.segments.rules import Pair

ARRIVAL, VERDICT, NOW = 0, 1, 2

META = (
    "lead_id", "moment", "received_day", "account_id", "person_id", "territory_id", "owner_id", "edition_id",
    "had_verdict", "had_level", "source",
)  # fmt: skip
"""Columns of each row beside the fields; ``had_verdict`` and ``had_level`` are the verdict that the lead has."""

LEAD = (
    "received_day", "account_id", "person_id", "territory_id", "owner_id", "edition_id", "verdict AS had_verdict",
    "level AS had_level",
)  # fmt: skip

COLUMNS = {
    column.name: (table, column.type)
    for table, declared in (("leads", LEADS), ("accounts", ACCOUNTS), ("people", PEOPLE), ("messages", MESSAGES))
    for column in declared.columns
    if "." in column.name
}
"""The product's own fields, each with the table that holds it and its type."""

HOLDERS = {"lead": "leads", "account": "accounts", "person": "people"}


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


def latest(source: str) -> exp.Select:
    """A row per lead of a table or view like ``gathered``: as known now, or on arrival where nothing came later."""
    now = f"SELECT * FROM {source} WHERE moment = {NOW}"  # noqa: S608 (own names)
    others = f"SELECT a.* FROM {source} a ANTI JOIN ({now}) USING (lead_id) WHERE a.moment = {ARRIVAL}"  # noqa: S608
    return exp.select("*").from_(exp.maybe_parse(f"{now} UNION ALL {others}", dialect="duckdb").subquery("latest"))


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
        return of_json(_c("facts", holder), f'$."{name}"')
    if name.startswith("lead.received"):
        form = "strftime(:c, '%Y-%m-%dT%H:%M:%S.%f')" if name.endswith("at") else "strftime(:c, '%Y-%m-%d')"
        return filled(form, _c("received_at", "leads"))
    table, type_ = COLUMNS[name]
    return of_column(_c(name, table), type_)


def _overrides(session: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    """Per lead of which something became known later: what was known at its arrival (``a``) and its verdict (``v``)."""
    session.register("asked_for", pa.table({"field": pa.array(names, pa.string())}))
    value = of_json(exp.column("value"), "$").sql("duckdb")
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
        for part in ("after_arrival", "after_verdict", "at_arrival", "at_verdict"):
            function = "bool_or" if part.startswith("after") else "max"
            chosen = filled(f"{function}({part}) FILTER (field = :n)", n=exp.Literal.string(name))
            select = select.select(exp.alias_(chosen, f"{part}_{place}"))
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
                known = filled(f"CASE WHEN after_{suffix}_{place} THEN at_{suffix}_{place} ELSE :c END", known)
            select = select.select(exp.alias_(typed(known, pair[1]), quoted(column_of(pair))))
        moments.append(select.sql("duckdb"))
    session.execute(f"CREATE VIEW gathered AS {' UNION ALL '.join(moments)}")


def _c(name: str, table: str = "now") -> exp.Column:
    return column(name, table)
