"""PostgreSQL: the snapshot's files are copied once into a schema of their own, and read from there."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict
from sqlglot import exp

from samebook.kernel.refusals import Refused
from samebook.numbers.dialects import Value
from samebook.numbers.engines.down import Place, is_down, is_up, require_rested
from samebook.numbers.engines.postgres_load import load, write_rows
from samebook.numbers.engines.protocol import Answer, Session, earlier_version, not_computed, text_of
from samebook.numbers.snapshot.store import Snapshot
from samebook.numbers.within import RECORDS

if TYPE_CHECKING:
    import pyarrow as pa

CONNECT_SECONDS = 3
Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server, and a database on it where schemas called ``samebook_…`` may be made.

    Attributes:
        url: Its address.
    """

    url: str
    name: str = "postgres"
    title: str = "PostgreSQL"
    dialect: str = "postgres"

    def prepare(self, snapshot: Snapshot) -> None:
        """Copy the snapshot."""
        with self._connected() as connection:
            load(connection, snapshot, schema_of(snapshot))

    @contextmanager
    def open(self, snapshot: Snapshot, ids: "pa.Array | None" = None) -> Iterator[Session]:
        """A connection that can only read, on the schema of the snapshot."""
        schema = schema_of(snapshot)
        with self._connected() as connection:
            load(connection, snapshot, schema)
            connection.execute(f"SET search_path = {schema}")
            if ids is not None:
                _put(connection, ids)
            connection.execute("SET default_transaction_read_only = on")
            connection.execute(f"SET statement_timeout = {int(settings.SAMEBOOK_ENGINE_SECONDS * 1000)}")
            yield _Session(connection, snapshot, schema, self.place)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        place = self.place
        require_rested(place)
        try:
            connection = psycopg.connect(self.url, connect_timeout=CONNECT_SECONDS, autocommit=True)
        except psycopg.Error as problem:
            raise is_down(place, _first(problem)) from None
        is_up(place)
        try:
            with connection:
                connection.execute("SET TIME ZONE 'UTC'")
                yield connection
        except psycopg.Error as problem:
            down = connection.broken
            raise (is_down(place, _first(problem)) if down else not_computed(self.title, problem)) from None

    @property
    def place(self) -> Place:
        parts = urlsplit(self.url)
        return Place(self.name, self.title, f"{parts.hostname or 'localhost'}:{parts.port or 5432}")


def made(url: str) -> Postgres:
    """The engine at an address, or where the records are when none is given.

    Raises:
        Refused: ``numbers.no_such_engine``.
    """
    address = url or settings.DATABASE_URL
    if not address.startswith(("postgres://", "postgresql://")):
        message = "SAMEBOOK_ENGINE=postgres needs the address of a database in SAMEBOOK_ENGINE_URL: postgresql://…"
        raise Refused("numbers.no_such_engine", message)
    _require_readable(address)
    return Postgres(address)


def _require_readable(address: str) -> None:
    """Refuse an address that libpq reads otherwise than we do, in words that hold nothing of it: it has a password."""
    try:
        host = str(conninfo_to_dict(address).get("host") or "")
        same = urlsplit(address).hostname in (host or None, host.lower()) and "@" not in host
        _ = urlsplit(address).port  # which reads it
    except (psycopg.Error, ValueError):
        same = False
    if not same:
        message = "The database's address cannot be read; percent-encode special characters of name and password in it."
        raise Refused("numbers.no_such_engine", message)


def schema_of(snapshot: Snapshot) -> str:
    """``samebook_`` with the stamp and a short hash of the manifest: two companies may share a database."""
    told = sha256((snapshot.folder / "manifest.json").read_bytes()).hexdigest()[:12]
    return "samebook_" + re.sub("[^a-z0-9]", "_", snapshot.stamp.lower()) + "_" + told


@dataclass(frozen=True, slots=True)
class _Session:
    connection: Connection
    snapshot: Snapshot
    schema: str
    place: Place

    def run(self, query: exp.Query, parameters: Mapping[str, Value] | None = None) -> Answer:
        text = text_of(query, "postgres", self.snapshot, parameters)
        try:
            found = self.connection.execute(text.encode())
            return Answer.of([column.name for column in found.description or ()], found.fetchall())
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as problem:
            raise self._missing(problem) from None
        except psycopg.errors.QueryCanceled:
            seconds = settings.SAMEBOOK_ENGINE_SECONDS
            message = f"PostgreSQL was given {seconds:g} seconds and needs more; ask for fewer days."
            raise Refused("numbers.too_slow", message) from None
        except (psycopg.errors.OutOfMemory, psycopg.errors.DiskFull):
            raise Refused("numbers.too_large", "That takes more memory than is allowed; ask for fewer days.") from None
        except psycopg.Error as problem:
            if self.connection.broken:
                raise is_down(self.place, _first(problem)) from None
            raise not_computed("PostgreSQL", problem) from None

    def _missing(self, problem: psycopg.Error) -> Refused:
        found = self.connection.execute("SELECT to_regnamespace(%s) IS NULL", [self.schema]).fetchone()
        if found is not None and found[0]:
            return Refused("numbers.snapshot_gone", "The snapshot was replaced meanwhile; ask again.")
        return earlier_version()


def _put(connection: Connection, ids: "pa.Array") -> None:
    import pyarrow as pa

    connection.execute(f"CREATE TEMP TABLE {RECORDS} (id bigint)")
    with connection.cursor() as cursor:
        write_rows(partial(cursor.copy, f"COPY pg_temp.{RECORDS} FROM STDIN (FORMAT csv)"), pa.table({"id": ids}))
    connection.execute(f"ANALYZE pg_temp.{RECORDS}")


def _first(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or ["no reason given"])[0]
