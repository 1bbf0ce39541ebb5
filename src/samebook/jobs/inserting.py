"""Inserting new rows by fixed SQL. ``bulk_create`` builds its statement anew each time, which for the few rows of one
lead takes ten times as long as inserting them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, models

MOST_PARAMETERS = 30_000
"""Below what SQLite (32,766) and PostgreSQL (65,535) take in one statement."""
PLAIN = frozenset({str, int, bool, type(None)})


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of one model are written. ``columns`` holds each field with whether plain values go as they are."""

    head: str
    tail: str
    columns: "tuple[tuple[models.Field[Any, Any], str, bool], ...]"


def insert(rows: Sequence[models.Model]) -> None:
    """Insert new records of one model and give each its id, as ``bulk_create`` does: no signals, no ``save``.

    Raises:
        ValueError: A record has an id already, or points to one that has none yet.
    """
    if not rows:
        return
    plan = _plan(type(rows[0]), connection.vendor)
    most = MOST_PARAMETERS // len(plan.columns)
    marks = f"({', '.join(['%s'] * len(plan.columns))})"
    for start in range(0, len(rows), most):
        part = rows[start : start + most]
        parameters = [value for row in part for value in _values(row, plan)]
        with connection.cursor() as cursor:
            cursor.execute(f"{plan.head} VALUES {', '.join([marks] * len(part))} {plan.tail}", parameters)
            for row, (key,) in zip(part, cursor.fetchall(), strict=True):
                row.pk = key
                row._state.adding = False
                row._state.db = connection.alias


@cache
def _plan(model: type[models.Model], vendor: str) -> _Plan:
    """The vendor is part of the question because names are quoted by its rules."""
    quote = connection.ops.quote_name
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    names = ", ".join(quote(field.column) for field in fields)
    return _Plan(
        head=f"INSERT INTO {quote(model._meta.db_table)} ({names})",
        tail=f"RETURNING {quote(model._meta.pk.column)}",
        columns=tuple((field, field.attname, not isinstance(field, models.JSONField)) for field in fields),
    )


def _values(row: models.Model, plan: _Plan) -> list[Any]:
    if row.pk is not None:
        raise ValueError(f"{row!r} is not new.")
    held = row.__dict__
    values = []
    for field, name, is_plain in plan.columns:
        value = held[name]
        if value is None and isinstance(field, models.ForeignKey) and field.is_cached(row):
            value = _key_of(row, field)
        if is_plain and type(value) in PLAIN:
            values.append(value)
        elif type(field) is models.DateTimeField:
            values.append(connection.ops.adapt_datetimefield_value(value))
        else:
            values.append(field.get_db_prep_save(value, connection))
    return values


def _key_of(row: models.Model, field: "models.Field[Any, Any]") -> int | None:
    """The id of a record that was new when it was pointed to."""
    other = getattr(row, field.name)
    if other is None:
        return None
    if other.pk is None:
        raise ValueError(f"{field.name} of a new {row._meta.model_name} is itself not saved.")
    setattr(row, field.attname, other.pk)
    return int(other.pk)
