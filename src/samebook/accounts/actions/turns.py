"""Those who may create the same company or person wait for each other."""

from collections.abc import Iterable
from zlib import crc32

from django.db import connection

BUCKETS = 256
"""Few enough that a list of any length stays far below PostgreSQL's table of locks."""
LOCK_CLASS = 7_001


def take_turns(keys: Iterable[tuple[str, str]]) -> None:
    """Hold the turn for these identities until the transaction ends.

    Args:
        keys: What a value identifies by (``email``, ``domain``, …) and the value; an empty one identifies nothing.

    SQLite has one writer at a time anyway. On PostgreSQL two requests could both find no account of a domain and
    both create it; no constraint can forbid that, since a domain may be shared. All turns of an action are taken
    at once and in order, so that two actions never wait for each other.
    """
    if connection.vendor != "postgresql":
        return
    buckets = sorted({crc32(f"{kind}:{key}".encode("utf-8", "replace")) % BUCKETS for kind, key in keys if key})
    if not buckets:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, bucket) FROM (SELECT unnest(%s::int[]) AS bucket ORDER BY 1) AS turns",
            [LOCK_CLASS, buckets],
        )
