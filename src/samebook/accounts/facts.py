"""What the accounts publish to the numbers: what kind of company each is, never what it is called or where."""

from samebook.numbers.tables import Column, FactTable

ACCOUNTS = FactTable(
    name="accounts",
    grain="one row per account that is neither deleted nor merged into another",
    territory="territory_id",
    columns=(
        Column("account_id", "integer", "The account."),
        Column("parent_id", "integer", "The company it is a site of.", ref="accounts.account_id"),
        Column("origin", "text", "Where the record came from: person, form, api, import, simulated or derived."),
        Column("country", "text", "ISO 3166 code of two letters."),
        Column("industry", "text", "As the Book's segments name it."),
        Column("employees", "integer", "Null when nobody knows.", unit="people"),
        Column("owner_id", "integer", "The rep whose account it is.", ref="users.user_id"),
        Column("territory_id", "integer", "The territory it lies in.", ref="territories.territory_id"),
        Column("is_customer", "boolean", "Whether it has ordered."),
        Column("created_at", "timestamp", "When the record was made."),
    ),
    sql="""
    select a.id as account_id, a.parent_id as parent_id, a.origin as origin, a.country as country,
           a.industry as industry, a.employees as employees, a.owner_id as owner_id,
           a.territory_id as territory_id, a.is_customer as is_customer, a.created_at as created_at
    from accounts_account a
    where a.deleted_at is null and a.merged_into_id is null
    """,
)

TABLES = (ACCOUNTS,)
