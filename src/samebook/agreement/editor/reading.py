"""A draft's text read for its forms: what stands where, what it says, where it is used. Works on a faulty text too."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from samebook.agreement.editor.kinds import Kind, address_of, path_of
from samebook.agreement.editor.links import Links, links_of
from samebook.book import read_book, sections
from samebook.book.built_in import STATUS_FIELD
from samebook.book.conditions import Conditions
from samebook.book.editing.spans import Data, Path, path_at, spans_of
from samebook.book.editing.values import value_at
from samebook.book.english import field_name, sentence
from samebook.book.expressions import Expression
from samebook.book.measures import read_measures
from samebook.book.measures.rows import row_condition
from samebook.book.model import DeclaredField, Measure
from samebook.book.nodes import node_of, parse
from samebook.book.parsing import parse_condition
from samebook.book.pipelines import read_opportunity_fields
from samebook.book.shapes import Parts, Shapes
from samebook.book.tables import shape
from samebook.kernel.refusals import Problem

_CALLED = {
    "segments": "Segment", "measures": "Measure", "rejection_reasons": "Reason for rejection:",
    "roles": "Role", "promises": "Promise of", "stall_causes": "Cause of stalls:", "stalls": "Rule of stalls:",
    "not_a_lead": "Not a lead:", "won_reasons": "Won because of", "lost_reasons": "Lost because of",
}  # fmt: skip


MEASURES = "measures:"
"""Before the name of a table: where a condition names its columns instead of fields."""


@dataclass(frozen=True, slots=True)
class Use:
    """A part that another uses or is used by: what it is called, where its form is, and its clause in the text."""

    label: str
    section: str
    key: str
    clause: str = ""

    @property
    def anchor(self) -> str:
        return anchor_of(self.section, self.key)


def anchor_of(section: str, key: str) -> str:
    """The id of a part on a page that shows all of them."""
    return f"{section}-{key}".replace(" ", "_")


class Reading:
    """One text. Raises ``book.yaml`` at once when it cannot be read at all."""

    places: Mapping[str, str] = MappingProxyType({})
    """Names of territories by their code, to be read instead of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data: Data = spans_of(text).data

    def naming(self, places: Mapping[str, str]) -> Self:
        """The same text, its territories called by their names."""
        twin = copy(self)
        twin.places = places
        return twin

    def at(self, *path: str | int) -> Data:
        return value_at(self.data, path)

    @cached_property
    def problems(self) -> list[Problem]:
        return read_book(self.text)[1]

    @cached_property
    def fields(self) -> dict[str, DeclaredField]:
        return sections.read_fields(Shapes(), self._parts.get("fields") if self._parts else None)

    @cached_property
    def opportunity_fields(self) -> dict[str, DeclaredField]:
        return read_opportunity_fields(Shapes(), self._parts.get("fields") if self._parts else None)

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
        """The fields that a condition may name; lead stages and recycling may speak of the status.

        Args:
            section: Of the part; of a measure with the table that it is over: ``measures:leads``.
        """
        if section.startswith(MEASURES):
            return dict(shape().fields(section.removeprefix(MEASURES)))
        if section == "pipeline_stages":
            return self.opportunity_fields
        return {**self.fields, STATUS_FIELD.name: STATUS_FIELD} if section in ("stages", "recycle") else self.fields

    def condition(self, text: str, section: str = "") -> tuple[Expression | None, list[Problem]]:
        """A condition as the draft understands it, with what is wrong in it."""
        if section.startswith(MEASURES):
            return row_condition(" ".join(text.split()), section.removeprefix(MEASURES))
        return parse_condition(
            " ".join(text.split()),
            self.fields_for(section),
            self._conditions._expression_of,
            lambda offset: (1, offset + 1),
        )

    def says(self, text: Data, section: str = "") -> str:
        """The English of a condition; empty when it cannot be read."""
        expression = self.condition(text, section)[0] if isinstance(text, str) and text.strip() else None
        said = sentence(expression, self.fields_for(section), plain=True) if expression else ""
        return f"{_first_large(said)}." if said else ""

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """The measures in which nothing is wrong."""
        return read_measures(Shapes(), node_of(self.at("measures")))

    @cached_property
    def links(self) -> Links:
        return links_of(self.data)

    def uses(self, kind: Kind, key: str) -> list[Use]:
        """The parts that name a segment, a field or a level directly."""
        return [self.use(path) for path in self.links.used_in.get(path_of(kind, key), [])]

    def spoken_of(self, kind: Kind, key: str) -> list[Use]:
        """The segments, fields and levels that a part names, to go from a sentence to what its words mean."""
        return [self.use(path) for path in self.links.speaks_of.get(path_of(kind, key), [])]

    def holding(self, data: Data) -> "Reading":
        """These definitions with other parts: to read a clause that is only proposed."""
        twin = copy(self)
        for name in ("problems", "segments", "levels", "links", "measures"):
            twin.__dict__.pop(name, None)
        twin.data = data
        return twin

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
                to = str(self.at("routing", at, "to"))
                return f"Rule {at + 1}, to {self.places.get(to, to)}"
            case ("promises", str(side), int(at), *_):
                return f"Promise {at + 1} of {side}"
            case ("lead_stages", int(at), *_):
                return f"Lead stage {self.at('lead_stages', at, 'name')}"
            case ("pipelines", int(at), *inner):
                names = self._stage_names(at, inner)
                named = [name.replace("_", " ") for name in names]
                return f"{named[1].capitalize()} of {named[0]}" if len(named) > 1 else f"Pipeline {named[0]}"
            case ("follow_up", str(level), *_):
                return f"Follow-up of level {level}"
            case ("fields", str(name), *_):
                return _first_large(field_name(name).removeprefix("the "))
            case (str(section), str(name), *_):
                return f"{_CALLED.get(section, _words(section))} {self._called(section, name)}"
        return _words(str(path[0])) if path else "The Book"

    def _called(self, section: str, name: str) -> str:
        """An entry as its label says where it has one, else by its name."""
        label = self.at(section, name, "label") if section in ("roles", "stall_causes") else None
        return label if isinstance(label, str) and label else name.replace("_", " ")

    def _stage_names(self, pipeline: int, inner: list[Any]) -> tuple[str, ...]:
        """The pipeline's name, and that of the stage where the path goes on into one."""
        name = str(self.at("pipelines", pipeline, "name"))
        match inner:
            case ["stages", int(stage), *_]:
                return name, str(self.at("pipelines", pipeline, "stages", stage, "name"))
        return (name,)

    @cached_property
    def _parts(self) -> Parts | None:
        root, _ = parse(self.text)
        mapping = Shapes().mapping(root, "")
        return Parts(Shapes(), mapping) if mapping else None

    @cached_property
    def _conditions(self) -> Conditions:
        found = sections.segment_parts(Shapes(), self._parts.get("segments")) if self._parts else {}
        return Conditions(Shapes(), self.fields, {name: part.get("when") for name, part in found.items()})

    def use(self, path: Path) -> Use:
        """A part as a link to it."""
        section, key = address_of(path) or ("general", "-")
        return Use(self.label(path), section, key, self.clause(path))

    def clause(self, path: Path) -> str:  # noqa: PLR0911 (a line for each kind)
        """How the talk about an edition calls the clause that a path lies in: ``qualification.A.money``."""
        match path:
            case ("qualification", int(at), "criteria", str(name), *_):
                return f"qualification.{self.at('qualification', at, 'level')}.{name}"
            case ("qualification", int(at), *_):
                return f"qualification.{self.at('qualification', at, 'level')}"
            case ("lead_stages", int(at), *_):
                return f"lead_stages.{self.at('lead_stages', at, 'name')}"
            case ("pipelines", int(at), *inner):
                return ".".join(("pipelines", *self._stage_names(at, inner)))
            case ("promises", str(side), *_):
                return f"promises.{side}"
            case ("routing" | "ask" | "recycle" | "known_person" as section, *_):
                return section
            case (str(section), str(name), *_):
                return f"{section}.{name}"
        return str(path[0]) if path else ""


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _first_large(words: str) -> str:
    return words[:1].upper() + words[1:]
