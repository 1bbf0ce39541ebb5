"""What launches measure, counted by hand on two launches; the snapshot is of day 40."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from samebook.accounts.models import Account, Person
from samebook.buying import actions as buying
from samebook.buying.actions import Line
from samebook.company.tests.cast import PASSWORD
from samebook.kernel.access import Actor
from samebook.launches import actions
from samebook.launches.actions import Paper, Plan
from samebook.launches.actual import actual_of, stages_of
from samebook.launches.counting import count_launches
from samebook.launches.grid import day_of, grid_of
from samebook.launches.models import Launch
from samebook.launches.rules import Word, hash_of
from samebook.launches.signed import text_of_gaps
from samebook.numbers.analyses.running import analyse
from samebook.numbers.evaluate import evaluate
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.web.tests.cast import Cast, assemble

EVERYBODY = Actor.system("test")
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def on(day: float) -> datetime:
    return START + timedelta(days=day)


@pytest.fixture
def launch(db, tmp_path, settings) -> Launch:
    """Pump: four required cells from day 0. On day 5 silence is covered (two), on day 10 legal is signed for (two).
    Valve: two required cells, called off on day 20.

    Three sales by one rep; the pump is sold from day 8:
    a: pump, opened on day 10 with 2 people, discovery until day 14, then project.
    b: pump, opened on day 10 with 4 people, discovery until day 20, then project until it was lost on day 30.
    c: pump, opened on day 2: before it was sold. d: a valve. e: pump, with nobody named, in discovery since day 30.
    """
    cast: Cast = assemble(simulated=True)
    by, other, rep = cast.actor("marketing"), cast.actor("sales_manager"), cast.actor("rep")
    plans = [
        Plan(name, name, cast["marketing"].pk, on(8).date(), roles=["staller"], causes=causes)
        for name, causes in (("Pump", ["silence", "legal"]), ("Valve", ["silence"]))
    ]
    pump, valve = (actions.plan_launch(by, plan, at=on(0), propose=False) for plan in plans)
    for each in (pump, valve):
        actions.say_rule(by, each.pk, Word("", "", "", "", True, "Each is met"), at=on(0))
    paper = Paper("Answers", "Shelf 2", on(400).date(), causes=["silence"])
    made = actions.attach_document(by, pump.pk, paper, at=on(4))
    actions.approve_document(other, pump.pk, made.pk, at=on(5))
    gaps = grid_of(pump, day=day_of(on(10))).gaps
    actions.sign_gaps(
        other, pump.pk, [each.cell.pk for each in gaps], reason="In May", password=PASSWORD, at=on(10),
        shown_hash=hash_of(text_of_gaps(pump, gaps)),
    )  # fmt: skip
    actions.call_off(by, valve.pk, because="No factory", at=on(20))
    account = Account.objects.create(
        name="Voss", name_key="voss", origin="person", territory=cast.north, created_at=on(0)
    )
    people = [
        Person.objects.create(name=f"P {n}", account=account, origin="person", created_at=on(0)) for n in range(4)
    ]

    def opened(product: str, day: int, count: int):
        made = buying.open_opportunity(
            rep, name=product, account=account, people=people[:count], owner_id=rep.id, territory_id=cast.north.pk,
            at=on(day), opened_on=on(day).date(),
        )  # fmt: skip
        buying.set_products(rep, made.pk, lines=[Line(product), Line("Hose")], at=on(day))
        return made

    opened("Pump", 2, 3)
    a, b, _ = opened("Pump", 10, 2), opened("Pump", 10, 4), opened("Valve", 10, 1)
    buying.move_to_stage(rep, a.pk, stage="project", despite="Said so", at=on(14))
    buying.move_to_stage(rep, b.pk, stage="project", despite="Said so", at=on(20))
    buying.close_lost(rep, b.pk, closed_on=on(30).date(), reason="price", at=on(30))
    opened("Pump", 30, 0)
    count_launches(on(40))
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=on(40))
    return pump


def cells(name: str, by: str | None, *wanted: str) -> dict[object, tuple[object, ...]]:
    rows = evaluate(name, actor=EVERYBODY, dimension=by).rows
    return {row.label if by else None: tuple(row.cells[each] for each in wanted) for row in rows}


def test_launches_are_measured_as_counted_by_hand(launch):
    # four of the pump's, none of the valve's: called off
    assert cells("launch_coverage", None, "n", "hits") == {None: (4, 2)}
    assert cells("launch_coverage", "cause", "n", "hits") == {"Silence": (2, 2), "Legal": (2, 0)}
    assert cells("launch_coverage", "launch", "n", "hits") == {"Pump": (4, 2)}
    in_turn = list(cells("launch_coverage", "decision", "n").items())
    assert in_turn == [("Start the project", (2,)), ("Choose the vendor", (2,))], "in the order of the Book"
    # silence was covered on day 5, legal never: signed for is not covered
    assert cells("launch_days_to_covered", None, "n", "events") == {None: (4, 2)}
    [row] = evaluate("launch_days_to_covered", actor=EVERYBODY).rows
    assert row.cells["by_7"] == pytest.approx(0.5)
    # a 2 and b 4; e names nobody; c was opened before the pump was sold; d is a valve, which is launched too
    assert cells("launch_people", "launch", "n", "total") == {"Pump": (2, 6), "Valve": (1, 1)}

    result = analyse("launch_process", actor=EVERYBODY, values={"launch": launch.pk})
    found = result.found
    stays = {line.heads[0]: line.cells for line in found.tables[0].lines}
    # discovery: a 4 days, b 10, e still after 10; project: b lost after 10, a still after 26
    assert (stays["Discovery"]["entries"], stays["Discovery"]["left"]) == (3, 2)
    assert (stays["Project agreed"]["entries"], stays["Project agreed"]["left"]) == (2, 1)
    assert stays["Discovery"]["median"] == 10
    ways = {line.heads: line.cells["n"] for line in found.tables[1].lines}
    assert ways == {("Discovery", "Moved"): 2, ("Project agreed", "Lost"): 1}

    actual = actual_of(EVERYBODY, launch, ["discovery", "project", "proposal"], at=on(40))
    assert {name: (each.visits, each.left) for name, each in actual.stages.items()} == {
        "discovery": (3, 2), "project": (2, 1),
    }  # fmt: skip
    assert (actual.people.value, actual.sales, actual.is_few) == (3.0, 2, True)

    # by its name, whatever the Book calls it, and calls another one too
    [table, *_] = found.tables
    lines = tuple(replace(each, heads=("Talks",)) for each in table.lines)
    renamed = replace(found, tables=(replace(table, lines=lines),))
    assert stages_of(replace(result, found=renamed), ["discovery", "project"]) == actual.stages

    text = {column.name for table in ("launch_cells", "launch_readiness") for column in registry.tables[table].columns}
    assert not {"name", "reason", "because", "user_id", "owner_id", "signed_by"} & text
