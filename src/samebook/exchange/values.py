"""From the text of a cell to a typed value, by what the mapping says. Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from samebook.kernel.refusals import Refused

LARGEST = Decimal(10) ** 22
TRUE = frozenset({"true", "yes", "y", "1", "t", "ja", "oui", "si", "sim", "x"})
FALSE = frozenset({"false", "no", "n", "0", "f", "nein", "non", "não"})
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
DAY = re.compile(r"(\d{1,4})([/.\-])(\d{1,2})\2(\d{1,4})")
ORDERS = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}
NUMBER_NOISE = re.compile(r"[\s\u00a0\u202f'’€$£¥]|^[A-Z]{3}(?=[\s\d-])|(?<=[\s\d])[A-Z]{3}$")


def integer(text: str) -> int:
    """A whole number; ``12.0`` is one.

    Raises:
        Refused: ``exchange.not_an_integer``, ``exchange.too_large``.
    """
    number = decimal(text, mark=".")
    if number != number.to_integral_value():
        raise Refused("exchange.not_an_integer", f"“{text[:40]}” is no whole number.")
    return int(number)


def decimal(text: str, *, mark: str) -> Decimal:
    """An exact number; the other of point and comma may part thousands, a currency sign may stand beside it.

    Raises:
        Refused: ``exchange.not_a_number``, ``exchange.too_large`` (10^22 and more).
    """
    bare = NUMBER_NOISE.sub("", text.strip()) if not text.isascii() or " " in text or text[:1].isalpha() else text
    other = "." if mark == "," else ","
    whole, found, part = bare.partition(mark)
    if other in part or (other in whole and not re.fullmatch(r"[+-]?\d{1,3}(" + re.escape(other) + r"\d{3})+", whole)):
        raise Refused("exchange.not_a_number", f"“{text[:40]}” is no number with “{mark}” before the decimals.")
    try:
        number = Decimal(whole.replace(other, "") + ("." + part if found else ""))
    except InvalidOperation:
        raise Refused("exchange.not_a_number", f"“{text[:40]}” is no number.") from None
    if not number.is_finite() or "_" in text:
        raise Refused("exchange.not_a_number", f"“{text[:40]}” is no number.")
    if abs(number) >= LARGEST:
        raise Refused("exchange.too_large", f"“{text[:40]}” is too large; a number stays below 10^22.")
    return number


def boolean(text: str) -> bool:
    """Yes or no, in the words that files use.

    Raises:
        Refused: ``exchange.not_a_boolean``.
    """
    word = text.casefold()
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise Refused("exchange.not_a_boolean", f"“{text[:40]}” is neither yes nor no.")


def instant(text: str, *, order: str, pattern: str, zone: ZoneInfo) -> datetime:
    """A moment in UTC; without a time it is the day's first in the zone. A written offset outweighs the zone.

    Args:
        order: ``ymd``, ``dmy``, ``mdy`` or "" (year first only).
        pattern: For ``strptime``; "" to read by the order.

    Raises:
        Refused: ``exchange.not_a_date``, ``exchange.date_order``.
    """
    if pattern:
        try:
            moment = datetime.strptime(text, pattern)  # noqa: DTZ007 (the zone follows)
        except ValueError:
            raise _no_date(text, f"It is not written as {pattern}.") from None
    else:
        moment = _moment(text, order)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise _no_date(text, "") from None


def day(text: str, *, order: str, pattern: str) -> date:
    """A day; a time after it is passed over.

    Raises:
        Refused: As ``instant``.
    """
    if pattern:
        return instant(text, order="", pattern=pattern, zone=ZoneInfo("UTC")).date()
    return _day(text.split("T", maxsplit=1)[0].split(" ", maxsplit=1)[0], order)


def guess_order(texts: Iterable[str]) -> str:
    """The order of day, month and year in a column: ``ymd``, ``dmy``, ``mdy``; "" when the values do not tell."""
    first = second = 0
    for text in texts:
        if found := DAY.match(text.strip()):
            if len(found[1]) == 4:
                return "ymd"
            first, second = max(first, int(found[1])), max(second, int(found[3]))
    if (first > 12) == (second > 12):
        return ""
    return "dmy" if first > 12 else "mdy"


def _moment(text: str, order: str) -> datetime:
    head, _, rest = text.replace("T", " ").partition(" ")
    on = _day(head, order)
    if not rest:
        return datetime(on.year, on.month, on.day)  # noqa: DTZ001 (the zone follows)
    rest = rest.strip().replace(" UTC", "+00:00").replace("Z", "+00:00").replace(" +", "+")
    rest = f"0{rest}" if rest[1:2] == ":" else rest
    try:
        return datetime.fromisoformat(f"{on.isoformat()}T{rest}")
    except ValueError:
        raise _no_date(text, "The time is not written as 14:05 or 14:05:30.") from None


def _day(text: str, order: str) -> date:
    found = ISO_DAY.fullmatch(text)
    parts = found.groups() if found else ()
    places = ORDERS["ymd"]
    if not found and (found := DAY.fullmatch(text)):
        parts = (found[1], found[3], found[4])
        if len(found[1]) != 4 and not order:
            raise Refused(
                "exchange.date_order", f"“{text}” may be read in two ways; say the order of dates: dmy or mdy."
            )
        places = ORDERS["ymd" if len(found[1]) == 4 else order]
    if not parts:
        raise _no_date(text, "Write it as 2027-03-31.")
    year, month, number = (int(parts[place]) for place in places)
    if len(parts[places[0]]) == 2:
        year += 2000 if year < 70 else 1900
    try:
        return date(year, month, number)
    except ValueError:
        raise _no_date(text, "There is no such day; is the order of dates right?") from None


def _no_date(text: str, why: str) -> Refused:
    return Refused("exchange.not_a_date", f"“{text[:40]}” is no date. {why}".strip())


def convert(text: str, kind: str, rule: Any) -> Any:
    """A cell's text, not empty, as a value of the field's type.

    Raises:
        Refused: What is wrong with it.
    """
    match kind:
        case "integer":
            return integer(text)
        case "decimal":
            return decimal(text, mark=rule.decimal)
        case "boolean":
            return boolean(text)
        case "date":
            return day(text, order=rule.order, pattern=rule.pattern)
        case "timestamp":
            return instant(text, order=rule.order, pattern=rule.pattern, zone=ZoneInfo(rule.zone))
    return text
