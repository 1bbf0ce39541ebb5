"""Texts in words for pages: one text clause by clause, two texts compared, and what cannot be read."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from samebook.agreement import hooks, points, queries, rules
from samebook.agreement.editor.countering import counter_changes
from samebook.agreement.editor.differing import Change, differences
from samebook.agreement.editor.parts import Part, every_part, parts_of
from samebook.agreement.editor.reading import Reading
from samebook.agreement.editor.stale import Stale, conditions_of, still_said
from samebook.agreement.editor.words import Fault, Talk, Words, in_words
from samebook.agreement.models import Edition
from samebook.agreement.terms import State
from samebook.book.expressions import Expression
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Problem, Refused

_NAMED = re.compile(r"[ ]*(?:- +)?([A-Za-z_][\w. ]*):")
OVER = (State.IN_FORCE, State.SUPERSEDED)


@lru_cache(maxsize=32)
def reading_of(text: str) -> Reading | None:
    """A text read for its words; None when it is not the YAML of a Book. What was read is not to be changed."""
    try:
        reading = Reading(text)
    except Refused:
        return None
    return reading if isinstance(reading.data, dict) else None


def words_of(text: str, talks: Sequence[Talk] = ()) -> Words | None:
    """A text clause by clause; None when it cannot be read at all. One query."""
    reading = reading_of(text)
    return in_words(reading, queries.territory_names(), talks) if reading else None


def with_pages(words: Words | None, actor: Actor, edition: Edition) -> Words | None:
    """The same words, each clause with the page that a chapter above has about it."""
    pages = {key: page for ask in hooks.clause_pages for key, page in ask(actor, edition).items()} if words else {}
    for part in (part for section in words.sections for part in section.parts) if words else ():
        part.page = pages.get((part.kind.section, part.key))
    return words


def parts_named(text: str, clause: str) -> list[Part]:
    """The parts that are talked about under one name; none where the text cannot be read. One query."""
    reading = reading_of(text)
    found = every_part(parts_of(reading, queries.territory_names())) if reading else []
    return [part for part in found if part.clause == clause]


def changes_between(before: str, after: str, places: Mapping[str, str] | None = None) -> list[Change] | None:
    """What the second text says otherwise; None when one of them cannot be read. One query without ``places``."""
    old, new = reading_of(before), reading_of(after)
    if old is None or new is None:
        return None
    return differences(old, new, queries.territory_names() if places is None else places)


def measured_against(edition: Edition, now: datetime) -> Edition | None:
    """The edition whose text an edition would change: the one in force for its scope, else the one it inherits from.

    Of an edition that was in force its forerunner.
    """
    if edition.state not in OVER:
        current = queries.in_force_for(edition.scope, now)
        if current and (current.edition.scope == edition.scope or not edition.inherits_id):
            return Edition.objects.get(pk=current.edition.pk)
        if edition.inherits_id:
            return edition.inherits
    return edition.based_on


def difference_of(edition: Edition, now: datetime) -> dict[str, Any]:
    """What the part ``changes`` of a page shows: the other edition, the changes in words, both texts."""
    base = measured_against(edition, now)
    return {
        "base": base,
        "changes": changes_between(base.text, edition.text) if base else None,
        "base_text": base.text if base else "",
    }


def countered(
    text: str, clause: str, before: str, proposed: str, places: Mapping[str, str]
) -> tuple[Change, ...] | None:
    """What a counter-proposal says otherwise, on the ground of a text; None where one of them cannot be read."""
    return _countered(text, clause, before, proposed, tuple(places.items()))


@lru_cache(maxsize=256)
def _countered(
    text: str, clause: str, before: str, proposed: str, places: tuple[tuple[str, str], ...]
) -> tuple[Change, ...] | None:
    reading, named = reading_of(text), dict(places)
    found = counter_changes(reading, clause, before=before, proposed=proposed, places=named) if reading else None
    return None if found is None else tuple(found)


def changed_names(edition: Edition, now: datetime) -> list[str] | None:
    """What an edition says otherwise than the one it is measured against, by name; None where there is none to read."""
    base = measured_against(edition, now)
    found = _changed(base.text, edition.text, tuple(queries.territory_names().items())) if base else None
    return None if found is None else [change.name for change in found]


@lru_cache(maxsize=64)
def _changed(before: str, after: str, places: tuple[tuple[str, str], ...]) -> tuple[Change, ...] | None:
    found = changes_between(before, after, dict(places))
    return None if found is None else tuple(found)


def stale_in(edition: Edition) -> list[Stale]:
    """Words of an edition that say what a condition said in one of its earlier texts. One query.

    Its first text and the last ones are looked at: what a draft began from, and what was changed of late.
    """
    reading = reading_of(edition.text)
    if reading is None:
        return []
    return still_said(map(_conditions, points.earlier_texts(edition)), reading)


@lru_cache(maxsize=64)
def _conditions(text: str) -> Mapping[str, Expression]:
    reading = reading_of(text)
    return conditions_of(reading) if reading else {}


def talks_of(actor: Actor, edition: Edition) -> list[points.Thread]:
    """What was said about an edition's clauses, for the two departments; nothing for others. Two queries."""
    return points.threads_of(edition) if actor.has(*rules.DEPARTMENTS) else []


def may_change(actor: Actor, edition: Edition) -> str:
    """What a reader may do with a clause in its form: ``change`` a draft's, ``propose`` another for one proposed."""
    if not actor.has(*rules.DEPARTMENTS):
        return ""
    return {State.DRAFT: "change", State.PROPOSED: "propose"}.get(State(edition.state), "")


def unread(problems: Sequence[Problem], text: str) -> list[Fault]:
    """What is wrong in a text that is not even YAML, each with the names above it: all that is sure of its place."""
    return [Fault(_above(text, problem.line), problem, None) for problem in problems]


def _above(text: str, line: int) -> str:
    """The section and the entry that the lines above a place begin: “Qualification, money”."""
    found: dict[bool, str] = {}
    for each in reversed(text.split("\n")[:line]):
        if named := _NAMED.match(each):
            found.setdefault(each[:1].isspace() or each.startswith("-"), named[1].replace("_", " "))
            if False in found:
                break
    return ", ".join(found[inner] for inner in (False, True) if inner in found).capitalize() or "The text"
