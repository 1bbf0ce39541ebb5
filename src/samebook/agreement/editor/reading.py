"""A draft's text read for its forms: what stands where, what it says, where it is used. Works on a faulty text too."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from samebook.agreement.editor.kinds import Kind, address_of
from samebook.book import read_book, sections
from samebook.book.built_in import STATUS_FIELD
from samebook.book.conditions import Conditions
from samebook.book.editing.spans import Data, Path, path_at, spans_of
from samebook.book.editing.surgery import value_at
from samebook.book.english import sentence
from samebook.book.expressions import Expression
from samebook.book.model import DeclaredField
from samebook.book.nodes import parse
from samebook.book.parsing import parse_condition
from samebook.book.shapes import Parts, Shapes
from samebook.kernel.refusals import Problem

_CONDITIONS = ("when",)
_IN_QUOTES = re.compile(r"'(?:[^']|'')*'")


@dataclass(frozen=True, slots=True)
class Use:
    """A part that uses another: what it is called, and where its form is."""

    label: str
    section: str
    key: str


class Reading:
    """One text. Raises ``book.yaml`` at once when it cannot be read at all."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data: Data = spans_of(text).data

    def at(self, *path: str | int) -> Data:
        return value_at(self.data, path)

    @cached_property
    def problems(self) -> list[Problem]:
        return read_book(self.text)[1]

    @cached_property
    def fields(self) -> dict[str, DeclaredField]:
        return sections.read_fields(Shapes(), self._parts.get("fields") if self._parts else None)

    @cached_property
    def segments(self) -> list[str]:
        found = self.at("segments")
        return list(found) if isinstance(found, dict) else []

    @cached_property
    def levels(self) -> list[str]:
        found = self.at("qualification")
        items = found if isinstance(found, list) else []
        return [str(each.get("level")) for each in items if isinstance(each, dict)]

    def fields_for(self, section: str) -> dict[str, DeclaredField]:
        """The fields that a condition may name; lead stages and recycling may speak of the status."""
        return {**self.fields, STATUS_FIELD.name: STATUS_FIELD} if section in ("stages", "recycle") else self.fields

    def condition(self, text: str, section: str = "") -> tuple[Expression | None, list[Problem]]:
        """A condition as the draft understands it, with what is wrong in it."""
        return parse_condition(
            " ".join(text.split()),
            self.fields_for(section),
            self._conditions._expression_of,
            lambda offset: (1, offset + 1),
        )

    def says(self, text: Data, section: str = "") -> str:
        """The English of a condition; empty when it cannot be read."""
        expression = self.condition(text, section)[0] if isinstance(text, str) and text.strip() else None
        said = sentence(expression, self.fields_for(section)) if expression else ""
        return f"{said[:1].upper()}{said[1:]}." if said else ""

    def uses(self, kind: Kind, key: str) -> list[Use]:
        """The parts that name a segment, a field or a level directly."""
        if kind.section == "segments":
            name = re.compile(rf"in_segment\s*\(\s*'{re.escape(key)}'\s*\)")
            return self._in_conditions(lambda text: bool(name.search(text)), besides=("segments", key))
        if kind.section == "fields":
            word = re.compile(rf"(?<![\w.]){re.escape(key)}(?![\w.])")
            return self._in_conditions(lambda text: bool(word.search(_IN_QUOTES.sub("''", text))))
        if kind.section == "levels":
            level = self.at("qualification", int(key), "level")
            return [self._use(path) for path in self.places_of_level(str(level))]
        return []

    def where(self, problem: Problem) -> Path:
        """The path of the part that a problem is in; empty when it is in none."""
        return path_at(self.text, problem.line, problem.column) if problem.line else ()

    def label(self, path: Path) -> str:  # noqa: PLR0911 (a line for each kind)
        """A part as people call it."""
        match path:
            case ("qualification", int(at), "criteria", str(name), *_):
                return f"{_words(name)} of level {self.at('qualification', at, 'level')}"
            case ("qualification", int(at), *_):
                return f"Level {self.at('qualification', at, 'level')}"
            case ("routing", int(at), *_):
                return f"Rule {at + 1} of where leads go"
            case ("promises", str(side), int(at), *_):
                return f"Promise {at + 1} of {side}"
            case ("lead_stages", int(at), *_):
                return f"Lead stage {self.at('lead_stages', at, 'name')}"
            case ("follow_up", str(level), *_):
                return f"Follow-up of level {level}"
            case (str(section), str(name), *_):
                return f"{_words(name)} ({_words(section).lower()})"
        return _words(str(path[0])) if path else "The Book"

    @cached_property
    def _parts(self) -> Parts | None:
        root, _ = parse(self.text)
        mapping = Shapes().mapping(root, "")
        return Parts(Shapes(), mapping) if mapping else None

    @cached_property
    def _conditions(self) -> Conditions:
        found = sections.segment_parts(Shapes(), self._parts.get("segments")) if self._parts else {}
        return Conditions(Shapes(), self.fields, {name: part.get("when") for name, part in found.items()})

    def _in_conditions(self, names: Callable[[str], bool], besides: Path = ()) -> list[Use]:
        return [
            self._use(path)
            for path, text in _texts((), self.data)
            if path[-1] == "when" and path[:-1] != besides and names(text)
        ]

    def places_of_level(self, level: str) -> Iterator[Path]:
        if self.at("follow_up", level) is not None:
            yield ("follow_up", level)
        for path, text in _texts((), self.data):
            promised = path[0] == "promises" and path[-1] == "level"
            if text == level and (promised or (path[0] == "routing" and path[2:3] == ("levels",))):
                yield path

    def _use(self, path: Path) -> Use:
        section, key = address_of(path) or ("general", "-")
        return Use(self.label(path), section, key)


def _texts(path: Path, data: Data) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for name, each in data.items():
            yield from _texts((*path, name), each)
    elif isinstance(data, list):
        for at, each in enumerate(data):
            yield from _texts((*path, at), each)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
