"""Taking a criterion out of the text of a Book, with comments and order kept. Pure.

The text is cut where the parser says that the criterion stands, and read again afterwards: the Book must be the one
before without the criterion, in every other part the same, or nothing is cut.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import MappingEndEvent, ScalarEvent, SequenceEndEvent

from samebook.book import read_book
from samebook.book.editing.surgery import data_of, put
from samebook.book.editing.values import value_at
from samebook.book.model import Book, Condition
from samebook.kernel.refusals import Refused

LONGEST_LINE = 110
Span = tuple[int, int]


def without_criterion(text: str, level: str, criterion: str, *, because: str) -> str:
    """The text without one criterion, and a comment in its place that says why.

    Args:
        text: Of a Book without problems.
        because: Becomes comment lines where the criterion stood.

    Raises:
        Refused: ``leads.no_such_criterion``; ``leads.only_criterion``, without it the level would take every lead;
            ``leads.cannot_cut``, it stands in a way that cannot be cut safely.
    """
    before, problems = read_book(text)
    if before is None or problems:
        raise Refused("leads.cannot_cut", "The text has problems; mend them first.")
    wanted = _cut_from(before, level, criterion)
    entries = _entries_of(text, level)
    names = [name for name, _ in entries]
    cut = _cut(text, [span for _, span in entries], names.index(criterion), because)
    found, problems = read_book(cut)
    if problems or found is None or _plain(found) != _plain(wanted):
        raise Refused("leads.cannot_cut", f"“{criterion}” cannot be cut out safely; edit the text.")
    return cut


def with_condition(text: str, level: str, criterion: str, condition: str, *, because: str) -> str:
    """The text with another condition for one criterion, and a comment above it that says why.

    Args:
        text: Of a Book without problems.
        because: Becomes comment lines above the criterion.

    Raises:
        Refused: ``leads.no_such_criterion``; ``leads.cannot_cut``, the text cannot be changed safely.
    """
    before, problems = read_book(text)
    if before is None or problems:
        raise Refused("leads.cannot_cut", "The text has problems; mend them first.")
    place = next((at for at, each in enumerate(before.qualification) if each.name == level), None)
    old = (
        next((each for each in before.qualification[place].criteria if each.name == criterion), None)
        if (place is not None)
        else None
    )
    if place is None or old is None:
        raise Refused("leads.no_such_criterion", f"Level {level} has no criterion “{criterion}”.")
    path = ("qualification", place, "criteria", criterion)
    inside = isinstance(value_at(data_of(text), path), dict)
    changed = put(text, (*path, "when") if inside else path, condition)
    start = dict(_entries_of(changed, level))[criterion][0]
    line = changed.rfind("\n", 0, start) + 1
    indent = re.match(r" *", changed[line:])
    changed = changed[:line] + _comment(because, indent.group() if indent else "") + changed[line:]
    found, problems = read_book(changed)
    if problems or found is None or _plain(found) != _plain(_saying(before, place, criterion, condition)):
        raise Refused("leads.cannot_cut", f"“{criterion}” cannot be changed safely; edit the text.")
    return changed


def _saying(book: Book, place: int, criterion: str, condition: str) -> Book:
    """The Book that must come out."""
    level = book.qualification[place]
    criteria = tuple(
        replace(each, when=replace(each.when, text=condition)) if each.name == criterion else each
        for each in level.criteria
    )
    levels = [replace(level, criteria=criteria) if at == place else each for at, each in enumerate(book.qualification)]
    return replace(book, qualification=tuple(levels))


def _cut(text: str, spans: list[Span], place: int, because: str) -> str:
    """The lines of an entry that has them to itself; else from one neighbour to the other."""
    start, end = spans[place]
    line = text.rfind("\n", 0, start) + 1
    rest_end = text.find("\n", end)
    rest_end = len(text) if rest_end == -1 else rest_end + 1
    rest = text[end:rest_end].strip().removeprefix(",").strip()
    if not text[line:start].strip() and (not rest or rest.startswith("#")):
        return text[:line] + _comment(because, " " * (start - line)) + text[rest_end:]
    if place + 1 < len(spans):
        end = spans[place + 1][0]
    elif place:
        start = spans[place - 1][1]
    line = text.rfind("\n", 0, start) + 1
    indent = re.match(r" *", text[line:])
    return text[:line] + _comment(because, indent.group() if indent else "") + text[line:start] + text[end:]


def _cut_from(book: Book, level: str, criterion: str) -> Book:
    """The Book that must come out."""
    levels = []
    for each in book.qualification:
        kept = tuple(one for one in each.criteria if each.name != level or one.name != criterion)
        if not kept:
            raise Refused("leads.only_criterion", f"“{criterion}” is all that level {level} asks for.")
        levels.append(replace(each, criteria=kept))
    if tuple(levels) == book.qualification:
        raise Refused("leads.no_such_criterion", f"Level {level} has no criterion “{criterion}”.")
    return replace(book, qualification=tuple(levels))


def _plain(part: Any) -> Any:
    """A Book without the places of its text, to be compared."""
    if isinstance(part, Condition):
        return part.text
    if isinstance(part, Book):
        return [_plain(getattr(part, name)) for name in part.__dataclass_fields__ if name != "text"]
    if hasattr(part, "__dataclass_fields__"):
        return [_plain(getattr(part, name)) for name in part.__dataclass_fields__]
    if isinstance(part, tuple):
        return [_plain(each) for each in part]
    if hasattr(part, "items"):
        return [(name, _plain(each)) for name, each in part.items()]
    return part


def _entries_of(text: str, level: str) -> list[tuple[str, Span]]:
    """The criteria of a level, each from the beginning of its name to the end of its value."""
    root = _node(text, iter(list(YAML(typ="safe", pure=True).parse(text))[2:]))
    for item in dict(_pairs(root))["qualification"]["items"]:
        parts = dict(_pairs(item))
        if parts["level"]["text"].strip() == level:
            return [(key["text"], (key["start"], value["end"])) for key, value in _keys(parts["criteria"])]
    raise Refused("leads.no_such_criterion", f"There is no level {level}.")


def _node(text: str, events: Iterator[Any], event: Any = None) -> dict[str, Any]:
    """A node with where it begins and ends; a block ends with the last of its parts, not where the parser noticed."""
    event = event or next(events)
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, ScalarEvent):
        return {"text": event.value, "start": start, "end": start + len(text[start:end].rstrip()), "items": []}
    items = []
    while not isinstance(inner := next(events), MappingEndEvent | SequenceEndEvent):
        items.append(_node(text, events, inner))
        end = items[-1]["end"]
    return {"text": "", "start": start, "end": inner.end_mark.index if event.flow_style else end, "items": items}


def _keys(mapping: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    items = mapping["items"]
    return list(zip(items[::2], items[1::2], strict=True))


def _pairs(mapping: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(key["text"], value) for key, value in _keys(mapping)]


def _comment(because: str, indent: str) -> str:
    lines, line = [], ""
    for word in because.split():
        if line and len(line) + len(word) + len(indent) + 3 > LONGEST_LINE:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "".join(f"{indent}# {each}\n" for each in [*lines, line])
