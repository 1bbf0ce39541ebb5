"""Where definitions come from: the edition in force, drafts, segments of one's own, polls that are closed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from samebook.agreement.editor.reading import Reading
from samebook.agreement.models import Edition
from samebook.agreement.queries import edition_of, editions_for, in_force
from samebook.agreement.terms import State
from samebook.book.editing.spans import Data
from samebook.book.expressions import Expression
from samebook.book.model import DeclaredField
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.meaning.polls import closed_polls, labelled
from samebook.leads.meaning.rules import Chosen, Definition
from samebook.leads.meaning.terms import Counted
from samebook.segments.definitions import PRIVATE, definition_for, definitions_for
from samebook.segments.rules import holder_of

MOST_EDITIONS = 12
ANSWER = "answer-"
"""How the key of an answer of a poll begins."""
STATES = (State.IN_FORCE, State.DRAFT, State.PROPOSED, State.SIGNED)


@dataclass(frozen=True, slots=True)
class Source:
    """Something to choose: a definition with the key it is chosen by, and its name under the heading it stands."""

    key: str
    name: str
    definition: Definition


def book_in_force(at: datetime) -> Edition:
    """The edition whose fields people speak of.

    Raises:
        Refused: ``meaning.no_edition``.
    """
    current = in_force(at)
    if current is None:
        raise Refused("meaning.no_edition", "No edition is in force yet, so there are no fields to speak of.")
    return current.edition


def reading_of(edition: Edition) -> Reading:
    """The text of an edition or draft, read for its definitions; it may have problems elsewhere.

    Raises:
        Refused: ``book.yaml``.
    """
    return _reading(edition.pk, edition.content_hash)


def reading_for(edition: Edition, kind: Counted) -> Reading:
    """An edition as somebody reads it who defines accounts: their fields only, and segments that speak of nothing
    else; of leads everything, for a lead has an account and a person."""
    reading = reading_of(edition)
    if kind is Counted.LEAD:
        return reading
    narrow = Reading(edition.text)
    narrow.fields = {name: field for name, field in reading.fields.items() if holder_of(name) == "account"}
    narrow.segments = [name for name in reading.segments if narrow.condition(f"in_segment('{name}')")[0] is not None]
    return narrow


def sources_for(actor: Actor, *, at: datetime) -> list[tuple[str, list[Source]]]:
    """All that the actor may choose from, by where it is from, what is in force first: (heading, definitions)."""
    groups = []
    editions = editions_for(actor).filter(state__in=STATES)
    holding, others = editions.filter(state=State.IN_FORCE), editions.exclude(state=State.IN_FORCE)
    for edition in [*holding[:MOST_EDITIONS], *others[:MOST_EDITIONS]]:
        found = list(_of_edition(edition))
        if found:
            groups.append((f"{edition}, {State(edition.state).value.replace('_', ' ')}", found))
    own = [each for each in definitions_for(actor, at=at) if each.private and each.condition]
    if own:
        base = book_in_force(at).pk
        mine = [
            Source(each.key, each.title, Definition(f"Private: {each.title}", each.text, base, private=each.key))
            for each in own
        ]
        groups.append(("Segments of your own, or shared with you", mine))
    for poll in closed_polls(actor)[:MOST_EDITIONS]:
        answers = [
            Source(
                f"{ANSWER}{answer.pk}", label, Definition(f"{label}: {poll.word}", answer.condition, poll.edition_id)
            )
            for label, answer in labelled(actor, poll)
        ]
        if answers:
            groups.append((f"Poll: {poll.word}", answers))
    return groups


def definitions_of(actor: Actor, chosen: Sequence[Chosen], *, at: datetime) -> list[Definition]:
    """What was chosen, each with the label and the text of its source; what was written here says so.

    Raises:
        Missing: A key of nothing that the actor may choose.
        Refused: ``meaning.no_edition``.
    """
    keyed = any(each.key for each in chosen)
    by_key = {source.key: source for _, found in sources_for(actor, at=at) for source in found} if keyed else {}
    if any(each.key and each.key not in by_key for each in chosen):
        raise Missing("definition")
    return [
        by_key[each.key].definition
        if each.key
        else Definition(f"Written here: {each.label}", each.condition, book_in_force(at).pk)
        for each in chosen
    ]


def expression_of(actor: Actor, definition: Definition, *, at: datetime) -> tuple[Expression, dict[str, DeclaredField]]:
    """What a definition means, with the fields it may speak of.

    Raises:
        Refused: ``meaning.condition``, it cannot be read; what is wrong stands in the message.
        Missing: Its edition or segment is not there, or not the actor's to read.
    """
    edition = edition_of(actor, definition.edition_id)
    reading = reading_of(edition)
    if definition.private.startswith(PRIVATE):
        private = definition_for(actor, definition.private, at=at)
        if private.condition is None:
            raise Refused("meaning.condition", f"“{definition.label}” cannot be read: {private.problem}")
        return private.condition.expression, reading.fields
    expression, problems = reading.condition(definition.condition)
    if expression is None:
        why = " ".join(f"{each.message} {each.hint}".strip() for each in problems[:1]) or "It is empty."
        raise Refused("meaning.condition", f"“{definition.label}” cannot be read: {why}")
    return expression, reading.fields


def _of_edition(edition: Edition) -> Iterator[Source]:
    try:
        reading = reading_of(edition)
    except Refused:
        return
    for key, name, text in (*_segments(reading), *_levels(reading)):
        definition = Definition(f"{name[:1].upper()}{name[1:]} ({edition})", text, edition.pk)
        if reading.condition(text)[0] is not None:
            yield Source(f"edition-{edition.pk}-{key}", f"{name[:1].upper()}{name[1:]}", definition)


def _segments(reading: Reading) -> Iterator[tuple[str, str, str]]:
    for name in reading.segments:
        text = reading.at("segments", name, "when")
        if isinstance(text, str):
            yield f"segment-{name}", _words(name), text


def _levels(reading: Reading) -> Iterator[tuple[str, str, str]]:
    """A level is all its criteria together; each criterion may be chosen alone as well."""
    for place, level in enumerate(reading.levels):
        criteria = dict(_criteria(reading.at("qualification", place, "criteria")))
        if not criteria:
            continue
        whole = " and ".join(f"({text})" for text in criteria.values())
        yield f"level-{level}", f"level {level}", whole
        for name, text in criteria.items():
            yield f"criterion-{level}.{name}", f"{_words(name)} of level {level}", text


def _criteria(data: Data) -> Iterator[tuple[str, str]]:
    for name, parts in data.items() if isinstance(data, dict) else ():
        text = parts.get("when") if isinstance(parts, dict) else parts
        if isinstance(text, str):
            yield name, " ".join(text.split())


def _words(name: str) -> str:
    return name.replace("_", " ")


@lru_cache(maxsize=64)
def _reading(edition_id: int, content_hash: str) -> Reading:
    reading = Reading(Edition.objects.values_list("text", flat=True).get(pk=edition_id))
    if not isinstance(reading.data, dict):
        raise Refused("book.yaml", "This text cannot be read; mend it first.")
    return reading
