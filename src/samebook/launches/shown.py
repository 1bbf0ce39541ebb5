"""A grid in the rows and words of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from samebook.launches.axes import Axes
from samebook.launches.grid import Grid, Stood
from samebook.launches.models import Launch
from samebook.launches.rules import Place
from samebook.launches.terms import ALL_SEGMENTS, Standing, State
from samebook.plays.languages import language_name

MOST_AT_ONCE = 1_500
"""A grid with more cells to show is shown role by role."""
SHOWS = {"": "Required", "gaps": "Gaps", "all": "All cells"}
WORDS = {
    Standing.COVERED: "Covered", Standing.SIGNED: "Signed", Standing.GAP: "Gap", Standing.NOT_REQUIRED: "–",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell: its column in words, how it stands, and why."""

    id: int
    column: str
    css: str
    word: str
    why: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A cause with its cells in the order of the columns; null where the grid has none."""

    cause: str
    cells: list[ShownCell | None]


@dataclass(frozen=True, slots=True)
class ShownRole:
    """A role with the rows that are shown of it."""

    name: str
    label: str
    kind: str
    rows: list[ShownRow]


@dataclass(frozen=True, slots=True)
class ShownGrid:
    """What the page shows of a grid."""

    decisions: list[tuple[str, int]]
    columns: list[str]
    roles: list[ShownRole]
    shown: int
    by_role: bool


def shown_grid(grid: Grid, axes: Axes, *, show: str = "", role: str = "") -> ShownGrid:
    """The rows that have something to show: a required cell, a gap, or every cell.

    Args:
        show: A key of ``SHOWS``.
        role: Only this role; empty for all, as far as one page holds them.
    """
    launch = grid.launch
    segments = launch.segments or [ALL_SEGMENTS]
    wanted = [each for each in grid.cells if _is_wanted(each, show)]
    by_role = len(wanted) > MOST_AT_ONCE
    rows = {(each.place.role, each.place.cause) for each in wanted}
    only = role or (next((name for name in launch.roles if any(row[0] == name for row in rows)), "") if by_role else "")
    at = {each.place: each for each in grid.cells}
    columns = [(decision, segment) for decision in launch.decisions for segment in segments]
    roles = []
    for name in launch.roles:
        if only and name != only:
            continue
        found = [
            ShownRow(axes.cause(cause), [_cell(at.get(Place(name, *_middle(column, cause))), axes, segments)
                                         for column in columns])
            for cause in launch.causes
            if (name, cause) in rows
        ]  # fmt: skip
        if found:
            roles.append(ShownRole(name, axes.role(name), axes.kinds.get(name, ""), found))
    return ShownGrid(
        decisions=[(axes.decision(each), len(segments)) for each in launch.decisions],
        columns=[axes.segment(segment) for _, segment in columns] if launch.segments else [],
        roles=roles,
        shown=sum(len(row.cells) for each in roles for row in each.rows),
        by_role=by_role,
    )


def place_in_words(place: Place, axes: Axes) -> str:
    """Where a cell lies: role, cause, decision, segment."""
    parts = [axes.role(place.role), axes.cause(place.cause), axes.decision(place.decision)]
    return ", ".join([*parts, *([axes.segment(place.segment)] if place.segment else [])])


def says(launch: Launch, grid: Grid, day: date) -> str:
    """How ready a launch is, in one sentence."""
    found = grid.readiness
    if launch.state == State.CALLED_OFF:
        return "Called off."
    if not found.required:
        return "No cell is required yet: say which ones this launch needs."
    done = f"{found.covered:,} of {found.required:,} required cells are covered"
    if found.signed:
        done += f", {found.signed:,} signed for"
    left = ((launch.ready_by or launch.begins_on) - day).days
    when = f"; {_days(left)} left until {'it is to be ready' if launch.ready_by else 'it is sold'}"
    if left < 0:
        when = f"; {_days(-left)} late" if found.gaps else ""
    return f"{done}, {found.gaps:,} {'is a gap' if found.gaps == 1 else 'are gaps'}{when}."


def languages_told(codes: Sequence[str]) -> str:
    return ", ".join(language_name(code) for code in codes) or "any"


def _middle(column: tuple[str, str], cause: str) -> tuple[str, str, str]:
    decision, segment = column
    return decision, cause, segment


def _is_wanted(stood: Stood, show: str) -> bool:
    if show == "gaps":
        return stood.standing is Standing.GAP
    return show == "all" or stood.cell.required


def _cell(stood: Stood | None, axes: Axes, segments: Sequence[str]) -> ShownCell | None:
    if stood is None:
        return None
    column = axes.decision(stood.place.decision)
    if len(segments) > 1 or segments[0]:
        column = f"{column}, {axes.segment(stood.place.segment)}"
    return ShownCell(stood.cell.pk, column, stood.standing.value, WORDS[stood.standing], _why(stood))


def _why(stood: Stood) -> str:
    if stood.standing is Standing.COVERED:
        return ", ".join(by.title for by in stood.covering.by[:3])
    if stood.standing is Standing.SIGNED and stood.signature:
        return f"{stood.signature.user.name}: {stood.signature.reason}"
    return stood.covering.why if stood.standing is Standing.GAP else ""


def _days(count: int) -> str:
    return f"{count:,} day{'' if count == 1 else 's'}"
