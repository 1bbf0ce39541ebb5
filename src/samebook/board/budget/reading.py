"""The budget's parts, from the current snapshot, each with what its past says."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sqlglot import exp

from samebook.board.budget.model import Response, Series, response_of
from samebook.board.budget.rules import PARTS
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.numbers.dialects import Value
from samebook.numbers.engines import engine, parameters_of
from samebook.numbers.language import PARAMETERS, read_query
from samebook.numbers.snapshot.store import require_current
from samebook.numbers.tables import registry

MONTHS = 24
READERS = (Role.MARKETING, Role.SALES_MANAGER, Role.EXECUTIVE)
NOT_SAID = "Not said"
MOST_PARTS = 30


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the budget, or all of it."""

    name: str
    series: Series
    response: Response


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget's past and what it says.

    Attributes:
        total: Of everything; not the sum of the parts' answers.
        parts: By channel or source, the most spent first.
        apart: Costs without a rate, in no sum.
    """

    by: str
    total: Part
    parts: tuple[Part, ...]
    apart: int
    months: tuple[date, ...]
    as_of: datetime
    currency: str
    simulated: bool


def budget_of(actor: Actor, *, by: str = "channel") -> Budget:
    """The last two years in whole months before the snapshot's, or as many of them as there are.

    Raises:
        Refused: ``access.denied``; ``budget.part``; ``numbers.no_snapshot`` and what engines refuse.
    """
    actor.require(*READERS, to="read what a budget brings")
    if by not in PARTS:
        raise Refused("budget.part", f"A budget is split by {' or '.join(PARTS)}.", "by")
    snapshot = require_current()
    today = parameters_of(snapshot)["as_of_on"]
    assert isinstance(today, date)
    until = today.replace(day=1)
    parameters: dict[str, Value] = {"from_on": _months_before(until, MONTHS), "until_on": until}
    with engine().open(snapshot) as session:
        rows = session.run(_query(), parameters).dicts()
    first = min((row["month"] for row in rows), default=until)
    months = tuple(_months(first, until))
    of_part: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        of_part[row[by] or NOT_SAID].append(row)
    parts = [_part(name, found, months) for name, found in of_part.items()]
    parts.sort(key=lambda part: (-float(part.series.spend.sum()), part.name))
    return Budget(
        by=by,
        total=_part("In total", rows, months),
        parts=tuple(parts[:MOST_PARTS]),
        apart=sum(int(row["apart"]) for row in rows),
        months=months,
        as_of=snapshot.as_of,
        currency=snapshot.manifest["currency"],
        simulated=snapshot.simulated,
    )


def _part(name: str, rows: Iterable[dict[str, Any]], months: tuple[date, ...]) -> Part:
    place = {month: number for number, month in enumerate(months)}
    spend, leads = np.zeros(len(months)), np.zeros(len(months))
    for row in rows:
        spend[place[row["month"]]] += float(row["spent"])
        leads[place[row["month"]]] += int(row["delivered"])
    series = Series(months, np.maximum(spend, 0), leads)
    return Part(name, series, response_of(series))


def _months(first: date, until: date) -> Iterable[date]:
    month = first
    while month < until:
        yield month
        month = _months_before(month, -1)


def _months_before(month: date, number: int) -> date:
    place = month.year * 12 + month.month - 1 - number
    return date(place // 12, place % 12 + 1, 1)


@cache
def _query() -> exp.Query:
    text = (Path(__file__).parent / "spending.sql").read_text(encoding="utf-8")
    return read_query(text, registry, PARAMETERS | {"from_on", "until_on"})
