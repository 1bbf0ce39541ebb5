"""What is read of the records to judge them anew: leads, their accounts and people, and what became known later."""

from dataclasses import replace

import pyarrow as pa
from django.db.backends.base.base import BaseDatabaseWrapper
from sqlglot import exp, parse_one

from samebook.numbers.snapshot.columns import ARROW, read_lines
from samebook.numbers.snapshot.read import chunks_of
from samebook.numbers.tables import Column, FactTable

Range = tuple[int, int]
"""First and last lead id to read."""

LEADS = FactTable(
    "leads",
    "one row per lead that is not set aside",
    columns=(
        Column("lead_id", "integer", "The lead."),
        Column("account_id", "integer", "Its company."),
        Column("person_id", "integer", "Its person."),
        Column("territory_id", "integer", "Where it was routed."),
        Column("owner_id", "integer", "The rep who has it."),
        Column("edition_id", "integer", "The edition that judged it last."),
        Column("verdict", "text", "What it said."),
        Column("level", "text", "And at which level."),
        Column("received_at", "timestamp", "When it came."),
        Column("recorded_at", "timestamp", "When it was first judged, or could have been."),
        Column("judged_at", "timestamp", "When it was judged last; its verdict stands from then."),
        Column("lead.source", "text", ""),
        Column("lead.country", "text", ""),
        Column("lead.communication", "text", ""),
        Column("facts", "text", "What is known of it now, as JSON."),
    ),
    sql="""
    select l.id as lead_id, l.account_id as account_id, l.person_id as person_id, l.territory_id as territory_id,
           l.owner_id as owner_id, l.edition_id as edition_id, l.verdict as verdict, l.level as level,
           l.received_at as received_at, l.recorded_at as recorded_at, l.judged_at as judged_at,
           l.source as "lead.source", l.country as "lead.country", c.name as "lead.communication",
           cast(l.facts as text) as facts
    from leads_lead l
    left join communications_communication c on c.id = l.communication_id
    where l.status not in ('not_a_lead', 'service_request')
    """,
)

MESSAGES = FactTable(
    "messages",
    "one row per lead with a message",
    columns=(Column("lead_id", "integer", ""), Column("lead.message", "text", "Of the response that made it.")),
    sql="""
    select lr.lead_id as lead_id, r.message as "lead.message"
    from leads_leadresponse lr
    join communications_response r on r.id = lr.response_id
    where lr.is_first and r.message <> ''
    """,
)

ACCOUNTS = FactTable(
    "accounts",
    "one row per account",
    columns=(
        Column("account_id", "integer", ""),
        *(
            Column(f"account.{name}", "text", "")
            for name in ("name", "domain", "country", "industry", "city", "postcode", "phone")
        ),
        Column("account.employees", "integer", ""),
        Column("account.is_customer", "boolean", ""),
        Column("facts", "text", ""),
    ),
    sql="""
    select id as account_id, name as "account.name", domain as "account.domain", country as "account.country",
           industry as "account.industry", city as "account.city", postcode as "account.postcode",
           phone as "account.phone", employees as "account.employees", is_customer as "account.is_customer",
           cast(facts as text) as facts
    from accounts_account
    """,
)

PEOPLE = FactTable(
    "people",
    "one row per person",
    columns=(
        Column("person_id", "integer", ""),
        *(Column(f"person.{name}", "text", "") for name in ("name", "email", "title", "phone", "country")),
        Column("facts", "text", ""),
    ),
    sql="""
    select id as person_id, name as "person.name", email as "person.email", title as "person.title",
           phone as "person.phone", country as "person.country", cast(facts as text) as facts
    from accounts_person
    """,
)

HISTORY = FactTable(
    "history",
    "one row per lead and kept value of a field of which a value became known after the lead arrived",
    columns=(
        Column("lead_id", "integer", ""),
        Column("received_at", "timestamp", ""),
        Column("recorded_at", "timestamp", ""),
        Column("judged_at", "timestamp", ""),
        Column("fact_id", "integer", ""),
        Column("field", "text", ""),
        Column("value", "text", "As JSON."),
        Column("known_at", "timestamp", ""),
    ),
    sql="""
    select h.lead_id as lead_id, h.received_at as received_at, h.recorded_at as recorded_at,
           h.judged_at as judged_at, f.id as fact_id, f.field as field, cast(f.value as text) as value,
           f.known_at as known_at
    from (
        select id as lead_id, received_at, recorded_at, judged_at, 'lead' as kind, id as record_id
        from leads_lead
        union all
        select id, received_at, recorded_at, judged_at, 'account', account_id
        from leads_lead where account_id is not null
        union all
        select id, received_at, recorded_at, judged_at, 'person', person_id
        from leads_lead where person_id is not null
    ) h
    join accounts_fact f on f.record_kind = h.kind and f.record_id = h.record_id
    where exists (
        select 1 from accounts_fact g
        where g.record_kind = f.record_kind and g.record_id = f.record_id and g.field = f.field
          and g.known_at > h.received_at and g.known_at <> h.recorded_at
    )
    """,
)


def read(connection: BaseDatabaseWrapper, table: FactTable, only: Range | None = None) -> pa.Table:
    """A table of the records in memory.

    Args:
        only: For tables with ``lead_id``: the leads to read; None for all.
    """
    if only is not None:
        table = replace(table, sql=_narrowed(table.sql, only))
    chunks = [read_lines(data, table) for data in chunks_of(connection, table)]
    if not chunks:
        return _nothing(table)
    return pa.concat_tables(chunks)


def _narrowed(sql: str, only: Range) -> str:
    rows = parse_one(sql, dialect="postgres").subquery("narrowed")  # type: ignore[attr-defined]
    first, last = (exp.Literal.number(end) for end in only)
    within = exp.Between(this=exp.column("lead_id", table="narrowed"), low=first, high=last)
    return exp.select("*").from_(rows).where(within).sql(dialect="postgres")


def _nothing(table: FactTable) -> pa.Table:
    return pa.table({column.name: pa.array([], ARROW[column.type]) for column in table.columns})
