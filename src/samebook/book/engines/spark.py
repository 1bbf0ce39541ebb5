"""Judging a whole file on a Spark cluster: its workers read the records and give back the results.

The records are brought to their types here, as for every engine, in a Parquet file beside the file that is judged; the
workers must see that folder under the same path.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlglot import exp

from samebook.book.compiling import CompiledBook
from samebook.book.engines.duck import prepared
from samebook.book.engines.rows import ROW, Judged, OnRefused, Source
from samebook.book.engines.session import refusing
from samebook.book.engines.spark_session import connect, master, require_installed
from samebook.book.engines.statement import SEPARATOR, judging
from samebook.book.judging import Verdict
from samebook.kernel.refusals import Refused

_numbers = count(1)


def judge(book: CompiledBook, source: Source, on_refused: OnRefused, url: str | None = None) -> Iterator[Judged]:
    """A result for each record, in order of the file.

    Args:
        url: ``spark://host:port``; ``SAMEBOOK_ENGINE_URL`` when None.

    Raises:
        Refused: ``judge.no_spark``, ``judge.spark``.
    """
    require_installed()
    address = master(url)
    with _beside(source) as folder:
        typed = folder / "records.parquet"
        session, records = prepared(book, source, on_refused)
        with refusing("The records could not be handed to Spark"):
            numbered = exp.select("*").from_(records).order_by(_row())
            session.sql(numbered.select(*_columns(source), append=False).sql("duckdb")).write_parquet(str(typed))
            carried = exp.select(_row(), *(_column(name) for name in source.columns.carried)).from_(records)
            kept = session.execute(carried.order_by(_row()).sql("duckdb"))
        yield from _judged(book, source, address, typed, kept)


def _judged(book: CompiledBook, source: Source, address: str, typed: Path, kept: Any) -> Iterator[Judged]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    view = f"samebook_records_{next(_numbers)}"
    statement = judging(book, "spark", exp.to_table(view), kept=(ROW,), present=set(source.columns.fields))
    try:
        cluster = connect(address)
        cluster.read.parquet(f"file://{typed.resolve()}").createTempView(view)
        found = cluster.sql(statement.order_by(_row(), copy=False).sql("spark"))
        for number, verdict, level, false, unknown in found.toLocalIterator(prefetchPartitions=True):
            cells = kept.fetchone()
            assert cells[0] == number  # one result for each record, in their order
            carried = ["" if cell is None else str(cell) for cell in cells[1:]]
            yield Judged(number, carried, Verdict(verdict), level, _split(false), _split(unknown))
        cluster.catalog.dropTempView(view)
    except (PySparkException, Py4JError, OSError) as problem:
        first = (str(problem).strip().splitlines() or ["no reason given"])[0]
        raise Refused("judge.spark", f"Apache Spark: {first[:300]}") from None


@contextmanager
def _beside(source: Source) -> Iterator[Path]:
    """A folder of our own in that of the records, or among the temporary ones where nothing can be written there."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="samebook-judge-", dir=source.path.resolve().parent))
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="samebook-judge-"))
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _columns(source: Source) -> list[exp.Column]:
    return [_column(name) for name in (ROW, *source.columns.fields)]


def _row() -> exp.Column:
    return _column(ROW)


def _column(name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True))


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split(SEPARATOR)) if names else ()
