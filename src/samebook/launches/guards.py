"""The database's own guard over what was signed of launches: triggers that refuse to change or delete it."""

FROZEN = ("launches_signature", "launches_signedcell")
VERBS = ("UPDATE", "DELETE")


def install(vendor: str) -> list[str]:
    """The statements that set the guards up (``sqlite`` or ``postgresql``)."""
    pairs = [(table, verb) for table in FROZEN for verb in VERBS]
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'What was signed of a launch is not altered: no {verb} on {table}.'); END"
            for table, verb in pairs
        ]
    refuse = (
        "CREATE OR REPLACE FUNCTION launches_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'What was signed of a launch is not altered: no % on %.', TG_OP, TG_TABLE_NAME; END $$"
    )
    return [
        refuse,
        *(
            f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION launches_refuse()"
            for table, verb in pairs
        ),
    ]


def remove(vendor: str) -> list[str]:
    """The statements that take the guards away, for a migration backwards and for tests that empty the tables."""
    on = {"sqlite": "", "postgresql": " ON {table}"}[vendor]
    return [
        f"DROP TRIGGER IF EXISTS {_name(table, verb)}{on.format(table=table)}" for table in FROZEN for verb in VERBS
    ]


def _name(table: str, verb: str) -> str:
    return f"{table}_no_{verb.lower()}"
