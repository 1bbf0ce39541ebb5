"""What the snapshot says of stalls, counted by hand on three sales."""

from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from django.conf import settings
from django.db import connection

from samebook.accounts.actions import add_account, add_person
from samebook.buying import actions as buying
from samebook.groups.models import Member, MemberRole
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.numbers.analyses import analyse
from samebook.numbers.evaluate import evaluate
from samebook.numbers.snapshot.store import current
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.stalls.actions import close_stall, open_stall
from samebook.stalls.models import Stall
from samebook.web.tests.cast import assemble

pytestmark = pytest.mark.django_db
EVERYBODY = Actor.system("test")
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def on(day: float) -> datetime:
    return START + timedelta(days=day)


@pytest.fixture
def sales(db, tmp_path, settings):
    """Three sales of one rep, opened on one day; the snapshot is of day 40.

    a: discovery 10 days, then project; stalled by Otto, who refuses, from day 2 to 6, and by legal from 4 to 8 and
       from 9 on, which the move to the next stage ends on day 10. Legal again from day 12 on.
    b: stalled from day 5 on, lost on day 20. One stall was waved off.
    c: never stalled.
    """
    cast = assemble(simulated=True)
    rep = cast.actor("rep")
    account = add_account(
        cast.actor("sales_manager"), {"name": "Müller", "territory_id": cast.north.pk, "owner_id": rep.id}, at=on(0)
    )
    otto = add_person(cast.actor("sales_manager"), {"name": "Otto Brandt", "account_id": account.pk}, at=on(0))
    a, b, c = (
        buying.open_opportunity(
            rep, name=name, account=account, people=[], owner_id=rep.id, territory_id=cast.north.pk, at=on(0),
            opened_on=on(0).date(),
        )
        for name in "abc"
    )  # fmt: skip
    member = Member.objects.create(opportunity=a, person=otto, decision="start_project", recorded_at=on(0))
    for role, kind in (("user", "takes_part"), ("nay_sayer", "refuses")):
        MemberRole.objects.create(member=member, role=role, kind=kind)
    first = open_stall(rep, a.pk, cause="claim_doubted", person_id=otto.pk, at=on(2))
    second = open_stall(rep, a.pk, cause="legal", at=on(4))
    close_stall(rep, first.pk, ended_by="answered", at=on(6))
    close_stall(rep, second.pk, ended_by="answered", at=on(8))
    open_stall(rep, a.pk, cause="legal", at=on(9))
    buying.move_to_stage(rep, a.pk, stage="project", at=on(10))
    open_stall(rep, a.pk, cause="legal", at=on(12))
    wrong = open_stall(rep, b.pk, cause="committee", at=on(1))
    close_stall(rep, wrong.pk, ended_by="waved_off", at=on(3))
    open_stall(rep, b.pk, cause="silence", at=on(5))
    buying.close_lost(rep, b.pk, closed_on=on(20).date(), reason="price", at=on(20))
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    take_snapshot(connection, registry, tmp_path, at=on(40))
    return a, b, c


def rows_of(folder, table: str, columns: str):
    found = current(folder)
    assert found is not None
    return duckdb.sql(f"select {columns} from '{found.folder}/{table}.parquet' order by 1, 2, 3").fetchall()


def test_each_stall_stands_with_role_end_and_overlap_and_one_waved_off_is_none(sales, tmp_path) -> None:
    a, b, _ = sales
    rows = rows_of(
        tmp_path, "stalls", "opportunity_id, opened_on, cause, role, role_kind, ended_by, overlapping, outcome"
    )
    day = [on(n).date() for n in range(13)]
    assert rows == [
        (a.pk, day[2], "claim_doubted", "nay_sayer", "refuses", "answered", True, "open"),
        (a.pk, day[4], "legal", None, None, "answered", True, "open"),
        (a.pk, day[9], "legal", None, None, "moved_on", False, "open"),
        (a.pk, day[12], "legal", None, None, None, False, "open"),
        (b.pk, day[5], "silence", None, None, "lost", False, "lost"),
    ]
    assert Stall.objects.count() == 6


def test_time_that_a_sale_stood_still_is_counted_once_and_cut_by_stage(sales, tmp_path) -> None:
    a, b, _ = sales
    rows = rows_of(tmp_path, "stalled_times", "opportunity_id, from_at, until_at, stage, decision")
    plain = [(key, from_at.replace(tzinfo=UTC), until and until.replace(tzinfo=UTC), *more)
             for key, from_at, until, *more in rows]  # fmt: skip
    assert plain == [
        (a.pk, on(2), on(8), "discovery", "start_project"),
        (a.pk, on(9), on(10), "discovery", "start_project"),
        (a.pk, on(12), None, "project", "start_project"),
        (b.pk, on(5), on(20), "discovery", "start_project"),
    ]


def cells(name: str, by: str | None = None, *wanted: str) -> dict[object, tuple[object, ...]]:
    rows = evaluate(name, actor=EVERYBODY, dimension=by).rows
    return {row.value: tuple(row.cells[each] for each in wanted) for row in rows}


def test_the_measures_of_stalls_counted_by_hand(sales) -> None:
    assert cells("stalls_opened", "cause", "n") == {"claim_doubted": (1,), "legal": (3,), "silence": (1,)}
    assert cells("stalls_opened", "role_kind", "n") == {"refuses": (1,), None: (4,)}
    assert cells("open_stalls", None, "n") == {None: (1,)}
    assert cells("stalls_per_sale", None, "n", "total") == {None: (3, 5.0)}
    ended = cells("days_to_end_of_stall", None, "events", "others", "open", "half")
    assert ended == {None: (3, 1, 1, 4.0)}, "after 4, 4 and 1 days; lost after 15; one goes on for 28 days"
    shares = (100 * (6 + 1 + 28) / 40, 100 * 15 / 20, 0)
    n, total = cells("stalled_share", None, "n", "total")[None]
    assert (n, total) == (3, pytest.approx(sum(shares)))


def test_rows_are_called_as_the_book_in_force_calls_them(sales) -> None:
    def called(by: str) -> dict[object, str]:
        return {row.value: row.label for row in evaluate("stalls_opened", actor=EVERYBODY, dimension=by).rows}

    assert called("cause")["claim_doubted"] == "Claim doubted"
    assert called("role")["nay_sayer"] == "Has objections", "the label of the role, not its name"
    assert called("role_kind")["refuses"] == "Says no"
    assert called("stage")["project"] == "Project agreed"
    assert called("decision") == {"start_project": "Start the project"}


def test_the_analysis_of_time_that_stands_still_counted_by_hand(sales) -> None:
    """a: discovery 10 days, 7 of them stalled, project 30, 28 stalled; b: 20, 15 stalled; c: 40, none."""
    buying.set_products(Actor.system("test"), sales[0].pk, lines=[buying.Line("Pump")], at=on(39))
    take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=on(40.1))
    found = analyse("stalled_time", actor=EVERYBODY).found
    told = {
        (table.name, line.heads[0]): (line.cells["stood"], line.cells["had"], line.cells["n"])
        for table in found.tables
        for line in table.lines
    }
    assert told == {
        ("stage", "Project agreed"): (28, 30, 1),
        ("stage", "Discovery"): (22, 70, 2),
        ("cause", "Legal"): (4 + 1 + 28, 100, 1),
        ("cause", "Silence"): (15, 100, 1),
        ("cause", "Claim doubted"): (4, 100, 1),
        ("role_kind", "Says no"): (4, 100, 1),
        ("role_kind", "Not said"): (33 + 15, 100, 2),
        ("product", "Pump"): (35, 40, 1),
    }
    assert found.headlines[0].found.value == 0.5
    assert found.headlines[0].found.low is None, "every day is counted, so there is no interval"
    inside = analyse("stalled_time", actor=EVERYBODY, period=Period(on(5).date(), on(15).date())).found
    stood = {line.heads[0]: line.cells["stood"] for line in inside.tables[0].lines}
    assert stood == {"Discovery": 3 + 1 + 10, "Project agreed": 3}
