from datetime import UTC, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.journal.queries import entries_for
from samebook.journal.sealing import seal
from samebook.journal.transactions import writing
from samebook.kernel.access import Actor, Role

pytestmark = pytest.mark.django_db
NORTH, SOUTH = 1, 2
REP = Actor(7, "user:7", frozenset({Role.REP}), frozenset({NORTH}))
OUTSIDER = Actor(8, "user:8", frozenset({Role.PARTNER_USER}))
MARKETER = Actor(9, "user:9", frozenset({Role.MARKETING}), sees_all=True)
EXECUTIVE = Actor(10, "user:10", frozenset({Role.EXECUTIVE}), sees_all=True)


@pytest.fixture(autouse=True)
def _entries() -> None:
    with writing():
        for number, territory in enumerate([NORTH, SOUTH, NORTH, None]):
            record(
                MARKETER,
                f"test.lead.step{number}",
                ("lead", number),
                territory_id=territory,
                person_id=number,
                personal={"name": f"Person {number}"},
            )
        record(REP, "other.lead.noted", ("lead", 0), territory_id=SOUTH)


def seen(actor: Actor, **wanted: object) -> list[str]:
    return [read.entry.code for read in entries_for(actor, **wanted).entries]  # type: ignore[arg-type]


def test_marketing_sees_everything_newest_first() -> None:
    assert seen(MARKETER) == [
        "other.lead.noted",
        "test.lead.step3",
        "test.lead.step2",
        "test.lead.step1",
        "test.lead.step0",
    ]


def test_a_rep_sees_their_territories_and_what_they_did_themselves() -> None:
    assert seen(REP) == ["other.lead.noted", "test.lead.step2", "test.lead.step0"]


def test_an_outsider_sees_nothing_whatever_they_ask_for() -> None:
    assert seen(OUTSIDER) == seen(OUTSIDER, record=("lead", 0)) == seen(OUTSIDER, by="user:9") == []


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({"record": ("lead", 0)}, ["other.lead.noted", "test.lead.step0"]),
        ({"record": ("account", 0)}, []),
        ({"record": ("lead", 10**30)}, []),
        ({"before": 10**30}, []),
        ({"code": "other."}, ["other.lead.noted"]),
        ({"code": "%lead"}, []),
        ({"by": "user:7"}, ["other.lead.noted"]),
        ({"recorded_until": datetime(2020, 1, 1, tzinfo=UTC)}, []),
        ({"recorded_from": datetime(2999, 1, 1, tzinfo=UTC)}, []),
    ],
    ids=str,
)
def test_entries_are_found_by_record_code_actor_and_time(wanted: dict[str, object], codes: list[str]) -> None:
    assert seen(MARKETER, **wanted) == codes


def test_pages_follow_each_other_without_a_gap() -> None:
    first = entries_for(MARKETER, limit=2)
    second = entries_for(MARKETER, limit=2, before=first.before)
    third = entries_for(MARKETER, limit=2, before=second.before)
    assert [len(page.entries) for page in (first, second, third)] == [2, 2, 1]
    assert third.before is None
    together = [read.entry.pk for page in (first, second, third) for read in page.entries]
    assert together == list(Entry.objects.order_by("-id").values_list("pk", flat=True))


def test_personal_values_are_for_those_who_work_with_people() -> None:
    assert entries_for(MARKETER, code="test.lead.step0").entries[0].personal == {"name": "Person 0"}
    assert entries_for(REP, code="test.lead.step0").entries[0].personal == {"name": "Person 0"}
    assert entries_for(EXECUTIVE, code="test.lead.step0").entries[0].personal is None


def test_a_page_takes_two_queries_however_long(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    seal(at=datetime.now(UTC), limit=2)
    with django_assert_num_queries(2):
        page = entries_for(MARKETER, limit=500)
    assert [read.sequence for read in page.entries] == [None, None, None, 2, 1]
