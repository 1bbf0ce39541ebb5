"""What the journal's own codes mean, for people, and how a code with its detail becomes a sentence. Pure."""

import re
from collections.abc import Mapping
from typing import Any

ENTRIES = {"journal.person.erased": "Personal values of a person erased from the journal"}

OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
PLACE = re.compile(r"\{(user:)?([a-z_]+)\}")
LONGEST = 80


def sentence(template: str, detail: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A template with the entry's values in it.

    Args:
        template: ``{name}`` stands for a value, ``{user:name}`` for the name of a user by id; what stands in ``[…]`` is
            left out when a value in it is not known.
        names: By label, ``user:17``.
    """
    return _filled(OPTIONAL.sub(lambda part: _part(part[1], detail, names), template), detail, names)


def users_in(template: str, detail: Mapping[str, Any]) -> set[str]:
    """Labels of the users that a template names."""
    return {f"user:{detail[key]}" for kind, key in PLACE.findall(template) if kind and isinstance(detail.get(key), int)}


def _part(part: str, detail: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return part if all(_word(kind, key, detail, names) for kind, key in PLACE.findall(part)) else ""


def _filled(text: str, detail: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return PLACE.sub(lambda place: _word(place[1], place[2], detail, names) or "–", text)


def _word(kind: str | None, key: str, detail: Mapping[str, Any], names: Mapping[str, str]) -> str:
    value = detail.get(key)
    if value is None or isinstance(value, dict):
        return ""
    if kind:
        return names.get(f"user:{value}", "")
    shown = ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)
    return shown.replace("_", " ")[:LONGEST]
