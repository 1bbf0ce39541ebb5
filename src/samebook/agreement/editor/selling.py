"""Roles, rules of stalls and the promise of plays as sentences, read from what a text says of them. Pure."""

from collections.abc import Callable, Mapping
from typing import Final

from samebook.book.editing.spans import Data
from samebook.book.pipelines import DEFAULT, stage_in_words
from samebook.book.stalls import DEFAULT_CAUSES, StallRule
from samebook.book.stalls_in_words import rule_in_words

_DOES: Final = {
    "stalls": "Holds up",
    "refuses": "Says no to",
    "decides": "Takes",
    "supports": "Helps on",
    "takes_part": "Takes part in",
}
_DECIDE: Final = {
    "start_project": "the decision to start the project",
    "choose_vendor": "the choice of the vendor",
}


def selling_in_words(section: str, data: Data, causes: Data) -> str:
    """The sentence of an entry; empty for one of another section, and where it does not say enough for one.

    Args:
        causes: The text's own causes of stalls; None where the usual ones hold.
    """
    values = data if isinstance(data, dict) else {}
    say = _SENTENCES.get(section)
    return say(values, labels_of(causes)) if say else ""


def labels_of(causes: Data) -> dict[str, str]:
    """The causes that rules may point to, each with its label."""
    if not isinstance(causes, dict):
        return {each.name: each.label for each in DEFAULT_CAUSES}
    return {name: str(said.get("label") or name) for name, said in causes.items() if isinstance(said, dict)}


def stage_labels(data: Data) -> dict[str, str]:
    """The stages that a rule may be for, each once, in the order of the text; the usual ones where it has none."""
    pipelines = data.get("pipelines") if isinstance(data, dict) else None
    if not isinstance(pipelines, list):
        return {each.name: stage_in_words(each.name) for each in DEFAULT.stages}
    stages = [each.get("stages") for each in pipelines if isinstance(each, dict)]
    named = [
        each.get("name") for items in stages if isinstance(items, list) for each in items if isinstance(each, dict)
    ]
    return {name: stage_in_words(name) for name in named if isinstance(name, str)}


def _role(values: Mapping[str, Data], _: Mapping[str, str]) -> str:
    does, named = _DOES.get(str(values.get("kind"))), values.get("decisions")
    if not does:
        return ""
    ticked = named if isinstance(named, list) and named else list(_DECIDE)
    decisions = " and ".join(_DECIDE.get(str(each), str(each)) for each in ticked)
    needed = " A group without anybody in it is incomplete." if values.get("required") == "true" else ""
    return f"{does} {decisions}.{needed}"


def _rule(values: Mapping[str, Data], causes: Mapping[str, str]) -> str:
    cause, stage = values.get("cause"), values.get("stage")
    rule = StallRule(
        "", str(values.get("kind")),
        cause=cause if isinstance(cause, str) else None,
        times=_whole(values.get("times")),
        days=_whole(values.get("days")),
        stage=stage if isinstance(stage, str) else None,
    )  # fmt: skip
    said = rule_in_words(rule, causes)
    return f"{said}." if said else ""


def _plays(values: Mapping[str, Data], _: Mapping[str, str]) -> str:
    days = _whole(values.get("within_days"))
    return f"It is ready within {days:,} business day{'' if days == 1 else 's'}." if days else ""


def _whole(value: Data) -> int | None:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 6 else None


_SENTENCES: Final[Mapping[str, Callable[[Mapping[str, Data], Mapping[str, str]], str]]] = {
    "roles": _role,
    "stalls": _rule,
    "plays": _plays,
}
