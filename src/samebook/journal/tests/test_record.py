import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from samebook.journal.actions import erase_person, record
from samebook.journal.models import Entry, Personal
from samebook.journal.rules import canonical, personal_hash
from samebook.journal.transactions import action, writing
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def noted(actor: Actor, **more: Any) -> Entry:
    with writing():
        record(actor, "test.lead.noted", ("lead", 5), **more)
    return Entry.objects.latest("id")


def test_what_is_recorded_is_read_back(system: Actor) -> None:
    entry = noted(
        system,
        happened_at=LONG_AGO,
        origin=Entry.Origin.IMPORT,
        edition_id=2,
        territory_id=3,
        detail={"amount": Decimal("12.50"), "to": "Österreich 🙂"},
    )
    assert (entry.actor, entry.code, entry.record_kind, entry.record_id) == (
        "system:test",
        "test.lead.noted",
        "lead",
        5,
    )
    assert (entry.edition_id, entry.territory_id, entry.origin) == (2, 3, "import")
    assert entry.happened_at == LONG_AGO
    assert abs(entry.recorded_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert entry.detail == {"amount": "12.50", "to": "Österreich 🙂"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"happened_at": LONG_AGO}, "journal.time_without_origin"),
        ({"happened_at": datetime(2020, 1, 1), "origin": "import"}, "journal.time_without_zone"),  # noqa: DTZ001
        ({"happened_at": datetime(2999, 1, 1, tzinfo=UTC), "origin": "person"}, "journal.future"),
        ({"detail": {"a": "x\x00y"}}, "journal.unwritable"),
        ({"detail": {"a": "\ud800"}}, "journal.unwritable"),
        ({"detail": {"a": float("nan")}}, "journal.unwritable"),
    ],
)
def test_what_may_not_stand_in_the_journal_is_refused(system: Actor, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        noted(system, **more)
    assert refused.value.code == code
    assert not Entry.objects.exists()


def test_a_backslash_before_u0000_is_no_nul(system: Actor) -> None:
    assert noted(system, detail={"path": "C:\\u0000"}).detail == {"path": "C:\\u0000"}


def test_personal_values_stand_beside_the_entry_and_match_its_hash(system: Actor) -> None:
    entry = noted(system, person_id=9, personal={"name": "Zoë", "weight": 1e22, "age": 44})
    kept = Personal.objects.get(entry=entry)
    assert kept.value == {"name": "Zoë", "weight": "1e+22", "age": 44}
    assert entry.personal_hash == personal_hash(kept.salt, canonical(kept.value))
    assert "Zoë" not in json.dumps(entry.detail)


def test_personal_values_without_a_person_are_a_programming_error(system: Actor) -> None:
    with pytest.raises(ValueError, match="whose"):
        noted(system, personal={"name": "Zoë"})


def test_erasing_a_person_deletes_the_values_and_says_so(system: Actor) -> None:
    entry = noted(system, person_id=9, personal={"name": "Zoë"})
    noted(system, person_id=10, personal={"name": "Max"})
    assert erase_person(system, 9) == 1
    assert list(Personal.objects.values_list("person_id", flat=True)) == [10]
    assert Entry.objects.get(pk=entry.pk).personal_hash
    last = Entry.objects.latest("id")
    assert (last.code, last.record_id, last.detail) == ("journal.person.erased", 9, {"entries": 1})


def test_only_an_administrator_erases_a_person(system: Actor) -> None:
    noted(system, person_id=9, personal={"name": "Zoë"})
    with pytest.raises(Refused, match="administrator"):
        erase_person(Actor(1, "user:1", frozenset({Role.MARKETING}), sees_all=True), 9)
    assert Personal.objects.count() == 1


def test_a_real_home_refuses_simulated_entries(system: Actor, home_mark: list[object]) -> None:
    home_mark[0] = False
    with pytest.raises(Refused) as refused:
        noted(system, origin=Entry.Origin.SIMULATED)
    assert refused.value.code == "journal.simulated_in_real_home"
    assert noted(system).origin == "system"


def test_a_simulated_home_marks_everything_simulated(system: Actor, home_mark: list[object]) -> None:
    home_mark[0] = True
    assert noted(system, origin=Entry.Origin.PERSON, happened_at=LONG_AGO).origin == "simulated"


@action
def note(actor: Actor, *, at: datetime) -> None:
    record(actor, "test.lead.noted", ("lead", 5))


@action
def note_twice(actor: Actor, *, at: datetime, earlier: datetime) -> None:
    note(actor, at=earlier)
    record(actor, "test.lead.noted", ("lead", 6))


def test_in_a_simulated_home_an_entry_happened_when_its_action_says(system: Actor, home_mark: list[object]) -> None:
    home_mark[0] = True
    note_twice(system, at=LONG_AGO + timedelta(days=1), earlier=LONG_AGO)
    moments = Entry.objects.order_by("id").values_list("happened_at", flat=True)
    assert list(moments) == [LONG_AGO, LONG_AGO + timedelta(days=1)]


def test_in_a_real_home_an_entry_happened_when_it_was_recorded(system: Actor, home_mark: list[object]) -> None:
    home_mark[0] = False
    note(system, at=LONG_AGO)
    entry = Entry.objects.get()
    assert entry.happened_at == entry.recorded_at


def test_the_first_action_of_a_simulated_home_is_marked_from_where_the_company_exists(
    system: Actor, home_mark: list[object]
) -> None:
    with writing():
        record(system, "company.user.added", ("user", 1))
        home_mark[0] = True
        record(system, "company.company.begun", ("company", 1))
        record(system, "company.user.added", ("user", 2))
    assert list(Entry.objects.order_by("id").values_list("origin", flat=True)) == ["system", "simulated", "simulated"]
