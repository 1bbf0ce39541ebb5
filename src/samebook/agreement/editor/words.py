"""A whole text in the words that both departments read and sign, in the order in which one reads it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from samebook.agreement.editor.kinds import BY_SECTION, INNER_KEYS, KINDS, Kind, address_of
from samebook.agreement.editor.parts import Group, Part, every_part, parts_of
from samebook.agreement.editor.reading import Reading, Use
from samebook.kernel.refusals import Problem

_FIRST = (
    "levels", "follow_up", "marketing", "sales", "plays", "segments", "ask", "fields", "routing", "rejection_reasons",
    "not_a_lead", "recycle", "known_person",
)  # fmt: skip
ORDER = (*_FIRST, *(kind.section for kind in KINDS if kind.section not in (*_FIRST, *INNER_KEYS, "general")), "general")
TOGETHER = ("routing", "marketing", "sales")
"""Lists whose entries are talked about as one clause."""


class Talk(Protocol):
    """What was said about one clause."""

    @property
    def clause(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def said(self) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a text, with the part that it is in; ``use`` is None where no form edits that part."""

    label: str
    problem: Problem
    use: Use | None


@dataclass(slots=True)
class Section:
    """One section as it is read; ``clause`` and ``said`` where its entries are talked about together."""

    kind: Kind
    parts: list[Part]
    clause: str = ""
    said: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Words:
    """A text in words.

    Attributes:
        rest: What was said about no part in particular, or about one that is gone.
        missing: Codes of territories that the text names and the company does not have, in the order of the text.
    """

    title: str
    sections: list[Section]
    faults: list[Fault]
    rest: list[Any]
    missing: list[str]


def in_words(reading: Reading, places: Mapping[str, str], talks: Sequence[Talk] = ()) -> Words:
    """A text as a page shows it.

    Args:
        places: Names of territories by their code; a code that is none of them is told as missing.
        talks: What was said about its clauses.
    """
    groups = parts_of(reading, places)
    faults = faults_of(reading)
    note_faults(groups, faults)
    sections = _in_order(groups)
    rest = _note_talks(sections, talks)
    title = reading.at("title")
    return Words(title if isinstance(title, str) else "", sections, faults, rest, _missing(reading, places))


def faults_of(reading: Reading) -> list[Fault]:
    """What is wrong in a text that is YAML, each with the form of its clause."""
    return [_fault(reading, problem) for problem in reading.problems]


def clause_in_words(reading: Reading, clause: str, places: Mapping[str, str] | None = None) -> str:
    """A clause in one or a few sentences; empty where it is none."""
    found = [part for part in every_part(parts_of(reading, places)) if part.clause == clause]
    inner = [each.says for part in found for each in part.inner if each.says]
    return " ".join([*(said for part in found for said in _sentences(part)), *inner])


def clauses_in_words(reading: Reading, places: Mapping[str, str] | None = None) -> dict[str, str]:
    """Every clause of a text in one or a few sentences; a level without its criteria, which are clauses themselves."""
    said: dict[str, list[str]] = {}
    for part in every_part(parts_of(reading, places)):
        said.setdefault(part.clause, []).extend(_sentences(part))
    return {clause: " ".join(sentences) for clause, sentences in said.items()}


def _sentences(part: Part) -> Iterable[str]:
    if part.kind.section in TOGETHER:
        yield f"{part.name}:" if part.says else f"{part.name}."
    yield from (said for said in (part.means, part.says) if said)
    if part.otherwise:
        yield f"Otherwise: {part.otherwise}."
    if part.kind.section not in TOGETHER and part.facts:
        yield "; ".join(f"{label[:1].lower()}{label[1:]} {value}" for label, value in part.facts)


def _in_order(groups: list[Group]) -> list[Section]:
    """Levels with their follow-up; what belongs to no level stands by itself."""
    by_section = {group.kind.section: group.parts for group in groups}
    terms = {part.key: part for part in by_section["follow_up"]}
    for level in by_section["levels"]:
        name = level.data.get("level") if isinstance(level.data, dict) else None
        level.terms = terms.pop(str(name), None)
    by_section["follow_up"] = list(terms.values())
    return [
        Section(BY_SECTION[name], by_section[name], by_section[name][0].clause if name in TOGETHER else "")
        for name in ORDER
        if by_section[name]
    ]


def note_faults(groups: list[Group], faults: list[Fault]) -> None:
    """Tell each part what is wrong in it."""
    by_place = {(part.kind.section, part.key): part for part in every_part(groups)}
    for fault in faults:
        part = by_place.get((fault.use.section, fault.use.key)) if fault.use else None
        if part:
            part.problems.append(f"{fault.problem.message} {fault.problem.hint}".strip())


def _note_talks(sections: list[Section], talks: Sequence[Talk]) -> list[Any]:
    parts = [part for section in sections for one in section.parts for part in (one, *one.inner, *_terms(one))]
    holders: dict[str, Part | Section] = {part.clause: part for part in reversed(parts)}
    holders |= {section.clause: section for section in sections if section.clause}
    for talk in talks:
        if talk.clause in holders:
            holders[talk.clause].said = list(talk.said)
    return [talk for talk in talks if talk.clause not in holders]


def _terms(part: Part) -> list[Part]:
    return [part.terms] if part.terms else []


def _fault(reading: Reading, problem: Problem) -> Fault:
    path = reading.where(problem)
    address = address_of(path) if path else None
    return Fault(reading.label(path), problem, reading.use(path) if address else None)


def _missing(reading: Reading, places: Mapping[str, str]) -> list[str]:
    named = [_code(rule, "to") for rule in _list(reading.at("routing"))]
    named += [_code(promise, "territory") for promise in _list(reading.at("promises", "marketing"))]
    return [code for code in dict.fromkeys(named) if code and code not in places]


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _code(entry: Any, name: str) -> str:
    value = entry.get(name) if isinstance(entry, dict) else None
    return value if isinstance(value, str) else ""
