"""Entering what a measure is held against."""

from datetime import date, datetime
from decimal import Decimal

from samebook.accounts.rules import clean_text
from samebook.board.claims import claims_in
from samebook.board.claims.sentences import as_read
from samebook.board.models import Benchmark
from samebook.board.rules import PREPARING, Claiming, check_benchmark
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.numbers.measures import measure_named


@action
def enter_benchmark(
    actor: Actor, *, measure: str, value: Decimal | None, source: str, from_date: date, at: datetime
) -> Benchmark:
    """Say what a measure is held against from a day on, and where that comes from.

    Args:
        value: A share of 1, an amount in the company's currency, or a count a month; None ends the benchmark.

    Raises:
        Refused: ``access.denied``, ``board.no_such_measure``, ``board.benchmark``, ``board.source_empty``.
        Claiming: The source stands in the circulated report and claims an effect.
    """
    actor.require(*PREPARING, to="enter a benchmark")
    kept = as_read(clean_text(source, "source", 300))
    if claims := claims_in(kept):
        raise Claiming(
            "A benchmark's source says where the value comes from, and nothing of what caused revenue", claims, "source"
        )
    check_benchmark(measure, value, kept, kind=measure_named(measure).kind if measure else "", day=from_date)
    made = Benchmark.objects.create(
        measure=measure, value=value, source=kept, from_date=from_date, entered_by_id=actor.id, entered_at=at
    )
    told = None if value is None else f"{value:f}"
    record(
        actor,
        "board.benchmark.entered" if value is not None else "board.benchmark.ended",
        made,
        detail={"measure": measure, "value": told, "source": kept, "from": from_date.isoformat()},
    )
    return made
