"""Apache Spark on a standalone cluster: its workers read the snapshot's files where they lie.

The home is a folder that every worker sees under the same path. A process that asks holds one connection to the
cluster, made when the first figure is asked for.
"""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlglot import exp

from samebook.kernel.refusals import Refused
from samebook.numbers.dialects import Value
from samebook.numbers.engines.down import Place, is_down, is_up, require_rested
from samebook.numbers.engines.protocol import Answer, Session, earlier_version, not_computed, text_of
from samebook.numbers.snapshot.checking import require_whole, unreadable
from samebook.numbers.snapshot.store import Snapshot
from samebook.numbers.within import RECORDS

if TYPE_CHECKING:
    import pyarrow as pa

CONNECT_SECONDS = 3
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Spark:
    """A cluster.

    Attributes:
        url: Of its master: ``spark://host:7077``.
    """

    url: str
    name: str = "spark"
    title: str = "Apache Spark"
    dialect: str = "spark"

    def prepare(self, snapshot: Snapshot) -> None:
        """Nothing: the files are read where they lie."""

    @contextmanager
    def open(self, snapshot: Snapshot, ids: "pa.Array | None" = None) -> Iterator[Session]:
        """The snapshot's tables as views, with the ids beside them."""
        from samebook.numbers.engines import spark_context

        self._reach()
        require_whole(snapshot)
        records = f"{RECORDS}_{next(_numbers)}"
        try:
            tables = spark_context.tables_of(self.url, snapshot)
            if ids is not None:
                spark_context.place(tables, records, ids)
        except spark_context.FAILURES as problem:
            raise self.failed(problem, snapshot) from None
        is_up(self.place)
        try:
            yield _Session(self, tables, snapshot, records)
        finally:
            if ids is not None:
                spark_context.drop(tables, records)

    @property
    def place(self) -> Place:
        return Place(self.name, self.title, self.url.removeprefix("spark://"))

    def _reach(self) -> None:
        """Ask whether the master is there, which takes a moment; Spark itself would try for a minute."""
        require_rested(self.place)
        parts = urlsplit(self.url)
        try:
            with socket.create_connection((parts.hostname or "", parts.port or 7077), CONNECT_SECONDS):
                pass
        except OSError as problem:
            raise is_down(self.place, problem.strerror or str(problem) or "no answer in time") from None

    def failed(self, problem: Exception, snapshot: Snapshot) -> Refused:
        """What an error of Spark is for whoever asked."""
        from samebook.numbers.engines import spark_context

        if isinstance(problem, spark_context.MISSING):
            return earlier_version()
        if isinstance(problem, spark_context.NoWorkerError):
            return is_down(self.place, str(problem))
        if isinstance(problem, TimeoutError):
            return Refused("numbers.too_slow", str(problem))
        if spark_context.ended(self.url):
            return is_down(self.place, "the connection ended")
        return self._said(problem, snapshot)

    def _said(self, problem: Exception, snapshot: Snapshot) -> Refused:
        """What an error of the query itself is, by Spark's own words."""
        said = str(problem)
        if "OutOfMemory" in said:
            return Refused("numbers.too_large", "That takes more memory than is allowed; ask for fewer days.")
        if any(words in said for words in ("FAILED_READ_FILE", "FileNotFound", "Parquet")):
            return unreadable(snapshot, said)
        return not_computed(self.title, problem)


def made(url: str) -> Spark:
    """The engine at an address.

    Raises:
        Refused: ``numbers.no_such_engine``.
    """
    if not url.startswith("spark://"):
        message = "SAMEBOOK_ENGINE=spark needs the address of a master in SAMEBOOK_ENGINE_URL: spark://host:7077"
        raise Refused("numbers.no_such_engine", message)
    try:
        import pyspark  # noqa: F401 (asked whether it is there)
    except ImportError:
        message = "Apache Spark is not installed beside Samebook: install samebook[cluster]."
        raise Refused("numbers.no_such_engine", message) from None
    return Spark(url)


@dataclass(frozen=True, slots=True)
class _Session:
    engine: Spark
    tables: Any
    snapshot: Snapshot
    records: str

    def run(self, query: exp.Query, parameters: Mapping[str, Value] | None = None) -> Answer:
        from samebook.numbers.engines import spark_context

        asked = query.copy()
        for table in asked.find_all(exp.Table):
            if table.name == RECORDS:
                table.set("this", exp.to_identifier(self.records))
        text = text_of(asked, "spark", self.snapshot, parameters)
        try:
            names, rows = spark_context.answer(self.tables, text)
        except spark_context.FAILURES as problem:
            raise self.engine.failed(problem, self.snapshot) from None
        return Answer.of(names, rows)
