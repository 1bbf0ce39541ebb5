"""The database's own guard over the journal: triggers that refuse changes, and note which entries wait for a seal."""

from samebook.journal.frozen import ALTERED, Frozen, dropped

SEALED_OFF = {
    "journal_entry": ALTERED,
    "journal_sealed": ALTERED,
    "journal_personal": ("UPDATE",),
}
"""What no one may do to which table. Personal values may be deleted (a person is erased), never changed."""
_guard = Frozen("journal", "The journal is append-only", SEALED_OFF)


def install(vendor: str) -> list[str]:
    """The statements that set the guards up (``sqlite`` or ``postgresql``)."""
    return [*_guard.install(vendor), *(_sqlite() if vendor == "sqlite" else _postgresql())]


def remove(vendor: str) -> list[str]:
    """The statements that take the guards away, for a migration backwards and for tests that empty the tables."""
    return [*_guard.remove(vendor), dropped("journal_entry_waits", "journal_entry", vendor)]


def _sqlite() -> list[str]:
    waits = (
        "CREATE TRIGGER journal_entry_waits AFTER INSERT ON journal_entry "
        "BEGIN INSERT INTO journal_waiting (entry_id) VALUES (NEW.id); END"
    )
    return [waits]


def _postgresql() -> list[str]:
    wait = (
        "CREATE OR REPLACE FUNCTION journal_wait() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN INSERT INTO journal_waiting (entry_id) SELECT id FROM added; RETURN NULL; END $$"
    )
    waits = (
        "CREATE TRIGGER journal_entry_waits AFTER INSERT ON journal_entry REFERENCING NEW TABLE AS added "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_wait()"
    )
    return [wait, waits]
