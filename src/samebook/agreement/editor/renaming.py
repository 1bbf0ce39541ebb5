"""Another name for a part, carried through to every place that speaks of it. Pure."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from samebook.agreement.editor.kinds import CONDITIONS, Kind, path_of
from samebook.agreement.editor.links import (
    fields_in,
    is_over_fields,
    names_cause,
    names_level,
    names_measure,
    names_stage,
    segments_in,
    stages_called,
    texts_of,
)
from samebook.agreement.editor.reading import Reading, Use
from samebook.book.built_in import BUILT_IN_FIELDS, OPPORTUNITY_FIELDS, STATUS_FIELD
from samebook.book.editing.renaming import rename
from samebook.book.editing.spans import Path
from samebook.kernel.refusals import Refused

Pieces = list[tuple[int, int]]
_COLUMNS = {
    "levels": "level",
    "rejection_reasons": "(?:rejection_)?reason",
    "not_a_lead": "reason",
    "stages": "(?:lead_)?stage",
    "roles": "role",
    "stall_causes": "(?:stall_)?cause",
}
"""What a measure's expression calls the names of a kind: ``count_if(level = 'A')``."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """What another name changes.

    Attributes:
        text: With the new name everywhere.
        places: The parts that speak of it and are changed with it, as they are called now.
        clauses: What the talk about the edition is to be called: clause before to clause after, of the part itself.
    """

    text: str
    old: str
    new: str
    places: list[Use] = field(default_factory=list)
    clauses: dict[str, str] = field(default_factory=dict)


def name_at(reading: Reading, kind: Kind, key: str) -> str:
    """What a part is called in the text; empty for one without a name."""
    path = path_of(kind, key)
    if kind.by == "name":
        return str(path[-1])
    named = {"levels": "level", "stages": "name", "pipelines": "name", "pipeline_stages": "name"}.get(kind.section)
    return str(reading.at(*path, named) or "") if named else ""


def renamed(reading: Reading, kind: Kind, key: str, name: str, *, signed: Mapping[str, str]) -> Renaming:
    """The text with another name for a part.

    Args:
        signed: Fields of editions that were signed, each with the edition's name: what is known is kept under them.

    Raises:
        Refused: ``book.duplicate_key``, the name is taken; ``agreement.field_signed``; ``book.built_in``.
    """
    path, old = path_of(kind, key), name_at(reading, kind, key)
    if name in _taken(reading, kind, path) - {old}:
        raise Refused("book.duplicate_key", f"“{name}” stands here already; choose another name.", _input(kind))
    if kind.section == "fields":
        _check_field(old, name, signed)
    said = {place: pieces for place, pieces in _places(reading, kind, old).items() if place != path}
    clause = reading.clause(path)
    if kind.by == "name":
        text = rename(reading.text, path, name, said)
    else:
        text = rename(reading.text, (*path, _input(kind)), name, said)
    places = [reading.use(place) for place in said]
    clauses = {clause: f"{clause.removesuffix(old)}{name}"}
    if kind.section == "levels" and reading.at("follow_up", old) is not None:
        text = rename(text, ("follow_up", old), name)
        places.insert(0, reading.use(("follow_up", old)))
        clauses[f"follow_up.{old}"] = f"follow_up.{name}"
    return Renaming(text, old, name, list(dict.fromkeys(places)), clauses)


def _places(reading: Reading, kind: Kind, old: str) -> dict[Path, Pieces]:
    """Where the name is said outside the part itself, by the path of the text."""
    find: Callable[[Path, str], Pieces] = {
        "segments": lambda path, text: (
            _named(segments_in(text), old) if path[-1] in CONDITIONS and path[0] != "measures" else []
        ),
        "fields": lambda path, text: _named(fields_in(text), old) if is_over_fields(reading.data, path) else [],
        "measures": lambda path, text: [(0, len(text))] if names_measure(path) and text == old else [],
        "levels": lambda path, text: [(0, len(text))] if names_level(path) and text == old else [],
        "stall_causes": lambda path, text: [(0, len(text))] if names_cause(path) and text == old else [],
        "pipeline_stages": lambda path, text: (
            [(0, len(text))] if names_stage(path) and text == old and _only_stage(reading, old) else []
        ),
    }.get(kind.section, lambda path, text: [])
    found = {path: pieces for path, text in texts_of(reading.data) if (pieces := find(path, text))}
    column = _COLUMNS.get(kind.section)
    for path, text in texts_of(reading.data):
        said_there = path[0] == "measures" and path[-1] in ("expression", "when")
        if column and said_there and (more := _compared(text, column, old)):
            found[path] = more
    return found


def _only_stage(reading: Reading, name: str) -> bool:
    """Whether one pipeline alone has a stage of this name: a rule that names it then means that one."""
    return len(list(stages_called(reading.data, name))) == 1


def _named(found: list[tuple[int, int, str]], old: str) -> Pieces:
    return [(start, end) for start, end, name in found if name == old]


def _compared(expression: str, column: str, old: str) -> Pieces:
    """Where a measure's expression compares a column with a name in quotes."""
    listed = rf"(?<![\w.]){column}\s*(?:=|<>|(?:not\s+)?in\s*\([^)]*?)\s*'({re.escape(old)})'"
    return [(found.start(1), found.end(1)) for found in re.finditer(listed, expression)]


def _taken(reading: Reading, kind: Kind, path: Path) -> set[str]:
    if kind.section == "levels":
        return set(reading.levels)
    siblings = reading.at(*path[:-1])
    if isinstance(siblings, dict):
        return {str(name) for name in siblings}
    return (
        {str(each.get("name")) for each in siblings if isinstance(each, dict)} if isinstance(siblings, list) else set()
    )


def _check_field(old: str, name: str, signed: Mapping[str, str]) -> None:
    if old in signed:
        message = (
            f"“{old}” stands in {signed[old]}, which was signed, and what is known of it is kept under this name; "
            "under another all of it would be unknown. Keep the name: its question and what it means may change. If "
            "you mean something else, add a new field and let this one be."
        )
        raise Refused("agreement.field_signed", message, "name")
    known: Collection[str] = {*BUILT_IN_FIELDS, *OPPORTUNITY_FIELDS, STATUS_FIELD.name}
    if old in known:
        raise Refused("book.built_in", f"Every Book has “{old}”, and under this name; it cannot have another.", "name")
    if name in known:
        raise Refused("book.duplicate_key", f"Every Book has “{name}” already; choose another name.", "name")


def _input(kind: Kind) -> str:
    return "level" if kind.section == "levels" else "name"
