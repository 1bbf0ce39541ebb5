"""The one connection of a process to a Spark cluster, and queries on it that can be given up. Imports pyspark."""

import contextlib
import logging
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from time import monotonic, time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from py4j.protocol import Py4JError
from pyspark import SparkContext
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import DataFrame, SparkSession, types

from samebook.book.engines.spark_session import SETTINGS
from samebook.numbers.snapshot.store import Snapshot

if TYPE_CHECKING:
    import pyarrow as pa


class NoWorkerError(Exception):
    """The cluster has nobody to do the work."""


FAILURES = (PySparkException, Py4JError, OSError, NoWorkerError, TimeoutError)
"""What a query on Spark may end with."""
MISSING = AnalysisException
NO_WORKER_SECONDS = 15.0
KEPT = 3
OWN = {"spark.scheduler.mode": "FAIR"}
"""Several questions at once."""
_lock = Lock()
_threads = ThreadPoolExecutor(8, thread_name_prefix="spark")
_tables: OrderedDict[tuple[str, str], SparkSession] = OrderedDict()


def tables_of(url: str, snapshot: Snapshot) -> SparkSession:
    """A session that sees a snapshot's tables as views."""
    with _lock:
        key = (url, str(snapshot.folder))
        root = _session(url)
        if key not in _tables:
            _tables[key] = _with_views(root.newSession(), snapshot)
            while len(_tables) > KEPT:
                _tables.popitem(last=False)
        _tables.move_to_end(key)
        return _tables[key]


def place(tables: SparkSession, name: str, ids: "pa.Array") -> None:
    """Ids as a view with one column, ``id``."""
    schema = types.StructType([types.StructField("id", types.LongType())])
    tables.createDataFrame([(number,) for number in ids.to_pylist()], schema).createTempView(name)


def drop(tables: SparkSession, name: str) -> None:
    """Forget such a view; without effect when the connection has ended."""
    try:
        tables.catalog.dropTempView(name)
    except FAILURES:
        return


def answer(tables: SparkSession, text: str) -> tuple[list[str], Sequence[Sequence[Any]]]:
    """Names and rows; given up after ``SAMEBOOK_ENGINE_SECONDS``, or when nobody is there to do the work."""
    group = uuid4().hex
    context = tables.sparkContext
    running = _threads.submit(_collected, tables, text, group)
    try:
        found: tuple[list[str], Sequence[Sequence[Any]]] = _waited(running, context)
    except (NoWorkerError, TimeoutError):
        context.cancelJobGroup(group)
        raise
    return found


def ended(url: str) -> bool:
    """Whether the connection to a cluster is over."""
    active = SparkContext._active_spark_context
    return active is None or active.master != url or _is_over(active)


def _collected(tables: SparkSession, text: str, group: str) -> tuple[list[str], Sequence[Sequence[Any]]]:
    tables.sparkContext.setJobGroup(group, "a measure", interruptOnCancel=True)
    found: DataFrame = tables.sql(text)
    return found.columns, found.collect()


def _waited(running: "Future[Any]", context: SparkContext) -> Any:
    begun = last_seen = monotonic()
    while True:
        try:
            return running.result(timeout=1.0)
        except TimeoutError:
            if running.done():
                raise
        now = monotonic()
        if _is_over(context):
            raise NoWorkerError("the connection ended")
        if _workers(context):
            last_seen = now
        if now - last_seen > NO_WORKER_SECONDS:
            raise NoWorkerError("it has no worker")
        if now - begun > settings.SAMEBOOK_ENGINE_SECONDS:
            seconds = f"{settings.SAMEBOOK_ENGINE_SECONDS:g}"
            raise TimeoutError(f"Apache Spark was given {seconds} seconds and needs more; ask for fewer days.")


def _workers(context: SparkContext) -> int:
    return int(context._jsc.sc().getExecutorMemoryStatus().size()) - 1  # the asking process counts as one


def _is_over(context: SparkContext) -> bool:
    try:
        return bool(context._jsc.sc().isStopped())
    except (Py4JError, OSError, AttributeError):
        return True


def _session(url: str) -> SparkSession:
    active = SparkContext._active_spark_context
    if active is not None and (active.master != url or _is_over(active) or _is_forsaken(active)):
        _forget(active)
        active = None
    if active is None:
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
        builder = SparkSession.Builder().master(url).appName("samebook")
        for name, value in (SETTINGS | OWN).items():
            builder = builder.config(name, value)
        return _threads.submit(builder.getOrCreate).result()
    return SparkSession.Builder().getOrCreate()


def _is_forsaken(context: SparkContext) -> bool:
    """Whether it had its time and has no worker: a master that began anew does not know it."""
    age = time() - context.startTime / 1000
    return age > NO_WORKER_SECONDS and not _workers(context)


def _forget(context: SparkContext) -> None:
    """End what is left of a connection; when its Java process is gone, have the next one begin another."""
    _tables.clear()
    with contextlib.suppress(Py4JError, OSError):
        context.stop()
    gateway = SparkContext._gateway
    process = getattr(gateway, "proc", None)
    if gateway is not None and process is not None and process.poll() is not None:
        with contextlib.suppress(Py4JError, OSError):
            gateway.shutdown()
        process.stdin.close()
        SparkContext._gateway = SparkContext._jvm = None
    SparkContext._active_spark_context = None
    SparkSession._instantiatedSession = None


def _with_views(session: SparkSession, snapshot: Snapshot) -> SparkSession:
    import pyarrow.parquet as pq
    from pyspark.sql.pandas.types import from_arrow_schema

    for table in snapshot.manifest["tables"]:
        files = snapshot.files(table)
        schema = from_arrow_schema(pq.read_schema(files[0]), prefer_timestamp_ntz=True)
        session.read.schema(schema).parquet(*(f"file://{path}" for path in files)).createTempView(table)
    return session
