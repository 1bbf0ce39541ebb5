"""The fact tables that measures speak of, as plain data; ``samebook measure tables --write`` keeps ``tables.json``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

from samebook.book.model import DeclaredField
from samebook.book.values import Type

MAX_WAY = 2
"""How many tables away a column may stand: ``lead.account.industry`` of an attempt."""
TYPES = {
    "integer": Type.INTEGER,
    "text": Type.TEXT,
    "decimal": Type.DECIMAL,
    "rate": Type.DECIMAL,
    "boolean": Type.BOOLEAN,
    "date": Type.DATE,
    "timestamp": Type.TIMESTAMP,
}
ROW_MONEY, MONEY = "currency of the row", "company currency"
TIMES = ("week", "month", "quarter", "year", "fiscal_month", "fiscal_quarter", "fiscal_year")
"""Divisions of the time column; every measure that has one may be split by them."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a fact table, as its chapter declares it (``numbers.tables.Column``)."""

    name: str
    type: str
    means: str
    unit: str = ""
    ref: str = ""


@dataclass(frozen=True)
class Table:
    """A fact table.

    Attributes:
        grain: What one row is: ``one row per lead, …``.
    """

    name: str
    grain: str
    columns: Mapping[str, Column]

    @property
    def key(self) -> str:
        """What tells its rows apart: the first column."""
        return next(iter(self.columns))

    @property
    def record(self) -> str:
        """What one row is, in a word: ``lead``."""
        return self.key.removesuffix("_id").replace("_", " ")


@dataclass(frozen=True, slots=True)
class Reached:
    """A column as a measure over some table may name it.

    Attributes:
        name: ``source``, or ``account.industry`` where it stands in another table.
        way: The columns that lead there, each with the table it points into; every step is many-to-one.
    """

    name: str
    column: Column
    table: str
    way: tuple[tuple[str, str], ...] = ()

    @property
    def type(self) -> Type:
        return TYPES[self.column.type]

    @property
    def is_key(self) -> bool:
        """Whether it names a record, so that it is counted and never added."""
        return bool(self.column.ref) or self.column.name.endswith("_id")

    @property
    def alias(self) -> str:
        """As a column of a result: ``account_industry``."""
        return self.name.replace(".", "_")


@dataclass(frozen=True)
class Shape:
    """Every declared table and dimension.

    Attributes:
        dimensions: Column by the name of the dimension, for those that chapters declare.
        titles: What each dimension is called.
    """

    tables: Mapping[str, Table]
    dimensions: Mapping[str, str]
    titles: Mapping[str, str]

    def reached(self, table: str) -> Mapping[str, Reached]:
        """What a measure over a table may name: its own columns, and those of the tables its keys point to."""
        return self._reached[table]

    def fields(self, table: str) -> Mapping[str, DeclaredField]:
        """The same as fields of conditions."""
        return self._fields[table]

    def dimension(self, table: str, name: str) -> Reached | None:
        """The column that a dimension splits by; None where the table has none of that name, or it is no word."""
        found = self.reached(table).get(self.dimensions.get(name, name))
        if found is None or name in TIMES:
            return None
        return found if name in self.dimensions or found.type in (Type.TEXT, Type.BOOLEAN) else None

    def offered(self, table: str) -> list[str]:
        """Dimensions of a table, the declared ones first."""
        own = [name for name in self.dimensions if self.dimension(table, name)]
        taken = {self.dimensions[name] for name in own}
        return own + [name for name in self.reached(table) if name not in taken and self.dimension(table, name)]

    def several(self, table: str) -> Mapping[str, str]:
        """Tables whose rows point to this one, so that one of its rows has several of theirs, with the column."""
        found = {}
        for other in self.tables.values():
            for column in other.columns.values():
                if column.ref.partition(".")[0] == table and other.name != table:
                    found[other.name] = column.name
        return found

    @cached_property
    def _reached(self) -> dict[str, dict[str, Reached]]:
        return {name: self._from(name) for name in self.tables}

    @cached_property
    def _fields(self) -> dict[str, dict[str, DeclaredField]]:
        return {
            name: {
                each.name: DeclaredField(each.name, each.type, unit=each.column.unit or None, means=each.column.means)
                for each in self.reached(name).values()
            }
            for name in self.tables
        }

    def _from(self, table: str) -> dict[str, Reached]:
        found: dict[str, Reached] = {}
        waiting: list[tuple[str, str, tuple[tuple[str, str], ...]]] = [("", table, ())]
        while waiting:
            prefix, here, way = waiting.pop(0)
            for column in self.tables[here].columns.values():
                name = prefix + column.name
                found.setdefault(name, Reached(name, column, here, way))
                there = column.ref.partition(".")[0]
                if there in self.tables and len(way) < MAX_WAY and column.name.endswith("_id"):
                    waiting.append((f"{name.removesuffix('_id')}.", there, (*way, (column.name, there))))
        return found


def shape_from(data: Mapping[str, list[Mapping[str, object]]]) -> Shape:
    """The shape that a JSON text holds."""
    tables = {}
    for table in data["tables"]:
        columns: list[Mapping[str, str]] = table["columns"]  # type: ignore[assignment]
        name = str(table["name"])
        tables[name] = Table(name, str(table["grain"]), {each["name"]: Column(**each) for each in columns})
    dimensions = {str(each["name"]): each for each in data["dimensions"] if each["name"] not in TIMES}
    return Shape(
        tables,
        {name: str(each["column"]) for name, each in dimensions.items()},
        {name: str(each["title"]) for name, each in dimensions.items()},
    )


@lru_cache(maxsize=1)
def shape() -> Shape:
    """What the product declares."""
    return shape_from(json.loads(files("samebook.book").joinpath("tables.json").read_text("utf-8")))
