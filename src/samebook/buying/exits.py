"""Whether a sale may go on: what should be true before it leaves a stage, in three values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from samebook.book import DeclaredField, parse_value
from samebook.book.english import field_name
from samebook.book.pipelines import Pipeline
from samebook.buying.models import Opportunity
from samebook.buying.pipelines import Selling
from samebook.kernel.refusals import Refused

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Unmet:
    """One exit that is not met.

    Attributes:
        stage: The stage whose exit it is.
        says: What should be true, in words.
        is_unknown: Nobody knows yet; else it is false.
        missing: The fields that nobody knows, by name, with the question for each.
    """

    stage: str
    says: str
    is_unknown: bool
    missing: Mapping[str, str]


def record_of(opportunity: Opportunity, fields: Mapping[str, DeclaredField], reads: Collection[str]) -> dict[str, Any]:
    """What is known of an opportunity as exits read it. One small query for each thing that is counted.

    Args:
        reads: Names of the fields that the exits read; nothing else is counted.
    """
    known: dict[str, Any] = {
        "amount": opportunity.amount,
        "currency": opportunity.currency_id,
        "source": opportunity.source,
        "premise": opportunity.premise,
        "forecast": opportunity.forecast,
        "partner": opportunity.partner.name if opportunity.partner else None,
        "opened_on": opportunity.opened_on,
        "expected_close_date": opportunity.expected_close_date,
        "next_step": opportunity.next_step,
        "next_step_on": opportunity.next_step_on,
    }
    counted = {"people": opportunity.people, "products": opportunity.products, "competitors": opportunity.competitors}
    known |= {name: those.count() for name, those in counted.items() if f"opportunity.{name}" in reads}
    record = {f"opportunity.{name}": value for name, value in known.items() if value not in (None, "")}
    for name, text in opportunity.facts.items():
        declared = fields.get(name)
        value = parse_value(declared.type, str(text)) if declared and not declared.built_in else None
        if value is not None:
            record[name] = value
    return record


def unmet(opportunity: Opportunity, selling: Selling, pipeline: Pipeline, *, to: str) -> list[Unmet]:
    """The exits that a move goes past and that are not true; none for a move back."""
    passed = pipeline.left_on_the_way(opportunity.stage, to)
    exits = [(stage, exit_) for stage in passed if (exit_ := selling.exit_of(pipeline, stage))]
    if not exits:
        return []
    record = record_of(opportunity, selling.fields, {name for _, exit_ in exits for name in exit_.reads})
    found = []
    for stage, exit_ in exits:
        truth = exit_.truth(record)
        if truth is not True:
            missing = list(exit_.explain(record).missing) if truth is None else []
            asked = {name: question(name, selling.fields) for name in missing}
            found.append(Unmet(stage.name, exit_.english, truth is None, asked))
    return found


def question(name: str, fields: Mapping[str, DeclaredField]) -> str:
    """How a field is asked for: the Book's question, else its name."""
    declared = fields.get(name)
    return (declared.ask if declared else None) or f"What is {field_name(name)}?"


def check_may_go_on(found: list[Unmet], *, despite: str) -> None:
    """A sale goes on where the exits are true, or with a word of reason.

    Raises:
        Refused: ``buying.exit_unknown``, something is to be asked first; ``buying.exit_unmet``, it is not so.
    """
    if not found or despite.strip():
        return
    unknown = [each for each in found if each.is_unknown]
    if len(unknown) == len(found):
        questions = " ".join(dict.fromkeys(text for each in unknown for text in each.missing.values()))
        message = f"Before it goes on: {questions} Enter it, or give a word of reason to go on without."
        raise Refused("buying.exit_unknown", message, "despite")
    said = "; ".join(each.says for each in found)
    message = f"It should not go on before {said}. Give a word of reason to go on all the same."
    raise Refused("buying.exit_unmet", message, "despite")
