import hashlib
import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, connections

from samebook.journal import guards, sealing
from samebook.journal.actions import erase_person, record
from samebook.journal.models import Entry, Sealed, Waiting
from samebook.journal.sealing import head, seal
from samebook.journal.transactions import writing
from samebook.journal.verify import Verification, verify
from samebook.kernel.access import Actor

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SYSTEM = Actor.system("test")


def note(count: int = 1, **more: object) -> None:
    with writing():
        for number in range(count):
            record(SYSTEM, "test.a.b", ("lead", number), detail={"é": number, "b": [1, 2.5]}, **more)  # type: ignore[arg-type]


def tamper(*statements: str) -> None:
    """Change the journal as someone could who owns the database and lifts its guards."""
    with connection.cursor() as cursor:
        for statement in [*guards.remove(connection.vendor), *statements, *guards.install(connection.vendor)]:
            cursor.execute(statement)


def problems(result: Verification) -> dict[str, list[int]]:
    kinds = ("changed", "missing", "gaps", "personal_changed")
    return {kind: getattr(result, kind).places for kind in kinds if getattr(result, kind).count}


@pytest.mark.django_db
class TestSealing:
    def test_a_sealed_chain_has_no_gaps_and_is_sound(self) -> None:
        note(5, person_id=1, personal={"name": "Zoë"})
        note(3)
        assert seal(at=AT) == 8
        assert seal(at=AT) == 0
        note(2)
        assert seal(at=AT) == 2
        assert list(Sealed.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 11))
        assert not Waiting.objects.exists()
        result = verify(head())
        assert result.sound
        assert (result.entries, result.erased, result.waiting, result.head) == (10, 0, 0, head())

    def test_a_limit_is_kept(self) -> None:
        note(5)
        assert seal(at=AT, limit=3) == 3
        assert (verify().waiting, verify().entries, verify().sound) == (2, 3, True)

    def test_many_batches_make_one_chain(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sealing, "BATCH", 7)
        note(50)
        assert seal(at=AT) == 50
        assert verify().sound

    def test_the_hash_is_the_same_on_every_database(self) -> None:
        moment = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
        note(1)
        tamper(
            "UPDATE journal_entry SET id = 1, recorded_at = '2026-03-01 08:30:00', happened_at = '2026-03-01 08:30:00'",
            "UPDATE journal_waiting SET entry_id = 1",
        )
        assert Entry.objects.get().recorded_at == moment
        seal(at=AT)
        text = (
            "0"
            * 64
            + '1[1,"2026-03-01 08:30:00.000000","2026-03-01 08:30:00.000000","system","system:test","test.a.b",'
            '"lead",0,null,null,""]{"b":[1,2.5],"é":0}'
        )
        assert head() == (1, hashlib.sha256(text.encode()).hexdigest())

    def test_an_entry_that_is_committed_late_with_a_lower_id_gets_a_later_place(self) -> None:
        note(2)
        tamper("UPDATE journal_entry SET id = id + 1000", "UPDATE journal_waiting SET entry_id = entry_id + 1000")
        assert seal(at=AT) == 2
        lower = Entry.objects.earliest("id").pk - 500
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO journal_entry (id, recorded_at, happened_at, origin, actor, code, record_kind, detail,"
                " personal_hash) SELECT %s, recorded_at, happened_at, origin, actor, code, record_kind, detail, ''"
                " FROM journal_entry ORDER BY id LIMIT 1",
                [lower],
            )
        assert seal(at=AT) == 1
        assert Sealed.objects.get(sequence=3).entry_id == lower
        assert verify().sound


@pytest.mark.django_db
class TestVerifying:
    def test_an_empty_journal_is_sound(self) -> None:
        assert verify().sound
        assert head() is None

    @pytest.mark.parametrize(
        "change",
        [
            "actor = 'user:2'",
            "code = 'test.a.c'",
            "record_id = 99",
            "territory_id = 1",
            "edition_id = 1",
            "detail = '{\"é\": 3}'",
            "happened_at = '2020-01-01 00:00:00+00:00'",
            "recorded_at = '2020-01-01 00:00:00+00:00'",
            "origin = 'import'",
            "personal_hash = 'x'",
        ],
    )
    def test_whatever_is_changed_in_an_entry_is_found_at_its_place(self, change: str) -> None:
        note(5)
        seal(at=AT)
        tamper(f"UPDATE journal_entry SET {change} WHERE id = (SELECT entry_id FROM journal_sealed WHERE sequence = 3)")
        result = verify()
        assert not result.sound
        assert result.changed.places == [3]
        assert result.first_broken == 3

    def test_an_entry_that_was_taken_away_is_found(self) -> None:
        note(5)
        seal(at=AT)
        tamper("DELETE FROM journal_entry WHERE id = (SELECT entry_id FROM journal_sealed WHERE sequence = 2)")
        assert problems(verify()) == {"missing": [2]}

    def test_a_seal_that_was_taken_away_is_found(self) -> None:
        note(6)
        seal(at=AT)
        tamper("DELETE FROM journal_sealed WHERE sequence IN (3, 4)")
        result = verify()
        assert (result.gaps.places, result.gaps.count, result.left_out) == ([3], 2, 2)
        assert result.changed.places == [5]

    def test_entry_and_seal_taken_from_the_end_are_found_by_a_noted_head_only(self) -> None:
        note(4)
        seal(at=AT)
        noted = head()
        tamper(
            "DELETE FROM journal_entry WHERE id = (SELECT entry_id FROM journal_sealed WHERE sequence = 4)",
            "DELETE FROM journal_sealed WHERE sequence = 4",
        )
        assert verify().sound
        result = verify(noted)
        assert not result.sound
        assert result.head_found is False

    def test_seals_taken_from_the_end_while_their_entries_stay_are_found(self) -> None:
        note(4)
        seal(at=AT)
        tamper("DELETE FROM journal_sealed WHERE sequence = 4")
        assert (verify().sound, verify().left_out) == (False, 1)

    def test_a_chain_rewritten_from_the_middle_is_found_by_a_noted_head_only(self) -> None:
        note(4)
        seal(at=AT)
        noted = head()
        tamper(
            "UPDATE journal_entry SET actor = 'user:2' WHERE id = (SELECT max(id) FROM journal_entry)",
            "INSERT INTO journal_waiting (entry_id) SELECT entry_id FROM journal_sealed",
            "DELETE FROM journal_sealed",
        )
        assert seal(at=AT) == 4
        assert verify().sound
        assert verify(noted).head_found is False

    def test_a_head_noted_earlier_still_stands_in_a_longer_chain(self) -> None:
        note(4)
        seal(at=AT)
        noted = head()
        note(4)
        seal(at=AT)
        assert verify(noted).head_found is True

    def test_erasing_a_person_breaks_nothing_and_changing_a_personal_value_does(self) -> None:
        note(1, person_id=1, personal={"name": "Ann"})
        note(1, person_id=2, personal={"name": "Ben"})
        erase_person(SYSTEM, 1)
        seal(at=AT)
        assert (verify().sound, verify().erased) == (True, 1)
        tamper('UPDATE journal_personal SET value = \'{"name": "Max"}\'')
        assert problems(verify()) == {"personal_changed": [2]}

    def test_personal_values_added_to_an_entry_that_had_none_are_found(self) -> None:
        note(1)
        seal(at=AT)
        tamper(
            "INSERT INTO journal_personal (entry_id, person_id, salt, value) SELECT id, 1, 's', '{}' FROM journal_entry"
        )
        assert problems(verify()) == {"personal_changed": [1]}


@pytest.mark.django_db(transaction=True)
def test_what_another_connection_commits_late_is_sealed_after_what_was_there_first() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("On SQLite one writes after the other, so ids are in the order of commits.")
    recorded, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with writing():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT nextval(pg_get_serial_sequence('journal_entry', 'id'))")
                    low = cursor.fetchone()[0]
                    cursor.execute(
                        "INSERT INTO journal_entry (id, recorded_at, happened_at, origin, actor, code, record_kind,"
                        " detail, personal_hash)"
                        " VALUES (%s, now(), now(), 'system', 'slow', 'test.slow', '', '{}', '')",
                        [low],
                    )
                recorded.set()
                go_on.wait(120)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert recorded.wait(120)
    note(3)
    assert seal(at=AT) == 3
    go_on.set()
    thread.join()
    late = Entry.objects.get(code="test.slow")
    assert late.pk < Entry.objects.exclude(code="test.slow").earliest("id").pk
    assert seal(at=AT) == 1
    assert Sealed.objects.get(entry=late).sequence == 4
    assert verify().sound


@pytest.mark.django_db(transaction=True)
def test_a_second_sealer_that_comes_between_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    note(10)
    quicker = [True]

    def interrupted(limit: int) -> list[tuple[object, ...]]:
        rows = waiting(limit)
        if quicker:
            quicker.clear()
            assert seal(at=AT, limit=4) == 4
        return rows

    waiting = sealing._waiting
    monkeypatch.setattr(sealing, "_waiting", interrupted)
    assert seal(at=AT) == 6
    assert (verify().sound, verify().entries) == (True, 10)
