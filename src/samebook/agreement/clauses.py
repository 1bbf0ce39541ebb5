"""The clauses of a Book's text: what each is called, what it says, and putting one in another's place.

A clause is a named part: ``segments.process_industry``, ``qualification.A.money``, ``follow_up.A``, or a whole section
(``routing``). Everything outside it keeps its bytes. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from samebook.agreement.editor.kinds import INNER_KEYS, KINDS
from samebook.agreement.rules import check_text
from samebook.book import nodes, read_book
from samebook.book.english import field_name
from samebook.book.reading import KEYS
from samebook.book.text import normalise
from samebook.kernel.refusals import Refused

NAMED_BY: Final = {"qualification": "level", "lead_stages": "name", "pipelines": "name"}
"""Sections that are lists, with the key by which their entries are called."""
WITH_PARTS: Final = (
    "fields",
    "segments",
    "lead_stages",
    "qualification",
    "follow_up",
    "rejection_reasons",
    "not_a_lead",
    "promises",
    "pipelines",
    "won_reasons",
    "lost_reasons",
    "roles",
    "stall_causes",
    "stalls",
    "measures",
)
SECTIONS: Final = {
    "follow_up": "Follow-up",
    "not_a_lead": "Not a lead",
    "qualification": "Level",
    "rejection_reasons": "Rejection reason",
    "segments": "Segment",
    "lead_stages": "Lead stage",
    "pipelines": "Pipeline",
    "won_reasons": "Reason for a won sale",
    "lost_reasons": "Reason for a lost sale",
    "roles": "Role",
    "stall_causes": "Cause of stalls:",
    "stalls": "Rule of stalls:",
    "measures": "Measure",
}
WHOLE: Final = {
    "qualification": "Levels and criteria",
    "promises": "Promises",
    "promises.plays": "Promise of plays",
} | {
    str(kind.path[0]): kind.many
    for kind in KINDS
    if len(kind.path) == 1 and kind.section not in ("levels", *INNER_KEYS)
}
"""Sections as a whole, called as the Book's page calls them."""
_tail = re.compile(r"[ \t]*(#[^\n]*)?(?=\n|\Z)")


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One clause where it stands.

    Attributes:
        start: Offset of its first character in the text.
        end: Offset after its last one.
        column: How far its lines are indented.
        text: As written, without that indentation.
    """

    name: str
    start: int
    end: int
    column: int
    line: int
    text: str


def clauses_of(text: str) -> dict[str, ClauseText]:
    """Every clause by its name, in the order of the text; empty when the text is not YAML that a Book may be."""
    text = normalise(text)
    root, problems = nodes.parse(text)
    if problems or root is None:
        return {}
    composed = YAML(typ="safe", pure=True).compose(text)
    if not isinstance(composed, MappingNode):
        return {}
    return {clause.name: clause for clause in _sections(text, composed)}


def label_of(name: str) -> str:  # noqa: PLR0911 (a line for each kind)
    """A clause as people call it: “Level A, money”. The empty name is the edition as a whole."""
    if not name:
        return "The edition as a whole"
    section, _, rest = name.partition(".")
    if not rest or name in WHOLE:
        return WHOLE.get(name, _words(section))
    if section == "fields":
        said = field_name(rest).removeprefix("the ")
        return f"{said[:1].upper()}{said[1:]}"
    if section == "promises":
        return f"Promises of {rest}"
    head = SECTIONS.get(section, _words(section))
    if section == "qualification":
        level, _, criterion = rest.partition(".")
        return f"{head} {level}, {criterion.replace('_', ' ')}" if criterion else f"{head} {level}"
    if section == "pipelines":
        return f"{head} {rest.replace('.', ', ').replace('_', ' ')}"
    return f"{head} {rest.replace('_', ' ')}"


def put(text: str, name: str, *, before: str, proposed: str) -> str:
    """The text with one clause said otherwise, and not a byte changed outside it.

    Args:
        before: The clause as the proposal found it; one that has changed since is not written over. Empty for a
            section that the text does not have.

    Raises:
        Refused: ``agreement.clause_missing``, ``agreement.clause_changed``, ``agreement.more_than_clause``,
            ``agreement.book_problems``, or what ``check_text`` refuses.
    """
    text = normalise(text)
    proposed = check_text(proposed, field="proposed").strip("\n").rstrip()
    old = clauses_of(text)
    clause = old.get(name)
    if clause is None and not before and name in KEYS:
        text = text.rstrip("\n") + "\n\n"
        clause = ClauseText(name, len(text), len(text), 0, 0, "")
        proposed = f"{proposed}\n"
    if clause is None:
        raise Refused("agreement.clause_missing", f"{label_of(name)} does not stand in this text any more.", "clause")
    if clause.text != before:
        message = f"{label_of(name)} has been changed since this was proposed; compare, and propose it anew."
        raise Refused("agreement.clause_changed", message, "proposed")
    if not proposed.strip():
        message = "Write what the clause is to say; to strike it, propose a change of what it stands in."
        raise Refused("agreement.nothing_proposed", message, "proposed")
    result = said_otherwise(text, clause, proposed)
    _check_only(name, proposed.rstrip(), old, clauses_of(result), result)
    _check_no_new_problems(text, result)
    return result


def said_otherwise(text: str, clause: ClauseText, proposed: str) -> str:
    """The text with other words where a clause stands, unchecked."""
    return text[: clause.start] + _indented(proposed, clause.column) + text[clause.end :]


def clauses_changed(before: str, after: str) -> list[tuple[ClauseText, str]]:
    """The smallest clauses by which two texts differ, each with its text afterwards.

    A part that only one of the texts has is told as a change of what it stands in. A section that only the second one
    has was empty; one that only the first has is told by nothing here.
    """
    old, new = clauses_of(before), clauses_of(after)
    both = [name for name in old if name in new]
    tops = [name for name in both if not _inside(name, both)]
    fresh = [name for name in new if name not in old and "." not in name]
    return [
        *((old[name], new[name].text) for top in tops for name in _smallest(old, new, top)),
        *((ClauseText(name, len(before), len(before), 0, 0, ""), new[name].text) for name in fresh),
    ]


def _smallest(old: dict[str, ClauseText], new: dict[str, ClauseText], name: str) -> list[str]:
    if old[name].text == new[name].text:
        return []
    inner = [each for each in old if _inside(each, old)[-1:] == [name]]
    if not inner or inner != [each for each in new if _inside(each, new)[-1:] == [name]]:
        return [name]
    if _without(old, name, inner) != _without(new, name, inner):
        return [name]
    return [smaller for each in inner for smaller in _smallest(old, new, each)]


def _inside(name: str, clauses: Iterable[str]) -> list[str]:
    """The clauses in which one stands, the outermost first."""
    return sorted((each for each in clauses if name.startswith(f"{each}.")), key=len)


def _sections(text: str, root: MappingNode) -> Iterator[ClauseText]:
    for key, value in root.value:
        name = str(key.value)
        if name == "samebook":
            continue
        yield _entry(text, name, key, value, in_flow=bool(root.flow_style))
        if name in WITH_PARTS:
            yield from _parts(text, name, value)


def _parts(text: str, section: str, node: Node) -> Iterator[ClauseText]:
    if isinstance(node, SequenceNode) and section in NAMED_BY:
        for item in node.value:
            called = _called(item, NAMED_BY[section])
            if called:
                name = f"{section}.{called}"
                yield _clause(text, name, item, item, in_flow=bool(node.flow_style or item.flow_style))
                yield from _criteria(text, name, item) if section == "qualification" else ()
                yield from _stages(text, name, item) if section == "pipelines" else ()
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield _entry(text, f"{section}.{key.value}", key, value, in_flow=bool(node.flow_style))


def _criteria(text: str, level: str, item: MappingNode) -> Iterator[ClauseText]:
    for key, value in item.value:
        if key.value == "criteria" and isinstance(value, MappingNode):
            for name, criterion in value.value:
                yield _entry(text, f"{level}.{name.value}", name, criterion, in_flow=bool(value.flow_style))


def _stages(text: str, pipeline: str, item: MappingNode) -> Iterator[ClauseText]:
    for key, value in item.value:
        if key.value == "stages" and isinstance(value, SequenceNode):
            for stage in value.value:
                if called := _called(stage, "name"):
                    in_flow = bool(value.flow_style or stage.flow_style)
                    yield _clause(text, f"{pipeline}.{called}", stage, stage, in_flow=in_flow)


def _called(item: Node, key: str) -> str:
    if not isinstance(item, MappingNode):
        return ""
    return next((str(value.value) for each, value in item.value if each.value == key), "")


def _entry(text: str, name: str, key: Any, value: Any, *, in_flow: bool) -> ClauseText:
    return _clause(text, name, key, value, in_flow=in_flow)


def _clause(text: str, name: str, first: Any, last: Any, *, in_flow: bool) -> ClauseText:
    start, column = first.start_mark.index, first.start_mark.column
    end = max(_end(text, last), first.end_mark.index if isinstance(first, ScalarNode) else 0)
    if not in_flow:
        tail = _tail.match(text, end)
        end = tail.end() if tail else end
        end = start + len(text[start:end].rstrip())
    said = _dedented(text[start:end], column)
    return ClauseText(name, start, end, column, first.start_mark.line + 1, said)


def _end(text: str, node: Any) -> int:
    """Where a node's last character stands; a block collection's own mark lies behind the comments after it."""
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        key, value = node.value[-1]
        return max(int(key.end_mark.index), _end(text, value))
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _end(text, node.value[-1])
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    return start + len(text[start:end].rstrip())


def _dedented(text: str, column: int) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(line.removeprefix(" " * column) for line in rest)])


def _indented(text: str, column: int) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * column + line if line.strip() else line for line in rest)])


def _check_only(name: str, proposed: str, old: dict[str, ClauseText], new: dict[str, ClauseText], result: str) -> None:
    """What was put in is this clause, the whole of it, and nothing else."""
    if not new:
        _, problems = nodes.parse(result)
        why = f": {problems[0].message}" if problems else "."
        raise Refused("agreement.book_problems", f"The clause cannot be read{why}", "proposed")

    def others(clauses: dict[str, ClauseText]) -> dict[str, str]:
        around = {each for each in clauses if name.startswith(f"{each}.")}
        return {
            each: "" if each in around else clause.text
            for each, clause in clauses.items()
            if each != name and not each.startswith(f"{name}.")
        }

    if name not in new or new[name].text != proposed or others(old) != others(new):
        called = name.rsplit(".", maxsplit=1)[-1]
        message = f"A proposal says {label_of(name)} anew and nothing else; keep its name, “{called}”."
        raise Refused("agreement.more_than_clause", message, "proposed")


def _check_no_new_problems(before: str, after: str) -> None:
    _, problems = read_book(after)
    if not problems:
        return
    known = {(each.code, each.message) for each in read_book(before)[1]}
    fresh = [each for each in problems if (each.code, each.message) not in known]
    if fresh:
        hint = f" {fresh[0].hint}" if fresh[0].hint else ""
        raise Refused(
            "agreement.book_problems", f"With this the draft has a problem: {fresh[0].message}{hint}", "proposed"
        )


def _without(clauses: dict[str, ClauseText], name: str, inner: list[str]) -> str:
    """A clause's text with those inside it blotted out, to see whether it differs by more than them."""
    clause = clauses[name]
    said = clause.text
    for each in inner:
        said = said.replace(_indented(clauses[each].text, clauses[each].column - clause.column), f"<{each}>", 1)
    return said


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
