"""What a file's columns seem to hold and where they seem to belong, for a person to confirm. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from samebook.exchange.targets import TargetField
from samebook.exchange.values import DAY, guess_order

NEAR = 0.8
"""How alike a column's name and a field's must be for a suggestion (difflib's ratio)."""

SAMPLES = 3
ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    "external_id": ("id", "record id", "crm id", "key"),
    "name": ("company", "company name", "account", "account name", "full name", "firma"),
    "website": ("domain", "url", "web", "web page", "homepage"),
    "country": ("country code", "land"),
    "city": ("town", "ort", "stadt"),
    "postcode": ("zip", "zip code", "postal code", "plz"),
    "phone": ("telephone", "tel", "phone number", "mobile", "telefon"),
    "email": ("e-mail", "mail", "email address", "e-mail address"),
    "employees": ("headcount", "number of employees", "staff", "mitarbeiter"),
    "industry": ("sector", "branche"),
    "title": ("position", "job title", "function"),
    "first_name": ("given name", "forename", "vorname"),
    "last_name": ("surname", "family name", "nachname"),
    "company": ("account", "account name", "company name", "organisation", "organization", "firma"),
    "parent_external_id": ("parent id", "parent account"),
    "account_external_id": ("account id", "company id"),
    "received_at": ("received", "created", "created at", "date"),
    "amount": ("value", "revenue", "betrag"),
    "ordered_on": ("order date", "date"),
    "source": ("lead source", "origin"),
    "message": ("comment", "comments", "note", "notes"),
}
NUMBER = re.compile(r"[+-]?[\d.,'\s\u00a0\u202f]*\d[\d.,'\s\u00a0\u202f]*")
THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(\1\d{3})*")


@dataclass(frozen=True, slots=True)
class Guess:
    """What one column seems to be.

    Attributes:
        samples: The first different values that are not empty.
        to: The field it seems to belong to; "" for none.
        is_sure: Whether the name is the field's own; else it is only like it.
        has_days: Whether it holds days that may be read in several orders; ``order`` is then how, "" for undecided.
        has_marks: Whether it holds numbers with a point or comma; ``decimal`` is then which, "" for undecided.
    """

    name: str
    samples: tuple[str, ...]
    to: str = ""
    is_sure: bool = False
    has_days: bool = False
    order: str = ""
    has_marks: bool = False
    decimal: str = ""


def guess_columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], fields: Mapping[str, TargetField]
) -> list[Guess]:
    """A guess for each column, in order.

    Args:
        rows: The first ones of the file; the more, the surer.
    """
    belongs = suggest_fields(header, fields)
    guesses = []
    for place, name in enumerate(header):
        values = [text for row in rows if place < len(row) and (text := row[place].strip())]
        to, is_sure = belongs.get(name, ("", False))
        has_days, order = guess_days(values)
        has_marks, decimal = (False, "") if has_days else guess_decimal(values)
        samples = tuple(dict.fromkeys(values))[:SAMPLES]
        guesses.append(Guess(name, samples, to, is_sure, has_days, order, has_marks, decimal))
    return guesses


def suggest_fields(header: Sequence[str], fields: Mapping[str, TargetField]) -> dict[str, tuple[str, bool]]:
    """Column → its field, and whether the name is the field's own. No field twice; the surer column has it."""
    own = {plain(text): one.name for one in fields.values() for text in (one.label, one.name)}
    also = {
        plain(text): name
        for name in reversed(list(fields))
        for text in ALSO_CALLED.get(name, ())
        if plain(text) not in own
    }
    found: dict[str, tuple[str, bool]] = {}
    taken: set[str] = set()

    def take(column: str, name: str | None, *, is_sure: bool) -> None:
        if name and name not in taken and column not in found:
            found[column] = (name, is_sure)
            taken.add(name)

    for known in (own, also):
        for column in header:
            take(column, known.get(plain(column)), is_sure=True)
    for column in header:
        near = get_close_matches(plain(column), [*own, *also], n=1, cutoff=NEAR) if column not in found else []
        take(column, (own | also).get(near[0]) if near else None, is_sure=False)
    return found


def guess_days(values: Sequence[str]) -> tuple[bool, str]:
    """Whether most values are days whose order is to be said, and the order; "" when the values do not tell it."""
    days = [text for text in values if (found := DAY.match(text)) and len(found[1]) < 3 and len(found[4]) in (2, 4)]
    if not days or len(days) * 2 < len(values):
        return False, ""
    return True, guess_order(days)


def guess_decimal(values: Sequence[str]) -> tuple[bool, str]:
    """Whether most values are numbers with a mark, and which mark parts the decimals; "" when they do not tell it."""
    bare = [re.sub(r"[€$£¥%]|\b[A-Z]{3}\b", "", text).strip() for text in values]
    numbers = [text for text in bare if NUMBER.fullmatch(text)]
    marked = [text for text in numbers if "." in text or "," in text]
    if not marked or len(numbers) * 2 < len(values):
        return False, ""
    votes = {vote for text in marked if (vote := _decimal_of(text))}
    return True, votes.pop() if len(votes) == 1 else ""


def plain(text: str) -> str:
    """A name without case, accents of spelling and marks: ``E-Mail address`` is ``emailaddress``."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _decimal_of(text: str) -> str:
    """The decimal mark that one number shows; "" when it may be either."""
    point, comma = text.rfind("."), text.rfind(",")
    if point >= 0 and comma >= 0:
        return "." if point > comma else ","
    mark = "." if point >= 0 else ","
    if text.count(mark) > 1:
        return "," if mark == "." else "."
    return "" if THOUSANDS.fullmatch(text) else mark
