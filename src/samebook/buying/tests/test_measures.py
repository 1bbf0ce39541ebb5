"""The measures of opportunities in full, counted by hand on four sales."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from samebook.buying import actions
from samebook.buying.models import Opportunity
from samebook.kernel.access import Actor
from samebook.numbers.evaluate import evaluate
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
EVERYBODY = Actor.system("test")
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def on(day: int) -> datetime:
    return START + timedelta(days=day)


@pytest.fixture
def sales(db, tmp_path, settings) -> dict[str, Opportunity]:
    """Four sales of one rep, opened on one day; the snapshot is of day 40.

    a: discovery 10 days, project 5, then won; its date moved twice; against KSB and Grundfos.
    b: discovery 20 days, lost; opened again on day 25; lost on day 30; against KSB. Came back as d.
    c: discovery, still; its date was moved once.
    d: opened on day 31 as b come back; won on day 35.
    """
    cast: Cast = assemble(simulated=True)
    rep = cast.actor("rep")

    def opened(name: str, **more) -> Opportunity:
        said = {"account": None, "people": [], "owner_id": rep.id, "territory_id": cast.north.pk, "at": on(0)}
        return actions.open_opportunity(rep, name=name, opened_on=on(0).date(), **(said | more))

    first = date(2026, 5, 1)
    a, b, c = opened("a", expected_close_date=first), opened("b"), opened("c", expected_close_date=first)
    for days, move in ((3, 10), (6, 20)):
        actions.change_opportunity(rep, a.pk, expected_close_date=first + timedelta(days=move), at=on(days))
    actions.change_opportunity(rep, c.pk, expected_close_date=first + timedelta(days=9), at=on(7))
    actions.name_competitors(rep, a.pk, names=["KSB", "Grundfos"], at=on(1))
    actions.name_competitors(rep, b.pk, names=["ksb"], at=on(1))
    actions.move_to_stage(rep, a.pk, stage="project", at=on(10))
    actions.close_won(rep, a.pk, closed_on=on(15).date(), reason="", at=on(15))
    actions.close_lost(rep, b.pk, closed_on=on(20).date(), reason="price", at=on(20))
    actions.reopen(rep, b.pk, why="They wrote again.", at=on(25))
    actions.close_lost(rep, b.pk, closed_on=on(30).date(), reason="price", at=on(30))
    d = actions.win_back(rep, b.pk, at=on(31), opened_on=on(31).date())
    actions.close_won(rep, d.pk, closed_on=on(35).date(), reason="", at=on(35))
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=on(40))
    return {"a": a, "b": b, "c": c, "d": d}


def cells(name: str, by: str | None = None, *wanted: str) -> dict[object, tuple[object, ...]]:
    rows = evaluate(name, actor=EVERYBODY, dimension=by).rows
    return {row.value: tuple(row.cells[cell] for cell in wanted) for row in rows}


def test_close_dates_moved_three_times_in_four_sales(sales) -> None:
    assert list(cells("close_date_moves", None, "n", "total").values()) == [(4, 3.0)]


def test_of_six_visits_one_went_on_four_ended_with_the_sale_and_one_lasts(sales) -> None:
    """a: discovery (moved), project (won); b: discovery (lost) twice; c: discovery (lasts); d: discovery (won)."""
    assert list(cells("stage_to_next", None, "n", "events", "others", "open").values()) == [(6, 1, 4, 1)]
    assert cells("stage_to_next", "stage", "n", "events") == {"discovery": (5, 1), "project": (1, 0)}
    assert cells("stage_to_next", "decision", "n") == {"start_project": (6,)}


def test_against_one_competitor_one_of_two_was_won(sales) -> None:
    assert cells("win_rate_against", "competitor", "hits", "n") == {"ksb": (1, 2), "grundfos": (1, 1)}


def test_one_of_three_that_were_closed_was_opened_again(sales) -> None:
    assert list(cells("reopened", None, "hits", "n").values()) == [(1, 3)]


def test_the_one_that_was_lost_was_won_back(sales) -> None:
    assert list(cells("won_back", None, "hits", "n").values()) == [(1, 1)]
