"""Imports of history against a plain account of what they should hold, with every kind of row that comes twice."""

import csv
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samebook.kernel.refusals import Refused
from samebook.numbers.history import importing, known, placing
from samebook.numbers.history.declared import BulkField, BulkTable
from samebook.numbers.history.importing import Task, bring
from samebook.numbers.history.reading import HistoryFile
from samebook.numbers.history.times import TimeForm
from samebook.numbers.snapshot.derive import local_day
from samebook.numbers.tables import Column, Context, FactTable

CALLS = BulkTable(
    FactTable(
        "calls",
        "one row per call",
        columns=(
            Column("call_id", "integer", "The call."),
            Column("line", "text", "Which line."),
            Column("said_at", "timestamp", "When."),
            Column("import_id", "integer", "By which import."),
            Column("said_on", "date", "The day.", derived=local_day("said_at")),
        ),
        bulk=True,
    ),
    "calls",
    (
        BulkField("external_id", "Id", "identity"),
        BulkField("said_at", "When", "instant", column="said_at", required=True),
        BulkField("line", "Line", "code", column="line"),
    ),
)
FIRST = datetime(2026, 1, 31, 22, 30, tzinfo=UTC)
Row = tuple[str, int, str]


@pytest.fixture
def home(tmp_path, settings):
    settings.SAMEBOOK_HISTORY = tmp_path / "history"
    settings.SAMEBOOK_SNAPSHOTS = tmp_path / "snapshots"
    settings.SAMEBOOK_SNAPSHOTS.mkdir()
    return tmp_path


def moment(hours: int) -> datetime:
    """A few of them, around the end of a month in Berlin."""
    return FIRST + timedelta(hours=hours)


def written(path: Path, rows: list[Row]) -> HistoryFile:
    if path.suffix == ".csv":
        lines = [
            "external_id,said_at,line",
            *(f"{own},{moment(hours).isoformat()},{line}" for own, hours, line in rows),
        ]
        path.write_text("\n".join(lines) + "\n")
        return HistoryFile(path, {"external_id": "external_id", "said_at": "said_at", "line": "line"}, "utf-8")
    table = pa.table(
        {
            "id": pa.array([own for own, _, _ in rows], pa.string()),
            "at": pa.array([moment(hours) for _, hours, _ in rows], pa.timestamp("us", "UTC")),
            "line": pa.array([line for _, _, line in rows], pa.string()),
        }
    )
    pq.write_table(table, path, row_group_size=3)
    return HistoryFile(path, {"id": "external_id", "at": "said_at", "line": "line"})


def task(import_id: int, files: list[HistoryFile], **more) -> Task:
    return Task(CALLS, import_id, files, TimeForm("Europe/Berlin"), Context("Europe/Berlin"), **more)


def rows_of(published) -> list[tuple]:
    found = []
    for file in published:
        rows = pq.read_table(placing.history_folder() / file["name"]).to_pylist()
        assert len(rows) == file["rows"]
        assert {f"{row['said_on']:%Y-%m}" for row in rows} == {file["month"]}
        found += [(row["call_id"], row["said_at"].replace(tzinfo=UTC), row["line"]) for row in rows]
    return found


class Account:
    """What the imports should hold, by the rule in words: an id counts once, the first row of it; rows without one
    count as often as the file that has most of them, beyond what is here."""

    def __init__(self) -> None:
        self.brought: dict[int, list[Row]] = {}

    def bring(self, number: int, rows: list[Row]) -> None:
        ids = {row[0] for rows_ in self.brought.values() for row in rows_ if row[0]}
        here = Counter(row for rows_ in self.brought.values() for row in rows_ if not row[0])
        new, seen = [], Counter()
        for row in rows:
            own = (row[0],) if row[0] else row
            seen[own] += 1
            is_new = row[0] not in ids and seen[own] == 1 if row[0] else seen[own] > here[row]
            if is_new:
                new.append(row)
        self.brought[number] = new

    def content(self) -> Counter:
        return Counter((moment(row[1]), row[2]) for rows in self.brought.values() for row in rows)


ROWS = st.lists(
    st.tuples(st.sampled_from(["", "", "a", "b", "c", "d"]), st.integers(0, 3), st.sampled_from(["x", "y"])),
    max_size=12,
)
ACTS = st.lists(st.one_of(st.tuples(st.just("bring"), ROWS), st.tuples(st.just("undo"), st.integers(0, 5))), max_size=5)


@given(acts=ACTS, as_csv=st.booleans(), part=st.sampled_from([3, 1 << 20]), memory=st.sampled_from([1, 1 << 30]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_imports_and_undoings_hold_what_they_should(tmp_path_factory, acts, as_csv, part, memory):
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        from django.conf import settings as ours

        patch.setattr(ours, "SAMEBOOK_HISTORY", folder / "history", raising=False)
        patch.setattr(importing, "PART_ROWS", part)
        patch.setattr(importing, "FEWEST", 4)
        patch.setattr(importing, "MOST", 4)
        account, published = Account(), {}
        for number, (act, what) in enumerate(acts, start=1):
            if act == "undo":
                account.brought.pop(what, None)
                published.pop(what, None)
                continue
            file = written(folder / f"{number}.{'csv' if as_csv else 'parquet'}", what)
            outcome = bring(task(number, [file], memory=memory), list(published))
            published[number] = outcome.published
            account.bring(number, what)
            assert outcome.report["added"] == len(account.brought[number])
            assert sum(outcome.report[name] for name in ("added", "known", "repeated")) == len(what)
        found = [row for files in published.values() for row in rows_of(files)]
        assert Counter((at, line) for _, at, line in found) == account.content()
        assert len({row[0] for row in found}) == len(found), "every row has an id of its own"


def test_the_same_file_again_adds_nothing_and_says_where_its_rows_are_from(home):
    file = written(home / "calls.csv", [("a", 0, "x"), ("", 1, "y"), ("", 1, "y")])
    first = bring(task(1, [file]), [])
    again = bring(task(2, [file]), [1])
    assert (first.report["added"], first.report["known"]) == (3, 0)
    assert (again.report["added"], again.report["known"], again.report["known_from"]) == (0, 3, {"1": 3})
    assert again.published == []


def test_a_row_known_under_its_id_stays_as_it_is_when_it_comes_with_another_time(home):
    bring(task(1, [written(home / "a.csv", [("a", 0, "x")])]), [])
    later = bring(task(2, [written(home / "b.csv", [("a", 24 * 40, "x"), ("b", 0, "x")])]), [1])
    assert (later.report["added"], later.report["known"]) == (1, 1)
    assert [row[1] for row in rows_of(later.published)] == [FIRST]


def test_what_comes_twice_within_the_files_counts_once_by_its_id(home):
    files = [written(home / name, [("a", 0, "x"), ("b", 1, "x")]) for name in ("1.csv", "2.parquet")]
    outcome = bring(task(1, files), [])
    assert (outcome.report["added"], outcome.report["repeated"], outcome.report["read"]) == (2, 2, 4)


def test_a_part_that_is_finished_is_not_read_again_and_the_result_is_the_same(home, monkeypatch):
    monkeypatch.setattr(importing, "PART_ROWS", 4)
    monkeypatch.setattr(importing, "FEWEST", 4)
    monkeypatch.setattr(importing, "MOST", 4)
    rows = [(str(number), number % 50, "x") for number in range(22)]
    files = [written(home / "1.csv", rows[:9]), written(home / "2.parquet", rows[9:])]
    whole = bring(task(1, files), [])
    for stops in range(1, 6):
        read = []

        def stop(done, stops=stops, read=read):
            read.append(done)
            if len(read) > stops:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            bring(task(10 + stops, files), [], advance=stop)
        assert not list(placing.history_folder().glob(f"*/*/{10 + stops}-*"))
        goes_on = []
        found = bring(task(10 + stops, files), [], advance=goes_on.append)
        assert sorted(rows_of(found.published)) == sorted(rows_of(whole.published))
        assert found.report == whole.report
        assert goes_on[0] == read[-2], "what stood in finished parts is not read again"


def test_rows_that_cannot_be_taken_are_set_aside_with_row_and_reason(home):
    path = home / "calls.csv"
    path.write_text(
        "external_id,said_at,line\na,2026-01-01,x\nb,soon,x\nc,1969-12-31,x\nd,2026-01-01\n"
        "=cmd(),2026-01-01,mail@velden.example\n" + "e" * 201 + ",2026-01-01,x\n"
    )
    file = HistoryFile(path, {"external_id": "external_id", "said_at": "said_at", "line": "line"}, "utf-8")
    outcome = bring(task(1, [file]), [])
    assert outcome.report["added"] == 1
    assert outcome.report["refused"] == {"time": 1, "year": 1, "cells": 1, "address": 1, "too_long": 1}
    importing.refused_rows(task(1, [file]), home / "refused.csv")
    with (home / "refused.csv").open(newline="") as kept:
        header, *lines = csv.reader(kept)
    assert header == ["file", "external_id", "line", "said_at", "row", "reason"]
    assert [int(line[4]) for line in lines] == [3, 4, 6, 7, 5]
    assert lines[2][1] == "'=cmd()", "no spreadsheet runs it"
    assert lines[4][5] == "it has 2 cells: d,2026-01-01"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cut.parquet", b"PAR1 and no more", "no whole Parquet file"),
        ("calls.csv", b"external_id,said_at,line\na,2026-01-01,\xff\n", "--encoding"),
        ("calls.csv.gz", b"\x1f\x8b\x08\x00broken", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_nothing_is_seen_of_it(home, name, content, said):
    path = home / name
    path.write_bytes(content)
    encoding = "" if name.endswith("parquet") else "utf-8"
    columns = {"external_id": "external_id", "said_at": "said_at", "line": "line"}
    with pytest.raises(Refused, match=said) as refused:
        bring(task(1, [HistoryFile(path, columns, encoding)]), [])
    assert name in refused.value.message
    assert not list(placing.history_folder().glob("calls/month*/*"))


def test_a_full_disk_is_said_and_the_next_try_goes_on(home, monkeypatch):
    file = written(home / "calls.csv", [("a", 0, "x"), ("b", 1, "y")])
    honest = known.Keys.write

    def full(path, buckets):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(known.Keys, "write", staticmethod(full))
    with pytest.raises(Refused, match=r"cannot take more.*run the same command again"):
        bring(task(1, [file]), [])
    monkeypatch.setattr(known.Keys, "write", staticmethod(honest))
    assert bring(task(1, [file]), []).report["added"] == 2


def test_days_and_months_are_the_companys(home):
    outcome = bring(task(1, [written(home / "calls.csv", [("a", 0, "x"), ("b", 1, "x")])]), [])
    assert [file["month"] for file in outcome.published] == ["2026-01", "2026-02"], "the 31st ends at 23:00 UTC"
    path = placing.history_folder() / outcome.published[1]["name"]
    assert pq.read_table(path)["said_on"].to_pylist() == [date(2026, 2, 1)]
    assert oct(path.stat().st_mode)[-3:] == "400"


def test_a_second_importer_is_turned_away_in_words(home):
    with placing.alone(), pytest.raises(Refused, match="wait until that is done"), placing.alone():
        pass


def test_clearing_keeps_what_is_in_force_and_waits_for_a_snapshot(home, monkeypatch):
    for number in (1, 2):
        bring(task(number, [written(home / f"{number}.csv", [(str(number), 0, "x")])]), [])
    (placing.history_folder() / "calls" / "month=2026-01" / "2-0.tmp").write_bytes(b"")
    from samebook.numbers.snapshot.store import building, snapshots_folder

    with building(snapshots_folder()):
        placing.clear({1: "done", 2: "undone"})
        assert len(list(placing.history_folder().glob("calls/month*/*"))) == 3
    placing.clear({1: "done", 2: "undone"})
    assert {path.name for path in placing.history_folder().glob("calls/*/*")} == {"1-0.parquet", "1.keys"}
    assert not list((placing.history_folder() / ".work").iterdir())
