"""A clause as a form shows it: its parts as labelled values, put back without touching what was not changed. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode

from samebook.book import nodes

LABELS: Final = {
    "when": "When",
    "exit": "Goes on when",
    "decision": "Part of the decision",
    "expected_days": "Usual days",
    "means": "What it means",
    "otherwise": "Otherwise, the reason given",
    "because": "Because",
    "first_attempt": "First attempt within",
    "attempts": "Attempts",
    "within": "Within",
    "answer_within": "Accepted or rejected within",
    "escalate_to": "When late, told",
    "record_within": "Logged no later than",
    "ask": "Question",
    "owner": "Who asks",
    "after": "After",
    "window": "Within",
    "label": "How it is called",
    "within_days": "Ready within business days",
    "cause": "Points to the cause",
    "times": "So many times",
    "days": "So many days",
    "stage": "Only in the stage",
    "required": "Nobody in it: incomplete",
}
_plain = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.<>=+*/%()'-]*(?<! )")


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a clause: its key, as a label, and as written without quotes."""

    key: str
    label: str
    value: str
    start: int
    end: int


def parts_of(clause: str) -> list[Part]:
    """The values of a clause; empty when it holds more than a list of names with one value each."""
    _, problems = nodes.parse(clause)
    if problems:
        return []
    root = YAML(typ="safe", pure=True).compose(clause)
    if not isinstance(root, MappingNode):
        return []
    inner = root
    if len(root.value) == 1:
        key, value = root.value[0]
        if isinstance(value, ScalarNode):
            return list(_parts([(key, value)]))
        if not isinstance(value, MappingNode):
            return []
        inner = value
    if not all(isinstance(value, ScalarNode) for _, value in inner.value):
        return []
    return list(_parts(inner.value))


def with_values(clause: str, values: Mapping[str, str]) -> str:
    """The clause with other values for some of its keys; what is the same keeps its bytes."""
    for part in reversed(parts_of(clause)):
        value = " ".join(values.get(part.key, part.value).split())
        if value != " ".join(part.value.split()):
            clause = clause[: part.start] + _written(value) + _rest(clause, part.end)
    return clause


def _parts(entries: list[tuple[Any, Any]]) -> Iterator[Part]:
    for key, value in entries:
        name = str(key.value)
        label = LABELS.get(name, name.replace("_", " ").capitalize())
        yield Part(name, label, str(value.value), value.start_mark.index, value.end_mark.index)


def _rest(clause: str, end: int) -> str:
    """What follows a value; a folded one ends behind its line break, which is kept."""
    before = clause[:end]
    return clause[len(before.rstrip()) :]


def _written(value: str) -> str:
    return value if _plain.fullmatch(value) else json.dumps(value, ensure_ascii=False)
