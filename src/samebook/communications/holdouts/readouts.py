"""What a hold-out says, from the current snapshot, with everything that decides whether it may be cited."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlglot import exp

from samebook.communications.holdouts.estimating import Counts, findings
from samebook.communications.holdouts.models import Holdout
from samebook.communications.holdouts.queries import holdout_for, state_at
from samebook.communications.holdouts.telling import words_of
from samebook.communications.holdouts.terms import Arm, Lot, State
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.numbers.dialects import Value
from samebook.numbers.engines import Session, engine, parameters_of
from samebook.numbers.estimates import Estimate
from samebook.numbers.language import PARAMETERS, read_query
from samebook.numbers.snapshot.store import require_current
from samebook.numbers.tables import registry

OWN = frozenset({"holdout_id", "from_on", "until_on"})


@dataclass(frozen=True, slots=True)
class Readout:
    """One hold-out, read out by assignment.

    Attributes:
        state: ``ended`` only when the snapshot too is of a day after its last one; before that it is interim.
        counts: By arm.
        difference: Share of accounts with the outcome, contacted minus held out, of 1, with its 95 % interval
            (Newcombe); null before it started.
        amount: Won per account, contacted minus held out, with Welch's interval; the secondary outcome.
        currency: Of ``amount``.
        smallest_detectable: The rise, as a share of 1, that it had an 80 % chance to see; null when none.
        underpowered: No difference is shown, and it could not have seen the smallest one worth knowing.
        suspicious_ratio: The sizes of the arms are not what the planned share gives.
        mixed: Accounts left out, since accounts of both arms were merged into one.
        apart: Accounts that won something without an exchange rate; their amount counts as 0.
        may_be_cited: Ended, drawn here, no suspicious ratio, and the interval has no 0 in it.
        words: One to three sentences with the counts, as a report may quote them.
    """

    holdout: Holdout
    state: State
    counts: dict[Arm, Counts]
    difference: Estimate
    amount: Estimate
    currency: str
    smallest_detectable: float | None
    underpowered: bool
    suspicious_ratio: bool
    mixed: int
    apart: int
    as_of: datetime
    simulated: bool
    may_be_cited: bool
    words: str

    @property
    def contaminated(self) -> int | None:
        """Held-out accounts that were reached all the same; null when that is not known."""
        return self.counts[Arm.HELD_OUT].touched

    @property
    def interval(self) -> tuple[float, float] | None:
        low, high = self.difference.low, self.difference.high
        return None if low is None or high is None else (low, high)


def readout(actor: Actor, holdout_id: int, *, at: datetime) -> Readout:
    """Read a hold-out out.

    Raises:
        Missing: No such hold-out, or not for this actor.
        Refused: ``holdouts.cancelled``; ``holdouts.not_begun``; ``holdouts.not_in_snapshot``; ``numbers.no_snapshot``
            and what engines refuse.
    """
    holdout = holdout_for(actor, holdout_id)
    state = state_at(holdout, at)
    if state == State.CANCELLED:
        raise Refused("holdouts.cancelled", "It was cancelled before it began.")
    if state == State.PLANNED:
        message = f"It begins on {holdout.starts_on:%-d %b %Y}; until then there is nothing to read."
        raise Refused("holdouts.not_begun", message)
    snapshot = require_current()
    parameters: dict[str, Value] = {"holdout_id": holdout.pk, "from_on": holdout.starts_on, "until_on": holdout.ends_on}
    with engine().open(snapshot) as session:
        rows = {row["arm"]: row for row in session.run(_query("outcomes"), parameters).dicts()}
        touched = _touched(session, parameters)
    if set(rows) != set(Arm.values()):
        raise Refused("holdouts.not_in_snapshot", "The next snapshot will have this hold-out; look again in a while.")
    if state == State.ENDED and str(parameters_of(snapshot)["as_of_on"]) < str(holdout.ends_on):
        state = State.RUNNING
    arms = {arm: _counts(rows[arm], holdout.aim, touched, arm) for arm in Arm}
    found = findings(
        arms[Arm.CONTACTED], arms[Arm.HELD_OUT], share=float(holdout.share), worthwhile=float(holdout.worthwhile)
    )
    is_sound = holdout.lot == Lot.PRODUCT and not found.suspicious_ratio
    return Readout(
        holdout=holdout,
        state=state,
        counts=arms,
        difference=found.difference,
        amount=found.amount,
        currency=snapshot.manifest["currency"],
        smallest_detectable=found.smallest_detectable,
        underpowered=found.underpowered,
        suspicious_ratio=found.suspicious_ratio,
        mixed=sum(int(row["mixed"]) for row in rows.values()),
        apart=sum(int(row["apart"]) for row in rows.values()),
        as_of=snapshot.as_of,
        simulated=snapshot.simulated,
        may_be_cited=state == State.ENDED and is_sound and found.shows_difference,
        words=words_of(holdout, state, found),
    )


def _counts(row: dict[str, Any], aim: str, touched: dict[str, int] | None, arm: Arm) -> Counts:
    reached = None if touched is None else touched.get(arm, 0)
    return Counts(int(row["n"]), int(row[aim]), float(row["amount"]), float(row["squares"]), reached)


def _touched(session: Session, parameters: dict[str, Value]) -> dict[str, int] | None:
    """Arm → accounts that were reached; None while the snapshot has no touches and sends."""
    try:
        return {str(arm): int(n) for arm, n in session.run(_query("contacts"), parameters).rows}
    except Refused as refused:
        if refused.code != "numbers.no_snapshot":
            raise
        return None


@cache
def _query(name: str) -> exp.Query:
    text = (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
    return read_query(text, registry, PARAMETERS | OWN)
