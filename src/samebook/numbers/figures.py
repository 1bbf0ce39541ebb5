"""From groups read by SQL to rows with estimates, one function per kind of measure."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from samebook.book.measures.formulas import Aggregate, Combined, Formula, computed, named_aggregates
from samebook.numbers import estimates
from samebook.numbers.estimates import Estimate
from samebook.numbers.figure_columns import COLUMNS, Columns, adds_money
from samebook.numbers.labels import label
from samebook.numbers.measures import Kind, Measure
from samebook.numbers.queries import Asked
from samebook.numbers.results import NOT_SAID, Cell, Key, Row, key_of
from samebook.numbers.scores import Together, net_score
from samebook.numbers.survival import Curve, cumulative_incidence, time_until

SCORED = ("n", "promoters", "detractors")
Rows = tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What SQL read of one group: a column each, of one value, or of one per distinct value of the records."""

    value: Key
    split: str | None
    columns: Mapping[str, list[Any]]

    @classmethod
    def read(cls, names: list[str], rows: list[tuple[Any, ...]]) -> "list[Group]":
        """Split a result by its first two columns, ``key`` and ``split``, in their order, null last."""
        parts: dict[tuple[Key, str | None], list[tuple[Any, ...]]] = {}
        for row in rows:
            parts.setdefault((row[0], row[1]), []).append(row[2:])
        ordered = sorted(parts, key=lambda pair: [(part is None, part if part is not None else "") for part in pair])
        return [
            cls(*pair, dict(zip(names[2:], map(list, zip(*parts[pair], strict=True)), strict=True))) for pair in ordered
        ]

    def one(self, name: str) -> Any:
        return self.columns[name][0]

    def array(self, name: str, dtype: type) -> Any:
        return np.array(self.columns[name], dtype=dtype)


@dataclass(frozen=True, slots=True)
class Figure:
    """The figures of one row before it has a name."""

    n: int
    cells: dict[str, Cell]
    estimate: Estimate | None = None
    curve: Curve | None = None


def figures(asked: Asked, groups: list[Group], labels: Mapping[Key, str]) -> tuple[Columns, Rows]:
    """Every row of a result, with its columns."""
    figure = KINDS[asked.measure.kind]
    if not groups and asked.dimension is None and not asked.measure.split:
        groups = [Group(None, None, defaultdict(list))]
    return COLUMNS[asked.measure.kind](asked), tuple(
        _row(asked, group, figure(asked, group, groups), labels) for group in groups
    )


def _row(asked: Asked, group: Group, figure: Figure, labels: Mapping[Key, str]) -> Row:
    split = (group.split if group.split is not None else NOT_SAID) if asked.measure.split else None
    refers = asked.dimension.refers_to if asked.dimension else ""
    return Row(
        key=key_of(group.value, group.split, measure=asked.measure, dimension=asked.dimension),
        value=group.value,
        label=label(group.value, asked.dimension, labels),
        n=figure.n,
        cells=figure.cells,
        estimate=figure.estimate,
        split=split,
        refers_to=(refers, group.value) if refers and isinstance(group.value, int) else None,
        curve=figure.curve,
    )


def _count(asked: Asked, group: Group, groups: list[Group]) -> Figure:
    n = group.one("n")
    return Figure(n, {"n": n}, Estimate(n, None, None, n))


def _share(asked: Asked, group: Group, groups: list[Group]) -> Figure:
    total = sum(other.one("n") for other in groups if other.value == group.value)
    n = group.one("n")
    found = estimates.wilson(n, total)
    return Figure(n, {"n": n, "of": total, **_cells("share", found)}, found)


def _rate(asked: Asked, group: Group, groups: list[Group]) -> Figure:
    n, hits = group.one("n"), group.one("hits")
    found = estimates.wilson(int(hits or 0), n)
    return Figure(n, {"n": n, "hits": None if hits is None else int(hits), **_cells("rate", found)}, found)


def _mean(asked: Asked, group: Group, groups: list[Group]) -> Figure:
    n, total = group.one("n"), group.one("total")
    found = estimates.mean(total or 0.0, group.one("squares") or 0.0, n)
    return Figure(n, {"n": n, "total": total, **_cells("mean", found)}, found)


def _quantile(asked: Asked, group: Group, groups: list[Group]) -> Figure:
    values, counts = group.array("value", float), group.array("n", int)
    order = np.argsort(values)
    found = {
        name: estimates.quantile(values[order], counts[order], share)
        for name, share in (("lower", 0.25), ("median", 0.5), ("upper", 0.75))
    }
    n = int(counts.sum())
    cells: dict[str, Cell] = {"n": n}
    for name, estimate in found.items():
        cells |= _cells(name, estimate)
    return Figure(n, cells, found["median"])


def _score(asked: Asked, group: Group, groups: list[Group]) -> Figure:
    rows = [tuple(map(int, row)) for row in zip(*(group.columns[name] for name in SCORED), strict=True)]
    whose = group.columns["together"]
    named = [(n, up, down) for (n, up, down), who in zip(rows, whose, strict=True) if who is not None]
    n, up, down = (sum(row[place] for row in rows) for place in range(3))
    alone = next((row for row, who in zip(rows, whose, strict=True) if who is None), (0, 0, 0))
    found = net_score(Together.of(named, (alone[0], alone[1], alone[2])))
    cells: dict[str, Cell] = {"n": n, "promoters": up, "passives": n - up - down, "detractors": down}
    return Figure(n, {**cells, **_cells("score", found)}, found)


def _survival(asked: Asked, group: Group, groups: list[Group]) -> Figure:
    durations, ended = group.array("duration", float), group.array("ended", int)
    counts = group.array("n", int)
    curve = cumulative_incidence(durations, ended, counts)
    n = int(counts.sum())
    kinds = [int(counts[ended == kind].sum()) for kind in (0, 1, 2)]
    cells: dict[str, Cell] = {"n": n, "open": kinds[0], "events": kinds[1], "others": kinds[2]}
    for horizon in asked.measure.horizons:
        found = curve.at(horizon)
        cells |= {**_cells(f"by_{horizon:g}", found), f"at_risk_{horizon:g}": found.n}
    cells |= _cells("half", time_until(curve, 0.5))
    return Figure(n, cells, curve.at(asked.measure.horizons[0]), curve)


def _ratio(asked: Asked, group: Group, groups: list[Group]) -> Figure:
    n, amount, apart = int(group.one("n") or 0), group.one("amount"), int(group.one("apart") or 0)
    found = estimates.nothing(n) if amount is None else estimates.per_unit(float(amount), n)
    return Figure(n, {"n": n, "amount": amount, "apart": apart, **_cells("each", found)}, found)


def _amount(asked: Asked, group: Group, groups: list[Group]) -> Figure:
    n, amount = group.one("n"), group.one("amount")
    whole = None if amount is None else Decimal(amount)
    value = None if whole is None else float(whole)
    return Figure(n, {"n": n, "amount": whole, "apart": int(group.one("apart") or 0)}, Estimate(value, None, None, n))


def _rank(asked: Asked, group: Group, groups: list[Group]) -> Figure:
    values, counts = group.array("value", float), group.array("n", int)
    order = np.argsort(values)
    found = estimates.quantile(values[order], counts[order], asked.measure.at)
    n = int(counts.sum())
    return Figure(n, {"n": n, **_cells("value", found)}, found)


def _formula(asked: Asked, group: Group, groups: list[Group]) -> Figure:
    """The formula's value, without an interval: none is known for arithmetic between sums and counts.

    Sums and counts are exact; what is rounded is a division, to 50 places, the same on every engine.
    """
    measure, n = asked.measure, int(group.one("n") or 0)
    assert measure.formula is not None
    with localcontext(prec=50):
        if measure.per is None:
            value = _computed(measure.formula, "v", group)
        else:
            of, to = _computed(measure.formula, "a", group), _computed(measure.per, "b", group)
            value = None if of is None or not to else of / to
    number = None if value is None else float(value)
    cells: dict[str, Cell] = {"n": n}
    if adds_money(measure):
        cells["apart"] = sum(int(group.one(name) or 0) for name in measure.aggregates if name.endswith("_apart"))
    return Figure(n, {**cells, "value": _cell(measure, value)}, Estimate(number, None, None, n))


def _computed(formula: Formula, prefix: str, group: Group) -> Decimal | None:
    values: dict[Aggregate, Decimal | None] = {}
    for name, each in named_aggregates(formula, prefix):
        found = group.one(f"{name}_sum" if each.function == "avg" else name)
        values[each] = None if found is None else Decimal(found)
        if each.function == "avg" and found is not None:
            values[each] = Decimal(found) / group.one(f"{name}_n")
    return computed(formula, values)


def _cell(measure: Measure, value: Decimal | None) -> Cell:
    """A whole number as one, money that is only added to the cent; all others as they are divided."""
    if value is None:
        return None
    if value == value.to_integral_value():
        return int(value)
    is_divided = measure.per is not None or isinstance(measure.formula, Combined)
    return float(value) if is_divided else value


def _cells(name: str, found: Estimate) -> dict[str, Cell]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}


KINDS: Mapping[Kind, Callable[[Asked, Group, list[Group]], Figure]] = {
    "count": _count,
    "share": _share,
    "rate": _rate,
    "mean": _mean,
    "quantile": _quantile,
    "score": _score,
    "survival": _survival,
    "ratio": _ratio,
    "amount": _amount,
    "rank": _rank,
    "formula": _formula,
}
