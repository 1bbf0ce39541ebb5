"""Plays from files: a new one, or a draft of one that is here; nothing that was approved changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from samebook.company.models import User
from samebook.company.queries import local_day, with_role
from samebook.exchange.targets import Outcome
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.plays.actions.base import WRITE
from samebook.plays.actions.library import add_play, begin_version, change_play, change_version
from samebook.plays.actions.steps import Step, add_step, change_step, check_said
from samebook.plays.aims import For, check_for, known_at
from samebook.plays.bringing import (
    Said,
    aims_of,
    aims_over,
    check_agree,
    check_row,
    review_kept,
    step_of,
    step_over,
)
from samebook.plays.merging import one_line
from samebook.plays.models import Play, PlayStep, PlayVersion
from samebook.plays.rules import KEEPERS, check_review_date
from samebook.plays.terms import State

Answer = tuple[Outcome, int] | Refused
"""What became of a row, with the play's id; or why it was refused."""


@action
def bring_plays(actor: Actor, rows: Sequence[Said], *, at: datetime) -> list[Answer]:
    """Take plays in, one row for each step. What a row leaves empty stays; steps that no row names stay too.

    A play that is not here begins as a draft. Of one that is here the draft is changed, or one is begun where the rows
    say otherwise than its newest version; what was approved stays as it is.

    Returns:
        What became of each row, in order. A row that cannot be is refused alone; every row of its play where it is
        about the play.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(*KEEPERS, to=WRITE)
    answers: dict[int, Answer] = {}
    plays: dict[str, list[Said]] = {}
    for row in rows:
        try:
            check_row(row)
        except Refused as refused:
            answers[row.number] = refused
        else:
            plays.setdefault(one_line(row.play), []).append(row)
    for name, theirs in sorted(plays.items()):  # locked in one order by everybody
        answers |= _bring(actor, name, theirs, at)
    return [answers[row.number] for row in rows]


def _bring(actor: Actor, name: str, rows: Sequence[Said], at: datetime) -> dict[int, Answer]:
    """What becomes of the rows of one play: all are checked before any is written."""
    answers: dict[int, Answer] = dict(check_agree(rows))
    rows = [row for row in rows if row.number not in answers]
    play = Play.objects.select_for_update(of=("self",)).filter(name=name).first()
    newest = play.versions.prefetch_related("aims", "steps").order_by("-number").first() if play else None
    try:
        owner = _owner(rows)
        check_has_owner(actor, is_new=play is None, named=owner is not None)
        said = _checked_aims(newest, rows, at)
    except Refused as refused:
        return answers | {row.number: refused for row in rows}
    steps = _checked_steps(newest, rows, said)
    answers |= {number: step for number, step in steps.items() if isinstance(step, Refused)}
    rows = [row for row in rows if row.number not in answers]
    if not rows:
        return answers
    is_other = newest is None or said != aims_of(newest)
    is_given = play is not None and owner is not None and owner.pk != play.owner_id
    if play is None:
        play = add_play(actor, name=name, owner_id=owner.pk if owner else None, at=at)
    elif owner is not None and is_given:
        change_play(actor, play.pk, name=play.name, owner_id=owner.pk, at=at)
    wanted = [(row, step) for row in rows if isinstance(step := steps.get(row.number), Step)]
    if is_other or wanted:
        draft = _draft(actor, play, newest, said, at)
        answers |= {row.number: _bring_step(actor, draft, row, step, at) for row, step in wanted}
    first: Outcome = "created" if newest is None else "changed" if is_other or is_given else "unchanged"
    for row in rows:
        answers.setdefault(row.number, (first, play.pk))
        first = "created" if newest is None else "unchanged"
    return answers


def _checked_aims(newest: PlayVersion | None, rows: Sequence[Said], at: datetime) -> For:
    said = aims_over(newest, rows)
    if newest is not None and said.review_date != newest.review_date and _has_passed(newest.play, said.review_date, at):
        said = replace(said, review_date=newest.review_date)
    if newest is None or said != aims_of(newest):
        check_for(said, known_at(at))
        if newest is None or said.review_date != newest.review_date:
            check_review_date(said.review_date, today=local_day(at))
    return said


def _has_passed(play: Play, day: date | None, at: datetime) -> bool:
    """Whether a version of the play had this review date and it is past: a file that repeats it asks for nothing."""
    return day is not None and day <= local_day(at) and play.versions.filter(review_date=day).exists()


def _checked_step(stands: PlayStep | None, row: Said, said: For) -> Step | None:
    """The step as it would be; None where it is so already. A problem of a text is told of its own language."""
    made = step_over(stands, row)
    if stands is not None and made == step_of(stands):
        return None
    alone = [(code, replace(made, texts={code: text})) for code, text in made.texts.items()]
    for code, one in alone or [("", made)]:
        try:
            check_said(one, said.languages)
        except Refused as refused:
            field = f"{refused.field}_{code}" if code and refused.field in ("subject", "body") else refused.field
            raise Refused(refused.code, refused.message, field) from refused
        if code and code not in said.languages:
            raise Refused("plays.unknown_language", f"The play is not said to be in “{code}”.", f"body_{code}")
    return made


def _checked_steps(newest: PlayVersion | None, rows: Sequence[Said], said: For) -> dict[int, Step | Refused]:
    """By row, the step as it would be, or why it cannot be; a step that is so already is left out."""
    here = {step.place: step for step in newest.steps.all()} if newest else {}
    found: dict[int, Step | Refused] = {}
    for row in rows:
        try:
            made = _checked_step(here.get(row.place), row, said) if row.place is not None else None
        except Refused as refused:
            found[row.number] = refused
        else:
            found |= {row.number: made} if made is not None else {}
    return found


def _bring_step(actor: Actor, draft: PlayVersion, row: Said, made: Step, at: datetime) -> Answer:
    there = draft.steps.filter(place=row.place or 0).first()
    try:
        if there is None:
            add_step(actor, draft.pk, made, place=row.place, at=at)
        else:
            change_step(actor, there.pk, made, at=at)
    except Refused as refused:
        return refused
    return ("created" if there is None else "changed"), draft.play_id


def _draft(actor: Actor, play: Play, newest: PlayVersion | None, said: For, at: datetime) -> PlayVersion:
    """The draft that is here, or one that is begun, for what is said."""
    if newest is None:
        draft = play.versions.get()
    else:
        draft = newest if newest.state == State.DRAFT else begin_version(actor, play.pk, at=at)
    review = review_kept(said.review_date, newest.review_date if newest else None, local_day(at))
    said = replace(said, review_date=review)
    if said != aims_of(draft):
        change_version(actor, draft.pk, said, at=at)
    return draft


def check_has_owner(actor: Actor, *, is_new: bool, named: bool) -> None:
    """A program, which keeps no play current, names somebody for a new one.

    Raises:
        Refused: ``plays.owner``.
    """
    if is_new and not named and actor.id is None:
        raise Refused("plays.owner", "Name somebody of marketing who keeps it current.", "owner")


def _owner(rows: Sequence[Said]) -> User | None:
    """Who keeps the play, where the rows name somebody.

    Raises:
        Refused: ``plays.owner``.
    """
    named = next((row.owner for row in rows if row.owner), "")
    if not named:
        return None
    found = with_role(Role.MARKETING).filter(email__iexact=named).first()
    if found is None:
        raise Refused("plays.owner", "Name somebody of marketing by their e-mail address.", "owner")
    return found
