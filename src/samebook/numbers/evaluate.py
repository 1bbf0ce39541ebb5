"""The door to every figure: a measure, evaluated for whoever asks."""

from contextlib import AbstractContextManager
from datetime import datetime

from sqlglot import exp

from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers import made, queries
from samebook.numbers.asking import check_extent, check_reader
from samebook.numbers.engines import Session, engine
from samebook.numbers.figures import Group, figures
from samebook.numbers.labels import Names, labels_for
from samebook.numbers.measures import Measure, measure_named
from samebook.numbers.queries import Asked
from samebook.numbers.remembered import Remembered
from samebook.numbers.results import Drill, Result
from samebook.numbers.snapshot.store import Snapshot, as_known_at
from samebook.numbers.tables import registry
from samebook.numbers.within import Within

MOST_IDS = 10_000
_cache: Remembered[Result] = Remembered(256)


def evaluate(
    measure: Measure | str,
    *,
    actor: Actor,
    dimension: str | None = None,
    period: Period | None = None,
    as_of: datetime | None = None,
    within: Within | None = None,
) -> Result:
    """A measure over the snapshot, for what the actor may see.

    Args:
        dimension: One of ``measure.by``; None for one row of everything.
        period: Days of ``measure.time``; without effect where ``measure.has_day`` is false.
        as_of: The newest kept snapshot not later than this; None for the current one.
        within: Only these records, and what belongs to them; None for all.

    Raises:
        Refused: ``access.denied``; ``numbers.no_such_dimension``; ``numbers.company_only``, a rep asks for what has
            no territory; ``numbers.not_within``; ``numbers.no_snapshot``; ``numbers.too_far_back``.
        Missing: No such measure.
    """
    asked = _asked(measure, actor, dimension, period, within)
    snapshot = as_known_at(as_of)
    measured = (asked.measure.name, asked.measure.hash, asked.dimension, asked.period)
    key = (engine().name, snapshot.folder, *measured, asked.territories, asked.within)
    return _cache.get(key, lambda: _evaluated(asked, snapshot))


def drill(
    measure: Measure | str,
    row_key: str,
    *,
    actor: Actor,
    dimension: str | None = None,
    period: Period | None = None,
    as_of: datetime | None = None,
    within: Within | None = None,
    impossible: bool = False,
    limit: int = 1_000,
) -> Drill:
    """The records behind a row, by the same definition; read them through their chapter's ``queries``.

    Args:
        row_key: ``Row.key`` of a result with the same dimension and period.
        impossible: The records that were left out instead (``Result.left_out``); ``row_key`` may be ``all``.
        limit: How many ids at most, up to 10,000; ``Drill.total`` counts them all.

    Raises:
        Missing: No such row. Otherwise as ``evaluate``.
    """
    asked = _asked(measure, actor, dimension, period, within)
    snapshot = as_known_at(as_of)
    if asked.measure.made is not None:
        asked, row_key = made.behind(asked, row_key, snapshot)
    found = queries.records(asked, row_key, registry, impossible=impossible)
    counted = exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")).from_(found.subquery("found"))
    first = found.order_by("record_id").limit(max(1, min(limit, MOST_IDS)))
    with _opened(asked, snapshot) as session:
        total = session.run(counted).value
        ids = tuple(row[0] for row in session.run(first).rows)
    return Drill(asked.measure.drill, ids, total)


def check(actor: Actor, measure: Measure, dimension: str | None, period: Period | None, within: Within | None) -> None:
    """Refuse what ``evaluate`` would refuse this actor, where the figures are at hand already."""
    _asked(measure, actor, dimension, period, within)


def _asked(
    measure: Measure | str, actor: Actor, dimension: str | None, period: Period | None, within: Within | None
) -> Asked:
    found = measure_named(measure) if isinstance(measure, str) else measure
    check_reader(actor, found)
    if dimension is not None and dimension not in found.by:
        allowed = ", ".join(found.by)
        raise Refused("numbers.no_such_dimension", f"“{found.title}” is split by {allowed}.", "dimension")
    check_extent(found, period, within)
    return Asked(
        measure=found,
        dimension=registry.dimension(dimension) if dimension else None,
        period=period if found.has_day else None,
        territories=None if actor.sees_all else actor.territories,
        within=within,
    )


def _opened(asked: Asked, snapshot: Snapshot) -> AbstractContextManager[Session]:
    """On the snapshot's tables, with the ids that the figures are narrowed to beside them."""
    return engine().open(snapshot, None if asked.within is None else asked.within.ids())


def _evaluated(asked: Asked, snapshot: Snapshot) -> Result:
    _require_currency(asked.measure, snapshot.manifest["currency"])
    if asked.measure.made is not None:
        return made.evaluated(asked, snapshot, _evaluated)
    with _opened(asked, snapshot) as session:
        found = session.run(queries.grouped(asked, registry))
        groups = _in_order(Group.read(list(found.names), found.rows), asked, Names.of(snapshot))
        out = session.run(queries.left_out(asked, registry)).value
        columns, rows = figures(asked, groups, labels_for(asked.dimension, session, snapshot))
        judged = _editions(asked, session, snapshot)
    return Result(
        measure=asked.measure,
        dimension=asked.dimension,
        period=asked.period,
        within=asked.within,
        as_of=snapshot.as_of,
        stamp=snapshot.stamp,
        simulated=snapshot.simulated,
        currency=snapshot.manifest["currency"],
        editions=judged,
        row_count=sum(row.n for row in rows),
        left_out=out,
        columns=columns,
        rows=rows,
    )


def _in_order(groups: list[Group], asked: Asked, names: Names) -> list[Group]:
    """What the Book lists, such as stages and causes, in its order; everything else stands as it is."""
    dimension = asked.dimension
    if dimension is None or dimension.name not in names.words:
        return groups
    return sorted(groups, key=lambda group: names.place(dimension.name, group.value))


def _editions(asked: Asked, session: Session, snapshot: Snapshot) -> tuple[int, ...]:
    if "edition_id" not in asked.measure.columns:
        return ()
    found = {row[0] for row in session.run(queries.editions(asked, registry)).rows}
    known = {edition["edition_id"]: edition["number"] for edition in snapshot.manifest.get("editions", [])}
    return tuple(sorted(known[number] for number in found if number in known))


def _require_currency(measure: Measure, currency: str) -> None:
    """Refuse figures under the name of a currency that they are not in.

    Raises:
        Refused: ``measures.other_currency``.
    """
    if measure.currency and currency and measure.currency != currency:
        message = (
            f"By the Book “{measure.title}” is in {measure.currency}, and amounts are converted to the company's "
            f"currency, {currency}. Let the next edition say unit: {currency}."
        )
        raise Refused("measures.other_currency", message)
