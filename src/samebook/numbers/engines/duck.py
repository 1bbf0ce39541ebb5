"""DuckDB on one snapshot: reads its files and nothing else, with bounded memory."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from sqlglot import exp

from samebook.kernel.refusals import Refused
from samebook.numbers.dialects import Value, literal
from samebook.numbers.engines.bounds import bounds
from samebook.numbers.engines.protocol import Answer, Session, earlier_version, not_computed, text_of
from samebook.numbers.snapshot.checking import require_whole, unreadable
from samebook.numbers.snapshot.store import Snapshot
from samebook.numbers.within import RECORDS

if TYPE_CHECKING:
    import pyarrow as pa

SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
}


@dataclass(frozen=True, slots=True)
class DuckDB:
    """The embedded engine: nothing to start, nothing to reach."""

    name: str = "duckdb"
    title: str = "DuckDB"
    dialect: str = "duckdb"

    def prepare(self, snapshot: Snapshot) -> None:
        """Nothing: the files are read where they lie."""

    @contextmanager
    def open(self, snapshot: Snapshot, ids: "pa.Array | None" = None) -> Iterator[Session]:
        """A cursor on the snapshot's tables, with the ids beside them."""
        cursor = cursor_on(snapshot)
        try:
            if ids is not None:
                import pyarrow as pa

                cursor.register(RECORDS, pa.table({"id": ids}))
            yield _Session(cursor, snapshot)
        finally:
            cursor.close()


def made(url: str) -> DuckDB:
    """The engine; it has no address."""
    return DuckDB()


@dataclass(frozen=True, slots=True)
class _Session:
    cursor: duckdb.DuckDBPyConnection
    snapshot: Snapshot

    def run(self, query: exp.Query, parameters: Mapping[str, Value] | None = None) -> Answer:
        try:
            found = self.cursor.execute(text_of(query, "duckdb", self.snapshot, parameters))
            return Answer.of([column[0] for column in found.description], found.fetchall())
        except (duckdb.CatalogException, duckdb.BinderException):
            raise earlier_version() from None
        except (duckdb.IOException, duckdb.InvalidInputException) as problem:
            raise unreadable(self.snapshot, str(problem)) from None
        except duckdb.OutOfMemoryException:
            raise Refused("numbers.too_large", "That takes more memory than is allowed; ask for fewer days.") from None
        except duckdb.Error as problem:
            raise not_computed("DuckDB", problem) from None


def cursor_on(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    """A cursor that sees the snapshot's tables as views; close it after use. One per thread.

    Raises:
        Refused: ``numbers.snapshot_damaged``, ``numbers.snapshot_gone``.
    """
    try:
        require_whole(snapshot)
        return _database(snapshot.folder, tuple(bounds().items())).cursor()
    except duckdb.Error as problem:
        raise unreadable(snapshot, str(problem)) from None


@lru_cache(maxsize=2)
def _database(folder: Path, bound: tuple[tuple[str, str], ...]) -> duckdb.DuckDBPyConnection:
    """An empty database in memory that can open the snapshot's files and no other."""
    threads = str(min(4, os.cpu_count() or 1))
    database = duckdb.connect(":memory:", config={**SETTINGS, **dict(bound), "threads": threads})
    snapshot = Snapshot(folder)
    tables = {table: [str(path) for path in snapshot.files(table)] for table in snapshot.manifest["tables"]}
    database.execute("SET allowed_paths = " + _list([path for paths in tables.values() for path in paths]))
    database.execute("SET enable_external_access = false")
    for table, paths in tables.items():
        name = exp.to_identifier(table, quoted=True).sql("duckdb")
        files = _list(paths)
        database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({files})")  # noqa: S608 (own names)
    database.execute("SET lock_configuration = true")
    return database


def _list(texts: list[str]) -> str:
    return exp.array(*(literal(text) for text in texts)).sql("duckdb")
