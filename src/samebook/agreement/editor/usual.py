"""What a section of a Book begins with in the forms: the list that held while the text had none. Pure."""

from collections.abc import Mapping
from typing import Final

from samebook.book.editing.spans import Data
from samebook.book.groups import DEFAULT_ROLES, GroupRole
from samebook.book.pipelines import DECISIONS
from samebook.book.stalls import DEFAULT_CAUSES, DEFAULT_RULES, StallCause, StallRule


def _role(role: GroupRole) -> dict[str, Data]:
    said: dict[str, Data] = {"label": role.label, "means": role.means, "kind": role.kind}
    if role.decisions != DECISIONS:
        said["decisions"] = list(role.decisions)
    return said | ({"required": "true"} if role.required else {})


def _cause(cause: StallCause) -> dict[str, Data]:
    return {"label": cause.label, "means": cause.means}


def _rule(rule: StallRule) -> dict[str, Data]:
    named = {"kind": rule.kind, "times": rule.times, "days": rule.days, "cause": rule.cause}
    return {name: str(value) for name, value in named.items() if value is not None}


USUAL: Final[Mapping[str, dict[str, Data]]] = {
    "roles": {each.name: _role(each) for each in DEFAULT_ROLES},
    "stall_causes": {each.name: _cause(each) for each in DEFAULT_CAUSES},
    "stalls": {each.name: _rule(each) for each in DEFAULT_RULES},
}
"""Entries by section and name. The first own entry stands beside them: one role alone would be no buying group."""


def usual(section: str, causes: Data) -> dict[str, Data]:
    """What a section begins with; a rule points to no cause that the text's own ones (None: the usual) do not have."""
    entries = USUAL[section]
    if section != "stalls" or not isinstance(causes, dict):
        return entries
    known = {name: each for name, each in entries.items() if isinstance(each, dict)}
    return {
        name: {key: value for key, value in each.items() if key != "cause" or value in causes}
        for name, each in known.items()
    }


def usual_one(section: str, name: str, own: Data, causes: Data) -> Data:
    """What the usual entry of a name says, while the text has no own ones; None for none."""
    return usual(section, causes).get(name) if section in USUAL and own is None else None
