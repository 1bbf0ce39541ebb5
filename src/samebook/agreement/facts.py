"""What the agreement publishes to the numbers: which edition was in force when. Never its text."""

from samebook.numbers.tables import Column, FactTable

EDITIONS = FactTable(
    name="editions",
    grain="one row per edition that has a number, which it gets when it is signed",
    is_open=True,
    in_manifest=True,
    columns=(
        Column("edition_id", "integer", "The edition."),
        Column("number", "integer", "How people call it."),
        Column("content_hash", "text", "SHA-256 of its text."),
        Column("scope", "text", "Where it holds: company, country FR, unit dach."),
        Column("state", "text", "signed, in_force or superseded."),
        Column("in_force_from", "timestamp", "Since when it judges; null before."),
        Column("in_force_until", "timestamp", "Until when it judged; null while it does."),
    ),
    sql="""
    select e.id as edition_id, e.number as number, e.content_hash as content_hash, e.scope as scope,
           e.state as state,
           e.in_force_from as in_force_from, e.in_force_until as in_force_until
    from agreement_edition e
    where e.number is not null
    """,
)

TABLES = (EDITIONS,)
