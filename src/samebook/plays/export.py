"""The library as rows of a file, in the columns that the import of plays takes, so that it comes in again unchanged.

The newest version of each play that the reader may read, but none that was retired. Files stay here; a column names
them.
"""

from collections.abc import Iterator, Sequence

from samebook.kernel.access import Actor
from samebook.kernel.sheets import Cell
from samebook.plays.bringing import plain
from samebook.plays.imports import OF_PLAY, OF_STEP, TEXTS
from samebook.plays.models import PlayStep, PlayVersion
from samebook.plays.queries import STEPS, versions_for
from samebook.plays.terms import State

STATE, FILE = "State", "File"
"""What only goes out."""


def library_of(actor: Actor) -> list[PlayVersion]:
    """The versions that a file of the library holds, by the name of the play."""
    found = versions_for(actor).exclude(state=State.RETIRED).prefetch_related("aims", STEPS)
    newest = {each.play_id: each for each in found.order_by("play__name", "play_id", "number")}
    return list(newest.values())


def headers_of(versions: Sequence[PlayVersion]) -> list[str]:
    """The columns; texts only in the languages that some play has."""
    texts = [field.label for field in TEXTS if field.name[-2:] in languages_of(versions)]
    return [*(field.label for field in (*OF_PLAY, *OF_STEP)), *texts, FILE, STATE]


def rows_of(versions: Sequence[PlayVersion]) -> Iterator[list[Cell]]:
    """One row for each step; a play without steps has one row."""
    codes = languages_of(versions)
    for version in versions:
        play = _of_play(version)
        steps: list[PlayStep | None] = [*version.steps.all()]
        for step in steps or [None]:
            yield [*play, *_of_step(step), *_texts(step, codes), _file(step), version.get_state_display()]


def languages_of(versions: Sequence[PlayVersion]) -> list[str]:
    """The languages that some version or text has, in order."""
    named = {code for each in versions for code in each.languages}
    written = {code for each in versions for step in each.steps.all() for code in step.texts}
    return sorted(named | written)


def _of_play(version: PlayVersion) -> list[Cell]:
    lists = (version.causes, version.roles, version.decisions, version.languages)
    offered = (version.named("on_stage"), version.named("on_role"))
    return [
        version.play.name,
        version.play.owner.email,
        *("; ".join(names) or None for names in lists),
        version.segment or None,
        *("; ".join(names) or None for names in offered),
        version.review_date,
        plain(version.brief) or None,
    ]


def _of_step(step: PlayStep | None) -> list[Cell]:
    if step is None:
        return [None] * len(OF_STEP)
    return [
        step.place,
        step.kind,
        plain(step.title),
        step.performer,
        step.due_hours,
        plain(step.guide) or None,
        step.link or None,
        step.document_language or None,
    ]


def _texts(step: PlayStep | None, codes: Sequence[str]) -> Iterator[Cell]:
    for code in codes:
        text = step.texts.get(code, {}) if step is not None else {}
        yield from (plain(text.get("subject", "")) or None, plain(text.get("body", "")) or None)


def _file(step: PlayStep | None) -> Cell:
    return str(step.document) if step is not None and step.document is not None else None
