"""The database's own guard over the journal: triggers that refuse changes, and note which entries wait for a seal."""

SEALED_OFF = {
    "journal_entry": ("UPDATE", "DELETE"),
    "journal_sealed": ("UPDATE", "DELETE"),
    "journal_personal": ("UPDATE",),
}
"""What no one may do to which table. Personal values may be deleted (a person is erased), never changed."""


def install(vendor: str) -> list[str]:
    """The statements that set the guards up (``sqlite`` or ``postgresql``)."""
    return _sqlite() if vendor == "sqlite" else _postgresql()


def remove(vendor: str) -> list[str]:
    """The statements that take the guards away, for a migration backwards and for tests that empty the tables."""
    names = [(table, f"{table}_no_{verb.lower()}") for table, verbs in SEALED_OFF.items() for verb in verbs]
    names.append(("journal_entry", "journal_entry_waits"))
    on = {"sqlite": "", "postgresql": " ON {table}"}[vendor]
    return [f"DROP TRIGGER IF EXISTS {name}{on.format(table=table)}" for table, name in names]


def _sqlite() -> list[str]:
    refusals = [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'The journal is append-only: no {verb} on {table}.'); END"
        for table, verbs in SEALED_OFF.items()
        for verb in verbs
    ]
    waits = (
        "CREATE TRIGGER journal_entry_waits AFTER INSERT ON journal_entry "
        "BEGIN INSERT INTO journal_waiting (entry_id) VALUES (NEW.id); END"
    )
    return [*refusals, waits]


def _postgresql() -> list[str]:
    refuse = (
        "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'The journal is append-only: no % on %.', TG_OP, TG_TABLE_NAME; END $$"
    )
    wait = (
        "CREATE OR REPLACE FUNCTION journal_wait() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN INSERT INTO journal_waiting (entry_id) SELECT id FROM added; RETURN NULL; END $$"
    )
    refusals = [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
        for table, verbs in SEALED_OFF.items()
        for verb in verbs
    ]
    waits = (
        "CREATE TRIGGER journal_entry_waits AFTER INSERT ON journal_entry REFERENCING NEW TABLE AS added "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_wait()"
    )
    return [refuse, wait, *refusals, waits]
