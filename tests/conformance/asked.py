"""What engines are asked: every measure by every dimension, for some days, for a rep, within some records.

A list more is a generator more in ``questions``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
from sqlglot import exp

from samebook.book.tables import TIMES
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing
from samebook.numbers import queries
from samebook.numbers.dialects import Value
from samebook.numbers.measures import Measure
from samebook.numbers.measures import shipped as measures
from samebook.numbers.queries import Asked
from samebook.numbers.results import ALL
from samebook.numbers.tables import registry
from samebook.numbers.tests.generated import generated_measures
from samebook.numbers.within import Within, reaches
from tests.conformance import generated
from tests.conformance.made import AS_OF

PERIODS = (Period(date(2026, 1, 1), date(2026, 4, 1)), Period(date(2024, 2, 29), date(2024, 3, 1)))
SEEN = (frozenset({1}), frozenset({2, 3}), frozenset[int]())
IDS = tuple(range(1, 900, 7))
MADE = 25


@dataclass(frozen=True, slots=True)
class Question:
    """One query with what it needs; ``name`` says which when an answer differs."""

    name: str
    query: exp.Query
    ids: tuple[int, ...] | None = None
    parameters: dict[str, Value] = field(default_factory=dict)


def questions() -> Iterator[Question]:
    """Everything that engines are held to on the made snapshot."""
    from tests.conformance import analysed  # which asks with what stands here

    for measure in measures().values():
        yield from of_measure(measure)
    for measure in generated_measures(MADE):
        yield from of_the_book(measure)
    yield from analysed.questions()
    yield from (Question(f"generated {number}", query) for number, query in enumerate(generated.some(90)))


def of_measure(measure: Measure) -> Iterator[Question]:
    for asked in _asked(measure):
        said = f"{measure.name} by {asked.dimension.name if asked.dimension else 'nothing'}"
        said += f" {asked.period or ''} {asked.territories if asked.territories is not None else ''}"
        ids = IDS if asked.within else None
        yield Question(said, queries.grouped(asked, registry), ids)
        if asked.dimension is None and asked.period is None and (ids or asked.territories is None):
            yield Question(f"{said}, left out", queries.left_out(asked, registry), ids)
            try:
                yield Question(f"{said}, records", queries.records(asked, ALL, registry), ids)
            except (Missing, ValueError):  # split into rows of its own: no row of all
                continue


def of_the_book(measure: Measure) -> Iterator[Question]:
    """A measure of the Book in its own dimensions, one of time, some days, and as a rep."""
    one = measure if measure.made is None else measure.made.of
    own = [by for by in one.by if by not in TIMES][:2]
    times = [TIMES[len(measure.name + measure.text) % len(TIMES)]] if one.has_day else []
    for by in (None, *own, *times):
        asked = Asked(one, registry.dimension(by) if by else None, PERIODS[0] if by in TIMES else None, None)
        yield Question(f"{measure.name} by {by}: {measure.text}", queries.grouped(asked, registry))
    asked = Asked(one, None, None, SEEN[1])
    yield Question(f"{measure.name} as a rep: {measure.text}", queries.grouped(asked, registry))
    yield Question(f"{measure.name}, records: {measure.text}", queries.records(asked, ALL, registry))


def _asked(measure: Measure) -> Iterator[Asked]:
    for by in (None, *measure.by):
        yield Asked(measure, registry.dimension(by) if by else None, None, None)
    if measure.has_day:
        yield from (Asked(measure, None, period, None) for period in PERIODS)
    yield from (Asked(measure, None, None, seen) for seen in SEEN)
    ref = "accounts.account_id"
    if reaches(ref, [registry.table(name) for name in measure.tables] and measure.tables, registry):
        within = Within(ref, "Some", "accounts", AS_OF, "some", lambda: pa.array(IDS, pa.int64()))
        yield Asked(measure, None, None, frozenset({1, 2}), within)
