"""What the journal publishes to the numbers: sealed entries, without personal values or details."""

from samebook.numbers.tables import Column, FactTable

ENTRIES = FactTable(
    name="entries",
    grain="one row per sealed entry of the journal",
    territory="territory_id",
    grows_by="sequence",
    fingerprint="hash",
    columns=(
        Column("sequence", "integer", "Place in the chain; no gaps."),
        Column("hash", "text", "The chain's hash at this entry (SHA-256)."),
        Column("entry_id", "integer", "The entry."),
        Column("recorded_at", "timestamp", "When the server wrote it."),
        Column("happened_at", "timestamp", "When it happened, by its origin's word."),
        Column("origin", "text", "system, import, person or simulated."),
        Column("actor", "text", "Who did it: user:17, token:3, system:ticker. Never a name."),
        Column("code", "text", "What was done: leads.lead.delivered."),
        Column("record_kind", "text", "Kind of record."),
        Column("record_id", "integer", "The record."),
        Column("territory_id", "integer", "The record's territory.", ref="territories.territory_id"),
        Column("edition_id", "integer", "The edition it was done under.", ref="editions.edition_id"),
    ),
    sql="""
    select s.sequence as sequence, s.hash as hash, e.id as entry_id, e.recorded_at as recorded_at,
           e.happened_at as happened_at, e.origin as origin, e.actor as actor, e.code as code,
           e.record_kind as record_kind, e.record_id as record_id, e.territory_id as territory_id,
           e.edition_id as edition_id
    from journal_sealed s
    join journal_entry e on e.id = s.entry_id
    """,
)

TABLES = (ENTRIES,)
