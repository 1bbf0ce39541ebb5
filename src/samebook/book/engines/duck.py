"""Judging a whole file in one vectorised pass of DuckDB."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlglot import exp

from samebook.book.compiling import CompiledBook
from samebook.book.engines.parquet_records import ParquetRecords
from samebook.book.engines.rows import ROW, InputRow, Judged, OnRefused, RefusedRow, Source
from samebook.book.engines.session import connect, refusing
from samebook.book.engines.statement import SEPARATOR, judging
from samebook.book.judging import Verdict
from samebook.book.sql_writer import COLUMN_TYPES
from samebook.book.values import Type

_BATCH = 50_000


def judge(book: CompiledBook, source: Source, on_refused: OnRefused) -> Iterator[Judged]:
    """A result for each record, in order of the file."""
    session, records = prepared(book, source, on_refused)
    carried = len(source.columns.carried)
    with refusing("DuckDB could not judge the records"):
        found = session.execute(_statement(book, source, records).sql("duckdb"))
        while batch := found.fetchmany(_BATCH):
            for number, *rest in batch:
                verdict, level, false, unknown = rest[carried:]
                kept = ["" if value is None else str(value) for value in rest[:carried]]
                yield Judged(number, kept, Verdict(verdict), level, _split(false), _split(unknown))


def write(book: CompiledBook, source: Source, on_refused: OnRefused, out: Path) -> dict[tuple[str, str], int]:
    """Writes the results straight to a Parquet or CSV file, without a detour through Python.

    Returns:
        How many records had each verdict and level (an empty text for none).
    """
    session, records = prepared(book, source, on_refused)
    form = "PARQUET" if out.suffix == ".parquet" else "CSV, HEADER"
    with refusing(f"{out} could not be written"):
        relation = session.sql(_without_empty_texts(_statement(book, source, records)).sql("duckdb"))
        if form == "PARQUET":
            relation.write_parquet(str(out))
            read = "read_parquet($path)"
        else:
            relation.write_csv(str(out), header=True)
            read = "read_csv($path, header=true, all_varchar=true)"
        counts = session.execute(
            f"SELECT verdict, coalesce(level, ''), count(*) FROM {read} GROUP BY ALL",  # noqa: S608 (one of two texts)
            {"path": str(out)},
        ).fetchall()
    return {(verdict, level): count for verdict, level, count in counts}


def _statement(book: CompiledBook, source: Source, records: exp.Expr) -> exp.Select:
    kept = (ROW, *source.columns.carried)
    return judging(book, "duckdb", records, kept=kept, present=set(source.columns.fields))


def _without_empty_texts(judged: exp.Select) -> exp.Select:
    """No criteria are a null, which CSV writes as nothing and Parquet as what it is."""
    for column in judged.selects[-2:]:
        empty = exp.Literal.string("")
        column.set("this", exp.Anonymous(this="NULLIF", expressions=[column.this, empty]))
    return judged


def prepared(book: CompiledBook, source: Source, on_refused: OnRefused) -> tuple[Any, exp.Expr]:
    """A DuckDB that holds the records in their types, and what to select from in it."""
    if isinstance(source, ParquetRecords):
        for refused in source.refused():
            on_refused(refused)
        return source.session, source.projection().subquery("records")
    session = connect()
    _load(session, book, source, on_refused)
    return session, exp.to_table("records")


def _load(session: Any, book: CompiledBook, source: Source, on_refused: OnRefused) -> None:
    import pyarrow as pa

    columns = source.columns
    kinds = {
        Type.TEXT: pa.string(),
        Type.INTEGER: pa.int64(),
        Type.DECIMAL: pa.decimal128(28, 6),
        Type.BOOLEAN: pa.bool_(),
        Type.DATE: pa.date32(),
        Type.TIMESTAMP: pa.timestamp("us"),
    }
    schema = pa.schema(
        [
            (ROW, pa.int64()),
            *((name, kinds[book.fields[name].type]) for name in columns.fields),
            *((name, pa.string()) for name in columns.carried),
        ]
    )
    declared = ", ".join(
        f"{exp.to_identifier(name, quoted=True).sql('duckdb')} {type_}"
        for name, type_ in [
            (ROW, "BIGINT"),
            *((name, COLUMN_TYPES["duckdb"][book.fields[name].type]) for name in columns.fields),
            *((name, "VARCHAR") for name in columns.carried),
        ]
    )
    session.execute(f"CREATE TABLE records ({declared})")
    for batch in _batches(source, on_refused):
        flat = [
            (row.number, *(_naive(value) for value in row.values), *(cell or None for cell in row.carried))
            for row in batch
        ]
        arrays = [
            pa.array(column, type=field.type) for column, field in zip(zip(*flat, strict=True), schema, strict=True)
        ]
        session.register("batch", pa.Table.from_arrays(arrays, schema=schema))
        session.execute("INSERT INTO records SELECT * FROM batch")
        session.unregister("batch")


def _batches(source: Source, on_refused: OnRefused) -> Iterator[list[InputRow]]:
    batch: list[InputRow] = []
    for row in source:
        if isinstance(row, RefusedRow):
            on_refused(row)
            continue
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _naive(value: Any) -> Any:
    return value.replace(tzinfo=None) if getattr(value, "tzinfo", None) else value


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split(SEPARATOR)) if names else ()
