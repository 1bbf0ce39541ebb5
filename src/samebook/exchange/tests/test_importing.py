"""Files into records: once, resumable, and every refused row with its reason."""

import csv
import json
from datetime import UTC, datetime

import pytest

from samebook.exchange.importing import run
from samebook.exchange.mapping_text import read_mapping
from samebook.exchange.models import IdempotencyKey, ImportedRow
from samebook.exchange.sources import TextFile
from samebook.exchange.targets import ImportTarget, RowOutcome, TargetField
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ACTOR = Actor.system("import")
MAPPING = "target: things\ncolumns: {id: external_id, name: name, size: size}\n"


class Things:
    """A target whose records are rows of a table at hand, so that what is kept obeys the transaction."""

    def __init__(self):
        self.calls = 0
        self.stop_at = None

    def load(self, actor, rows, *, at):
        self.calls += 1
        outcomes = []
        for row in rows:
            if row.values.get("name") == "stop":
                raise KeyboardInterrupt
            if row.values.get("name") == "bad":
                raise Refused("things.bad", f"Row {row.number} is bad.")
            kept, made = IdempotencyKey.objects.update_or_create(
                token_id=1, key=row.values.get("external_id") or f"row {row.number}",
                defaults={"body_hash": str(row.values.get("size", "")), "created_at": at},
            )  # fmt: skip
            outcomes.append(RowOutcome("created" if made else "changed", kept.pk))
        return outcomes


@pytest.fixture
def things():
    return Things()


@pytest.fixture
def target(things):
    fields = (TargetField("external_id", "Id"), TargetField("name", "Name"), TargetField("size", "Size", "integer"))
    return ImportTarget("things", "Things", fields, things.load)


@pytest.fixture
def bring(tmp_path, target):
    def bring(text, mapping=MAPPING, **more):
        path = tmp_path / "file.csv"
        path.write_text(text)
        read, problems = read_mapping(mapping, {"things": target})
        assert not problems, problems
        return run(ACTOR, target, TextFile(path, read.dialect_of(path)), read, at=AT, **more)

    return bring


def refused_rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def rows(count, start=1):
    return "id,name,size\n" + "".join(f"k{n},n{n},{n}\n" for n in range(start, start + count))


def test_the_same_file_twice_adds_nothing_and_loads_nothing(bring, things):
    first = bring(rows(700))
    loaded = things.calls
    second = bring(rows(700))
    assert (first.created, first.changed, first.unchanged) == (700, 0, 0)
    assert (second.created, second.changed, second.unchanged) == (0, 0, 700)
    assert things.calls == loaded
    assert IdempotencyKey.objects.count() == ImportedRow.objects.count() == 700


def test_a_row_known_by_its_id_that_says_something_new_is_loaded_again(bring):
    bring("id,name,size\nk1,a,1\nk2,b,2\n")
    again = bring("id,name,size\nk1,a,1\nk2,b,3\n")
    assert (again.changed, again.unchanged) == (1, 1)
    assert IdempotencyKey.objects.get(key="k2").body_hash == "3"


def test_rows_without_an_id_are_known_by_content_and_occurrence(bring):
    text = "id,name,size\n,a,1\n,a,1\n,b,2\n"
    assert bring(text).created == 3
    assert bring(text).unchanged == 3
    assert bring(text + ",a,1\n").created == 1


def test_refused_rows_come_back_as_a_file_with_their_reasons(bring, tmp_path):
    out = tmp_path / "refused.csv"
    text = "id,name,size\nk1,good,1\nk2,=cmd|'x',many\nk3,bad,3\nk4,good,4,5\n-7,good,1e30\nk6,good,6\n"
    report = bring(text, refused_path=out)
    assert (report.created, report.rows) == (2, 6)
    assert report.refused == {
        "exchange.not_a_number": 1, "things.bad": 1, "exchange.cells": 1, "exchange.too_large": 1
    }  # fmt: skip
    kept = refused_rows(out)
    assert [row["row"] for row in kept] == ["3", "4", "5", "6"]
    assert kept[0]["name"] == "'=cmd|'x'"
    assert kept[3]["id"] == "-7"
    assert "column “size”" in kept[0]["reason"]
    assert "Further cells: 5" in kept[2]["reason"]


def test_a_dry_run_reports_the_same_and_keeps_nothing(bring):
    report = bring(rows(120), dry_run=True)
    assert report.created == 120
    assert (IdempotencyKey.objects.count(), ImportedRow.objects.count()) == (0, 0)
    assert bring(rows(120)).created == 120


def test_a_stopped_import_goes_on_from_its_checkpoint(bring, things, tmp_path):
    out = tmp_path / "refused.csv"
    text = rows(300) + "k301,n,many\n" + "k302,stop,1\n" + "k303,n,1\n,same,1\n,same,1\n"
    told = []
    with pytest.raises(KeyboardInterrupt):
        bring(text, refused_path=out, advance=lambda done, checkpoint: told.append(json.dumps(checkpoint)))
    assert 0 < IdempotencyKey.objects.count() < 303
    with out.open("ab") as file:
        file.write(b"half a li")
    report = bring(text.replace("stop", "go"), refused_path=out, checkpoint=json.loads(told[-1]))
    assert (report.rows, report.created, report.refused) == (305, 304, {"exchange.not_a_number": 1})
    assert IdempotencyKey.objects.count() == 304
    assert [row["row"] for row in refused_rows(out)] == ["302"]


def test_the_checkpoint_is_kept_with_the_rows_or_not_at_all(bring):
    def fail(done, checkpoint):
        raise RuntimeError("the job was taken away")

    with pytest.raises(RuntimeError):
        bring(rows(10), advance=fail)
    assert IdempotencyKey.objects.count() == 0


def test_columns_nobody_asked_for_are_listed(bring):
    assert bring("id,name,size,colour\nk1,a,1,red\n").unused_columns == ["colour"]


def test_a_wrong_delimiter_is_said_before_anything_is_read(bring):
    with pytest.raises(Refused, match="delimiter") as refused:
        bring("id;name;size\n1;2;3\n", mapping=MAPPING + "file: {delimiter: ','}\n")
    assert refused.value.code == "exchange.missing_columns"


def test_a_value_the_database_refuses_costs_one_row_only(bring, target):
    report = bring("id,name,size\nk1,a,1\n" + "k" * 200 + ",a,1\nk3,a,1\n")
    assert report.created in (2, 3)  # SQLite lets long text through, PostgreSQL refuses the row
    assert report.created == IdempotencyKey.objects.count()
