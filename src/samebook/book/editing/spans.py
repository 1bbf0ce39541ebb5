"""Where each part of a Book's text begins and ends, so that one part can be changed and no other byte."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from samebook.book.nodes import parse
from samebook.kernel.refusals import Refused

Step = str | int
Path = tuple[Step, ...]
Data = None | str | dict[str, Any] | list[Any]
"""What a text holds once it is read: text, mappings by name, lists; None where nothing stands."""


@dataclass
class Span:
    """A value in the text, from ``start`` up to ``end`` (offsets); a block ends with its last value.

    Attributes:
        kind: ``scalar``, ``mapping`` or ``sequence``.
        flow: Written in braces or brackets, or a scalar within them.
        style: Of a scalar: ``'``, ``"``, ``|``, ``>``, or None for plain.
        text: Of a scalar; None where nothing stands.
    """

    kind: str
    start: int
    end: int
    flow: bool = False
    style: str | None = None
    text: str | None = None
    entries: "list[Entry]" = field(default_factory=list)

    @property
    def data(self) -> Data:
        if self.kind == "mapping":
            return {entry.name: entry.value.data for entry in self.entries}
        return [entry.value.data for entry in self.entries] if self.kind == "sequence" else self.text

    def entry(self, step: Step) -> "Entry | None":
        """The entry of a name, or at an index; None when there is none."""
        if isinstance(step, int):
            return self.entries[step] if self.kind == "sequence" and 0 <= step < len(self.entries) else None
        return next((entry for entry in self.entries if self.kind == "mapping" and entry.name == step), None)


@dataclass
class Entry:
    """A name with its value, or an item of a list; ``start`` is the name's or the dash's."""

    name: str
    start: int
    value: Span
    name_end: int = 0


@lru_cache(maxsize=16)
def spans_of(text: str) -> Span:
    """The spans of a normalised text that is YAML; not to be changed, since the same text gives the same ones.

    Raises:
        Refused: ``book.yaml``, the text cannot be read; it must be mended as text first.
    """
    root, problems = parse(text)
    if problems or root is None:
        told = str(problems[0]) if problems else "The text is empty."
        raise Refused("book.yaml", f"The forms cannot read this text: {told} Mend it in the text.")
    events = iter(YAML(typ="safe", pure=True).parse(text))
    for event in events:
        if isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
            return _read(event, events, text, flow=False)
    raise Refused("book.yaml", "The text is empty. Begin from a starter.")


def find(root: Span, path: Path) -> Span | None:
    """The value at a path; None when there is none."""
    span: Span | None = root
    for step in path:
        entry = span.entry(step) if span else None
        span = entry.value if entry else None
    return span


def path_at(text: str, line: int, column: int) -> Path:
    """The path of the innermost entry that covers a place (1-based) of a text that is YAML."""
    lines = text.split("\n")
    offset = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
    span = spans_of(text)
    path: list[Step] = []
    while True:
        steps = [(entry.name if span.kind == "mapping" else at, entry) for at, entry in enumerate(span.entries)]
        inside = next(
            ((step, one) for step, one in steps if one.start <= offset < max(one.value.end, one.start + 1)), None
        )
        if inside is None:
            return tuple(path)
        path.append(inside[0])
        span = inside[1].value


def _read(event: Any, events: Iterator[Any], text: str, *, flow: bool) -> Span:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, ScalarEvent):
        return _scalar(event, text, start, end, flow=flow)
    flow = flow or bool(event.flow_style)
    if isinstance(event, MappingStartEvent):
        return _mapping(Span("mapping", start, end, flow), events, text)
    return _sequence(Span("sequence", start, end, flow), events, text)


def _scalar(event: Any, text: str, start: int, end: int, *, flow: bool) -> Span:
    empty = event.implicit[0] and event.value in ("", "~", "null", "Null", "NULL")
    if event.style in ("|", ">"):
        end = start + len(text[start:end].rstrip())
    return Span("scalar", start, end, flow, event.style or None, None if empty else event.value)


def _mapping(span: Span, events: Iterator[Any], text: str) -> Span:
    for event in events:
        if isinstance(event, MappingEndEvent):
            return _closed(span, event)
        name, value = event, next(events)
        name_end = name.end_mark.index
        read = _read(value, events, text, flow=span.flow)
        if read.kind == "scalar" and read.start == read.end:
            read.start = read.end = text.index(":", name_end) + 1
        span.entries.append(Entry(name.value, name.start_mark.index, read, name_end))
    return span


def _sequence(span: Span, events: Iterator[Any], text: str) -> Span:
    for event in events:
        if isinstance(event, SequenceEndEvent):
            return _closed(span, event)
        read = _read(event, events, text, flow=span.flow)
        span.entries.append(Entry("", read.start if span.flow else _dash_before(text, read.start), read))
    return span


def _closed(span: Span, event: Any) -> Span:
    span.end = event.end_mark.index if span.flow else max([span.start, *(each.value.end for each in span.entries)])
    return span


def _dash_before(text: str, start: int) -> int:
    """The dash of a list's item, on its line or above comments and empty lines."""
    end = start
    while True:
        line_start = text.rfind("\n", 0, end) + 1
        before = text[line_start:end].partition(" #")[0].rstrip()
        if before.endswith("-"):
            return line_start + len(before) - 1
        if line_start == 0:
            return start
        end = line_start - 1
