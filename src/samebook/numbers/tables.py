"""What chapters publish to the numbers: fact tables, and the dimensions that figures are split by.

A chapter declares its tables in ``facts.py``; ``config`` registers them. This module knows no domain.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from samebook.kernel.refusals import Missing

if TYPE_CHECKING:
    import pyarrow as pa

ColumnType = Literal["integer", "text", "decimal", "rate", "boolean", "date", "timestamp"]
Derivation = Callable[["pa.Table", "Context"], "pa.Array"]
Words = Callable[[datetime], Mapping[str, str]]
"""What the values of a dimension are called at an instant, such as the causes of the Book in force then."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the records say of themselves when a snapshot is taken.

    Attributes:
        zone: The company's time zone (IANA), in which instants become days.
        currency: The company's currency (ISO 4217).
        simulated: Whether this home holds a simulated company.
        fiscal: The company's fiscal calendar, for the columns that its own chapter derives from it.
    """

    zone: str = "UTC"
    currency: str = ""
    simulated: bool = False
    fiscal: object = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a fact table.

    ``text`` holds closed vocabularies and codes, never names of people, addresses, or free text; empty text is null.
    ``decimal`` has two decimals, ``rate`` eight. ``timestamp`` is an instant in UTC, ``date`` a day.

    Attributes:
        unit: Of a number; empty for keys, codes and instants.
        ref: ``table.column`` that this one points to.
        derived: Computed from the other columns when the snapshot is taken, so not part of the SQL.
    """

    name: str
    type: ColumnType
    means: str
    unit: str = ""
    ref: str = ""
    derived: Derivation | None = None


@dataclass(frozen=True, slots=True)
class FactTable:
    """One table of the snapshot.

    Attributes:
        grain: What one row is.
        sql: A SELECT over the records, the same text for SQLite and PostgreSQL; its columns are those of
            ``columns`` that are not derived, in that order; empty when no record holds its rows.
        bulk: Rows come from history files too, beside those of the records (``numbers.history``).
        territory: The column a rep's territories are compared with; empty when the table has no owner in sales.
        is_open: Holds nothing that a rep may not see, though it has no territory (labels, editions).
        grows_by: Column of an append-only table by which only new rows are read; empty: read whole.
        fingerprint: Column that must still have its value at the last row read, else the table is read whole.
        in_manifest: The rows stand in the manifest too (few, such as editions).
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    sql: str = ""
    bulk: bool = False
    territory: str = ""
    is_open: bool = False
    grows_by: str = ""
    fingerprint: str = ""
    in_manifest: bool = False

    @property
    def read(self) -> tuple[Column, ...]:
        """The columns that come from the records."""
        return tuple(column for column in self.columns if column.derived is None)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(column.name for column in self.columns)

    @property
    def key(self) -> str:
        """What tells its rows apart and other tables refer to: the first column."""
        return self.columns[0].name


@dataclass(frozen=True, slots=True)
class Dimension:
    """What figures may be split by.

    Attributes:
        column: The column a measure must give for it.
        label: ``table.column`` of the snapshot that holds the words for a key; the key is the table's first column.
        refers_to: Kind of record whose name is looked up at display time, because names are in no snapshot.
        calendar: Column of ``days`` that holds the first day of the division that a day lies in; empty when the
            column itself is split by. Its words stand in the column of that name with ``_name``.
    """

    name: str
    title: str
    column: str
    label: str = ""
    refers_to: str = ""
    calendar: str = ""


MONTH = Dimension("month", "Month", "day")


@dataclass(slots=True)
class Registry:
    """Everything that chapters declared; ``folders`` and ``analyses`` are where each keeps measures and analyses,
    ``words`` what the values of a dimension are called where the snapshot has only their names."""

    tables: dict[str, FactTable] = field(default_factory=dict)
    dimensions: dict[str, Dimension] = field(default_factory=lambda: {"month": MONTH})
    folders: dict[str, Path] = field(default_factory=dict)
    analyses: dict[str, Path] = field(default_factory=dict)
    words: dict[str, Words] = field(default_factory=dict)
    context: Callable[[], Context] = Context

    def table(self, name: str) -> FactTable:
        try:
            return self.tables[name]
        except KeyError:
            raise Missing(f"fact table “{name[:60]}”") from None

    def dimension(self, name: str) -> Dimension:
        """A declared dimension, or else the one that a column of text makes: ``country``, ``account.industry``."""
        known = self.dimensions.get(name)
        if known is not None:
            return known
        title = name.removesuffix("_id").replace(".", "’s ").replace("_", " ").capitalize()
        return Dimension(name, title, name.replace(".", "_"))


registry = Registry()


def register_tables(tables: Iterable[FactTable]) -> None:
    """Publish fact tables; a name is taken once (the same declaration again changes nothing).

    Raises:
        ValueError: Two different tables of one name.
    """
    for table in tables:
        if registry.tables.setdefault(table.name, table) != table:
            raise ValueError(f"two fact tables are called {table.name}")


def register_dimensions(dimensions: Iterable[Dimension]) -> None:
    """Make dimensions known; measures name them in their header."""
    registry.dimensions.update({dimension.name: dimension for dimension in dimensions})


def register_words(words: Mapping[str, Words]) -> None:
    """Say what the values of dimensions are called, by the dimension's name."""
    registry.words.update(words)


def register_measures(chapter: str, folder: Path) -> None:
    """Name the folder of a chapter's measures; they are read when first asked for (``measures.measures``)."""
    registry.folders[chapter] = folder


def register_analyses(chapter: str, folder: Path) -> None:
    """Name the folder of a chapter's analyses; read when first asked for (``numbers.analyses.definitions``)."""
    registry.analyses[chapter] = folder


def register_context(context: Callable[[], Context]) -> None:
    """Say where zone, currency and the simulated flag are found when a snapshot is taken."""
    registry.context = context
