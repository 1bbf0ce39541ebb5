"""The grid as rows of a file; the same columns that the import of cells takes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from samebook.kernel.sheets import Cell
from samebook.launches.axes import Axes
from samebook.launches.grid import Grid
from samebook.launches.shown import languages_told

HEADERS = (
    "Launch", "Cell", "Role", "Cause", "Decision", "Segment", "Required", "Because", "Stands", "Covered by", "Why not",
)  # fmt: skip


def rows_of(grid: Grid, axes: Axes) -> Iterator[list[Any]]:
    """One row for each cell; ``Launch`` and ``Cell`` are the ids by which it is known again."""
    for each in grid.cells:
        place = each.place
        yield [
            str(grid.launch.pk),
            str(each.cell.pk),
            axes.role(place.role),
            axes.cause(place.cause),
            axes.decision(place.decision),
            axes.segment(place.segment),
            "yes" if each.cell.required else "no",
            each.cell.because or None,
            each.standing.label,
            ", ".join(f"{by.title} (version {by.version})" for by in each.covering.by) or None,
            each.covering.why or None if each.cell.required else None,
        ]


def told_of(grid: Grid, at: datetime) -> list[tuple[str, Cell]]:
    """What must stand beside the cells wherever they go."""
    launch, found = grid.launch, grid.readiness
    return [
        ("Launch", launch.name),
        ("Product", launch.product),
        ("State", launch.get_state_display()),
        ("As of (UTC)", at),
        ("Required cells", found.required),
        ("Covered", found.covered),
        ("Signed for", found.signed),
        ("Gaps", found.gaps),
        ("Languages needed", languages_told(launch.languages)),
        ("To change it", "Change Required and Because, then import the file as Cells of a launch."),
    ]
