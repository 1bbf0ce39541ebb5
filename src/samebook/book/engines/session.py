"""A DuckDB of our own in memory, without extensions from elsewhere, whose errors become refusals."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from samebook.kernel.refusals import Refused

SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_unsigned_extensions": "false",
    "preserve_insertion_order": "true",
}


def connect() -> duckdb.DuckDBPyConnection:
    """An empty database in memory."""
    return duckdb.connect(":memory:", config=SETTINGS)


@contextmanager
def refusing(what: str) -> Iterator[None]:
    """Turns DuckDB's errors into a refusal that says what could not be done.

    Raises:
        Refused: ``judge.duckdb``.
    """
    try:
        yield
    except duckdb.Error as error:
        first = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise Refused("judge.duckdb", f"{what}: {first}") from error
