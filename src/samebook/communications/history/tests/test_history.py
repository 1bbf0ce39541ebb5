"""History from the command line to the figures, counted by hand on files of a few rows."""

import json
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection

from samebook.accounts.models import Account, Person
from samebook.communications.history import queries
from samebook.communications.history.choosing import Choices
from samebook.communications.history.running import planned, run, tried, undone
from samebook.communications.models import Communication, Response
from samebook.company.models import Territory
from samebook.company.tests.cast import found
from samebook.journal.models import Entry
from samebook.kernel.access import Actor, Role
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.evaluate import drill, evaluate
from samebook.numbers.history import identity, placing
from samebook.numbers.models import HistoryImport
from samebook.numbers.snapshot.store import current
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
IMPORTER = Actor.system("import")
NORTH = Actor(71, "user:71", frozenset({Role.REP}), frozenset({1}))
HEADER = "id,date,account,email,domain,campaign,type,direction"
ROWS = """\
T1,2026-01-10 09:00,A-1,,,Spring mailing,,out
T2,2026-01-31 23:30,,ANNA@quern.example ,,C-9,Phone,in
T3,2026-01-31T23:30:00Z,,,www.pumpen.example,,email,
T4,2026-02-01,A-404,,,,visit,
T5,2026-02-02,A-1,,,,,
"""


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.SAMEBOOK_HISTORY = tmp_path / "history"
    settings.SAMEBOOK_SNAPSHOTS = tmp_path / "snapshots"
    settings.SAMEBOOK_SNAPSHOTS.mkdir()
    found()
    for number, code in ((1, "north"), (2, "south")):
        Territory.objects.create(id=number, code=code, name=code.capitalize(), path=f"/{number}/")
    for number, external_id, domain, territory in ((1, "A-1", "", 1), (2, "A-2", "pumpen.example", 2)):
        Account.objects.create(
            id=number, external_id=external_id, domain=domain, origin="import", name=f"A{number}", name_key="a",
            territory_id=territory, created_at=AT,
        )  # fmt: skip
    Person.objects.create(id=5, origin="import", email="anna@quern.example", account_id=2, created_at=AT)
    Communication.objects.create(id=7, name="Spring mailing", channel="Circular", created_at=AT)
    Communication.objects.create(id=9, external_id="C-9", name="Calls", channel="phone", created_at=AT)
    return tmp_path


def file(home, name="touches.csv", rows=ROWS, header=HEADER):
    path = home / name
    path.write_text(f"{header}\n{rows}")
    return path


def bring(table, *paths, **choices):
    return run(IMPORTER, planned(table, paths, Choices(**choices)))


def shown(minutes=0):
    """The next snapshot."""
    take_snapshot(connection, registry, placing.snapshots_folder(), at=AT.replace(minute=minutes))
    return current()


def counted(name, by, actor=IMPORTER, **more):
    return {row.label: row.cells["n"] for row in evaluate(name, actor=actor, dimension=by, **more).rows}


def content(table):
    return [row for path in current().files(table) for row in pq.read_table(path).to_pylist()]


def test_touches_find_what_they_name_and_are_counted(home):
    report = bring("touches", file(home))
    assert (report["read"], report["added"], report["not_found"]) == (5, 5, {"account_id": 1})
    shown()
    # T1 by its account; T2 by its person, whose account is in the south; T3 by its domain; T4 is of nobody here
    assert counted("touches", "territory") == {"North": 2, "South": 2, "Not said": 1}
    assert counted("touches", "channel") == {"Circular": 1, "phone": 1, "email": 1, "visit": 1, "Not said": 1}
    assert counted("touches", "communication") == {"Spring mailing": 1, "Calls": 1, "Not said": 3}
    assert counted("touches", "month") == {"2026-01": 2, "2026-02": 3}, "T3 is half past midnight in Berlin"
    assert counted("touches", None, period=Period(date(2026, 2, 1), date(2026, 2, 2))) == {"All": 2}
    assert counted("touches", "territory", actor=NORTH) == {"North": 2}
    rows = {row["happened_at"]: row for row in content("touches")}
    second = rows[datetime(2026, 1, 31, 22, 30)]  # noqa: DTZ001 (UTC without a zone, as in every snapshot)
    assert (second["person_id"], second["account_id"], second["territory_id"]) == (5, 2, 2)
    assert (second["communication_id"], second["channel"], second["direction"]) == (9, "phone", "inbound")
    assert drill("touches", "all", actor=IMPORTER).total == 5


def test_no_address_and_no_name_reaches_a_file(home):
    bring("touches", file(home))
    for path in (home / "history").rglob("*"):
        assert path.is_dir() or not any(word in path.read_bytes() for word in (b"quern", b"anna", b"A-404", b"pumpen"))


def test_sends_are_counted_by_what_became_of_them(home):
    rows = "M1,2026-03-01,ok,A\nM2,2026-03-01,Hard bounce,B\nM3,2026-03-02,delivered,A\nM4,2026-03-02,,\n"
    path = file(home, rows=rows, header="message id,sent at,status,variant")
    report = bring("sends", path, words={"outcome": {"ok": "delivered"}})
    assert report["added"] == 4
    shown()
    assert counted("sends", "outcome") == {"delivered": 2, "bounced": 1, "Not said": 1}
    assert sorted(row["arm"] or "" for row in content("sends")) == ["", "A", "A", "B"]


def test_responses_of_both_kinds_are_counted_and_one_of_the_records_is_not_counted_twice(home):
    Response.objects.create(external_id="R-1", account_id=1, source="fair", received_at=AT, recorded_at=AT)
    path = file(home, rows="R-1,2026-03-01,A-1,fair\nR-2,2026-03-01,A-1,web\n", header="id,received at,account,source")
    report = bring("responses", path)
    assert (report["added"], report["known"], report["known_from"]) == (1, 1, {"0": 1})
    shown()
    assert counted("responses", "source") == {"fair": 1, "web": 1}
    ids = {row["source"]: (row["response_id"], row["import_id"]) for row in content("responses")}
    assert ids["fair"][1] is None
    assert ids["web"][0] >= identity.BULK_IDS
    assert ids["web"][1] == report["import"]
    assert Response.objects.count() == 1, "no record comes of history, so no lead and no duty"


def test_an_import_is_seen_from_the_next_snapshot_and_no_more_when_it_is_undone(home):
    first = shown()
    report = bring("touches", file(home))
    assert current() == first
    second = shown(1)
    assert second.rows("touches") == 5
    name = second.manifest["tables"]["touches"]["files"][-1]
    assert (name["sha256"], name["bytes"]) == (
        placing.digest(second.folder / name["name"]),
        (second.folder / name["name"]).stat().st_size,
    )
    assert (second.folder / name["name"]).stat().st_nlink == 2, "linked, not copied"
    assert undone(IMPORTER, report["import"]) == []
    assert counted("touches", None) == {"All": 5}, "what a snapshot shows does not change"
    third = shown(2)
    assert third.rows("touches") == 0
    assert second.rows("touches") == len(pq.read_table(second.files("touches")).to_pylist())
    assert not list((home / "history").glob("touches/month*/*"))
    codes = Entry.objects.filter(code__startswith="communications.history").order_by("id")
    assert [entry.code.rpartition(".")[2] for entry in codes] == ["begun", "imported", "undone"]
    with pytest.raises(Refused, match="undone already"):
        undone(IMPORTER, report["import"])


def test_a_file_that_is_gone_is_named_and_the_last_figures_stay(home):
    number = bring("touches", file(home))["import"]
    shown()
    next((home / "history").glob("touches/month*/*")).unlink()
    with pytest.raises(Refused, match=f"import {number} of touches is missing.*import undo {number}"):
        shown(1)
    assert counted("touches", None) == {"All": 5}


def test_files_of_another_version_do_not_stand_beside_those_of_this_one(home):
    number = bring("touches", file(home))["import"]
    HistoryImport.objects.update(shape="older")
    with pytest.raises(Refused, match=f"columns of an earlier version. Undo it .*undo {number}"):
        shown()


def test_a_parquet_file_that_is_cut_within_leaves_nothing_to_see_and_can_be_brought_whole(home):
    times_ = [datetime(2026, 1, 1, tzinfo=UTC)] * 50_000
    table = pa.table({"id": [f"T{n * 7919}" for n in range(50_000)], "time": times_})
    pq.write_table(table, home / "t.parquet", row_group_size=10_000, compression="none", use_dictionary=False)
    whole = (home / "t.parquet").read_bytes()
    (home / "t.parquet").write_bytes(whole[:200_000] + bytes(100_000) + whole[300_000:])
    with pytest.raises(Refused, match=r"t\.parquet cannot be read after row"):
        bring("touches", home / "t.parquet")
    assert shown().rows("touches") == 0
    (home / "t.parquet").write_bytes(whole)
    assert bring("touches", home / "t.parquet")["added"] == 50_000
    assert list(HistoryImport.objects.order_by("id").values_list("state", flat=True)) == ["running", "done"]


def test_what_a_later_import_passed_over_goes_with_the_one_that_brought_it_and_can_be_brought_again(home):
    first = bring("touches", file(home))
    second = bring("touches", file(home, "more.csv", ROWS + "T6,2026-02-03,A-1,,,,,\n"))
    assert (second["added"], second["known_from"]) == (1, {str(first["import"]): 5})
    assert undone(IMPORTER, first["import"]) == [second["import"]]
    again = bring("touches", home / "more.csv")
    assert (again["added"], again["known"]) == (5, 1)
    assert shown().rows("touches") == 6


def test_a_row_that_names_nobody_is_refused_and_strictly_one_whose_account_is_not_here(home):
    path = file(home, rows=",2026-01-01,,,,,email,\nT1,2026-01-01,A-404,,,,,\n,2026-01-01,A-1,,,,,\n")
    report = bring("touches", path, is_strict=True)
    assert (report["added"], report["refused"]) == (1, {"nobody": 1, "not_found": 1})


def test_a_file_of_the_same_columns_is_mapped_as_the_one_before(home):
    file(home, rows="T1,2026-01-01,x\n", header="id,when,kind")
    bring("touches", home / "touches.csv", maps={"when": "happened_at", "kind": ""}, zone="America/New_York")
    plan = planned("touches", [file(home, "next.csv", "T2,2026-01-02,x\n", "id,when,kind")], Choices())
    assert (plan.files[0].columns, plan.form.zone) == ({"id": "external_id", "when": "happened_at"}, "America/New_York")


@pytest.mark.parametrize(
    ("rows", "header", "choices", "said"),
    [
        ("T1,03/04/2026\n", "id,date", {}, "--time dmy"),
        ("T1,the other day\n", "id,date", {}, "no time that is known"),
        ("T1,x\n", "id,who", {}, "--map COLUMN=happened_at"),
        ("T1,2026-01-01\n", "id,date", {"maps": {"dat": "happened_at"}}, "Did you mean “date”"),
        ("T1,2026-01-01\n", "id,date", {"maps": {"date": "happend_at"}}, "Did you mean “happened_at”"),
        ("T1,2026-01-01\n", "id,date", {"zone": "Mars/North"}, "time zone"),
        ("T1,2026-01-01\n", "id,date", {"form": "later"}, "no way to write a time"),
        ("T1,2026-01-01\n", "id,date", {"words": {"channel": {"x": "pigeon"}}}, "“pigeon” is no channel"),
    ],
)
def test_what_is_not_clear_is_asked_back(home, rows, header, choices, said):
    with pytest.raises(Refused, match=said):
        planned("touches", [file(home, rows=rows, header=header)], Choices(**choices))
    assert HistoryImport.objects.count() == 0


def test_the_order_of_days_is_found_where_the_days_tell_it(home):
    path = file(home, rows="T1,13/04/2026 10:00\nT2,01/04/2026 09:00\n", header="id,date")
    assert planned("touches", [path], Choices()).form.form == "dmy"
    assert bring("touches", path)["added"] == 2


def test_parquet_of_other_types_says_the_same_as_csv(home):
    moments = [datetime(2026, 1, 10, 9, 0), datetime(2026, 1, 11, 9, 0)]  # noqa: DTZ001 (wall clocks)
    table = pa.table({
        "id": pa.array([1, 2]), "date": pa.array(moments, pa.timestamp("ms")),
        "account_id": pa.array([1.0, None]), "type": pa.array(["email", "owl"]).dictionary_encode(),
    })  # fmt: skip
    pq.write_table(table, home / "t.parquet")
    report = bring(
        "touches", home / "t.parquet", file(home, rows="1,2026-01-10 09:00,1,email\n", header="id,date,account_id,type")
    )
    assert (report["added"], report["repeated"], report["refused"]) == (1, 1, {"unknown_word": 1})


def test_a_dry_run_shows_rows_and_keeps_nothing(home):
    found_ = tried(planned("touches", [file(home, rows=ROWS + "T9,soon,,,,,,\n")], Choices()))
    assert (found_["rows"], found_["refused"], len(found_["examples"])) == (6, {"time": 1}, 5)
    assert HistoryImport.objects.count() == 0
    assert not list((home / "history").rglob("*.parquet"))


def test_only_who_may_import_sees_and_undoes_imports(home):
    number = bring("touches", file(home))["import"]
    assert list(queries.imports_for(NORTH)) == []
    with pytest.raises(Missing):
        queries.import_numbered(NORTH, number)
    with pytest.raises(Refused, match="undo an import"):
        undone(NORTH, number)


def test_hostile_words_are_kept_out_and_break_nothing(home):
    rows = [
        {"id": "=cmd()", "date": "2026-01-01", "source": "call +49 30 5550123"},
        {"id": "x" * 5000, "date": "2026-01-01", "source": "web"},
        {"id": "\x00", "date": "2026-01-01", "source": "a@b.example"},
        {"id": "';drop table", "date": "9999-12-31", "source": "web"},
        {"id": "ok", "date": "2026-01-01", "source": "web\nfair"},
    ]
    pq.write_table(pa.Table.from_pylist(rows), home / "r.parquet")
    report = bring("responses", home / "r.parquet")
    assert (report["added"], sum(report["refused"].values())) == (0, 5)
    assert json.dumps(report)


def test_an_account_without_territory_takes_none_from_the_person_beside_it(home):
    Account.objects.create(id=3, external_id="A-3", origin="import", name="A3", name_key="a", created_at=AT)
    bring("touches", file(home, rows="T1,2026-01-01,A-3,anna@quern.example,,,,\n"))
    shown()
    row = content("touches")[0]
    assert (row["account_id"], row["territory_id"], row["person_id"]) == (3, None, 5)
