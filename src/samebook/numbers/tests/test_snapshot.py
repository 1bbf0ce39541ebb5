import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

import pyarrow.parquet as pq
import pytest
from django.db import connection

from samebook.kernel.refusals import Refused
from samebook.numbers.snapshot import read, store, write
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import FactTable
from samebook.numbers.tests.declared import AT, LINES, WORDS, registry_of, say, tables, write_lines

pytestmark = pytest.mark.django_db
NOTHING = (None, None, None, None, None, None)


@pytest.fixture(autouse=True)
def _tables(db):
    with tables():
        yield


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def taken(folder, *declared, at=AT):
    return take_snapshot(connection, registry_of(*(declared or (WORDS, LINES))), folder, at=at)


def content(snapshot, table):
    return [row for path in snapshot.files(table) for row in pq.read_table(path).to_pylist()]


@pytest.mark.parametrize(
    "text", ['a,"b"', "two\nlines\r\nand, more", "O'Neill \\ % %s :x", "ß É 漢 🙂", '"', ",", "(NULL)"]
)
def test_any_text_comes_through_as_it_is(folder, text):
    say((1, text, *NOTHING[:5]), (2, "next", *NOTHING[:5]))
    assert [row["word"] for row in content(taken(folder), "words")] == [text, "next"]


def test_text_of_several_lines_comes_through_where_a_block_of_reading_ends(folder):
    lines = "\n".join(["twelve lines"] * 4)
    say(*((number, lines, *NOTHING[:5]) for number in range(30_000)))  # two megabytes; a block has one
    assert {row["word"] for row in content(taken(folder), "words")} == {lines}


def test_null_stays_null_and_empty_text_is_null(folder):
    say((1, None, *NOTHING[:5]), (2, "", *NOTHING[:5]))
    assert [set(row.values()) - {1, 2} for row in content(taken(folder), "words")] == [{None}, {None}]


def test_types_are_exact(folder):
    said = datetime(2026, 3, 28, 23, 30, 0, 123456, tzinfo=UTC)
    say((1, "x", Decimal("-123456789012.35"), Decimal("0.91234567"), True, date(2026, 3, 28), said))
    row = content(taken(folder), "words")[0]
    assert row["price"] == Decimal("-123456789012.35")
    assert row["rate"] == Decimal("0.91234567")
    assert (row["is_rude"], row["said_on"]) == (True, date(2026, 3, 28))
    assert row["said_at"] == said.replace(tzinfo=None)
    assert row["local_on"] == date(2026, 3, 29), "half past midnight in Berlin"


def test_days_are_the_companys_across_the_change_of_clocks(folder):
    minutes = [datetime(2026, 10, 24, 21, 59, tzinfo=UTC), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)]
    minutes += [datetime(2026, 10, 25, 22, 59, tzinfo=UTC), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)]
    say(*((number, "x", None, None, None, None, minute) for number, minute in enumerate(minutes)))
    days = [row["local_on"].day for row in content(taken(folder), "words")]
    assert days == [24, 25, 25, 26], "summer time until the 25th, 25 hours long"


@pytest.mark.parametrize(
    ("price", "rate", "found"), [("10.05", "0.5", "5.03"), ("-10.05", "0.5", "-5.03"), ("1", None, None)]
)
def test_conversion_rounds_half_away_from_nought(folder, price, rate, found):
    say((1, "x", Decimal(price), rate and Decimal(rate), None, None, None))
    assert content(taken(folder), "words")[0]["converted"] == (found and Decimal(found))


def test_many_chunks_keep_every_row(folder, monkeypatch):
    monkeypatch.setattr(read, "CHUNK_ROWS", 7)
    write_lines(*range(1, 101))
    assert [row["place"] for row in content(taken(folder), "lines")] == list(range(1, 101))


def test_the_manifest_says_what_is_in_it(folder):
    say((1, "x", *NOTHING[:5]))
    write_lines(1, 2, 3)
    snapshot = taken(folder)
    manifest = json.loads((snapshot.folder / "manifest.json").read_text())
    assert (manifest["as_of"], manifest["simulated"], manifest["zone"]) == (AT.isoformat(), False, "Europe/Berlin")
    assert (snapshot.sealed_through, snapshot.rows("words"), snapshot.rows("lines")) == (3, 1, 3)
    said = {file["name"]: file["sha256"] for table in manifest["tables"].values() for file in table["files"]}
    assert said == {path.name: sha256(path.read_bytes()).hexdigest() for path in snapshot.folder.glob("*.parquet")}
    assert store.current(folder) == snapshot
    assert oct(snapshot.folder.stat().st_mode)[-3:] == "700"


def test_an_append_only_table_reads_what_is_new_only(folder, monkeypatch):
    write_lines(1, 2)
    first = taken(folder)
    write_lines(3)
    asked = []
    honest = write.chunks_of
    monkeypatch.setattr(
        write, "chunks_of", lambda *args, after: asked.append((args[1].name, after)) or honest(*args, after=after)
    )
    second = taken(folder, at=AT + timedelta(hours=1))
    assert asked == [("words", None), ("lines", 2)]
    assert [row["place"] for row in content(second, "lines")] == [1, 2, 3]
    assert first.files("lines")[0].stat().st_ino == second.files("lines")[0].stat().st_ino, "one file, two folders"
    third = taken(folder, at=AT + timedelta(hours=2))
    assert [path.name for path in third.files("lines")] == [path.name for path in second.files("lines")]


def test_other_lines_under_the_same_places_are_read_anew(folder):
    """A home restored from a backup has another past."""
    write_lines(1, 2)
    taken(folder)
    with connection.cursor() as cursor:
        cursor.execute("update test_lines set mark = 'other' where place = 2")
    snapshot = taken(folder, at=AT + timedelta(hours=1))
    assert [row["mark"] for row in content(snapshot, "lines")] == ["m1", "other"]


def test_many_small_files_become_one(folder, monkeypatch):
    monkeypatch.setattr(write, "MOST_PARTS", 2)
    for hour in range(4):
        write_lines(hour + 1)
        snapshot = taken(folder, at=AT + timedelta(hours=hour))
    assert [path.name for path in snapshot.files("lines")] == ["lines.parquet"]
    assert [row["place"] for row in content(snapshot, "lines")] == [1, 2, 3, 4]


def test_a_snapshot_that_fails_leaves_the_one_before(folder):
    first = taken(folder)
    broken = FactTable("broken", "one row", WORDS.columns[:1], "select word as word_id from test_words")
    say((1, "not a number", *NOTHING[:5]))
    with pytest.raises(Refused, match="does not fit") as refused:
        taken(folder, WORDS, broken, at=AT + timedelta(hours=1))
    assert refused.value.code == "numbers.bad_value"
    assert store.current(folder) == first
    assert store.kept(folder) == [first]
    assert not (folder / ".building").exists()


def test_what_a_dead_builder_left_is_cleared(folder):
    (folder / ".building").mkdir()
    (folder / ".building" / "words.parquet").write_bytes(b"half")
    assert content(taken(folder), "words") == []


def test_two_builders_do_not_meet(folder):
    with store.building(folder), pytest.raises(Refused, match="being taken"):
        taken(folder)


def test_the_last_three_are_kept(folder):
    made = [taken(folder, at=AT + timedelta(hours=hour)) for hour in range(5)]
    assert store.kept(folder) == made[:1:-1]
    assert store.as_known_at(AT + timedelta(hours=3, minutes=30), folder) == made[3]
    with pytest.raises(Refused, match="No snapshot from before"):
        store.as_known_at(AT, folder)


def test_without_a_snapshot_one_is_told_how_to_take_one(folder):
    with pytest.raises(Refused, match="samebook measure snapshot"):
        store.require_current(folder)


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_is_one_instant_and_stops_no_writer(own_home):
    """While it is being read another process writes; the snapshot has none of it, and the writer did not wait."""
    found = own_home.run(ONE_INSTANT)
    assert found.split() == ["before", "3", "after", "4", "in-snapshot", "3"]


ONE_INSTANT = """
import subprocess, sys, os
from django.db import connection
from samebook.numbers.snapshot.read import one_view
with connection.cursor() as c:
    c.execute("insert into company_currency (code) values ('AAA'), ('BBB'), ('CCC')")
def count():
    with connection.cursor() as c:
        c.execute("select count(*) from company_currency")
        return c.fetchone()[0]
with one_view(connection):
    print("before", count())
    subprocess.run([sys.executable, "-c", '''
from samebook.config.setup import django; django()
from django.db import connection
with connection.cursor() as c:
    c.execute("insert into company_currency (code) values ('DDD')")
'''], check=True, timeout=900)
    inside = count()
print("after", count(), "in-snapshot", inside)
"""
