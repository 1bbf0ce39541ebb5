"""Words beside a condition that go on saying what the condition said before: “Budget under 50,000 EUR”. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from samebook.agreement.editor.kinds import BY_SECTION, Kind
from samebook.agreement.editor.parts import Part, every_part, parts_of
from samebook.agreement.editor.reading import Reading
from samebook.book import expressions as ex
from samebook.kernel.countries import countries

WORDS = ("means", "otherwise")
"""Inputs beside a condition that people read where it is false, or instead of it."""
_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SEPARATORS = (",", ".", " ", "\u202f", "\u00a0", "'", "’")
_NUMBER, _SPAN, _DAY, _TEXT = "number", "span", "day", "text"
Spoken = tuple[str, str]
"""A value of a condition: its sort, and how it is written."""


@dataclass(frozen=True, slots=True)
class Stale:
    """One text that still says what its condition does not.

    Attributes:
        name: The input: ``otherwise``.
        said: What it still says, as it stands there: ``50,000``.
        instead: The text with the new values in their place; empty where it cannot be told which those are.
        part: Where it stands; None in a form, which knows.
    """

    name: str
    label: str
    said: tuple[str, ...]
    instead: str = ""
    part: Part | None = None


def left_behind(
    kind: Kind, before: Sequence[ex.Expression], now: ex.Expression | None, words: Mapping[str, str]
) -> list[Stale]:
    """The words that say a value which the condition had and has no more.

    Args:
        before: The condition as it was, once or at several times, the oldest first.
        words: What the part's texts say now, by input.
    """
    if now is None or not before:
        return []
    held = set(_values(now))
    gone = [value for value in dict.fromkeys(each for one in before for each in _values(one)) if value not in held]
    fresh = [value for value in dict.fromkeys(_values(now)) if value not in set(_values(before[-1]))]
    labels = {each.name: each.label for each in kind.inputs}
    found = (_stale(name, labels[name], words.get(name, ""), gone, fresh) for name in WORDS if name in labels)
    return [each for each in found if each]


def still_said(earlier: Iterable[Mapping[str, ex.Expression]], reading: Reading) -> list[Stale]:
    """Every text of a Book that still says what a condition said in one of its earlier texts.

    Args:
        earlier: What `conditions_of` found in each, the oldest first.
    """
    texts = list(earlier)
    found = []
    for part in every_part(parts_of(reading)):
        before = [conditions[part.clause] for conditions in texts if part.clause in conditions]
        data = part.data if isinstance(part.data, dict) else {}
        if not before or not any(data.get(name) for name in WORDS):
            continue
        now, _ = reading.condition(str(data.get(part.kind.condition) or ""), part.kind.section)
        words = {name: str(data.get(name) or "") for name in WORDS}
        found += [Stale(s.name, s.label, s.said, s.instead, part) for s in left_behind(part.kind, before, now, words)]
    return found


def conditions_of(reading: Reading) -> dict[str, ex.Expression]:
    """The conditions of parts that have words beside them, by clause; what cannot be read is left out."""
    found = {}
    for part in every_part(parts_of(reading)):
        when = part.data.get(part.kind.condition) if isinstance(part.data, dict) else None
        if isinstance(when, str) and any(each.name in WORDS for each in BY_SECTION[part.kind.section].inputs):
            expression, _ = reading.condition(when, part.kind.section)
            if expression is not None:
                found[part.clause] = expression
    return found


def _stale(name: str, label: str, text: str, gone: Sequence[Spoken], fresh: Sequence[Spoken]) -> Stale | None:
    said, instead, all_known = [], text, True
    for value in gone:
        twins = [each for each in fresh if each[0] == value[0]]
        for at, way in enumerate(_ways(value)):
            met = _met(way, text) if way else None
            if not met:
                continue
            said.append(met)
            new = _ways(twins[0])[at] if len(twins) == 1 and len([g for g in gone if g[0] == value[0]]) == 1 else ""
            all_known = all_known and bool(new)
            instead = _pattern(way).sub(lambda _, new=new: new, instead) if new else instead  # type: ignore[misc]
    return Stale(name, label, tuple(dict.fromkeys(said)), instead if all_known else "") if said else None


def _met(way: str, text: str) -> str:
    found = _pattern(way).search(text)
    return found[0] if found else ""


def _pattern(way: str) -> re.Pattern[str]:
    """The way by itself: 50 is not found in 50,000, nor in 1,050."""
    flags = 0 if way.isupper() else re.IGNORECASE  # IT is Italy, “it” is not
    return re.compile(
        rf"(?<![\w.,])(?<!\d[ \u202f\u00a0'’]){re.escape(way)}(?!\w|[.,]\d|[ \u202f\u00a0'’]\d{{3}}(?!\d))", flags
    )


def _values(expression: ex.Expression) -> Iterator[Spoken]:
    for part in ex.walk(expression):
        match part:
            case ex.Shift(_, amount, unit):
                yield _SPAN, f"{abs(amount)} {unit}"
            case ex.Literal(bool()) | ex.Literal(None):
                continue
            case ex.Literal(int() | Decimal() as value):
                yield _NUMBER, f"{Decimal(value).normalize():f}"
            case ex.Literal(datetime() as value):
                yield _DAY, value.date().isoformat()
            case ex.Literal(date() as value):
                yield _DAY, value.isoformat()
            case ex.Literal(str() as value) if value.strip():
                yield _TEXT, value


def _ways(value: Spoken) -> list[str]:
    """Each way in which people write a value; one place for each way, so that another value has its own there."""
    sort, text = value
    match sort:
        case "number":
            return _number_ways(text)
        case "span":
            amount, unit = text.split()
            small = _SMALL[int(amount) - 1] if 0 < int(amount) <= len(_SMALL) else ""
            counts = [amount, small]
            return [f"{count} {unit}{end}" if count else "" for count in counts for end in ("s", "")] + [
                f"{count}-{unit}" if count else "" for count in counts
            ]
        case "day":
            day = date.fromisoformat(text)
            forms = (
                f"{day.day} {day:%B %Y}",
                f"{day.day} {day:%b %Y}",
                f"{day:%d.%m.%Y}",
                f"{day.day}.{day.month}.{day.year}",
            )
            return [text, *forms, f"{day:%d/%m/%Y}"]
    plain = text.replace("_", " ")
    return [text, countries().get(text, ""), plain if plain != text else "", f"{plain}s"]


def _number_ways(text: str) -> list[str]:
    whole, _, rest = text.partition(".")
    number = int(whole)
    grouped = [f"{number:,}".replace(",", mark) if abs(number) >= 1000 else "" for mark in _SEPARATORS]
    if rest:
        return [text, f"{whole},{rest}"]
    thousands = f"{number // 1000}" if number and number % 1000 == 0 else ""
    millions = f"{Decimal(number) / 1_000_000:f}" if number and number % 100_000 == 0 else ""
    return [
        text, *grouped,
        *(f"{thousands}{end}" if thousands else "" for end in ("k", " k", " thousand")),
        *(f"{millions}{end}" if millions else "" for end in ("m", " m", " million")),
    ]  # fmt: skip
