"""What the operators of the Book mean, in Python: exact, rounded half away from zero, unknown out of range."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from samebook.book.values import CONTEXT, DECIMAL_END, FIRST_DATE, INTEGER_END, LAST_DATE, MILLIONTH

Moment = TypeVar("Moment", date, datetime)
Number = int | Decimal

SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
MONTHS = {"month": 1, "year": 12}
_FIRST_INSTANT = datetime(FIRST_DATE.year, 1, 1, tzinfo=UTC)


def integer(value: int) -> int | None:
    """The integer, or None when it has more than 18 digits."""
    return value if -INTEGER_END < value < INTEGER_END else None


def decimal(value: Decimal) -> Decimal | None:
    """A result rounded to six places, or None when it does not fit decimal(28,6)."""
    rounded = CONTEXT.quantize(value, MILLIONTH)
    return rounded if -DECIMAL_END < rounded < DECIMAL_END else None


def add(left: Number, right: Number) -> Decimal | None:
    return decimal(CONTEXT.add(left, right))


def subtract(left: Number, right: Number) -> Decimal | None:
    return decimal(CONTEXT.subtract(left, right))


def multiply(left: Number, right: Number) -> Decimal | None:
    return decimal(CONTEXT.multiply(left, right))


def divide(left: Number, right: Number) -> Decimal | None:
    return decimal(CONTEXT.divide(left, right)) if right else None


def round_to(value: Number, places: int) -> Decimal | None:
    return decimal(CONTEXT.quantize(Decimal(value), Decimal(1).scaleb(-places)))


def shift_months(value: Moment, months: int) -> Moment | None:
    """The same day so many months on, or that month's last; None outside the years 1000 to 9999."""
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    if not FIRST_DATE.year <= year <= LAST_DATE.year:
        return None
    return value.replace(year=year, month=month + 1, day=min(value.day, monthrange(year, month + 1)[1]))


def shift_days(value: date, days: int) -> date | None:
    try:
        moved = value + timedelta(days=days)
    except OverflowError:
        return None
    return moved if moved >= FIRST_DATE else None


def shift_seconds(value: datetime, seconds: int) -> datetime | None:
    try:
        moved = value + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return moved if moved >= _FIRST_INSTANT else None


def first_instant(value: date) -> datetime:
    """Midnight UTC, at which a day begins."""
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


def days_between(left: date, right: date) -> int:
    return (left - right).days
