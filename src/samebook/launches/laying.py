"""Laying out a launch's grid: the cells its axes make, and which of them the author's words require."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import product

from samebook.launches.axes import Axes
from samebook.launches.grid import place_of
from samebook.launches.models import Cell, GridRule, Launch
from samebook.launches.queries import cells_of, every_cell_of
from samebook.launches.rules import Place, Word, matches, required_by
from samebook.launches.terms import ALL_SEGMENTS

DROPPED = "Its role, cause or segment was taken out of the plan."


def lay_out(launch: Launch, axes: Axes, *, at: datetime) -> None:
    """Make the cells that are missing, as the words so far decide; those off the axes are required no more."""
    cells = every_cell_of(launch)
    here = {place_of(cell) for cell in cells}
    segments = launch.segments or [ALL_SEGMENTS]
    wanted = [Place(*each) for each in product(launch.roles, launch.decisions, launch.causes, segments)]
    spoken = words_of(launch)
    made = []
    for place in wanted:
        if place not in here:
            required, because = required_by(place, axes.kinds.get(place.role, ""), spoken)
            since = at if required else None
            made.append(
                Cell(launch=launch, required=required, required_since=since, because=because, **place._asdict())
            )
    Cell.objects.bulk_create(made, batch_size=500)
    there = set(wanted)
    decide([cell for cell in cells if cell.required and place_of(cell) not in there], required=False,
           because=DROPPED, at=at)  # fmt: skip


def say_words(launch: Launch, axes: Axes, said: Sequence[Word], *, by: int | None, at: datetime) -> int:
    """Keep what the author says of many cells, and decide them by it.

    Returns:
        How many cells were decided.
    """
    GridRule.objects.bulk_create(
        [GridRule(launch=launch, said_by_id=by, said_at=at, **word._asdict()) for word in said]
    )
    cells, count = cells_of(launch), 0
    for word in said:
        met = [cell for cell in cells if matches(word, place_of(cell), axes.kinds.get(cell.role, ""))]
        decide(met, required=word.required, because=word.because, at=at)
        count += len(met)
    return count


def decide(cells: Iterable[Cell], *, required: bool, because: str, at: datetime) -> list[Cell]:
    """Say of cells that they are required or not, and why.

    Returns:
        Those that changed.
    """
    changed = [cell for cell in cells if (cell.required, cell.because) != (required, because)]
    for cell in changed:
        if required and not cell.required:
            cell.required_since = at
        cell.required, cell.because = required, because
    Cell.objects.bulk_update(changed, ["required", "required_since", "because"], batch_size=500)
    return changed


def words_of(launch: Launch) -> list[Word]:
    """What the author has said, in its order."""
    rules = GridRule.objects.filter(launch=launch).order_by("id")
    return [Word(rule.role, rule.decision, rule.cause, rule.segment, rule.required, rule.because) for rule in rules]
