"""Launches for other programs: how ready each is, its cells with what covers them, and which cells it requires."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import AfterValidator, ConfigDict, Field

from samebook.company.models import AccessToken
from samebook.company.queries import actor_of_token, token_shown
from samebook.exchange.idempotency import key_of, once_each
from samebook.journal.transactions import writing
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.kernel.texts import is_text
from samebook.launches.actions import decide_cells
from samebook.launches.grid import Grid, Stood, day_of, grid_of, grids_of
from samebook.launches.models import Launch
from samebook.launches.queries import launch_for, listed

SCOPE = "opportunities:write"
MOST, MOST_CELLS, MOST_CHANGED = 100, 5_000, 500
LARGEST_BODY = 2 * 1024 * 1024
BEARER: dict[str, Any] = {"security": [{"bearer": []}]}


def _let_in(request: HttpRequest) -> Actor | AccessToken:
    """Look at the token before anything else that came."""
    shown = request.headers.get("Authorization", "")
    if request.method in ("GET", "HEAD"):
        return actor_of_token(token_shown(shown, "numbers:read", to="read launches"))
    token = token_shown(shown, SCOPE, to="change launches")
    if len(request.body) > LARGEST_BODY:
        raise Refused("api.too_large", f"A request has {LARGEST_BODY:,} bytes at most.")
    return token


router = Router(tags=["launches"], auth=_let_in)
Key = Annotated[int, Path(ge=1, lt=2**63)]


def _text(value: str) -> str:
    """Text as every database can keep it."""
    if not is_text(value):
        raise ValueError("holds characters that are no text")
    return value


Text = Annotated[str, AfterValidator(_text)]


class LaunchOut(Schema):
    """A launch, and how ready it is as of now."""

    id: int
    name: str
    product: str
    state: str
    begins_on: date
    ready_by: date | None
    languages: list[str]
    required: int
    covered: int
    signed: int = Field(description="Gaps that somebody signed for.")
    gaps: int


class CoverOut(Schema):
    """A play or a document, by the id it has in its list."""

    kind: str
    id: int
    title: str
    version: int


class CellOut(Schema):
    """One cell of a grid; ``segment`` is empty for all."""

    id: int
    role: str
    decision: str
    cause: str
    segment: str
    required: bool
    because: str
    stands: str = Field(description="covered, signed, gap or not_required.")
    why: str = Field(description="Why it is not covered, in words.")
    covered_by: list[CoverOut]


class CellsOut(Schema):
    """Cells in the order of their ids; ``next`` is what ``after`` is asked with for more, null at the end."""

    results: list[CellOut]
    next: int | None


class Said(Schema):
    """Of one cell: whether it is required, and why."""

    model_config = ConfigDict(extra="forbid")
    id: int = Field(ge=1, lt=2**63)
    required: bool
    because: Text = Field(max_length=300)


class CellsIn(Schema):
    """What is said of some cells."""

    model_config = ConfigDict(extra="forbid")
    cells: list[Said] = Field(max_length=MOST_CHANGED, min_length=1)


@router.get("", response=list[LaunchOut], summary="List launches", openapi_extra=BEARER)
def list_launches(request: HttpRequest) -> list[LaunchOut]:
    """The launches that the token may see, those that begin next first, at most 100."""
    found = list(listed(_actor(request))[:MOST])
    grids = grids_of(found, day=day_of(datetime.now(UTC)))
    return [_shown(grids[each.pk]) for each in found]


@router.get("/{launch_id}", response=LaunchOut, summary="Read a launch", openapi_extra=BEARER)
def read_launch(request: HttpRequest, launch_id: Key) -> LaunchOut:
    """One launch."""
    return _shown(_grid(launch_for(_actor(request), launch_id)))


@router.get("/{launch_id}/cells", response=CellsOut, summary="Read the cells of a launch", openapi_extra=BEARER)
def read_cells(
    request: HttpRequest,
    launch_id: Key,
    after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_CELLS)] = 1_000,
) -> CellsOut:
    """Each cell, how it stands, and what covers it."""
    cells = [each for each in _grid(launch_for(_actor(request), launch_id)).cells if each.cell.pk > after]
    shown = cells[:limit]
    return CellsOut(results=[_cell(each) for each in shown], next=shown[-1].cell.pk if len(cells) > limit else None)


@router.post("/{launch_id}/cells", response=LaunchOut, summary="Say which cells are required", openapi_extra=BEARER)
def say_cells(request: HttpRequest, launch_id: Key, body: CellsIn) -> Any:
    """Up to 500 cells at once, all or none. With an ``Idempotency-Key`` the same request changes them once."""
    token: AccessToken = _token(request)
    at, actor = datetime.now(UTC), actor_of_token(token)
    named = request.headers.get("Idempotency-Key")
    key = None if named is None else key_of(token.pk, named, request.path.encode() + b"\n" + request.body)
    if len({each.id for each in body.cells}) < len(body.cells):
        raise Refused("launches.cell_twice", "A cell is named twice in this request.", "cells")

    def answer(_: list[int]) -> list[tuple[int, Any]]:
        decide_cells(actor, launch_id, {each.id: (each.required, each.because) for each in body.cells}, at=at)
        return [(200, _shown(_grid(launch_for(actor, launch_id))).model_dump(mode="json"))]

    with writing():
        [given] = once_each([key], answer, at=at)
    if isinstance(given, Refused):
        raise given
    return given.data


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.auth  # type: ignore[attr-defined]  # what ``_let_in`` gave
    return found


def _token(request: HttpRequest) -> AccessToken:
    found: AccessToken = request.auth  # type: ignore[attr-defined]  # what ``_let_in`` gave
    return found


def _grid(launch: Launch) -> Grid:
    return grid_of(launch, day=day_of(datetime.now(UTC)))


def _shown(grid: Grid) -> LaunchOut:
    launch, found = grid.launch, grid.readiness
    own = {name: getattr(launch, name) for name in ("name", "product", "state", "begins_on", "ready_by", "languages")}
    return LaunchOut(
        id=launch.pk, required=found.required, covered=found.covered, signed=found.signed, gaps=found.gaps, **own
    )


def _cell(stood: Stood) -> CellOut:
    return CellOut(
        id=stood.cell.pk,
        **stood.place._asdict(),
        required=stood.cell.required,
        because=stood.cell.because,
        stands=stood.standing.value,
        why=stood.covering.why if stood.cell.required else "",
        covered_by=[CoverOut(kind=by.kind, id=by.id, title=by.title, version=by.version) for by in stood.covering.by],
    )
