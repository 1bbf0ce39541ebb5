"""Rows by fixed SQL. Querysets, ``raw``, ``bulk_create`` and ``bulk_update`` build their statements and their plans
anew each time, which takes several times as long as the database needs for them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypeAlias, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

MOST_PARAMETERS = 30_000
"""Below what SQLite (32,766) and PostgreSQL (65,535) take in one statement."""
_NO_ID = -1
PLAIN = frozenset({str, int, bool, type(None)})


Record = TypeVar("Record", bound=models.Model)
Who = TypeVar("Who")
Columns: TypeAlias = "tuple[tuple[models.Field[Any, Any], str, bool], ...]"
"""Each field with its attribute, and whether plain values go as they are."""


def read(model: type[Record], statement: str, parameters: Sequence[Any]) -> list[Record]:
    """The records that a fixed statement selects, as ``raw`` gives them; columns it leaves out are read when asked for.

    Args:
        statement: Selects columns of the model's own table by their own names.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
        columns = tuple(column[0] for column in cursor.description)
    if not rows:
        return []
    names, readers = _reading(model, columns, connection.vendor)
    return [
        model.from_db(
            connection.alias, names, [change(row[place]) if change else row[place] for place, change in readers]
        )
        for row in rows
    ]


def held(scope: Callable[[Who], "models.QuerySet[Record]"], who: Who, key: int) -> Record | None:
    """The record of an id in somebody's scope, held against other writers until the transaction ends.

    The scope's statement is kept for each who asks. It must follow from who asks alone, and select from the model's
    own table.

    Returns:
        None where there is none, or it is not in the scope.
    """
    kept = _holding(scope, who, connection.vendor)
    if kept is None:
        return None
    model, statement, parameters = kept
    found = read(model, statement, [*parameters, key])
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of one model are written."""

    head: str
    tail: str
    columns: Columns


def insert(rows: Sequence[models.Model]) -> None:
    """Insert new records of one model and give each its id, as ``bulk_create`` does: no signals, no ``save``.

    Raises:
        ValueError: A record has an id already, or points to one that has none yet.
    """
    if not rows:
        return
    if known := [row for row in rows if row.pk is not None]:
        raise ValueError(f"{known[0]!r} is not new.")
    plan = _plan(type(rows[0]), connection.vendor)
    most = MOST_PARAMETERS // len(plan.columns)
    marks = f"({', '.join(['%s'] * len(plan.columns))})"
    for start in range(0, len(rows), most):
        part = rows[start : start + most]
        parameters = [value for row in part for value in _values(row, plan.columns)]
        with connection.cursor() as cursor:
            cursor.execute(f"{plan.head} VALUES {', '.join([marks] * len(part))} {plan.tail}", parameters)
            for row, (key,) in zip(part, cursor.fetchall(), strict=True):
                row.pk = key
                row._state.adding = False
                row._state.db = connection.alias


def update(rows: Sequence[models.Model], fields: Collection[str]) -> None:
    """Write some fields of kept records of one model, as ``bulk_update`` does: no signals, no ``save``.

    Args:
        fields: Names of fields; a relation's also as its id, ``owner_id``.

    Raises:
        ValueError: A name is no field's.
    """
    if not rows or not fields:
        return
    model = type(rows[0])
    quote = connection.ops.quote_name
    wanted = set(fields)
    kept = _plan(model, connection.vendor).columns
    columns = tuple(column for column in kept if wanted & {column[0].name, column[0].attname})
    if len(columns) != len(wanted):
        raise ValueError(f"{sorted(fields)} are not all fields of a {model._meta.model_name}.")
    changes = ", ".join(f"{quote(field.column)} = %s" for field, *_ in columns)
    statement = (  # of quoted names only
        f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {quote(model._meta.pk.column)} = %s"  # noqa: S608
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[*_values(row, columns), row.pk] for row in rows])


@lru_cache(maxsize=1_000)
def _holding(
    scope: Callable[[Any], "models.QuerySet[Record]"], who: Any, _vendor: str
) -> tuple[type[Record], str, tuple[Any, ...]] | None:
    """The statement by which a record is held, and its parameters without the last one, the id; None for no scope."""
    rows = scope(who).order_by().select_for_update(of=("self",)).filter(pk=_NO_ID)
    try:
        statement, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    if not parameters or parameters[-1] != _NO_ID:
        raise ValueError(f"The statement of {scope} does not end with the id.")
    return rows.model, statement, parameters[:-1]


@cache
def _reading(
    model: type[models.Model], columns: tuple[str, ...], vendor: str
) -> tuple[list[str], list[tuple[int, Callable[[Any], Any] | None]]]:
    """The fields' attributes in the model's order, which ``from_db`` needs; each one's column, and how it is read."""
    places = {name: place for place, name in enumerate(columns)}
    fields = [field for field in model._meta.local_concrete_fields if field.column in places]
    if len(fields) != len(columns):
        raise ValueError(f"{columns} are not all columns of a {model._meta.model_name}.")
    readers: list[tuple[int, Callable[[Any], Any] | None]] = []
    for field in fields:
        expression = field.get_col(model._meta.db_table)
        changes = [*connection.ops.get_db_converters(expression), *expression.get_db_converters(connection)]
        readers.append((places[field.column], _in_turn(changes, expression) if changes else None))
    return [field.attname for field in fields], readers


def _in_turn(changes: Sequence[Callable[[Any, Any, Any], Any]], expression: Any) -> Callable[[Any], Any]:
    def change(value: Any) -> Any:
        for each in changes:
            value = each(value, expression, connection)
        return value

    return change


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


def _values(row: models.Model, columns: Columns) -> list[Any]:
    held = row.__dict__
    values = []
    for field, name, is_plain in columns:
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
