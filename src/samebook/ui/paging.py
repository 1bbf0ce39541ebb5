"""Pages of long lists: by the key of the last row, never by counting rows away."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

M = TypeVar("M", bound=Model)
COUNT_LIMIT = 1000
SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows of one page.

    Attributes:
        rows: In the order asked for.
        before: Cursor of the page before; empty on the first.
        after: Cursor of the page after; empty on the last.
        count: Rows in all, counted up to ``COUNT_LIMIT`` + 1.
    """

    rows: list[M]
    before: str
    after: str
    count: int

    @property
    def count_text(self) -> str:
        return f"{COUNT_LIMIT:,}+" if self.count > COUNT_LIMIT else f"{self.count:,}"


def order_of(asked: str | None, allowed: Mapping[str, Sequence[str]], default: str) -> tuple[str, ...]:
    """The order for ``?sort=``: an allowed key, turned round by ``-``; the default for anything else.

    Args:
        asked: The query's ``sort``.
        allowed: Per key the ascending order, ending in a unique column: ``{"name": ("name_key", "id")}``.
        default: A key, with ``-`` or without.
    """
    key = asked if asked and asked.lstrip("-") in allowed and not asked.startswith("--") else default
    columns = allowed[key.lstrip("-")]
    return tuple(columns) if not key.startswith("-") else tuple(_turned(column) for column in columns)


def page_of(
    rows: QuerySet[M], order: Sequence[str], query: Mapping[str, str], *, size: int = SIZE, count: bool = True
) -> Page[M]:
    """The page that ``after`` or ``before`` in the query point to; a damaged cursor gives the first page.

    Args:
        rows: Scoped and filtered.
        order: Column names of the model, ``-`` for descending; the last must be unique. Unknowns come last.
        query: ``request.GET``.
        size: Rows on a page.
        count: Whether to count; up to ``COUNT_LIMIT`` + 1 rows are counted.
    """
    back = bool(query.get("before"))
    key = _read(query.get("before") or query.get("after") or "", len(order))
    beyond = None if key is None else _beyond_or_none(rows.model, order, key, back=back)
    if beyond is None:
        key, back = None, False
    found = _slice(rows, order, beyond, back=back, size=size)
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    has_before, has_after = (more, True) if back else (key is not None, more)
    return Page(
        rows=found,
        before=_cursor(found[0], order) if found and has_before else "",
        after=_cursor(found[-1], order) if found and has_after else "",
        count=rows.order_by()[: COUNT_LIMIT + 1].count() if count else 0,
    )


def _slice(rows: QuerySet[M], order: Sequence[str], beyond: Q | None, *, back: bool, size: int) -> list[M]:
    ordered = rows.order_by(*(_order_by(rows.model, column, back=back) for column in order))
    return list((ordered if beyond is None else ordered.filter(beyond))[: size + 1])


def _beyond_or_none(model: type[Model], order: Sequence[str], key: list[Any], *, back: bool) -> Q | None:
    try:
        values = [_value(model, column, value) for column, value in zip(order, key, strict=True)]
    except (ValidationError, ValueError, TypeError, OverflowError, ArithmeticError):
        return None
    return _beyond(model, order, values, back=back)


def _value(model: type[Model], column: str, value: Any) -> Any:
    """The cursor's value as the column holds it; a damaged one must not reach the database."""
    if value is None:
        return None
    field = _field(model, column.lstrip("-"))[0]
    read = field.to_python(value)
    field.run_validators(read)
    if isinstance(read, str) and "\x00" in read.encode().decode():  # a lone surrogate is a ValueError too
        raise ValueError(column)
    if isinstance(read, datetime):
        if read.tzinfo is None:
            raise ValueError(read)
        read = read.astimezone(UTC)
    return read


def _beyond(model: type[Model], order: Sequence[str], values: list[Any], *, back: bool) -> Q:
    """Rows after the key, with a first condition on the leading column alone so that its index is walked."""
    beyond, equal = Q(pk__in=[]), Q()
    for column, value in zip(order, values, strict=True):
        beyond |= equal & _past(model, column, value, back=back)
        equal &= Q(**{f"{column.lstrip('-')}__isnull": True} if value is None else {column.lstrip("-"): value})
    name = order[0].lstrip("-")
    if values[0] is None or _field(model, name)[1]:
        return beyond
    return Q(**{f"{name}__{'lte' if order[0].startswith('-') != back else 'gte'}": values[0]}) & beyond


def _past(model: type[Model], column: str, value: Any, *, back: bool) -> Q:
    name, descending = column.lstrip("-"), column.startswith("-")
    if value is None:
        return Q(**{f"{name}__isnull": False}) if back else Q(pk__in=[])
    side = Q(**{f"{name}__{'lt' if descending != back else 'gt'}": value})
    return side if back or not _field(model, name)[1] else side | Q(**{f"{name}__isnull": True})


def _order_by(model: type[Model], column: str, *, back: bool) -> OrderBy | str:
    descending = column.startswith("-") != back
    name = column.lstrip("-")
    if not _field(model, name)[1]:
        return f"-{name}" if descending else name
    nulls = {"nulls_first": True} if back else {"nulls_last": True}
    return F(name).desc(**nulls) if descending else F(name).asc(**nulls)


def _field(model: type[Model], name: str) -> tuple[Any, bool]:
    """The field at the end of a path, and whether it may be unknown anywhere on the way."""
    field: Any = None
    current: Any = model
    nullable = False
    for part in name.split("__"):
        field = current._meta.pk if part == "pk" else current._meta.get_field(part)
        nullable = nullable or field.null
        current = field.related_model
    return field, nullable


def _turned(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def _cursor(row: Model, order: Sequence[str]) -> str:
    values = []
    for column in order:
        value: Any = row
        for part in column.lstrip("-").split("__"):
            value = getattr(value, part, None)
        if isinstance(value, datetime | date):
            value = value.isoformat()
        elif isinstance(value, Decimal):
            value = str(value)
        values.append(value)
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _read(cursor: str, length: int) -> list[Any] | None:
    try:
        text = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        values = json.loads(text)
    except (ValueError, binascii.Error, RecursionError):
        return None
    if not isinstance(values, list) or len(values) != length:
        return None
    return values if all(value is None or isinstance(value, str | int) for value in values) else None
