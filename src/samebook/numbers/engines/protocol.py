"""What an engine must do. See docs/decisions/engines.md for how to add one."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from sqlglot import exp

from samebook.kernel.refusals import Refused
from samebook.numbers.dialects import Value, render
from samebook.numbers.snapshot.store import Snapshot

if TYPE_CHECKING:
    import pyarrow as pa

Cells = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave. The order of rows is the query's; without ``order by`` there is none.

    Attributes:
        rows: Cells are int, Decimal, float, bool, str, date, datetime (UTC, without a zone) or None, of equal type on
            every engine. A number without decimals is an int.
    """

    names: tuple[str, ...]
    rows: list[Cells]

    @classmethod
    def of(cls, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> "Answer":
        """An engine's own rows with their cells made equal to those of the others."""
        plain = [tuple([_plain(cell) if isinstance(cell, Decimal) else cell for cell in row]) for row in rows]
        return cls(tuple(names), plain)

    @property
    def value(self) -> Any:
        """The only cell of the only row."""
        return self.rows[0][0]

    def dicts(self) -> list[dict[str, Any]]:
        """Rows by the names of their columns."""
        return [dict(zip(self.names, row, strict=True)) for row in self.rows]


class Session(Protocol):
    """Questions to one snapshot, by one thread; ``within_records`` holds the ids it was opened with."""

    def run(self, query: exp.Query, parameters: Mapping[str, Value] | None = None) -> Answer:
        """The answer to a checked query (``numbers.language``).

        Args:
            parameters: Values of named parameters beside ``:as_of`` and ``:as_of_on``, which the snapshot gives.

        Raises:
            Refused: ``numbers.engine_down``; ``numbers.snapshot_damaged``; ``numbers.snapshot_gone``, replaced
                meanwhile; ``numbers.no_snapshot``, of an earlier version that lacks what is read;
                ``numbers.too_large``; ``numbers.too_slow``; ``numbers.not_computed``.
        """
        ...


class Engine(Protocol):
    """One engine.

    Attributes:
        name: As in ``SAMEBOOK_ENGINE``.
        title: For whoever reads a page.
        dialect: Of ``dialects.FUNCTIONS``, and SQLGlot's name of how it writes SQL.
    """

    name: str
    title: str
    dialect: str

    def prepare(self, snapshot: Snapshot) -> None:
        """Do what a fresh snapshot needs before it is asked for the first time, so that no page waits for it.

        Raises:
            Refused: As ``open``.
        """
        ...

    def open(self, snapshot: Snapshot, ids: "pa.Array | None" = None) -> AbstractContextManager[Session]:
        """A session on the snapshot's tables; ``ids`` become the column ``id`` of the table ``within_records``.

        Raises:
            Refused: As ``Session.run``.
        """
        ...


def parameters_of(snapshot: Snapshot) -> dict[str, Value]:
    """``:as_of``, the snapshot's instant in UTC, and ``:as_of_on``, its day in the company's zone."""
    zone = ZoneInfo(snapshot.manifest["zone"])
    return {"as_of": snapshot.as_of.replace(tzinfo=None), "as_of_on": snapshot.as_of.astimezone(zone).date()}


def text_of(query: exp.Query, dialect: str, snapshot: Snapshot, parameters: Mapping[str, Value] | None) -> str:
    """The query as an engine reads it."""
    return render(query, dialect, {**parameters_of(snapshot), **(parameters or {})})


def earlier_version() -> Refused:
    """What is told when the snapshot lacks a table or column."""
    message = "The snapshot is of an earlier version; the next one will have what this page reads."
    return Refused("numbers.no_snapshot", message)


def not_computed(title: str, problem: Exception) -> Refused:
    """What is told when an engine gave up on a query, in its own words."""
    first = (str(problem).strip().splitlines() or ["no reason given"])[0]
    return Refused("numbers.not_computed", f"{title} could not compute that: {first[:300]}")


def _plain(number: Decimal) -> Decimal | int:
    """PostgreSQL sums integers to numeric, others to integers: what has no decimals is an integer on all."""
    exponent = number.as_tuple().exponent
    return int(number) if isinstance(exponent, int) and exponent >= 0 else number
