"""What a row of a file says of a play, laid over what stands there: what a row leaves empty stays. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from samebook.kernel.refusals import Refused
from samebook.plays.actions.steps import Step, texts_of
from samebook.plays.aims import For
from samebook.plays.merging import one_line
from samebook.plays.models import PlayStep, PlayVersion

MOST_NUMBER = 999


@dataclass(frozen=True)
class Said:
    """One row.

    Attributes:
        aims: What it says of the play: fields of ``For``.
        place: The number of the step; None for a row about the play alone.
        step: What it says of the step: fields of ``Step``; ``texts`` by language.
    """

    number: int
    play: str
    owner: str = ""
    aims: Mapping[str, Any] = field(default_factory=dict)
    place: int | None = None
    step: Mapping[str, Any] = field(default_factory=dict)


def check_row(row: Said) -> None:
    """A row names a play, and a step by its number where it says anything of one.

    Raises:
        Refused: ``plays.name_missing``, ``plays.name_long``, ``plays.step_number``.
    """
    if not one_line(row.play):
        raise Refused("plays.name_missing", "Give the play a name.", "play")
    if len(row.play) > 100:
        raise Refused("plays.name_long", "The name of a play has 100 letters at most.", "play")
    if (row.place is None and row.step) or (row.place is not None and not 1 <= row.place <= MOST_NUMBER):
        raise Refused("plays.step_number", f"Number the steps of a play from 1 to {MOST_NUMBER}.", "step")


def check_agree(rows: Sequence[Said]) -> dict[int, Refused]:
    """The rows that say otherwise of their play than an earlier row, or are about the same step, by number."""
    first: dict[str, Any] = {}
    places: set[int] = set()
    refused: dict[int, Refused] = {}
    for row in rows:
        told = {**row.aims, **({"owner": row.owner} if row.owner else {})}
        other = next((name for name, value in told.items() if first.setdefault(name, value) != value), "")
        if other:
            message = "An earlier row says otherwise of this play; its columns are repeated in each row."
            refused[row.number] = Refused("plays.rows_disagree", message, other)
        elif row.place in places:
            refused[row.number] = Refused("plays.step_twice", "An earlier row is about the same step.", "step")
        elif row.place is not None:
            places.add(row.place)
    return refused


def aims_over(version: PlayVersion | None, rows: Iterable[Said]) -> For:
    """What a version would be for."""
    given = {name: value for row in rows for name, value in row.aims.items()}
    return replace(aims_of(version) if version is not None else For(), **given)


def aims_of(version: PlayVersion) -> For:
    """What a version is for, each list in order."""
    return For(
        causes=version.causes, roles=version.roles, decisions=version.decisions, languages=version.languages,
        on_stages=version.named("on_stage"), on_roles=version.named("on_role"), segment=version.segment,
        review_date=version.review_date, brief=plain(version.brief),
    )  # fmt: skip


def review_kept(said: date | None, stands: date | None, today: date) -> date | None:
    """The review date that a draft gets: one that has passed, and that the file does not change, is left out."""
    return None if said is not None and said == stands and said <= today else said


def step_over(step: PlayStep | None, row: Said) -> Step:
    """What a step would be; texts are laid over one language after the other."""
    base = step_of(step) if step is not None else Step("", "")
    given = dict(row.step)
    texts = {code: dict(text) for code, text in base.texts.items()}
    for code, text in given.pop("texts", {}).items():
        texts[code] = {"subject": "", "body": "", **texts.get(code, {}), **text}
    made = replace(base, **given, texts=texts)
    return replace(made, texts=texts_of(made))


def step_of(step: PlayStep) -> Step:
    """A step as a file can say it: line breaks of one kind, no space around a text."""
    texts = {code: {name: plain(words) for name, words in text.items()} for code, text in step.texts.items()}
    return Step(
        step.kind, plain(step.title), step.performer, step.due_hours, plain(step.guide), step.link, texts,
        step.document_language,
    )  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
