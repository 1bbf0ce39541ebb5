"""The measures of plays, counted by hand on five stalls of four sales."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from samebook.buying.actions import move_to_stage
from samebook.kernel.access import Actor
from samebook.numbers.evaluate import evaluate
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.plays import actions
from samebook.plays.tests.cast import a_play, a_sale
from samebook.stalls.actions import close_stall, open_stall
from samebook.web.tests.cast import assemble

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def on(day: float) -> datetime:
    return START + timedelta(days=day)


@pytest.fixture
def sales(db, tmp_path, settings) -> None:
    """Four sales of one rep; the snapshot is of day 40.

    Plays: one for doubted claims, approved on day 5 and offered before any stall on entry to the stage project; one
    for legal, approved on day 20.
    a: doubted on day 2, before the play was approved; it is offered by hand and used, and the stall ends on day 8.
    b: enters project on day 6, so the play is offered; doubted on day 10.
    c: doubted on day 12, the play is offered for it; ends on day 14 without.
    d: stalled by silence from day 3, and by legal from day 13.
    """
    cast = assemble(simulated=True)
    rep = cast.actor("rep")
    a, b, c, d = (a_sale(cast, at=on(0), name=name).opportunity for name in ("Aa", "Bb", "Cc", "Dd"))
    first = open_stall(rep, a.pk, cause="claim_doubted", at=on(2))
    open_stall(rep, d.pk, cause="silence", at=on(3))
    version = a_play(cast, on_stages=("project",), at=on(5))
    run = actions.start_run(rep, a.pk, version_id=version.pk, stall_id=first.pk, at=on(6))
    actions.do_step(rep, run.steps.get(place=2).pk, minutes=10, at=on(7))
    close_stall(rep, first.pk, ended_by="answered", at=on(8))
    move_to_stage(rep, b.pk, stage="project", at=on(6))
    open_stall(rep, b.pk, cause="claim_doubted", at=on(10))
    third = open_stall(rep, c.pk, cause="claim_doubted", at=on(12))
    close_stall(rep, third.pk, ended_by="answered", at=on(14))
    open_stall(rep, d.pk, cause="legal", at=on(13))
    a_play(cast, name="Terms", causes=("legal",), at=on(20))
    for day, within in ((1, 3), (2, 3), (30, 20)):
        asked = actions.ask_for_play(rep, cause="legal", why="Terms", at=on(day))
        type(asked).objects.filter(pk=asked.pk).update(due_at=on(day + within))
        if day == 1:
            actions.decline_request(cast.actor("marketing"), asked.pk, reason="There is one.", at=on(3))
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    take_snapshot(connection, registry, tmp_path, at=on(40))


def cells(name: str, *wanted: str, by: str | None = None) -> dict[object, tuple[object, ...]]:
    rows = evaluate(name, actor=Actor.system("test"), dimension=by).rows
    return {row.value: tuple(row.cells[cell] for cell in wanted) for row in rows}


def test_the_figures_of_plays_are_those_counted_by_hand(sales) -> None:
    # Five stalls. a: offered and used, but approved three days after it opened. b and c: ready and offered. d: silence
    # has no play, legal one on day 20 only. So 2 of 5; offered before the stall: b alone.
    assert list(cells("ready_before", "hits", "n").values()) == [(2, 5)]
    assert list(cells("offered_before", "hits", "n").values()) == [(1, 5)]
    assert cells("ready_before", "hits", "n", by="cause")["claim_doubted"] == (2, 3)
    # Asked for three times: declined in time, late and open, and not late yet.
    assert list(cells("play_requests_on_time", "hits", "n").values()) == [(1, 2)]
    # Ended with an offered play: a (start 1, step 0.5, entered 10) and c (nothing).
    assert list(cells("minutes_per_stall", "n", "total").values()) == [(2, 11.5)]
    # Doubted waited 3 days for its play and legal 7; silence waits.
    assert list(cells("first_play", "n", "events", "open").values()) == [(3, 2, 1)]
