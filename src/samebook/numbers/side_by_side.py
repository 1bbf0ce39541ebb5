"""A measure over two periods of one snapshot, for doors that compute rather than show what is kept."""

from datetime import datetime

from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers.compared import Compared, check_dimension, compared, comparison_of, day_of
from samebook.numbers.evaluate import evaluate
from samebook.numbers.measures import Measure, measure_named
from samebook.numbers.results import Result
from samebook.numbers.snapshot.store import as_known_at
from samebook.numbers.tables import registry
from samebook.numbers.within import Within


def evaluate_compared(
    measure: Measure | str,
    *,
    actor: Actor,
    period: Period | None,
    way: str,
    dimension: str | None = None,
    own: Period | None = None,
    within: Within | None = None,
    as_of: datetime | None = None,
    of_weeks: bool = False,
) -> Compared:
    """The figures of a period beside those of another.

    Args:
        way: ``previous``, ``year``, or ``custom`` with ``own``.
        of_weeks: See ``compared.check_dimension``.

    Raises:
        Refused: ``numbers.not_compared``; otherwise as ``evaluate``.
    """
    found = measure_named(measure) if isinstance(measure, str) else measure
    if not found.has_day:
        raise Refused("numbers.not_compared", "It is told as things stand; there are no days to compare.", "compare")
    check_dimension(registry.dimension(dimension) if dimension else None, way, of_weeks=of_weeks)
    comparison = comparison_of(way, period, today=day_of(as_known_at(as_of)), own=own)

    def known(days: Period) -> Result:
        return evaluate(found, actor=actor, dimension=dimension, period=days, within=within, as_of=as_of)

    return compared(known(comparison.now), known(comparison.before), comparison)
