"""Every part of a Book in words: what it says, why, what uses it, what it speaks of; of a faulty text too. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from samebook.agreement.editor.kinds import BY_SECTION, INNER, INNER_KEYS, KINDS, Input, Kind, path_of
from samebook.agreement.editor.measuring import measure_in_words
from samebook.agreement.editor.reading import Reading, Use, anchor_of
from samebook.agreement.editor.selling import selling_in_words
from samebook.agreement.editor.usual import USUAL, usual
from samebook.agreement.scope_rules import called
from samebook.book.editing.spans import Data
from samebook.book.english import field_name
from samebook.book.measures.english import measure_in_words as sentence_of
from samebook.book.scopes import read_scope
from samebook.kernel.refusals import Refused

_SAID = ("means", "when", "exit", "otherwise", "because", "level", "name", "to", "label")
_TITLED = ("roles", "stall_causes")
"""Kinds whose parts are called by their label."""
_MEASURED = ("over", "time", "expression", "ratio", "cumulative", "from", "change", "against")
"""What the sentence of a measure says."""
_IN_WORDS = ("choice", "lines", "ticks")
_ALL_OTHERS = "All others."


@dataclass(slots=True)
class Part:
    """One entry.

    Attributes:
        clause: How the talk about an edition calls it: ``qualification.A.money``.
        facts: What else it says, as (label, value).
        lines: Everything it says, as (label, value), for comparing.
        uses: The parts that name it; ``speaks_of`` those that it names.
        inner: Of a level: its criteria.
        terms: Of a level, where they are shown together: its follow-up.
        moves: Which ways it can be moved: ``up``, ``down``.
        said: What the two sides said about it.
        problems: What is wrong in it.
        formula: Of a measure, as it is written where words do not say it.
        page: Label and address of a page about it in a chapter above.
    """

    kind: Kind
    key: str
    name: str
    data: Data = None
    clause: str = ""
    says: str = ""
    means: str = ""
    because: str = ""
    otherwise: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    speaks_of: list[Use] = field(default_factory=list)
    inner: "list[Part]" = field(default_factory=list)
    terms: "Part | None" = None
    moves: tuple[str, ...] = ()
    said: list[Any] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    page: tuple[str, str] | None = None
    formula: str = ""

    @property
    def is_named_whole(self) -> bool:
        """Whether the name says everything but the reason: a promise is its sentence."""
        return self.kind.section in ("marketing", "sales")

    @property
    def inner_section(self) -> str:
        """The section of the parts in it; empty for a part that has none."""
        return INNER.get(self.kind.section, "")

    @property
    def anchor(self) -> str:
        return anchor_of(self.kind.section, self.key)

    @property
    def called(self) -> str:
        """By its full name: a criterion with its level."""
        if self.kind.section == "criteria":
            return f"{self.name} of level {self.clause.split('.')[1]}"
        if self.kind.section == "pipeline_stages":
            return f"{self.name} of {_words(self.clause.split('.')[1]).lower()}"
        return self.name


@dataclass(frozen=True, slots=True)
class Group:
    """One section; ``can_add`` unless it is one part that is there.

    ``usual`` are the parts that hold while the text has none of its own; only the forms of a draft show them.
    """

    kind: Kind
    parts: list[Part]
    add_key: str = "+"
    usual: list[Part] = field(default_factory=list)

    @property
    def asks_why(self) -> bool:
        """Whether its entries are asked for their reason where they give none."""
        return self.kind.section in ("segments", "levels", "routing")

    @property
    def can_add(self) -> bool:
        return self.kind.by != "one" or not self.parts


def parts_of(reading: Reading, places: Mapping[str, str] | None = None) -> list[Group]:
    """All sections in the order of the forms, also the empty ones.

    Args:
        places: Names of territories by their code, to be read instead of it.
    """
    reading = reading.naming(places) if places else reading
    return [group_of(reading, kind, places or {}) for kind in KINDS if kind.section not in INNER_KEYS]


def with_usual(reading: Reading, groups: list[Group]) -> list[Group]:
    """The groups, those without parts with the usual ones that hold meanwhile."""
    causes, data = reading.at("stall_causes"), reading.data if isinstance(reading.data, dict) else {}
    found = []
    for group in groups:
        section = group.kind.section
        if section in USUAL and reading.at(*group.kind.path) is None:
            twin = reading.holding({**data, section: dict(usual(section, causes))})
            group = replace(group, usual=group_of(twin, group.kind, {}).parts)  # noqa: PLW2901 (the same with more)
        found.append(group)
    return found


def every_part(groups: list[Group]) -> list[Part]:
    """The parts of all groups, criteria after their level."""
    return [part for group in groups for one in group.parts for part in (one, *one.inner)]


def group_of(reading: Reading, kind: Kind, places: Mapping[str, str]) -> Group:
    """The parts of one section."""
    found = reading.at(*kind.path)
    if kind.by == "one":
        here = found is not None and (bool(kind.path) or isinstance(found, dict))
        return Group(kind, [_part(reading, kind, "-", kind.one, found, places)] if here else [], "-")
    if isinstance(found, dict):
        return Group(
            kind, [_part(reading, kind, name, _named(kind, name, data), data, places) for name, data in found.items()]
        )
    items = found if isinstance(found, list) else []
    parts = [
        _part(reading, kind, str(at), _title(kind, at, data, places), data, places) for at, data in enumerate(items)
    ]
    return Group(kind, _movable(parts))


def _movable(parts: list[Part]) -> list[Part]:
    for at, part in enumerate(parts):
        part.moves = (*(("up",) if at else ()), *(("down",) if at + 1 < len(parts) else ()))
    return parts


def _part(  # noqa: PLR0917 (all of what a part is made of)
    reading: Reading, kind: Kind, key: str, name: str, data: Data, places: Mapping[str, str]
) -> Part:
    values = data if isinstance(data, dict) else {"means": data} if isinstance(data, str) else {}
    formula = _text(values.get("expression")) if kind.section == "measures" else ""
    measure = reading.measures.get(key) if kind.section == "measures" else None
    measured = sentence_of(measure) if measure else ""
    selling = selling_in_words(kind.section, data, reading.at("stall_causes"))
    hidden = _hidden(kind, measured=bool(measured), in_words=bool(measure_in_words(formula)), selling=bool(selling))
    lines = [
        (each.label, said, each.name)
        for each in kind.inputs
        if (said := _said(reading, kind, each, values.get(each.name), places))
    ]
    known = {each.name for each in kind.inputs} | set(INNER_KEYS.values())
    if kind.path:
        lines += [(_words(other), _text(value), other) for other, value in values.items() if other not in known]
    path = path_of(kind, key)
    part = Part(
        kind, key, name, data,
        clause=reading.clause(path) or "title",
        says=f"{measured[:1].upper()}{measured[1:]}."
        if measured
        else selling
        if selling
        else reading.says(values.get(kind.condition), kind.section),
        means=_text(values.get("means")),
        because=_text(values.get("because")),
        otherwise=_text(values.get("otherwise")),
        facts=[(label, said) for label, said, of in lines if of not in hidden],
        formula="" if measured or measure_in_words(formula) else formula,
        lines=[(label, said) for label, said, _ in lines],
        uses=reading.uses(kind, key),
        speaks_of=reading.spoken_of(kind, key),
    )  # fmt: skip
    if kind.section == "routing" and not values.get("when"):
        part.says = _ALL_OTHERS
    criteria = values.get("criteria")
    if kind.section == "levels" and isinstance(criteria, dict):
        inner = BY_SECTION["criteria"]
        part.inner = [
            _part(reading, inner, f"{key}.{each}", _words(each), said, places) for each, said in criteria.items()
        ]
    stages = values.get("stages")
    if kind.section == "pipelines" and isinstance(stages, list):
        inner = BY_SECTION["pipeline_stages"]
        part.inner = _movable(
            [
                _part(reading, inner, f"{key}.{at}", _title(inner, at, said, places), said, places)
                for at, said in enumerate(stages)
            ]
        )
        part.lines.append(("Stages", ", ".join(each.name.lower() for each in part.inner)))
    return part


def _hidden(kind: Kind, *, measured: bool, in_words: bool, selling: bool) -> tuple[str, ...]:
    """What stands in the sentence of a part, and so not beside it."""
    if selling:
        return (*_SAID, *(each.name for each in kind.inputs))
    if measured:
        return (*_SAID, *_MEASURED)
    return _SAID if in_words else (*_SAID, "expression")


def _said(reading: Reading, kind: Kind, each: Input, value: Data, places: Mapping[str, str]) -> str:
    """One value in words; a condition that cannot be read is shown as it is written."""
    if value is None:
        return ""
    if each.kind == "condition":
        return reading.says(value, kind.section) or _text(value)
    if each.name in ("to", "territory") and isinstance(value, str):
        return places.get(value, value)
    if each.name == "scope" and isinstance(value, str):
        return _where(value, places)
    if each.name == "expression" and isinstance(value, str):
        return measure_in_words(value) or value
    return _chosen(each, value) if each.kind in _IN_WORDS else _text(value)


def _chosen(each: Input, value: Data) -> str:
    named = each.offered()
    ones = [_text(one) for one in (value if isinstance(value, list) else [value])]
    return ", ".join(named.get(one, one.replace("_", " ")) for one in ones)


def _where(scope: str, places: Mapping[str, str]) -> str:
    """A scope as people call it; one that cannot be read as it is written."""
    try:
        return called(read_scope(scope), places)
    except Refused:
        return scope


def _named(kind: Kind, name: str, data: Data) -> str:
    if kind.section in _TITLED and isinstance(data, dict) and isinstance(data.get("label"), str):
        return str(data["label"])
    if kind.section == "fields":
        said = field_name(name).removeprefix("the ")
        return said[:1].upper() + said[1:]
    return f"Level {name}" if kind.section == "follow_up" else _words(name)


def _title(kind: Kind, at: int, data: Data, places: Mapping[str, str]) -> str:
    values = data if isinstance(data, dict) else {}
    level = f"level {values.get('level')}" if values.get("level") else "every level"
    match kind.section:
        case "routing":
            return f"To {places.get(_text(values.get('to')), _text(values.get('to')))}"
        case "levels":
            return f"Level {values.get('level')}"
        case "stages" | "pipelines" | "pipeline_stages":
            return _words(_text(values.get("name")))
        case "marketing":
            place = places.get(_text(values.get("territory")), _text(values.get("territory")))
            return f"{values.get('leads')} leads of {level} a {values.get('per')}{f' in {place}' if place else ''}"
    return f"{values.get('follow_up')} of the leads of {level} followed up on time"


def _text(value: Data) -> str:
    if isinstance(value, list):
        return ", ".join(_text(each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{_words(name)} {_text(each)}" for name, each in value.items())
    return {"true": "yes", "false": "no"}.get(value, value) if isinstance(value, str) else ""


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
