"""A worker that dies in the middle, a master that is away, a file that is cut short: said in words, and mended."""

import shutil
import time
from threading import Thread

import pytest
from sqlglot import parse_one

from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.numbers import evaluate as evaluation
from samebook.numbers.engines import down, spark_context
from samebook.numbers.engines.spark import Spark
from samebook.numbers.evaluate import evaluate
from samebook.numbers.snapshot.store import Snapshot
from tests.cluster.standalone import PATIENCE

EVERYBODY = Actor.system("test")
COUNT = parse_one("select count(*) as n from leads")
LONG = parse_one(
    "select count(*) as n, sum(one.touch_id + other.touch_id + third.send_id) as total "
    "from touches as one, touches as other, sends as third "
    "where one.touch_id + other.touch_id > third.send_id and third.send_id <= 300"
)
"""Some hundred million sums: seconds for two cores."""


@pytest.fixture(autouse=True)
def note(settings, tmp_path):
    settings.SAMEBOOK_ENGINE_NOTE = tmp_path / "engine.down"
    down._failed.clear()
    evaluation._cache.clear()  # what was asked before would be at hand
    yield settings.SAMEBOOK_ENGINE_NOTE
    down._failed.clear()


def test_a_query_goes_on_when_a_worker_is_killed_in_the_middle(made, spark_cluster):
    answers = []
    with Spark(spark_cluster.url).open(made) as session:
        whole = session.run(LONG).rows
        assert whole[0][0] > 10**8
        spark_cluster.pause("worker-1")  # however quick the other is, the query cannot end before the kill
        asking = Thread(target=lambda: answers.append(session.run(LONG).rows))
        asking.start()
        end = time.monotonic() + PATIENCE
        while not _at_work() and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(1.0)
        assert answers == [], "it is killed while the query runs"
        spark_cluster.kill("worker-1")
        asking.join()
        assert answers == [whole]
        assert session.run(COUNT).value > 0
    spark_cluster.start_worker("worker-1")


def _at_work():
    """How many tasks the workers have in hand."""
    told = spark_context.SparkContext._active_spark_context.statusTracker()
    stages = [told.getStageInfo(number) for number in told.getActiveStageIds()]
    return sum(stage.numActiveTasks for stage in stages if stage is not None)


def test_a_query_that_takes_too_long_is_given_up_and_the_next_one_works(made, spark_url, settings):
    settings.SAMEBOOK_ENGINE_SECONDS = 1
    with Spark(spark_url).open(made) as session:
        with pytest.raises(Refused, match="needs more") as refused:
            session.run(LONG)
        assert refused.value.code == "numbers.too_slow"
        settings.SAMEBOOK_ENGINE_SECONDS = 600
        assert session.run(COUNT).value > 0


def test_a_file_that_is_cut_short_is_named(made, spark_url, tmp_path):
    shutil.copytree(made.folder, tmp_path / made.stamp)
    hurt = Snapshot(tmp_path / made.stamp)
    file = hurt.folder / "leads.1.parquet"
    with Spark(spark_url).open(hurt) as session:
        assert session.run(COUNT).value > 0
        file.write_bytes(file.read_bytes()[:2000])
        with pytest.raises(Refused) as refused:
            session.run(parse_one("select max(converted_at) as n from leads"))
    assert refused.value.code == "numbers.snapshot_damaged"
    assert "leads.1.parquet" in refused.value.message


def test_what_the_snapshot_does_not_have_is_of_an_earlier_version(made, spark_url):
    with Spark(spark_url).open(made) as session, pytest.raises(Refused) as refused:
        session.run(parse_one("select count(*) as n from nowhere"))
    assert refused.value.code == "numbers.no_snapshot"


def test_a_dead_connection_is_made_anew(made, spark_url):
    with Spark(spark_url).open(made) as session:
        before = session.run(COUNT).value
    context = spark_context.SparkContext._active_spark_context
    context._gateway.proc.kill()
    context._gateway.proc.wait()
    with Spark(spark_url).open(made) as session:
        assert session.run(COUNT).value == before


def test_without_any_worker_the_engine_is_down(on_spark, spark_cluster, monkeypatch):
    monkeypatch.setattr(spark_context, "NO_WORKER_SECONDS", 3.0)
    for number in (1, 2):
        spark_cluster.kill(f"worker-{number}")
    try:
        with pytest.raises(Refused, match="it has no worker") as refused:
            evaluate("delivered", actor=EVERYBODY)
        assert refused.value.code == "numbers.engine_down"
    finally:
        for number in (1, 2):
            spark_cluster.start_worker(f"worker-{number}")
    monkeypatch.setattr(spark_context, "NO_WORKER_SECONDS", 600.0)  # a new executor takes what the machine gives it
    down._failed.clear()
    assert evaluate("delivered", actor=EVERYBODY).row_count > 0


def test_a_master_that_is_away_is_named_at_once_and_found_when_it_is_back(on_spark, spark_cluster, note, monkeypatch):
    assert evaluate("delivered", actor=EVERYBODY).row_count > 0
    port = spark_cluster.port
    spark_cluster.close()
    begun = time.monotonic()
    with pytest.raises(Refused, match=rf"Apache Spark at 127.0.0.1:{port} does not answer since") as refused:
        evaluate("accepted", actor=EVERYBODY)
    assert refused.value.code == "numbers.engine_down"
    assert time.monotonic() - begun < 45, "Spark itself would try for a minute"
    assert note.exists()
    spark_cluster.start_master(port)
    for number in (1, 2):
        spark_cluster.start_worker(f"worker-{number}")
    down._failed.clear()
    # The connection from before has had its time.
    monkeypatch.setattr(spark_context, "time", lambda: time.time() + 3_600)
    assert evaluate("accepted", actor=EVERYBODY).row_count > 0
    assert not note.exists()
