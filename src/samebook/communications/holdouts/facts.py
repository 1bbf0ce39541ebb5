"""What hold-outs publish to the numbers: themselves, and who was assigned to which arm."""

from samebook.numbers.tables import Column, FactTable

HOLDOUTS = FactTable(
    name="holdouts",
    grain="one row per hold-out that was not cancelled",
    is_open=True,
    columns=(
        Column("holdout_id", "integer", "The hold-out."),
        Column("aim", "text", "What is counted: opened, won or responses."),
        Column("lot", "text", "Who drew the lots: product or imported."),
        Column("starts_on", "date", "Its first day."),
        Column("days", "integer", "How long it runs.", unit="days"),
    ),
    sql="""
    select h.id as holdout_id, h.aim as aim, h.lot as lot, h.starts_on as starts_on, h.days as days
    from communications_holdout h
    where h.cancelled_at is null
    """,
)

HOLDOUT_ACCOUNTS = FactTable(
    name="holdout_accounts",
    grain="one row per account of a hold-out, of those that were not cancelled",
    territory="territory_id",
    columns=(
        Column("holdout_account_id", "integer", "The assignment."),
        Column("holdout_id", "integer", "The hold-out.", ref="holdouts.holdout_id"),
        Column(
            "account_id",
            "integer",
            "The account, or the one it was merged into since; then two rows may have the same.",
            ref="accounts.account_id",
        ),
        Column("territory_id", "integer", "The account's territory.", ref="territories.territory_id"),
        Column("arm", "text", "contacted or held_out."),
    ),
    sql="""
    select m.id as holdout_account_id, m.holdout_id as holdout_id, coalesce(a.merged_into_id, a.id) as account_id,
           a.territory_id as territory_id, m.arm as arm
    from communications_holdoutaccount m
    join communications_holdout h on h.id = m.holdout_id
    join accounts_account a on a.id = m.account_id
    where h.cancelled_at is null
    """,
)

HOLDOUT_COMMUNICATIONS = FactTable(
    name="holdout_communications",
    grain="one row per communication that a hold-out leaves accounts without",
    is_open=True,
    columns=(
        Column("holdout_communication_id", "integer", "The pair."),
        Column("holdout_id", "integer", "The hold-out.", ref="holdouts.holdout_id"),
        Column("communication_id", "integer", "The communication.", ref="communications.communication_id"),
    ),
    sql="""
    select c.id as holdout_communication_id, c.holdout_id as holdout_id, c.communication_id as communication_id
    from communications_holdout_communications c
    """,
)

TABLES = (HOLDOUTS, HOLDOUT_ACCOUNTS, HOLDOUT_COMMUNICATIONS)
