"""What goes wrong with files and servers is said in words: what, and since when; then it goes on."""

import json
import shutil
import socket
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from sqlglot import parse_one

from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.numbers.cli import measure as command
from samebook.numbers.engines import down, engine
from samebook.numbers.engines.down import Place, is_down, is_up
from samebook.numbers.engines.postgres import Postgres, schema_of
from samebook.numbers.engines.protocol import Answer
from samebook.numbers.evaluate import evaluate
from samebook.numbers.snapshot.store import Snapshot

EVERYBODY = Actor.system("test")
COUNT = parse_one("select count(*) as n from leads")


def cut_short(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def missing(path):
    path.unlink()


def of_other_rows(path):
    """Whole in itself, and as long as the manifest says, but of fewer rows."""
    size = path.stat().st_size
    pq.write_table(pq.read_table(path).slice(0, 3), path, compression="zstd")
    tell(path, bytes=path.stat().st_size)
    assert path.stat().st_size != size


def overwritten(path):
    path.write_bytes(b"\0" * path.stat().st_size)


def tell(path, **changed):
    """Change what the manifest says of a file."""
    manifest = path.parent / "manifest.json"
    told = json.loads(manifest.read_text())
    for table in told["tables"].values():
        for file in table["files"]:
            if file["name"] == path.name:
                file.update(changed)
    manifest.write_text(json.dumps(told))


@pytest.fixture
def hurt(made, settings, tmp_path):
    """A copy of the made snapshot with a file to be damaged: the second part of the leads."""
    folder = tmp_path / "snapshots"
    shutil.copytree(made.folder.parent, folder)
    settings.SAMEBOOK_SNAPSHOTS = folder
    return Snapshot(folder / made.stamp).folder / "leads.1.parquet"


@pytest.fixture(params=["duckdb", "postgres"])
def on_each(request, settings):
    settings.SAMEBOOK_ENGINE = request.param
    if request.param == "postgres":
        settings.SAMEBOOK_ENGINE_URL = request.getfixturevalue("postgres_url")
    return request.param


DAMAGES = [(cut_short, "bytes instead of"), (missing, "is missing"), (of_other_rows, "has 3 rows instead of")]
DAMAGES.append((overwritten, "is no whole Parquet file"))


@pytest.mark.parametrize(("damage", "words"), DAMAGES, ids=[damage.__name__ for damage, _ in DAMAGES])
def test_a_damaged_file_is_named_and_no_figure_is_given(damage, words, hurt, on_each):
    damage(hurt)
    with pytest.raises(Refused) as refused:
        evaluate("delivered", actor=EVERYBODY)
    assert refused.value.code == "numbers.snapshot_damaged"
    assert words in refused.value.message
    assert "leads.1.parquet" in refused.value.message


def test_a_file_that_is_damaged_while_it_is_read_is_named_too(hurt):
    with engine().open(Snapshot(hurt.parent)) as session:
        assert session.run(COUNT).value > 0
        cut_short(hurt)
        with pytest.raises(Refused) as refused:
            session.run(parse_one("select max(converted_at) as n from leads"))
    assert refused.value.code == "numbers.snapshot_damaged"
    assert "leads.1.parquet" in refused.value.message


def test_a_manifest_that_is_cut_short_is_said_to_be(hurt):
    cut_short(hurt.parent / "manifest.json")
    with pytest.raises(Refused, match="its manifest cannot be read") as refused:
        evaluate("delivered", actor=EVERYBODY)
    assert refused.value.code == "numbers.snapshot_damaged"


def test_a_snapshot_that_vanished_was_replaced(hurt):
    snapshot = Snapshot(hurt.parent)
    assert snapshot.manifest
    shutil.rmtree(hurt.parent)
    with pytest.raises(Refused) as refused, engine().open(snapshot):
        pass
    assert refused.value.code == "numbers.snapshot_gone"


def test_verifying_reads_every_byte_and_names_what_is_wrong(hurt, monkeypatch):
    monkeypatch.setattr("samebook.numbers.cli._begin", lambda: None)
    assert "whole" in CliRunner().invoke(command, ["verify"]).output
    data = bytearray(hurt.read_bytes())
    data[len(data) // 3] ^= 1
    hurt.write_bytes(data)
    found = CliRunner().invoke(command, ["verify", "--json"])
    assert found.exit_code == 1
    assert json.loads(found.output) == {
        hurt.parent.name: ["leads: leads.1.parquet is not what was written: its SHA-256 is another one."]
    }


@pytest.fixture
def note(settings, tmp_path):
    settings.SAMEBOOK_ENGINE_NOTE = tmp_path / "engine.down"
    down._failed.clear()
    yield settings.SAMEBOOK_ENGINE_NOTE
    down._failed.clear()


@pytest.fixture
def nowhere(hurt, settings, note):
    """PostgreSQL is to be asked, at a port where nobody listens, of a snapshot that nobody has figures of yet."""
    with socket.socket() as held:  # so that nobody else listens there meanwhile
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        settings.SAMEBOOK_ENGINE = "postgres"
        settings.SAMEBOOK_ENGINE_URL = f"postgresql://someone:secret@127.0.0.1:{port}/postgres"
        yield f"PostgreSQL at 127.0.0.1:{port} does not answer since"


def test_an_engine_that_is_down_is_named_with_the_time_of_its_first_failure(nowhere):
    codes, told = [], []
    for _ in range(2):
        down._failed.clear()  # as another process, which has not tried yet
        with pytest.raises(Refused) as refused:
            evaluate("delivered", actor=EVERYBODY)
        codes.append(refused.value.code)
        told.append(refused.value.message.partition(" UTC")[0])
    assert codes == ["numbers.engine_down"] * 2
    assert told[0] == told[1]
    assert told[0].startswith(nowhere)
    assert "secret" not in refused.value.message


def test_what_just_failed_is_not_tried_again_at_once(nowhere, monkeypatch):
    monkeypatch.setattr(down, "PAUSE", 600.0)  # on a slow machine too, the second question comes within it
    with pytest.raises(Refused):
        evaluate("delivered", actor=EVERYBODY)
    monkeypatch.setattr("psycopg.connect", lambda *_, **__: pytest.fail("tried again at once"))
    with pytest.raises(Refused, match="does not answer since"):
        evaluate("delivered", actor=EVERYBODY)


def test_an_engine_that_answers_again_is_forgotten_to_have_been_down(made, note, postgres_url):
    server = Postgres(postgres_url)
    is_down(server.place, "refused")
    assert note.exists()
    down._failed.clear()
    with server.open(made) as session:
        assert session.run(COUNT).value > 0
    assert not note.exists()


def test_the_first_failure_counts_until_an_answer_and_for_this_engine_only(note):
    here, there = Place("postgres", "PostgreSQL", "a:1"), Place("spark", "Apache Spark", "b:2")
    first = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert "since 2026-03-01 09:30:00 UTC (why)" in is_down(here, "why", at=first).message
    assert "09:30:00" in is_down(here, "still", at=first + timedelta(hours=2)).message
    assert "11:30:00" in is_down(there, "too", at=first + timedelta(hours=2)).message
    is_up(there)
    assert "12:30:00" in is_down(here, "again", at=first + timedelta(hours=3)).message


@pytest.mark.parametrize("text", ["", "{", "[]", '{"since": 3}', '{"since": "yesterday"}', "null"])
def test_a_note_that_cannot_be_read_is_written_anew(text, note):
    note.write_text(text)
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert "09:30:00" in is_down(Place("spark", "Apache Spark", "b:2"), "why", at=at).message


@pytest.mark.parametrize(
    ("name", "url", "words"),
    [
        ("oracle", "", "is one of duckdb, postgres, spark"),
        ("postgres", "mysql://x", "needs the address of a database"),
        ("spark", "http://x", "needs the address of a master"),
        ("postgres", "postgresql://[::1", "cannot be read"),
        ("postgres", "postgresql://sam:hunt@er2@127.0.0.1/x", "percent-encode"),
        ("postgres", "postgresql://sam:hunt%zzer2@127.0.0.1/x", "percent-encode"),
        ("postgres", "postgresql://sam:hunt/er2@127.0.0.1/x", "percent-encode"),
        ("postgres", "postgresql://sam:hunt#er2@127.0.0.1/x", "percent-encode"),
        ("spark", "spark://host:port", "cannot be read"),
        ("spark", "spark://host:99999999", "cannot be read"),
    ],
)
def test_a_setting_that_names_no_engine_is_refused_in_words(name, url, words, settings):
    settings.SAMEBOOK_ENGINE, settings.SAMEBOOK_ENGINE_URL = name, url
    with pytest.raises(Refused, match=words) as refused:
        engine()
    assert refused.value.code == "numbers.no_such_engine"
    assert "er2" not in refused.value.message, "no part of a password is told"


def test_two_processes_that_need_a_snapshot_copy_it_once_and_older_ones_go(made, postgres_url, tmp_path):
    import psycopg

    folder = tmp_path / "snapshots"
    stamps = ["20260101T000000", "20260102T000000", "20260103T000000", "20260104T000000"]
    for stamp in stamps:
        shutil.copytree(made.folder, folder / stamp)
        with (
            Postgres(postgres_url).open(Snapshot(folder / stamp)),
            Postgres(postgres_url).open(Snapshot(folder / stamp)),
        ):
            pass
    with psycopg.connect(postgres_url) as server:
        kept = server.execute(
            "SELECT nspname FROM pg_namespace WHERE obj_description(oid, 'pg_namespace') = %s ORDER BY 1", [str(folder)]
        ).fetchall()
    assert [name.split("_")[1] for (name,) in kept] == [stamp.lower() for stamp in stamps[-2:]]


def test_a_user_who_may_make_no_schema_is_told_so(made, postgres_url, tmp_path):
    import psycopg

    shutil.copytree(made.folder, tmp_path / "20260105T000000")
    with psycopg.connect(postgres_url) as server:
        server.execute("CREATE ROLE samebook_reader LOGIN")
    try:
        url = urlunsplit(
            urlsplit(postgres_url)._replace(netloc=f"samebook_reader@{urlsplit(postgres_url).netloc.split('@')[-1]}")
        )
        with pytest.raises(Refused, match="permission denied") as refused:
            Postgres(url).prepare(Snapshot(tmp_path / "20260105T000000"))
        assert refused.value.code == "numbers.not_computed"
    finally:
        with psycopg.connect(postgres_url) as server:
            server.execute("DROP ROLE samebook_reader")


def test_a_fresh_snapshot_is_copied_before_anybody_asks(made, postgres_url, tmp_path):
    import psycopg

    shutil.copytree(made.folder, tmp_path / "20260106T000000")
    snapshot = Snapshot(tmp_path / "20260106T000000")
    Postgres(postgres_url).prepare(snapshot)
    with psycopg.connect(postgres_url) as server:
        found = server.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", [schema_of(snapshot)]).fetchone()
    assert found == (1,)


def test_a_query_on_postgresql_can_write_nothing(made, postgres_url):
    with Postgres(postgres_url).open(made) as session:
        for text in ("delete from leads", "create table mine (id bigint)", "drop table leads"):
            with pytest.raises(Refused, match="read-only transaction"):
                session.run(parse_one(text))


def test_a_query_that_takes_too_long_is_given_up(made, postgres_url, settings):
    settings.SAMEBOOK_ENGINE_SECONDS = 0.05
    endless = parse_one("select count(*) as n from leads as a, leads as b, leads as c, leads as d")
    with Postgres(postgres_url).open(made) as session:
        with pytest.raises(Refused, match="needs more") as refused:
            session.run(endless)
        assert refused.value.code == "numbers.too_slow"


def test_a_number_without_decimals_is_a_whole_number_on_every_engine():
    from decimal import Decimal

    assert Answer.of(["n"], [(Decimal("3"),), (Decimal("3.10"),), (Decimal("1E+2"),)]).rows == [
        (3,),
        (Decimal("3.10"),),
        (100,),
    ]
