"""Copying a snapshot into PostgreSQL: all of it or nothing, once, the last two kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from samebook.numbers.snapshot.checking import damaged, require_whole
from samebook.numbers.snapshot.store import Snapshot

if TYPE_CHECKING:
    import pyarrow as pa

Connection = psycopg.Connection[tuple[object, ...]]
LOCK = 0x53616D65_626F6F6B
"""The advisory lock of whoever copies: “Samebook”."""
KEPT = 2
BATCH_ROWS = 100_000


def load(connection: Connection, snapshot: Snapshot, schema: str) -> None:
    """Make the schema of a snapshot, unless it is there; another process that is at it is waited for.

    Raises:
        Refused: ``numbers.snapshot_damaged``.
    """
    if _exists(connection, schema):
        return
    require_whole(snapshot)
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if _exists(connection, schema):
            return
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        of = str(snapshot.folder.parent)
        connection.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(schema), sql.Literal(of)))
        for table in snapshot.manifest["tables"]:
            _copy(connection, snapshot, schema, table)
    _prune(connection, of, schema)


def write_rows(copy: Callable[[], AbstractContextManager[psycopg.Copy]], rows: "pa.Table | pa.RecordBatch") -> None:
    """Rows as CSV into a COPY; null is nothing, a text stands in quotation marks."""
    from pyarrow import csv

    buffer = BytesIO()
    csv.write_csv(rows, buffer, csv.WriteOptions(include_header=False))
    with copy() as target:
        target.write(buffer.getvalue())


def _copy(connection: Connection, snapshot: Snapshot, schema: str, table: str) -> None:
    import pyarrow.parquet as pq

    name = sql.Identifier(schema, table)
    files = snapshot.files(table)
    shape = pq.read_schema(files[0])
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(field.name), sql.SQL(type_of(field.type))) for field in shape
    )
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(name, columns))
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT csv, FREEZE)").format(name)
    written = 0
    with connection.cursor() as cursor:
        for path in files:
            for batch in pq.ParquetFile(path).iter_batches(BATCH_ROWS, columns=shape.names):
                write_rows(lambda: cursor.copy(statement), batch)
                written += batch.num_rows
    if written != snapshot.rows(table):
        raise damaged(snapshot, f"{table} has {written:,} rows instead of {snapshot.rows(table):,}")
    connection.execute(sql.SQL("ANALYZE {}").format(name))


def type_of(type_: "pa.DataType") -> str:
    """A column's type; texts compare by code point, as in the other engines."""
    import pyarrow as pa

    kinds: list[tuple[Callable[[Any], bool], str]] = [
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "bigint"),
        (pa.types.is_floating, "double precision"),
        (pa.types.is_date, "date"),
        (pa.types.is_timestamp, "timestamp"),
    ]
    if pa.types.is_decimal(type_):
        return f"numeric({type_.precision}, {type_.scale})"
    return next((name for holds, name in kinds if holds(type_)), 'text COLLATE "C"')


def _exists(connection: Connection, schema: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]).fetchone() is not None


def _prune(connection: Connection, of: str, newest: str) -> None:
    """Drop the schemas of older snapshots of the same home; one that is being read is left for the next time."""
    found = connection.execute(
        "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'samebook\\_%%' "
        "AND obj_description(oid, 'pg_namespace') = %s AND nspname <> %s ORDER BY nspname DESC",
        [of, newest],
    ).fetchall()
    for (name,) in found[KEPT - 1 :]:
        try:
            with connection.transaction():
                connection.execute("SET LOCAL lock_timeout = '2s'")
                connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(str(name))))
        except psycopg.errors.LockNotAvailable:
            continue
