"""How a value of a declared field stands in JSON; ``book.values.kept_value`` reads it back."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeAlias

from samebook.accounts.rules.text import tidied
from samebook.book.values import DECIMAL_END
from samebook.kernel.refusals import Refused

Value: TypeAlias = str | int | float | bool | Decimal | date | None
"""What a declared field may hold; a timestamp is a ``datetime`` with its zone."""
Json: TypeAlias = str | int | float | bool | None

LONGEST_TEXT = 10_000


def encode_value(value: Value, field: str) -> Json:
    """A typed value as JSON: dates, timestamps (UTC) and decimals as text; None is unknown.

    Raises:
        Refused: ``accounts.bad_value`` (no such type, not finite, too large), ``accounts.bad_text``.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value, field)
    if isinstance(value, datetime):
        return _instant(value, field)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, Decimal)):
        return _number(value, field)
    if isinstance(value, float) and math.isfinite(value):
        return _number(Decimal(repr(value)), field)
    raise Refused("accounts.bad_value", f"{field} cannot hold this value.", field)


def _text(value: str, field: str) -> str | None:
    tidy = tidied(value, field) if "\n" not in value else "\n".join(tidied(line, field) for line in value.splitlines())
    if len(tidy) > LONGEST_TEXT:
        raise Refused("accounts.too_long", f"{field} has {len(tidy):,} characters; 10,000 is the most.", field)
    return tidy or None


def _instant(value: datetime, field: str) -> str:
    if value.tzinfo is None:
        raise Refused("accounts.bad_value", f"{field} needs a time zone.", field)
    return value.astimezone(UTC).isoformat()


def _number(value: int | Decimal, field: str) -> Json:
    if isinstance(value, Decimal) and not value.is_finite():
        raise Refused("accounts.bad_value", f"{field} must be a number.", field)
    if abs(Decimal(value)) >= DECIMAL_END:
        raise Refused("accounts.bad_value", f"{field} is too large; a number stays below 10^22.", field)
    return value if isinstance(value, int) else format(value, "f")
