"""Saying which cells of a launch are required: of many at once, or of single ones."""

from collections.abc import Mapping
from datetime import datetime

from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.launches.actions.base import check_place, check_room, locked, save, tell, words
from samebook.launches.axes import axes_at
from samebook.launches.counting import count_one
from samebook.launches.laying import decide, say_words
from samebook.launches.queries import cells_of
from samebook.launches.rules import Word, check_because, check_is_planned


@action
def say_rule(actor: Actor, launch_id: int, word: Word, *, at: datetime) -> int:
    """Say of many cells at once that they are required or not; an empty part stands for all.

    Returns:
        How many cells it decides.

    Raises:
        Refused: ``access.denied``, ``launches.declared``, ``launches.unknown_name``, ``launches.reason_missing``,
            ``launches.no_such_cell``.
    """
    launch = locked(actor, launch_id, to="say which cells a launch requires", check=check_is_planned)
    axes = axes_at(at)
    word = word._replace(because=words(word.because, "because", 300))
    check_because(word.because)
    check_place(launch, axes, {part: [getattr(word, part)] for part in ("role", "decision", "cause", "segment")})
    check_room(launch.rules.count(), "rules")
    count = say_words(launch, axes, [word], by=actor.id, at=at)
    if not count:
        raise Refused("launches.no_such_cell", "The grid has no cell like that.", "role")
    save(launch)
    count_one(launch, at=at)
    named = {key: value for key, value in word._asdict().items() if key not in ("required", "because")}
    verb = "required" if word.required else "released"
    tell(actor, verb, launch, cells=count, because=word.because, **named)
    return count


@action
def decide_cells(
    actor: Actor, launch_id: int, said: Mapping[int, tuple[bool, str]], *, at: datetime
) -> dict[int, bool]:
    """Say of single cells, by id, that they are required or not, and why.

    Returns:
        Whether each cell changed.

    Raises:
        Refused: ``access.denied``, ``launches.declared``, ``launches.reason_missing``, ``launches.no_such_cell``.
    """
    launch = locked(actor, launch_id, to="say which cells a launch requires", check=check_is_planned)
    cells = {cell.pk: cell for cell in cells_of(launch)}
    changed: list[int] = []
    for cell_id, (required, because) in said.items():
        if cell_id not in cells:
            raise Refused("launches.no_such_cell", "The grid has no such cell.", "cell")
        why = words(because, "because", 300)
        check_because(why)
        changed += [cell.pk for cell in decide([cells[cell_id]], required=required, because=why, at=at)]
    if changed:
        save(launch)
        count_one(launch, at=at)
        tell(actor, "cells_decided", launch, cells=len(changed))
    return {cell_id: cell_id in changed for cell_id in said}
