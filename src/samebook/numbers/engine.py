"""DuckDB on one snapshot: reads its files and nothing else, with bounded memory."""

import os
from functools import lru_cache
from pathlib import Path

import duckdb
from sqlglot import exp

from samebook.kernel.refusals import Refused
from samebook.numbers.dialects import literal
from samebook.numbers.snapshot.store import Snapshot

MEMORY = "1GB"
SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
    "memory_limit": MEMORY,
    "temp_directory": "",
}


def cursor_on(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    """A cursor that sees the snapshot's tables as views; close it after use. One per thread."""
    return _database(snapshot.folder).cursor()


@lru_cache(maxsize=3)
def _database(folder: Path) -> duckdb.DuckDBPyConnection:
    """An empty database in memory that can open the snapshot's files and no other."""
    database = duckdb.connect(":memory:", config={**SETTINGS, "threads": str(min(4, os.cpu_count() or 1))})
    snapshot = Snapshot(folder)
    tables = {table: [str(path) for path in snapshot.files(table)] for table in snapshot.manifest["tables"]}
    database.execute("SET allowed_paths = " + _list([path for paths in tables.values() for path in paths]))
    database.execute("SET enable_external_access = false")
    for table, paths in tables.items():
        name = exp.to_identifier(table, quoted=True).sql("duckdb")
        files = _list(paths)
        try:
            database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({files})")  # noqa: S608 (own names)
        except duckdb.Error as problem:
            raise Refused("numbers.snapshot_damaged", f"The snapshot {folder.name} cannot be read: {problem}") from None
    database.execute("SET lock_configuration = true")
    return database


def _list(texts: list[str]) -> str:
    return exp.array(*(literal(text) for text in texts)).sql("duckdb")
