import pytest
from django.db import DatabaseError, connection, transaction

from samebook.journal.actions import record
from samebook.journal.models import Entry, Personal, Sealed
from samebook.journal.transactions import writing
from samebook.kernel.access import Actor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET actor = 'user:2'",
        "DELETE FROM journal_entry",
        "UPDATE journal_sealed SET hash = 'x'",
        "DELETE FROM journal_sealed",
        "UPDATE journal_personal SET salt = 'x'",
    ],
)
def test_the_database_itself_refuses_to_change_the_journal(system: Actor, statement: str) -> None:
    with writing():
        record(system, "test.a.b", ("lead", 1), person_id=1, personal={"name": "Ann"})
    entry = Entry.objects.get()
    Sealed.objects.create(sequence=1, entry=entry, hash="h", sealed_at=entry.recorded_at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get().actor == "system:test"
    assert Sealed.objects.get().hash == "h"
    assert Personal.objects.get().value == {"name": "Ann"}
