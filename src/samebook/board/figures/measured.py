"""One measure in a period and in the one before, as plain data: numbers as text, null where there is none."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from samebook.agreement.queries import short_names
from samebook.kernel.access import Actor
from samebook.numbers.compared import Comparison
from samebook.numbers.comparing import change_of
from samebook.numbers.estimates import Estimate, nothing, poisson
from samebook.numbers.evaluate import evaluate
from samebook.numbers.results import Cell, Result, Row, headline_of

Figure = dict[str, Any]
OF_COUNTS = "A count as one draw of a Poisson rate (Garwood 1936)."


def figure(name: str, actor: Actor, comparison: Comparison, *, as_of: datetime, standing: bool = False) -> Figure:
    """A measure, evaluated over both periods from one snapshot.

    Args:
        standing: The figure is told as things stand and goes on changing: it is held against no days before, and no
            restatement is made of it.

    Returns:
        ``measure``, ``title``, ``means``, ``kind``, ``unit``, ``fingerprint`` of the definition, ``editions``,
        ``value`` with ``low`` and ``high``, ``n`` (and ``hits``, ``amount``, ``apart`` where there are any),
        ``left_out``, ``before`` of the same shape, ``change`` with its ``form``, ``value``, ``low``, ``high`` and
        ``method``.
    """
    now = evaluate(name, actor=actor, period=comparison.now, as_of=as_of)
    before = (
        evaluate(name, actor=actor, period=comparison.before, as_of=as_of)
        if now.measure.has_day and not standing
        else None
    )
    told: Figure = {
        "measure": name,
        "title": now.measure.title,
        "means": now.measure.means,
        "nulls": now.measure.nulls,
        "time": now.measure.time,
        "kind": now.measure.kind,
        "unit": now.measure.unit,
        "fingerprint": now.measure.hash,
        "editions": short_names(now.editions),
        "left_out": str(now.left_out),
        "standing": standing,
        **_told(now),
        "before": _told(before) if before else None,
        "change": _change(now, before, comparison) if before else None,
    }
    return told


def text(value: Cell) -> str | None:
    """A number as the one text it has everywhere: amounts with their decimals, others to twelve digits."""
    if value is None or isinstance(value, Decimal | int):
        return None if value is None else str(value)
    return format(value, ".12g")


def _told(result: Result) -> Figure:
    row = _row(result)
    cells = row.cells if row else {}
    found = _estimate(result, row)
    more = {name: text(cells[name]) for name in ("hits", "amount", "apart") if name in cells}
    return {"value": text(found.value), "low": text(found.low), "high": text(found.high), "n": str(found.n), **more}


def _estimate(result: Result, row: Row | None) -> Estimate:
    """The headline with its interval; of a count, that of a Poisson rate."""
    if row is None:
        return nothing()
    if result.measure.kind == "count":
        return poisson(row.n)
    name = headline_of(result).name
    value, low, high = (_number(row.cells.get(name + end)) for end in ("", "_low", "_high"))
    return Estimate(value, low, high, row.n)


def _number(cell: Cell) -> float | None:
    return None if cell is None else float(cell)


def _row(result: Result) -> Row | None:
    return result.rows[0] if result.rows else None


def _change(now: Result, before: Result, comparison: Comparison) -> Figure:
    found = change_of(
        now.measure.kind, _row(now), _row(before), days=comparison.now.days, days_before=comparison.before.days
    )
    change = found.estimate
    return {
        "form": found.form,
        "value": text(change.value),
        "low": text(change.low),
        "high": text(change.high),
        "method": found.method,
    }
