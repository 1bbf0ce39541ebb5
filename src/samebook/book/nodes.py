"""YAML 1.2 text to nodes that know their place; everything that makes YAML surprising is refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from samebook.book.places import Places, align
from samebook.book.text import MAX_BYTES, forbidden_characters, forbidden_in, too_long
from samebook.kernel.refusals import Problem

MAX_DEPTH = 20
MAX_NODES = 20_000


@dataclass(frozen=True)
class Scalar:
    """A value as written. ``text`` is None where nothing stands, or a plain ``null`` or ``~``."""

    line: int
    column: int
    text: str | None
    source: str = field(repr=False, default="")
    start: int = 0
    end: int = 0

    @cached_property
    def places(self) -> Places:
        """Where each character of ``text`` stands in the Book, through quotes, escapes and folding."""
        return align(self.text or "", self.source, (self.start, self.end), (self.line, self.column))


@dataclass(frozen=True)
class Sequence:
    line: int
    column: int
    items: "list[Node]" = field(default_factory=list)


@dataclass(frozen=True)
class Mapping:
    line: int
    column: int
    entries: "dict[str, tuple[Scalar, Node]]" = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


def parse(text: str) -> tuple[Node | None, list[Problem]]:
    """The nodes of a normalised text, or None with what is wrong with it as YAML."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        return None, [too_long(size)]
    problems = forbidden_characters(text)
    if problems:
        return None, problems
    builder = _Builder(text)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if not builder.take(event):
                break
    except MarkedYAMLError as error:
        return None, [*builder.problems, _yaml_problem(error)]
    except (YAMLError, ValueError) as error:
        return None, [*builder.problems, Problem(1, 1, "book.yaml", f"This is not YAML: {_first_line(error)}.")]
    return (None if builder.problems else builder.root), builder.problems


class _Builder:
    """Builds nodes from events without recursion; stops at the first sign of a bomb."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[_Open] = []
        self._count = 0
        self._documents = 0

    def take(self, event: Any) -> bool:
        """Adds one event; False when there is no sense in reading on."""
        match event:
            case AliasEvent():
                self._refuse(event, "book.alias", "Aliases (*) are not used in a Book.", "Write the value out.")
                self._place(Scalar(*_at(event), text=None))
            case DocumentStartEvent():
                return self._begin_document(event)
            case ScalarEvent():
                self._mind_extras(event)
                self._mind_characters(event)
                self._place(self._scalar(event))
            case SequenceStartEvent():
                return self._enter(event, Sequence(*_at(event)))
            case MappingStartEvent():
                return self._enter(event, Mapping(*_at(event)))
            case SequenceEndEvent() | MappingEndEvent():
                self._open.pop()
        return self._count <= MAX_NODES

    def _begin_document(self, event: Any) -> bool:
        self._documents += 1
        if self._documents > 1:
            self._refuse(event, "book.documents", "A Book is one document.", "Delete everything from this --- on.")
            return False
        if event.version or event.tags:
            self._refuse(event, "book.directive", "Directives (%) are not used in a Book.", "Delete the line.")
        return True

    def _enter(self, event: Any, node: Sequence | Mapping) -> bool:
        self._mind_extras(event)
        self._place(node)
        add = node.items.append if isinstance(node, Sequence) else self._adder(node)
        self._open.append(_Open(add))
        if len(self._open) > MAX_DEPTH:
            self._refuse(event, "book.too_deep", f"This is nested more than {MAX_DEPTH} levels deep.", "Flatten it.")
            return False
        return True

    def _place(self, node: Node) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            self.problems.append(
                Problem(node.line, node.column, "book.too_many", f"A Book has at most {MAX_NODES:,} values.")
            )
        if self._open:
            self._open[-1].add(node)
        else:
            self.root = node

    def _adder(self, mapping: Mapping) -> Callable[[Node], None]:
        waiting: list[Scalar] = []

        def add(node: Node) -> None:
            if waiting:
                self._add_entry(mapping, waiting.pop(), node)
            elif isinstance(node, Scalar) and node.text is not None:
                waiting.append(node)
            else:
                self.problems.append(
                    Problem(node.line, node.column, "book.key", "A key must be a word.", "Write name: value.")
                )
                waiting.append(Scalar(node.line, node.column, text=""))

        return add

    def _add_entry(self, mapping: Mapping, key: Scalar, value: Node) -> None:
        name = key.text or ""
        if name == "<<":
            self.problems.append(
                Problem(
                    key.line, key.column, "book.merge_key", "Merge keys (<<) are not used.", "Write the values out."
                )
            )
        elif name in mapping.entries:
            first = mapping.entries[name][0]
            self.problems.append(
                Problem(
                    key.line,
                    key.column,
                    "book.duplicate_key",
                    f"{name!r} stands here twice.",
                    f"It already stands on line {first.line}; keep one.",
                )
            )
        else:
            is_empty = isinstance(value, Scalar) and value.text is None
            mapping.entries[name] = (key, Scalar(key.line, key.column, None) if is_empty else value)

    def _scalar(self, event: Any) -> Scalar:
        empty = event.implicit[0] and event.value in ("", "~", "null", "Null", "NULL")
        start, end = event.start_mark.index, event.end_mark.index
        return Scalar(*_at(event), None if empty else event.value, self.text, start, end)

    def _mind_extras(self, event: Any) -> None:
        if event.anchor:
            self._refuse(event, "book.anchor", "Anchors (&) are not used in a Book.", "Delete it.")
        if event.tag:
            self._refuse(event, "book.tag", "Tags (!) are not used in a Book.", "Delete it, or put the text in quotes.")

    def _mind_characters(self, event: Any) -> None:
        found = forbidden_in(event.value)
        if found is not None:
            message = f"The escape for U+{ord(found):04X} stands here; that character may not stand in a Book."
            self._refuse(event, "book.character", message, "Delete the escape.")

    def _refuse(self, event: Any, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(*_at(event), code, message, hint))


@dataclass
class _Open:
    add: Callable[[Node], None]


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _yaml_problem(error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    what = error.problem or error.context or "it cannot be read"
    hint = "Put text that holds a colon and a space, a # or a quote into quotes." if "mapping values" in what else ""
    if "'\\t'" in what:
        hint = "Indent with spaces, not tabs."
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(line, column, "book.yaml", f"This is not YAML: {what}.", hint)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["it cannot be read"])[0]


class _Placeless(Scalar):
    """A value that stands in no text."""

    @cached_property
    def places(self) -> Places:
        return Places([], "", (self.line, self.column))


def node_of(data: object) -> Node | None:
    """Values as nodes without a place, to be read as if they stood in a text; None for nothing."""
    if isinstance(data, dict):
        found = Mapping(1, 1)
        for name, value in data.items():
            found.entries[str(name)] = (Scalar(1, 1, str(name)), node_of(value) or Scalar(1, 1, None))
        return found
    if isinstance(data, list):
        return Sequence(1, 1, [node_of(each) or Scalar(1, 1, None) for each in data])
    return None if data is None else _Placeless(1, 1, str(data))


def walk(node: Node) -> Iterator[Node]:
    """Every node below, the node first; for tools that search a text."""
    yield node
    if isinstance(node, Sequence):
        for item in node.items:
            yield from walk(item)
    elif isinstance(node, Mapping):
        for _, value in node.entries.values():
            yield from walk(value)
