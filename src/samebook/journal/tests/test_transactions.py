import pytest
from django.db import IntegrityError, connection
from django.db.transaction import TransactionManagementError
from pytest_django import DjangoAssertNumQueries

from samebook.journal.actions import record
from samebook.journal.models import Entry, Personal, Waiting
from samebook.journal.transactions import action, joined_action, writing
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

pytestmark = pytest.mark.django_db


def codes() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("code", flat=True))


@action
def note(actor: Actor, code: str) -> None:
    record(actor, code, ("lead", 1))


@action
def note_and_refuse(actor: Actor, code: str) -> None:
    note(actor, code)
    raise Refused("test.no", "No.")


def test_an_entry_outside_an_action_is_a_programming_error(system: Actor) -> None:
    with pytest.raises(RuntimeError, match="@action"):
        record(system, "test.a.b", ("lead", 1))


def test_a_refused_action_leaves_no_entry(system: Actor) -> None:
    with pytest.raises(Refused):
        note_and_refuse(system, "test.a.b")
    assert codes() == []
    note(system, "test.after")
    assert codes() == ["test.after"]


def test_actions_within_an_action_write_their_entries_in_order(system: Actor) -> None:
    @action
    def outer() -> None:
        record(system, "test.first", ("lead", 1))
        note(system, "test.second")
        record(system, "test.third", ("lead", 1), person_id=7, personal={"name": "Ann"})
        note(system, "test.fourth")

    outer()
    assert codes() == ["test.first", "test.second", "test.third", "test.fourth"]
    assert Personal.objects.get().entry.code == "test.third"
    assert Waiting.objects.count() == 4


def test_an_inner_refusal_that_is_caught_undoes_the_inner_action_only(system: Actor) -> None:
    @action
    def outer() -> None:
        note(system, "test.kept")
        try:
            with writing():
                Waiting.objects.create(entry_id=10**12)
                note_and_refuse(system, "test.undone")
        except Refused:
            pass
        note(system, "test.also_kept")

    outer()
    assert codes() == ["test.kept", "test.also_kept"]
    assert not Waiting.objects.filter(entry_id=10**12).exists()


def test_a_joined_action_that_fails_takes_the_part_that_called_it_along(system: Actor) -> None:
    @joined_action
    def joined() -> None:
        Waiting.objects.create(entry_id=10**12)
        note_and_refuse(system, "test.undone")

    @action
    def part() -> None:
        note(system, "test.undone_too")
        try:
            joined()
        except Refused:
            Waiting.objects.count()

    @action
    def outer() -> None:
        note(system, "test.kept")
        with pytest.raises(TransactionManagementError):
            part()

    outer()
    assert codes() == ["test.kept"]
    assert not Waiting.objects.filter(entry_id=10**12).exists()


def test_a_database_error_in_an_inner_action_does_not_poison_the_outer_one(system: Actor) -> None:
    @action
    def clash() -> None:
        with connection.cursor() as cursor:
            for _ in range(2):
                cursor.execute("INSERT INTO journal_waiting (entry_id) VALUES (1000000000001)")

    @action
    def outer() -> None:
        with pytest.raises(IntegrityError):
            clash()
        note(system, "test.goes_on")

    outer()
    assert codes() == ["test.goes_on"]


def test_a_thousand_entries_take_a_constant_number_of_statements(
    system: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6), writing():
        for number in range(1000):
            record(system, "test.a.b", ("lead", number), person_id=number, personal={"name": "Ann"})
    assert Entry.objects.count() == Personal.objects.count() == 1000
