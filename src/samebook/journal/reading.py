"""How sealing and checking read entries: the same plain values from either database, in bulk."""

import json
from typing import Any

from django.db import connection

from samebook.journal.rules import canonical

WIDTH = 12
"""Columns of ``entry_fields``."""

_INSTANT = {
    "sqlite": "substr(e.{} || '.000000', 1, 26)",
    "postgresql": "to_char(e.{} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
}


def entry_fields() -> str:
    """The columns of an entry (table alias ``e``) as the seal takes them, the detail last."""
    instant = _INSTANT[connection.vendor]
    return (
        f"e.id, {instant.format('recorded_at')}, {instant.format('happened_at')}, e.origin, e.actor, e.code,"
        " e.record_kind, e.record_id, e.territory_id, e.edition_id, e.personal_hash, e.detail"
    )


def sealable(row: tuple[Any, ...]) -> tuple[tuple[Any, ...], str]:
    """An entry's fields and its detail, in the words of ``rules.chain_hash``."""
    return row[:11], json_text(row[11])


def json_text(text: str) -> str:
    """A JSON column as canonical text: SQLite keeps what was written, PostgreSQL writes it its own way."""
    return text if connection.vendor == "sqlite" else canonical(json.loads(text))
