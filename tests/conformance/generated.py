"""Queries made at random from a seed, inside the declared subset, over the declared tables."""

import random
from collections.abc import Iterator

from sqlglot import exp

from samebook.numbers.language import read_query
from samebook.numbers.tables import Column, FactTable, registry

SEED = 4
COMPARED = ("=", "<>", "<", "<=", ">", ">=")


def some(number: int, seed: int = SEED) -> Iterator[exp.Query]:
    """So many queries; each was read and checked as a measure's is."""
    chance = random.Random(seed)
    tables = sorted((table for table in registry.tables.values() if not table.is_open), key=lambda table: table.name)
    for _ in range(number):
        yield read_query(_query(chance.choice(tables), chance), registry)


def _query(table: FactTable, chance: random.Random) -> str:
    made = _Maker(table, chance)
    by = [column.name for column in chance.sample(table.columns, k=chance.choice([0, 1, 1, 2]))]
    sums = [
        "count(*) as rows_there",
        f"sum({made.number(2)}) as total",
        f"min({made.value(1)}) as least",
        f"max({made.value(1)}) as most",
        f"count(distinct {made.any_column()}) as different",
    ]
    picked = [*by, *(f"{made.truth_as_number(2)} as flag_{n}" for n in range(2)), f"{made.number(2)} as amount"]
    if chance.random() < 0.15:  # a row per record, added up over a join to itself
        return (
            f"select {', '.join([*(f'one.{name}' for name in by), 'count(*) as pairs'])} from {table.name} as one "
            f"join {table.name} as other on one.{table.key} = other.{table.key} "
            f"where one.{table.key} is not null"
            + (f" group by {', '.join(f'one.{name}' for name in by)}" if by else "")
        )
    if chance.random() < 0.5:
        named = [
            f"({part}) as part_{n}" if " as " not in part and part not in by else part for n, part in enumerate(picked)
        ]
        return f"select {', '.join(named)} from {table.name} where {made.truth(2)}"
    grouped = f" group by {', '.join(by)}" if by else ""
    return f"select {', '.join([*by, *sums])} from {table.name} where {made.truth(2)}{grouped}"


class _Maker:
    """Expressions over one table's columns."""

    def __init__(self, table: FactTable, chance: random.Random) -> None:
        self.chance = chance
        self.columns: dict[str, list[Column]] = {}
        for column in table.columns:
            self.columns.setdefault("integer" if column.type == "integer" else column.type, []).append(column)
        self.table = table

    def any_column(self) -> str:
        return self.chance.choice(self.table.columns).name

    def column(self, *types: str) -> str | None:
        found = [column.name for kind in types for column in self.columns.get(kind, [])]
        return self.chance.choice(found) if found else None

    def number(self, depth: int) -> str:
        """A whole number, or one of two decimals; products only of small whole numbers, which overflow nowhere."""
        ways = [self.whole, lambda depth: self.column("decimal") or self.whole(depth)]
        return self.chance.choice(ways)(depth)

    def whole(self, depth: int) -> str:
        simple = self.column("integer") or "1"
        if depth == 0:
            return self.chance.choice([simple, str(self.chance.randint(-9, 99))])
        inner = self.whole(depth - 1)
        return self.chance.choice(
            [
                simple,
                f"coalesce({simple}, {inner})",
                f"({inner} + {self.whole(depth - 1)})",
                f"({inner} - {self.whole(depth - 1)})",
                f"({simple} * {self.chance.randint(-3, 7)})",
                f"abs({inner})",
                f"nullif({inner}, {self.chance.randint(0, 3)})",
                f"case when {self.truth(depth - 1)} then {inner} else {self.chance.randint(0, 5)} end",
                *([f"days_between({self.day()}, {self.day()})"] if self.column("date") else []),
            ]
        )

    def day(self) -> str:
        return self.chance.choice([self.column("date") or ":as_of_on", ":as_of_on", "cast('2024-02-29' as date)"])

    def instant(self) -> str:
        return self.chance.choice([self.column("timestamp") or ":as_of", ":as_of"])

    def real(self, depth: int) -> str:
        return self.chance.choice(
            [
                f"ratio({self.number(depth)}, {self.whole(depth)})",
                f"seconds_between({self.instant()}, {self.instant()})",
                f"cast({self.whole(depth)} as double precision)",
            ]
        )

    def value(self, depth: int) -> str:
        """Of any type that has an order."""
        return self.chance.choice(
            [self.number(depth), self.real(depth), self.day(), self.instant(), self.column("text") or "'ß'"]
        )

    def truth(self, depth: int) -> str:
        if depth == 0:
            return self.compared()
        return self.chance.choice(
            [
                self.compared(),
                f"({self.truth(depth - 1)} and {self.truth(depth - 1)})",
                f"({self.truth(depth - 1)} or {self.truth(depth - 1)})",
                f"not ({self.truth(depth - 1)})",
                f"{self.any_column()} is null",
                f"{self.any_column()} is not null",
            ]
        )

    def truth_as_number(self, depth: int) -> str:
        return f"case when {self.truth(depth)} then 1 when {self.truth(depth)} then 0 end"

    def compared(self) -> str:
        sign = self.chance.choice(COMPARED)
        text = self.column("text")
        ways = [
            f"{self.whole(0)} {sign} {self.whole(0)}",
            f"{self.day()} {sign} {self.day()}",
            f"{self.instant()} {sign} {self.instant()}",
            f"{self.whole(0)} between {self.chance.randint(-5, 3)} and {self.chance.randint(0, 99)}",
        ]
        if text:
            ways += [f"{text} {sign} 'Größe'", f"{text} in ('won', 'ß', 'größe')", f"{text} {sign} {text}"]
        return self.chance.choice(ways)
