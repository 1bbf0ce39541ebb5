"""What a lot could see, from the stalls of the last months in the current snapshot, in words."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlglot import exp

from samebook.kernel.access import Actor
from samebook.numbers.engines import engine
from samebook.numbers.language import read_query
from samebook.numbers.snapshot.store import require_current
from samebook.numbers.tables import registry
from samebook.plays.effects.actions import KEEPERS
from samebook.plays.effects.forecast import Forecast, Past, forecast
from samebook.plays.effects.queries import causes_of

QUERY = Path(__file__).parent / "past.sql"
NOTED = "noted"
"""The part of the query whose stalls are those that the lot would draw."""


@dataclass(frozen=True, slots=True)
class LotNumbers:
    """What decides what a lot could see.

    Attributes:
        play: Id of the play; null for every play.
        share: To be held back, of 1.
    """

    play: int | None
    share: float
    horizon: int
    worthwhile: float
    days: int


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A forecast with what it rests on; ``says`` are its sentences."""

    found: Forecast
    as_of: datetime
    simulated: bool
    says: tuple[str, ...]


def foresee(actor: Actor, lot: LotNumbers) -> Foreseen:
    """What a lot of these numbers would see, were the next months like the last.

    Raises:
        Refused: ``access.denied``, ``numbers.no_snapshot`` and what engines refuse.
    """
    actor.require(*KEEPERS, to="draw offers by lot")
    causes = None if lot.play is None else tuple(causes_of(lot.play))
    snapshot = require_current()
    with engine().open(snapshot) as session:
        rows = session.run(query_of(causes), {}).rows
    past = Past.of((what, at, n) for what, at, n in rows)
    found = forecast(past, share=lot.share, horizon=lot.horizon, worthwhile=lot.worthwhile, days=lot.days)
    return Foreseen(found, snapshot.as_of, snapshot.simulated, tuple(told(found, lot.horizon, lot.worthwhile)))


def told(found: Forecast, horizon: int, worthwhile: float) -> list[str]:
    """Whether it is worth beginning, in one to three sentences."""
    if not found.accounts:
        return ["Too few: no stall that it would draw was written down in the last year, so nothing can be foreseen."]
    if found.spread is None:
        which = f"{found.ends:,} of the stalls that it would have drawn ended within {horizon} days"
        return [f"Too few: {which}, or too few were followed that long. What it could see is not known."]
    drawn = f"In the last {found.told_for} days it would have drawn {found.accounts:,} accounts"
    said = [f"{drawn}, {found.in_a_month:,} of them in the last 30."]
    wanted = f"{worthwhile:g} day{'' if worthwhile == 1 else 's'}"
    if found.enough_after is None:
        least = found.steps[-1].seen if found.steps else None
        seen = "nothing" if least is None else f"{least:.1f} days saved or more"
        said.append(
            f"Too few to see {wanted} saved: drawing for {found.told_for} days, it would see {seen} with "
            "80 % probability. What lies further is not foreseen."
        )
    else:
        said.append(
            f"To see {wanted} saved with 80 % probability it must draw for about {found.enough_after} days; "
            f"the last stalls are followed for {horizon} days after that."
        )
    return said


@lru_cache(maxsize=32)  # a form asks for any set of causes
def query_of(causes: tuple[str, ...] | None) -> exp.Query:
    """Stalls that a lot would have drawn, of some causes; null for all."""
    found = read_query(QUERY.read_text("utf-8"), registry)
    if causes is not None:
        noted = next(each for each in found.find_all(exp.CTE) if each.alias == NOTED).this
        noted.where(exp.column("cause", table="stalls").isin(*causes) if causes else exp.false(), copy=False)
    return found
