"""A launch's grid as it stands at one moment: each cell with what covers it, and how ready that makes the launch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from samebook.company.queries import local_day
from samebook.launches.covers import covers_of
from samebook.launches.models import Cell, Launch, Signature, SignedCell
from samebook.launches.queries import cells_of
from samebook.launches.rules import (
    Cover,
    Covering,
    Look,
    Place,
    Readiness,
    readiness_of,
    signature_stands,
    standing_of,
)
from samebook.launches.terms import Standing, State


@dataclass(frozen=True, slots=True)
class Stood:
    """One cell as it stands; ``signature`` is the latest that stands for its gap."""

    cell: Cell
    place: Place
    standing: Standing
    covering: Covering
    signature: Signature | None

    @property
    def has_lost(self) -> bool:
        """Whether a required cell was covered once and is not now."""
        return self.cell.required and not self.covering.is_covered and self.cell.first_covered_at is not None


@dataclass(frozen=True, slots=True)
class Grid:
    """Every cell of a launch."""

    launch: Launch
    cells: tuple[Stood, ...]

    @property
    def readiness(self) -> Readiness:
        return readiness_of(each.standing for each in self.cells)

    @property
    def gaps(self) -> list[Stood]:
        return [each for each in self.cells if each.standing is Standing.GAP]

    @property
    def lost(self) -> list[Stood]:
        """Of a launch that was declared ready: cells that are empty by now."""
        return self.gaps if self.launch.state == State.READY else []


def grid_of(launch: Launch, *, day: date) -> Grid:
    """The grid of one launch; five queries, however many cells."""
    return grids_of([launch], day=day)[launch.pk]


def grids_of(launches: Sequence[Launch], *, day: date) -> dict[int, Grid]:
    """The grids of several launches; covers and signatures are read once for all."""
    covers = covers_of(launches)
    signed = _signed(launches)
    return {each.pk: _grid(each, cells_of(each), covers[each.pk], signed, day) for each in launches}


def place_of(cell: Cell) -> Place:
    return Place(cell.role, cell.decision, cell.cause, cell.segment)


def _grid(
    launch: Launch, cells: Iterable[Cell], covers: Sequence[Cover], signed: dict[int, Signature], day: date
) -> Grid:
    look = Look(covers, launch.languages, day)
    return Grid(launch, tuple(_stood(cell, look, signed.get(cell.pk)) for cell in cells))


def _stood(cell: Cell, look: Look, signature: Signature | None) -> Stood:
    place = place_of(cell)
    covering = look.at(place)
    stands = signature
    if signature and not signature_stands(signature.signed_at, was_covered=cell.is_covered, lost_at=cell.lost_at):
        stands = None
    standing = standing_of(required=cell.required, covered=covering.is_covered, signed=stands is not None)
    return Stood(cell, place, standing, covering, stands)


def _signed(launches: Sequence[Launch]) -> dict[int, Signature]:
    """The latest signature for each cell that has any. One query."""
    found = SignedCell.objects.filter(signature__launch__in=[each.pk for each in launches])
    rows = found.select_related("signature__user").order_by("signature__signed_at", "signature_id")
    return {row.cell_id: row.signature for row in rows}


def day_of(at: datetime) -> date:
    """The company's day at an instant."""
    return local_day(at)
