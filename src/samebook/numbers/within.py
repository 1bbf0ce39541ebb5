"""Figures of some records only, such as the members of a segment: which tables can be narrowed to them, and how."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from samebook.kernel.refusals import Refused
from samebook.numbers.tables import FactTable, Registry

if TYPE_CHECKING:
    import pyarrow as pa

RECORDS = "within_records"
"""The view that holds the ids, in a column ``id``; no fact table may be called so."""


@dataclass(frozen=True, slots=True)
class Within:
    """Records that a measure is narrowed to.

    Attributes:
        ref: ``table.column`` whose values the ids are: ``accounts.account_id``.
        name: For whoever reads the figure.
        records: What they are, in words: ``leads``.
        as_of: When they were found.
        stamp: Another one whenever the ids may differ; part of the result's identity.
        ids: Reads the ids; asked only when the figure is not at hand.
    """

    ref: str
    name: str
    records: str
    as_of: datetime
    stamp: str
    ids: Callable[[], "pa.Array"] = field(compare=False, repr=False)

    @property
    def table(self) -> str:
        return self.ref.partition(".")[0]


def inside(within: Within, table: FactTable, declared: Registry) -> exp.Expr | None:
    """The condition that keeps a table's rows of these records; None where nothing leads from it to them."""
    way = _way(table, within.ref, declared)
    if way is None:
        return None
    found = exp.select("id").from_(RECORDS)
    for owner, column in reversed(way[1:]):
        kept = exp.column(column).isin(query=found)
        found = exp.select(exp.column(owner.key)).from_(exp.to_table(owner.name)).where(kept)
    return exp.column(way[0][1]).isin(query=found)


def reaches(ref: str, tables: Iterable[str], declared: Registry) -> bool:
    """Whether every one of these tables can be narrowed to records of a kind; labels need not be."""
    return not _unreached(ref, tables, declared)


def require_reach(within: Within, title: str, tables: Iterable[str], declared: Registry) -> None:
    """Refuse a measure that also reads what belongs to none of these records: its figure would be of all of them.

    Raises:
        Refused: ``numbers.not_within``.
    """
    if unreached := _unreached(within.ref, tables, declared):
        what = " and ".join(name.replace("_", " ") for name in unreached)
        message = (
            f"“{title}” reads {what} too, and nothing there says which {within.records} they belong to: it is known "
            "for everything only. Choose another measure, or no segment."
        )
        raise Refused("numbers.not_within", message, "within")


def _unreached(ref: str, tables: Iterable[str], declared: Registry) -> list[str]:
    found = [declared.table(name) for name in sorted(tables)]
    return [table.name for table in found if not table.is_open and _way(table, ref, declared) is None]


def _way(table: FactTable, ref: str, declared: Registry) -> list[tuple[FactTable, str]] | None:
    """The columns that lead from a table to ``ref``, each with its table: as few as can be."""
    waiting: deque[list[tuple[FactTable, str]]] = deque([[]])
    seen = {table.name}
    while waiting:
        way = waiting.popleft()
        here = declared.tables[_pointed(way)] if way else table
        if f"{here.name}.{here.key}" == ref:
            return way or [(here, here.key)]
        for column in here.columns:
            there = column.ref.partition(".")[0]
            if there in declared.tables and there not in seen:
                seen.add(there)
                waiting.append([*way, (here, column.name)])
    return None


def _pointed(way: list[tuple[FactTable, str]]) -> str:
    table, name = way[-1]
    return next(column.ref for column in table.columns if column.name == name).partition(".")[0]
