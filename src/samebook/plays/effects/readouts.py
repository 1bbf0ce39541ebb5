"""What a lot says, from the current snapshot, with everything that decides whether it may be believed."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlglot import exp

from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.numbers.engines import engine
from samebook.numbers.language import PARAMETERS, read_query
from samebook.numbers.snapshot.store import require_current
from samebook.numbers.tables import registry
from samebook.plays.effects.estimating import Drawn, Findings, findings
from samebook.plays.effects.models import Lot
from samebook.plays.effects.queries import lot_for, state_at
from samebook.plays.effects.telling import words_of
from samebook.plays.effects.terms import State
from samebook.plays.terms import Arm

QUERY = Path(__file__).parent / "drawn.sql"


@dataclass(frozen=True, slots=True)
class Readout:
    """One lot, read out by assignment.

    Attributes:
        state: ``ended`` only when the snapshot too is of after its end; before that it is interim.
        words: One to four sentences with the counts.
    """

    lot: Lot
    state: State
    arms: dict[Arm, Drawn]
    found: Findings
    as_of: datetime
    simulated: bool
    words: str


def readout(actor: Actor, lot_id: int, *, at: datetime) -> Readout:
    """Read a lot out.

    Raises:
        Missing: No such lot, or not for this actor.
        Refused: ``plays.lot_not_in_snapshot``; ``numbers.no_snapshot`` and what engines refuse.
    """
    lot = lot_for(actor, lot_id)
    snapshot = require_current()
    with engine().open(snapshot) as session:
        rows = session.run(query_of(), {"lot_id": lot.pk}).rows
    arms = {arm: Drawn.of([tuple(row[1:]) for row in rows if row[0] == arm]) for arm in Arm}
    if not rows:
        message = "No stall was drawn yet, or the next snapshot will have it; look again in a while."
        raise Refused("plays.lot_not_in_snapshot", message)
    state = min(state_at(lot, at), state_at(lot, snapshot.as_of), key=list(State).index)
    found = findings(
        arms, share=float(lot.share), horizon=lot.horizon, worthwhile=float(lot.worthwhile)
    )  # fmt: skip
    return Readout(
        lot=lot,
        state=state,
        arms=arms,
        found=found,
        as_of=snapshot.as_of,
        simulated=snapshot.simulated,
        words=words_of(lot, state, arms, found),
    )


@cache
def query_of() -> exp.Query:
    """The first stalls of a lot by arm, hours and end."""
    return read_query(QUERY.read_text("utf-8"), registry, PARAMETERS | {"lot_id"})
