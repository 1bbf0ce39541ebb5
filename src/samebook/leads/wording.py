"""Values, fields and journal entries in the words of a page. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from samebook.book.wording import label_of
from samebook.kernel.vocabulary import Vocabulary
from samebook.leads.rules import Duty
from samebook.leads.terms import AttemptChannel, AttemptOutcome

DUTIES = {
    "first_attempt": "First attempt",
    "attempts": "All attempts",
    "answer": "Accept or reject",
    "ask": "An answer to the questions",
}

BREACHES = {"first_attempt": "no first attempt", "answer": "not accepted or rejected", "attempts": "too few attempts"}
"""What was late (``rules.breach_of``)."""


def duty_in_words(duty: Duty | None) -> str:
    """What is owed: “First attempt”."""
    return DUTIES[duty.what] if duty else ""


def entry_in_words(code: str, detail: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """One journal entry about a lead, as a line of its history.

    Args:
        code: ``leads.lead.accepted``.
        detail: As it stands in the entry.
        names: Users by id.
    """
    verb = code.rpartition(".")[2]
    tell = _VERBS.get(verb)
    return tell(detail, names) if tell else verb.replace("_", " ").capitalize()


SIDES = {
    "accepted": "sales", "rejected": "sales", "attempted": "sales", "converted": "sales", "handed_over": "sales",
    "breached": "sales", "asked": "marketing", "answered": "marketing", "nurtured": "marketing",
    "recycled": "marketing", "received": "marketing",
}  # fmt: skip
"""Whose step it was."""


def side_of(code: str) -> str:
    """``sales``, ``marketing``, or empty for what the product did by itself."""
    return SIDES.get(code.rpartition(".")[2], "")


def _outcome(detail: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """“delivered at level A to Rosa Lindqvist”, from what judging wrote down."""
    level, owner = detail.get("level"), names.get(detail.get("owner") or 0)
    at = f" at level {level}" if level else ""
    return {
        "delivered": f"delivered{at}" + (f" to {owner}" if owner else ""),
        "unrouted": f"meets the criteria{at}; waits for a rep",
        "ask": "a question is open",
        "nurture": "below the criteria; goes to nurture",
        "not_a_lead": "not a lead",
        "service_request": "a service request",
    }.get(str(detail.get("status")), "waits to be judged")


def _received(detail: Mapping[str, Any], names: Mapping[int, str]) -> str:
    return f"Received; {_outcome(detail, names)}"


def _judged(detail: Mapping[str, Any], names: Mapping[int, str]) -> str:
    why = {
        "fact": "a fact changed",
        "edition": "a new edition took force",
        "answer": "a question was answered",
        "recycle": "it came back",
        "capacity": "a rep was looked for",
        "map": "the map has another territory",
    }.get(str(detail.get("because")), "")
    return f"Judged again{f' because {why}' if why else ''}: {_outcome(detail, names)}"


def _attempted(detail: Mapping[str, Any], names: Mapping[int, str]) -> str:
    return (
        f"Attempt by {_choice(AttemptChannel, detail.get('channel'))}: {_choice(AttemptOutcome, detail.get('outcome'))}"
    )


def _handed_over(detail: Mapping[str, Any], names: Mapping[int, str]) -> str:
    before, after = names.get(detail.get("before") or 0), names.get(detail.get("after") or 0, "another rep")
    return f"Handed over from {before} to {after}" if before else f"Given to {after}"


def _asked(detail: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """An attempt to ask has an outcome; a mail has none until it is answered."""
    return "Asked by mail" if detail.get("by") == "mail" else f"Asked: {_choice(AttemptOutcome, detail.get('outcome'))}"


def _breached(detail: Mapping[str, Any], names: Mapping[int, str]) -> str:
    what = BREACHES.get(str(detail.get("breach")))
    return f"Late: {what}" if what else "Late"


def _choice(words: type[Vocabulary], value: Any) -> str:
    return words.label_of(str(value), str(value or "unknown")).lower()


def _because(text: str, key: str) -> Callable[[Mapping[str, Any], Mapping[int, str]], str]:
    def tell(detail: Mapping[str, Any], names: Mapping[int, str]) -> str:
        reason = str(detail.get(key) or "").replace("_", " ")
        return f"{text}: {reason}" if reason else text

    return tell


_VERBS: dict[str, Callable[[Mapping[str, Any], Mapping[int, str]], str]] = {
    "received": _received,
    "judged": _judged,
    "accepted": lambda detail, names: "Accepted",
    "rejected": _because("Rejected", "reason"),
    "attempted": _attempted,
    "handed_over": _handed_over,
    "converted": lambda detail, names: "Became an opportunity",
    "set_aside": _because("Set aside", "reason"),
    "recycled": lambda detail, names: "Brought back",
    "asked": _asked,
    "answered": lambda detail, names: "Answered: " + ", ".join(map(label_of, detail.get("fields", []))),
    "nurtured": _because("To nurture", "reason"),
    "breached": _breached,
    "joined": lambda detail, names: "A further response came in",
}
