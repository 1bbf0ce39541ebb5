"""A first agreement from the answers to six questions: a whole Book, with each assumption said to be one. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from samebook.book.editing.conditions import quoted
from samebook.book.editing.writing import block
from samebook.book.shapes import MAX_NAME

_COUNTRY = "coalesce(lead.country, account.country)"
_ASSUMED = "Our assumption until our own numbers say otherwise."


@dataclass(frozen=True, slots=True)
class Answers:
    """What both sides answered. Spans of time as the Book writes them; None and empty where nothing was said.

    Attributes:
        needs: What people may want of us, in words; ``projects`` are those that are worth a call.
        reasons: Why sales may reject, in words; ``never`` what is never a lead.
        routes: (countries, territory) in order; ``rest`` takes all others.
    """

    title: str
    countries: tuple[str, ...]
    industries: tuple[str, ...] = ()
    employees: int | None = None
    budget: str = ""
    currency: str = ""
    months: int | None = None
    needs: tuple[str, ...] = ()
    first_attempt: str = "1 business hour"
    attempts: int = 4
    within: str = "5 business days"
    asker: str = "telesales"
    asks: int = 3
    asks_within: str = "10 business days"
    never: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    routes: tuple[tuple[tuple[str, ...], str], ...] = ()
    rest: str = ""


def book_text(answers: Answers) -> str:
    """The text of a Book without problems that says what was answered."""
    sections: dict[str, Any] = {
        "samebook": "1",
        "title": answers.title,
        "scope": "company",
        "fields": _fields(answers),
        "segments": _segments(answers),
        "qualification": _levels(answers),
        "follow_up": _follow_up(answers),
        "ask": {"owner": answers.asker, "attempts": str(answers.asks), "within": answers.asks_within},
        "routing": _routing(answers),
        "known_person": {"window": "90 days"},
        "rejection_reasons": named(answers.reasons),
        "not_a_lead": named(answers.never),
    }
    head = {name: sections.pop(name) for name in ("samebook", "title", "scope")}
    parts = [block(head, 0), *(block({name: each}, 0) for name, each in sections.items() if each)]
    return "# Begun from six questions.\n" + "\n\n".join(parts) + "\n"


def named(lines: Sequence[str]) -> dict[str, str]:
    """Words to entries: each line its meaning, under a name made of it."""
    found: dict[str, str] = {}
    for line in lines:
        name = base = name_of(line)
        number = 2
        while name in found:
            name, number = f"{base[: MAX_NAME - 3]}_{number}", number + 1
        found[name] = line
    return found


def name_of(words: str) -> str:
    """A name as the Book writes them: ``Spare parts`` is ``spare_parts``."""
    plain = re.sub(r"[^a-z0-9]+", "_", words.lower(), flags=re.ASCII).strip("_")[:MAX_NAME].strip("_")
    return plain if plain[:1].isalpha() else f"n_{plain}"[:MAX_NAME].strip("_") if plain else "entry"


def _fields(answers: Answers) -> dict[str, Any]:
    fields: dict[str, Any] = {"lead.country": {"ask": "In which country is it needed?"}}
    if answers.industries:
        choices = _choices(answers.industries, "other")
        fields["account.industry"] = {"ask": "What does the company do?", "choices": choices}
    if answers.employees:
        fields["account.employees"] = {"ask": "How many people work there?"}
    if answers.budget:
        fields["lead.budget"] = {
            "type": "decimal", "unit": answers.currency, "ask": "How much is set aside for it?",
            "filterable": "true", "fresh_for": "12 months",
        }  # fmt: skip
        if not answers.currency:
            del fields["lead.budget"]["unit"]
    if answers.months:
        fields["lead.project_start"] = {"type": "date", "ask": "When should it start?", "fresh_for": "6 months"}
    if answers.needs:
        choices = _choices(answers.needs, "information", "other")
        fields["lead.need"] = {"type": "text", "ask": "What is it for?", "choices": choices}
    return fields


def _choices(said: Sequence[str], *besides: str) -> list[str]:
    """What was typed, as it was typed, and what always may be."""
    known = {each.casefold() for each in said}
    return [*dict.fromkeys(said), *(each for each in besides if each not in known)]


def _segments(answers: Answers) -> dict[str, Any]:
    segments = {
        "served_market": {
            "means": "Countries that we sell to.", "when": _in(_COUNTRY, answers.countries), "because": _ASSUMED,
        }
    }  # fmt: skip
    kinds = []
    if answers.industries:
        kinds.append(_in("account.industry", answers.industries))
    if answers.employees:
        kinds.append(f"account.employees >= {answers.employees}")
    if kinds:
        segments["our_customers"] = {
            "means": "Companies of the kind that we sell to.", "when": " and ".join(kinds), "because": _ASSUMED,
        }  # fmt: skip
    return segments


def _levels(answers: Answers) -> list[dict[str, Any]]:
    market = {"market": {"when": "in_segment('served_market')", "otherwise": "Outside the countries we sell to"}}
    if answers.industries or answers.employees:
        market["kind"] = {"when": "in_segment('our_customers')", "otherwise": "Not the kind of company we sell to"}
    worth: dict[str, Any] = {}
    if answers.needs:
        worth["need"] = {"when": _in("lead.need", answers.needs), "otherwise": "No need that we can meet"}
    if answers.budget:
        worth["money"] = {"when": f"lead.budget >= {answers.budget}", "otherwise": "Budget too small"}
    if not answers.months:
        return [{"level": "A", "means": "Worth a rep's time.", "because": _ASSUMED, "criteria": {**market, **worth}}]
    months = answers.months
    timing = {
        "when": f"lead.project_start <= lead.received_on + interval '{months}' month",
        "otherwise": f"It starts in more than {months} months",
    }
    levels = [
        {
            "level": "A",
            "means": "Worth a rep's time now.",
            "because": _ASSUMED,
            "criteria": {**market, **worth, "timing": timing},
        }
    ]
    return [*levels, {"level": "B", "means": "The same, with the time open.", "criteria": {**market, **worth}}]


def _follow_up(answers: Answers) -> dict[str, Any]:
    terms = {
        "first_attempt": answers.first_attempt, "attempts": str(answers.attempts), "within": answers.within,
        "escalate_to": "sales_manager",
    }  # fmt: skip
    return {level["level"]: terms for level in _levels(answers)}


def _routing(answers: Answers) -> list[dict[str, str]]:
    rules = [{"when": _in(_COUNTRY, countries), "to": territory} for countries, territory in answers.routes]
    return [*rules, *([{"to": answers.rest}] if answers.rest else [])]


def _in(subject: str, values: tuple[str, ...]) -> str:
    return f"{subject} in ({', '.join(quoted(value) for value in dict.fromkeys(values))})"
