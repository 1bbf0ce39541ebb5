"""Leads as segments see them: what is known of each one now, with its person and account."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from django.db import connection
from sqlglot import exp

from samebook.book.engines.session import connect
from samebook.leads.effect.gathering import gather, latest
from samebook.leads.effect.reading import read
from samebook.leads.effect.table import records
from samebook.numbers.tables import Column, FactTable, registry
from samebook.segments.grounds import META
from samebook.segments.hooks import Written
from samebook.segments.kept import column, column_of
from samebook.segments.rules import Pair

HOLDERS = FactTable(
    "holders",
    "one row per lead that is not set aside, with whom it is of",
    columns=tuple(Column(name, "integer", "") for name in ("lead_id", "account_id", "person_id")),
    sql="""
    select id as lead_id, account_id as account_id, person_id as person_id
    from leads_lead
    where status not in ('not_a_lead', 'service_request')
    """,
)


def write_ground(file: Path, people: Path, at: datetime) -> Written:
    """What is known of each lead now. A lead may be contacted where its person may be.

    Args:
        people: The ground of people; of it only who may be contacted is read.
    """
    table = records(at=at, newest=True)
    with connect() as session:
        session.execute("SET preserve_insertion_order = false")
        session.register("holders", read(connection, HOLDERS))
        session.from_parquet(str(table.now)).create_view("leads")
        session.from_parquet(str(people)).create_view("people")
        meta = {
            "record_id": column("lead_id", "l"),
            "account_id": column("account_id", "h"),
            "person_id": column("person_id", "h"),
            "territory_id": column("territory_id", "l"),
            "owner_id": column("owner_id", "l"),
            "may_contact": exp.func("coalesce", column("may_contact", "p"), exp.false()),
        }
        select = exp.select(*(exp.alias_(meta[name], name) for name in META))
        select = select.select(*(column(column_of(pair), "l") for pair in sorted(table.pairs)))
        select = select.from_("leads AS l")
        select = select.join("holders AS h", on="h.lead_id = l.lead_id")
        select = select.join("people AS p", on="p.record_id = h.person_id", join_type="left")
        session.sql(select.order_by("l.lead_id").sql("duckdb")).write_parquet(str(file), compression="zstd")
    return Written(at, table.pairs)  # made now, or nothing has changed since it was


def read_values(pairs: Iterable[Pair]) -> pa.Table:
    """Fields of leads that no file may hold, or that were declared since, as they are now."""
    wanted = sorted(set(pairs))
    session = gather(connection, wanted, registry.context())
    values = [exp.alias_(column("lead_id"), "record_id"), *(column(column_of(pair)) for pair in wanted)]
    found = session.sql(latest("gathered").select(*values, append=False).sql("duckdb")).to_arrow_table()
    session.close()
    return found
