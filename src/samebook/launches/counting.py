"""Counting how launches stand, by the clock and after each change: cells that were covered or lost, and each day."""

from collections.abc import Sequence
from datetime import date, datetime

from samebook.jobs.mail import post
from samebook.journal.actions import record
from samebook.journal.transactions import action, writing
from samebook.kernel.access import Actor
from samebook.launches.grid import Grid, Stood, day_of, grid_of, grids_of
from samebook.launches.models import Cell, Launch, ReadinessDay
from samebook.launches.queries import acknowledged, newest_training, reps_of, under_way
from samebook.launches.terms import State

TOGETHER = 20
"""So many launches are counted in one transaction."""


def count_launches(at: datetime) -> int:
    """Count every launch under way; called by the clock. Writes what changed since it was last counted.

    Returns:
        How many launches were counted.
    """
    day = day_of(at)
    ids = list(under_way(day).values_list("pk", flat=True))
    for start in range(0, len(ids), TOGETHER):
        with writing():
            here = Launch.objects.filter(pk__in=ids[start : start + TOGETHER])
            found = list(here.select_for_update().order_by("id"))  # somebody may be declaring one ready
            grids = grids_of(found, day=day)
            for launch in found:
                _keep_cells(grids[launch.pk], at)
            _keep_days(found, grids, day, at)
    return len(ids)


def count_one(launch: Launch, *, at: datetime) -> Grid:
    """Count one launch inside the action that locked and changed it, and give its grid as it stands then."""
    day = day_of(at)
    _keep_cells(grid_of(launch, day=day), at)
    grid = grid_of(launch, day=day)
    _keep_days([launch], {launch.pk: grid}, day, at)
    return grid


def _keep_cells(grid: Grid, at: datetime) -> None:
    """Keep what turned since it was last counted; whoever counts first tells what a launch declared ready has lost."""
    changed = [each for each in grid.cells if each.cell.is_covered != each.covering.is_covered]
    for each in changed:
        _turn(each, at)
    Cell.objects.bulk_update(
        [each.cell for each in changed], ["is_covered", "first_covered_at", "lost_at"], batch_size=500
    )
    lost = sum(each.cell.required and not each.cell.is_covered for each in changed)
    if lost and grid.launch.state == State.READY:
        _tell_lost(grid.launch, lost, at=at)


def _turn(stood: Stood, at: datetime) -> None:
    cell = stood.cell
    cell.is_covered = stood.covering.is_covered
    if cell.is_covered:
        cell.first_covered_at = cell.first_covered_at or at
    else:
        cell.lost_at = at


def _keep_days(launches: Sequence[Launch], grids: dict[int, Grid], day: date, at: datetime) -> None:
    newest = newest_training(launches)
    done = acknowledged(list(newest.values()))
    reps = reps_of(launches)
    here = {each.launch_id: each for each in ReadinessDay.objects.filter(launch__in=launches, day=day)}
    made = []
    for launch in launches:
        ready, training = grids[launch.pk].readiness, newest.get(launch.pk)
        to_train = {rep.pk for rep in reps[launch.pk]} if training else set()
        counts = {
            "required": ready.required,
            "covered": ready.covered,
            "signed": ready.signed,
            "to_train": len(to_train),
            "trained": len(to_train & set(done[training.pk])) if training else 0,
        }
        held = here.get(launch.pk)
        if held is None:
            made.append(ReadinessDay(launch=launch, day=day, counted_at=at, **counts))
        elif any(getattr(held, name) != value for name, value in counts.items()):
            ReadinessDay.objects.filter(pk=held.pk).update(counted_at=at, **counts)
    ReadinessDay.objects.bulk_create(made)


@action
def _tell_lost(launch: Launch, cells: int, *, at: datetime) -> None:
    """Say in the journal and to the owner that a launch declared ready has lost what covered some of its cells."""
    record(Actor.system("ticker"), "launches.launch.lost_cover", launch, detail={"cells": cells})
    owner = launch.owner
    if owner.is_active and owner.mail_notices:
        post(
            owner.email,
            f"{launch.name}: {cells} required cell{'' if cells == 1 else 's'} lost what covered them",
            f"The launch “{launch.name}” was declared ready. By now {cells} of its required cells are empty: a play or "
            "document was taken out, or its review date has passed. Its page names them.",
            kind="launches.lost",
            at=at,
        )
