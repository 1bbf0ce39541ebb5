"""Cells of launches from files: the grid's own export, changed and brought back."""

from collections.abc import Sequence
from datetime import datetime

from samebook.exchange.targets import ImportRow, ImportTarget, RowOutcome, TargetField
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.launches.actions import decide_cells
from samebook.launches.queries import cells_of, launches_for

WORDS = {"yes": True, "no": False, "required": True, "not required": False, "1": True, "0": False}


def load_cells(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """Whether each row's cell is required, and why. A row that cannot be is refused alone, with its reason."""
    outcomes: dict[int, RowOutcome] = {}
    said: dict[int, dict[int, tuple[bool, str]]] = {}
    rows_of: dict[tuple[int, int], ImportRow] = {}
    known: dict[int, dict[int, tuple[bool, str]]] = {}
    for row in rows:
        try:
            launch_id, cell_id, wanted = _read(actor, row, known)
            if (launch_id, cell_id) in rows_of:
                raise Refused("launches.cell_twice", "An earlier row of this file is about the same cell.", "cell")
        except Refused as refused:
            outcomes[row.number] = RowOutcome("refused", refused=refused)
            continue
        rows_of[launch_id, cell_id] = row
        said.setdefault(launch_id, {})[cell_id] = wanted
    for launch_id, cells in sorted(said.items()):  # locked in one order by everybody
        try:
            changed = decide_cells(actor, launch_id, cells, at=at)
        except Refused as refused:
            outcomes |= {rows_of[launch_id, one].number: RowOutcome("refused", refused=refused) for one in cells}
            continue
        outcomes |= {
            rows_of[launch_id, one].number: RowOutcome("changed" if changed[one] else "unchanged", one) for one in cells
        }
    return [outcomes[row.number] for row in rows]


def _read(
    actor: Actor, row: ImportRow, known: dict[int, dict[int, tuple[bool, str]]]
) -> tuple[int, int, tuple[bool, str]]:
    """Launch, cell, and what is said of it; no reason given keeps the one that stands."""
    launch_id, cell_id = row.values["launch"], row.values["cell"]
    if launch_id not in known:
        launch = launches_for(actor).filter(pk=launch_id).first() if 0 < launch_id < 2**63 else None
        if launch is None:
            raise Missing("launch")
        known[launch_id] = {cell.pk: (cell.required, cell.because) for cell in cells_of(launch)}
    if cell_id not in known[launch_id]:
        raise Refused("launches.no_such_cell", "This launch's grid has no such cell.", "cell")
    word = str(row.values["required"]).strip().lower()
    if word not in WORDS:
        raise Refused("launches.required_unclear", "Say yes or no: is the cell required?", "required")
    stands, reason = known[launch_id][cell_id]
    because = str(row.values.get("because", "")).strip()
    if WORDS[word] == stands and because in ("", reason):
        return launch_id, cell_id, (stands, reason)
    if not because or (because == reason and WORDS[word] != stands):
        message = "Say why it is required, or why not: the reason that stands is for the opposite."
        raise Refused("launches.reason_missing", message, "because")
    return launch_id, cell_id, (WORDS[word], because)


CELLS = ImportTarget(
    name="launch_cells",
    label="Cells of a launch",
    fields=(
        TargetField("launch", "Launch", "integer", required=True, help="Its number, as the grid's own file has it."),
        TargetField("cell", "Cell", "integer", required=True, help="Its number, as the grid's own file has it."),
        TargetField("required", "Required", required=True, help="yes or no."),
        TargetField("because", "Because", help="Why; needed where it changes."),
    ),
    load=load_cells,
    identity=("launch", "cell"),
)
TARGETS = (CELLS,)
