"""A counter-proposal in sentences: what its clause said and is to say, on the ground of a whole text. Pure."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from samebook.agreement.clauses import NAMED_BY, clauses_of, put, said_otherwise
from samebook.agreement.editor.differing import Change, differences
from samebook.agreement.editor.reading import Reading
from samebook.book.editing.spans import Data, spans_of
from samebook.kernel.refusals import Refused


def counter_changes(
    reading: Reading, clause: str, *, before: str, proposed: str, places: Mapping[str, str] | None = None
) -> list[Change] | None:
    """What a counter-proposal changes.

    Args:
        reading: The edition's text as it is now; the clause may say something else in it by now, or be gone.

    Returns:
        None when one of the two cannot be read.
    """
    try:
        standing = clauses_of(reading.text).get(clause)
        if standing and standing.text == before:  # it was checked when it was made
            return differences(reading, Reading(said_otherwise(reading.text, standing, proposed)), places)
        if not standing and not before:
            return differences(reading, Reading(put(reading.text, clause, before=before, proposed=proposed)), places)
        was, new = (reading.holding(_with(reading.data, clause, said)) for said in (before, proposed))
        return differences(was, new, places)
    except Refused:
        return None


def _with(data: Data, clause: str, said: str) -> Data:
    """The values of a text with a clause as a fragment says it, and nothing else of its section."""
    fragment = spans_of(said).data if said else {}
    section, *rest = clause.split(".", 1)
    name = rest[0] if rest else ""
    kept: dict[str, Any] = deepcopy(data) if isinstance(data, dict) else {}
    if not isinstance(fragment, dict):
        return kept
    if not name:
        return {**{each: value for each, value in kept.items() if each != section}, **fragment}
    level, _, criterion = name.partition(".")
    if section == "qualification" and criterion:
        return {**kept, section: [{"level": level, "criteria": fragment}]}
    if section == "pipelines" and criterion:
        return {**kept, section: [{"name": level, "stages": [fragment]}]}
    return {**kept, section: [fragment] if section in NAMED_BY else fragment}
