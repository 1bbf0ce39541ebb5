"""What one quarter holds, from the snapshot: counted once per question, for the territories that the reader sees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sqlglot import exp

from samebook.kernel.periods import Period
from samebook.leads.quarter.rules import Window, ends_of
from samebook.leads.review.figures import COLUMNS
from samebook.leads.review.queries import OUTCOMES
from samebook.leads.review.reading import Row, among, distinct, equals, grouped, query_in
from samebook.numbers.dialects import literal
from samebook.numbers.estimates import Estimate
from samebook.numbers.measures import measure_named
from samebook.numbers.snapshot.store import Snapshot
from samebook.numbers.survival import cumulative_incidence, time_until

ARRIVED = Path(__file__).with_name("arrived.sql")
HAPPENED = Path(__file__).with_name("happened.sql")
ATTEMPTED = "first_response_time"
BY = ("edition_id", "level", "territory_id")
RATES = ("follow_up_on_time", "answered_on_time", "accepted")


@dataclass(slots=True)
class Reader:
    """Questions to one snapshot.

    Attributes:
        territories: Ids that are counted; None for all.
        editions: Those of the sheet's scope; only their leads are counted.
        is_company: Whether that scope is the company; what no edition judged is counted there, and nowhere else.
        zone: The company's; its days are counted.
    """

    snapshot: Snapshot
    territories: frozenset[int] | None
    zone: ZoneInfo
    editions: frozenset[int]
    is_company: bool = True
    _kept: dict[tuple[str, Period | None], list[Row]] = field(default_factory=dict)

    def delivered(self, period: Period) -> list[Row]:
        """Leads delivered, by edition, level, territory and day."""
        return self._table("delivered", period, (*BY, "day"))

    def count(self, window: Window, level: str) -> int:
        """Leads of a level delivered in a window."""
        return sum(row["n"] for row in inside(self.delivered(window.period), window) if row["level"] == level)

    def rate(self, name: str, window: Window, level: str | None = None) -> tuple[int, int]:
        """Hits and of how many, by one of the product's own measures (``RATES``)."""
        rows = self._table(name, window.period, BY, hits="hit")
        rows = [row for row in inside(rows, window) if level is None or row["level"] == level]
        return int(sum(row["hits"] or 0 for row in rows)), sum(row["n"] for row in rows)

    def half_attempted(self, window: Window, level: str) -> Estimate:
        """Hours by which half of the delivered leads were attempted, those still waiting counted as waiting."""
        rows = self._table(ATTEMPTED, window.period, ("edition_id", "level", "duration", "ended"))
        rows = [row for row in inside(rows, window) if row["level"] == level and row["duration"] is not None]
        rows = [row for row in rows if row["duration"] >= 0]
        durations, ended, counts = (np.array([row[name] for row in rows]) for name in ("duration", "ended", "n"))
        curve = cumulative_incidence(durations.astype(float), ended.astype(int), counts.astype(int))
        return time_until(curve, 0.5)

    def rejected(self, period: Period) -> list[Row]:
        """Rejections, by edition and reason."""
        return self._table("rejected_by_reason", period, ("edition_id", "rejection_reason"))

    def judged(self, period: Period) -> list[Row]:
        """Leads that came in a period, by how they were judged and what became of them (``outcomes.sql``)."""
        return self._rows("judged", period, OUTCOMES, ("edition_id", *COLUMNS))

    def arrived(self, period: Period) -> list[Row]:
        """Leads that came in a period, the set aside ones included."""
        by = ("edition_id", "status", "verdict", "set_aside_reason", "was_delivered")
        return self._rows("arrived", period, ARRIVED, by)

    def routed(self, period: Period) -> list[Row]:
        """Leads delivered in a period, by territory and whether to the owner of their account."""
        where = self._days("delivered_on", period)
        return self._rows("routed", period, ARRIVED, ("edition_id", "territory_id", "to_owner"), where=where)

    def came_earlier(self, period: Period) -> int:
        """Leads that were delivered in a period and had come before it."""
        day = exp.column("day")
        where = [*self._days("delivered_on", period), day < literal(period.start)]
        return sum(row["n"] for row in self._rows("earlier", period, ARRIVED, (), where=where))

    def standing(self) -> list[Row]:
        """All leads as they stand at the snapshot, by status and edition."""
        return self._rows("standing", None, ARRIVED, ("edition_id", "status"), where=())

    def happened(self, code: str, period: Period, editions: frozenset[int] | None = None) -> int:
        """How many different leads an entry of the journal speaks of.

        Args:
            editions: That had judged the lead; None for any, and for none.
        """
        first, last = ends_of(period, self.zone)
        at = exp.column("happened_at")
        where = [equals("code", code), at >= literal(first), at.copy() < literal(last), *self._scope()]
        if editions is not None:
            where.append(among("edition_id", sorted(editions)))
        return sum(row["n"] for row in distinct(self.snapshot, query_in(HAPPENED), "lead_id", (), where=where))

    def _table(self, name: str, period: Period, by: Sequence[str], **sums: str) -> list[Row]:
        key = (name, period)
        if key not in self._kept:
            where = [*self._days("day", period), *self._scope()]
            self._kept[key] = grouped(self.snapshot, measure_named(name).query, by, where=where, **sums)
        return self._kept[key]

    def _rows(
        self,
        name: str,
        period: Period | None,
        query: Path,
        by: Sequence[str],
        *,
        where: Sequence[exp.Expr] | None = None,
    ) -> list[Row]:
        key = (name, period)
        if key not in self._kept:
            days = where if where is not None else self._days("day", period) if period else ()
            self._kept[key] = grouped(self.snapshot, query_in(query), by, where=[*days, *self._scope()])
        return self._kept[key]

    def _days(self, column: str, period: Period) -> list[exp.Expr]:
        day = exp.column(column)
        return [day >= literal(period.start), day.copy() < literal(period.end)]

    def _scope(self) -> Iterator[exp.Expr]:
        theirs = among("edition_id", sorted(self.editions))
        yield exp.or_(theirs, equals("edition_id", None)) if self.is_company else theirs
        if self.territories is not None:
            yield among("territory_id", sorted(self.territories))


def inside(rows: Sequence[Row], window: Window) -> list[Row]:
    """The rows of the editions of a window."""
    return [row for row in rows if row["edition_id"] in window.editions]
