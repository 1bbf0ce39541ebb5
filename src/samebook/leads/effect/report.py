"""The figures of a comparison, counted from the table ``outcomes``. Counts only; no name and no value of a lead."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import duckdb

from samebook.leads.effect.judging import SIDES

GROUPS = {"level": "", "territory": "", "rep": "owner_id", "source": "source", "week": "week"}
"""How the counts are split; level and territory belong to a side, the others to the lead."""

VERDICTS = ("deliver", "ask", "nurture")


@dataclass(frozen=True, slots=True)
class Move:
    """So many leads had one outcome by the first text and have another by the second; both alike where none changed."""

    before: str
    after: str
    leads: int


@dataclass(frozen=True, slots=True)
class Line:
    """One group of leads. ``key`` is a level, a territory's code, a user's id, a source or a Monday; None for none.

    Attributes:
        changed: Leads of the group whose verdict or level differs; None where a side's own groups leave no such count.
    """

    key: str | None
    before: dict[str, int]
    after: dict[str, int]
    changed: int | None = None


@dataclass(frozen=True, slots=True)
class Hindsight:
    """What values known only later would have changed, by one text.

    Attributes:
        known: Leads of which something that this text reads, or the other, became known after their arrival.
        changed: Of these, those whose verdict or level is another by what is known now.
        moves: Which became which.
    """

    known: int
    changed: int
    moves: list[Move]


@dataclass(frozen=True, slots=True)
class Check:
    """Leads judged last by an edition that is compared, and of how many this gives the same verdict and level."""

    judged: int
    same: int


@dataclass(slots=True)
class Counts:
    """All that is counted in SQL."""

    leads: int
    moves: list[Move]
    groups: dict[str, list[Line]]
    hindsight: dict[str, Hindsight]
    checks: dict[str, Check]
    asked: dict[str, dict[str, int]] = field(default_factory=dict)
    delivered: dict[str, list[tuple[str, str | None, int]]] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def count(session: duckdb.DuckDBPyConnection, editions: Mapping[str, int | None]) -> Counts:
    """Every figure of the table ``outcomes``.

    Args:
        editions: Per side the edition's id; None for a text that is no edition.
    """
    moves = [Move(*row) for row in _all(session, "SELECT before, after, count(*) FROM outcomes GROUP BY ALL")]
    return Counts(
        leads=sum(move.leads for move in moves),
        moves=sorted(moves, key=lambda move: (move.before == move.after, -move.leads, move.before, move.after)),
        groups={name: _lines(session, name) for name in GROUPS},
        hindsight={side: _hindsight(session, side) for side in SIDES},
        checks={side: _check(session, side, pk) for side, pk in editions.items() if pk is not None},
        asked={side: _asked(session, side) for side in SIDES},
        delivered={side: _delivered(session, side) for side in SIDES},
    )


def _lines(session: duckdb.DuckDBPyConnection, name: str) -> list[Line]:
    if name in ("level", "territory"):
        return _by_side(session, name)
    column = GROUPS[name]
    counts = ", ".join(
        f"count(*) FILTER ({side}_verdict = '{verdict}')" for side in SIDES for verdict in VERDICTS
    )  # fmt: skip
    rows = _all(
        session,
        f"SELECT CAST({column} AS VARCHAR) AS key, {counts}, count(*) FILTER (before <> after)"  # noqa: S608 (own names)
        " FROM outcomes GROUP BY 1 ORDER BY key NULLS LAST",
    )
    return [Line(row[0], _named(row[1:4]), _named(row[4:7]), row[7]) for row in rows]


def _by_side(session: duckdb.DuckDBPyConnection, name: str) -> list[Line]:
    """Deliveries per level or routed territory: a lead stands in one group before and may stand in another after."""
    found: dict[str | None, Line] = {}
    for side in SIDES:
        rows = _all(
            session,
            f"SELECT {side}_{name}, count(*) FROM outcomes"  # noqa: S608 (own names)
            f" WHERE {side}_verdict = 'deliver' GROUP BY 1",
        )
        for key, leads in rows:
            line = found.setdefault(key, Line(key, {"deliver": 0}, {"deliver": 0}))
            getattr(line, side)["deliver"] = leads
    return [found[key] for key in sorted(found, key=lambda key: (key is None, key or ""))]


def _named(counts: tuple[int, ...]) -> dict[str, int]:
    return dict(zip(VERDICTS, counts, strict=True))


def _hindsight(session: duckdb.DuckDBPyConnection, side: str) -> Hindsight:
    rows = _all(
        session,
        f"SELECT {side}, {side}_now, count(*) FROM outcomes"  # noqa: S608 (own names)
        f" WHERE {side}_now IS NOT NULL GROUP BY ALL ORDER BY 3 DESC, 1, 2",
    )
    moves = [Move(*row) for row in rows if row[0] != row[1]]
    return Hindsight(sum(row[2] for row in rows), sum(move.leads for move in moves), moves)


def _check(session: duckdb.DuckDBPyConnection, side: str, edition_id: int) -> Check:
    [(judged, same)] = session.execute(
        f"SELECT count(*), count(*) FILTER (had = {side}_stands) FROM outcomes"  # noqa: S608 (own names)
        " WHERE edition_id = $edition AND had IS NOT NULL",
        {"edition": edition_id},
    ).fetchall()
    return Check(judged, same)


def _asked(session: duckdb.DuckDBPyConnection, side: str) -> dict[str, int]:
    """Leads to ask on each day, by day (ISO)."""
    rows: list[tuple[date, int]] = _all(
        session,
        f"SELECT received_day, count(*) FROM outcomes"  # noqa: S608 (own names)
        f" WHERE {side}_verdict = 'ask' GROUP BY 1 ORDER BY 1",
    )
    return {day.isoformat(): leads for day, leads in rows}


def _delivered(session: duckdb.DuckDBPyConnection, side: str) -> list[tuple[str, str | None, int]]:
    return _all(
        session,
        f"SELECT {side}_level, {side}_territory, count(*) FROM outcomes"  # noqa: S608 (own names)
        f" WHERE {side}_verdict = 'deliver' GROUP BY ALL ORDER BY ALL",
    )


def _all(session: duckdb.DuckDBPyConnection, statement: str) -> list[Any]:
    found: list[Any] = session.execute(statement).fetchall()
    return found
