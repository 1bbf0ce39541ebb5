"""The measures of buying groups, counted by hand on three sales."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from samebook.accounts.models import Account, Person
from samebook.buying import actions as buying
from samebook.communications.models import Response
from samebook.groups import actions
from samebook.kernel.access import Actor
from samebook.numbers.evaluate import evaluate
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
EVERYBODY = Actor.system("test")
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROJECT, VENDOR = "start_project", "choose_vendor"


def on(day: float) -> datetime:
    return START + timedelta(days=day)


@pytest.fixture
def groups(db, tmp_path, settings) -> None:
    """Three sales of one rep, opened on one day, and their groups in the first decision; the snapshot is of day 40.

    a: eight who need reassurance, one who decides, reached on day 10 by a response and on day 12 by telephone, one
       who supports us; and alone in the second decision one who decides, the same person.
    b: one who decides, never reached; lost on day 20.
    c: two without roles; one left before, who decided.
    """
    cast: Cast = assemble(simulated=True)
    rep = cast.actor("rep")
    account = Account.objects.create(
        name="Voss", name_key="voss", origin="person", territory=cast.north, created_at=on(0)
    )
    people = [
        Person.objects.create(name=f"P {n}", account=account, origin="person", created_at=on(0)) for n in range(10)
    ]

    def opened(name: str):
        return buying.open_opportunity(
            rep, name=name, account=account, people=[], owner_id=rep.id, territory_id=cast.north.pk, at=on(0),
            opened_on=on(0).date(),
        )  # fmt: skip

    def add(sale, n: int, *roles: str, decision: str = PROJECT) -> None:
        actions.add_member(rep, sale.pk, person_id=people[n].pk, decision=decision, roles=roles, at=on(1))

    a, b, c = opened("a"), opened("b"), opened("c")
    for n in range(8):
        add(a, n, "staller")
    add(a, 8, "decision_maker")
    add(a, 9, "champion")
    add(a, 8, "decision_maker", decision=VENDOR)
    add(b, 0, "decision_maker")
    for n in (1, 2):
        add(c, n)
    add(c, 3, "decision_maker")
    actions.remove_member(rep, c.pk, person_id=people[3].pk, decision=PROJECT, at=on(2))
    Response.objects.create(person=people[8], account=account, received_at=on(-9), recorded_at=on(0))
    Response.objects.create(person=people[8], account=account, received_at=on(10), recorded_at=on(10))
    actions.note_contact(rep, a.pk, person_id=people[8].pk, happened_at=on(12), way="call", at=on(12))
    buying.close_lost(rep, b.pk, closed_on=on(20).date(), reason="price", at=on(20))
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=on(40))


def cells(name: str, by: str | None, *wanted: str) -> dict[object, tuple[object, ...]]:
    rows = evaluate(name, actor=EVERYBODY, dimension=by).rows
    return {row.value if by else None: tuple(row.cells[each] for each in wanted) for row in rows}


def test_eight_to_one_to_one_is_counted_per_group_with_its_spread(groups) -> None:
    found = cells("people_by_role", "role_kind", "n", "median")
    # Groups with roles: a in both decisions, b. Stallers 8, 0, 0; deciders 1, 1, 1; supporters 1, 0, 0.
    assert found == {
        "stalls": (3, 0.0), "refuses": (3, 0.0), "decides": (3, 1.0), "supports": (3, 0.0), "takes_part": (3, 0.0),
    }  # fmt: skip
    [whole] = evaluate("people_by_role", actor=EVERYBODY).rows
    assert whole.cells["n"] == 15, "five kinds in three groups"


def test_who_decides_was_reached_by_whatever_came_first_after_the_opening(groups) -> None:
    # a: reached on day 10 in both decisions. b: closed before. c: nobody who decides any more.
    assert cells("decider_reached", None, "n", "events", "others") == {None: (3, 2, 1)}
    [row] = evaluate("decider_reached", actor=EVERYBODY).rows
    assert row.cells["by_14"] == pytest.approx(2 / 3)


def test_groups_of_one_person_are_counted_per_decision(groups) -> None:
    assert cells("on_one_person", None, "n", "hits") == {None: (4, 2)}
    assert cells("on_one_person", "decision", "n", "hits") == {PROJECT: (3, 1), VENDOR: (1, 1)}


def test_the_snapshot_has_members_without_names(groups) -> None:
    table = registry.tables["group_members"]
    assert not {"name", "email", "needs", "evidence", "note"} & {column.name for column in table.columns}
