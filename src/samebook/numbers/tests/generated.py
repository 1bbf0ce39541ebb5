"""Measures of a Book made at random from a seed, over the declared tables: engines must give equal figures."""

from collections.abc import Callable, Iterator
from random import Random

from samebook.book import read_book
from samebook.book.tables import MONEY, ROW_MONEY, Reached, Shape, shape
from samebook.book.values import Type
from samebook.numbers.defined import defined
from samebook.numbers.measures import Measure

SEED = 20261122
BOOK = """samebook: 1
title: Made at random
qualification:
  - {level: A, criteria: {m: {when: "lead.source = 'x'"}}}
measures:
"""
WORDS = ("fair", "web", "mail", "won", "open", "A", "deliver", "Größe", "a_b", "Z")
AGGREGATES = ("sum", "avg", "min", "max", "median")


def generated_measures(number: int = 60, seed: int = SEED) -> list[Measure]:
    """So many sound measures, and a ratio, a cumulative one or a change after every fifth; the same for one seed.

    Raises:
        AssertionError: One of them is not sound, with what is wrong.
    """
    book, problems = read_book(text_of(number, seed))
    assert book is not None, problems
    return list(defined(book.measures).values())


def text_of(number: int, seed: int) -> str:
    """The same as a Book."""
    random = Random(seed)
    declared = shape()
    makers = [_Maker(declared, table, random) for table in declared.tables if table != "days"]
    lines, timed = [], []
    for n in range(number):
        maker = random.choice(makers)
        made = maker.measure()
        lines += [f"  m{n}:", *(f"    {line}" for line in made)]
        timed += [f"m{n}"] if maker.is_timed and "median(" not in made[-1] and "quantile(" not in made[-1] else []
        if n % 5 == 4 and len(timed) > 1:
            lines += [f"  n{n}:", *(f"    {line}" for line in _made(random, timed))]
    return BOOK + "\n".join(lines) + "\n"


def _made(random: Random, timed: list[str]) -> list[str]:
    """Of two with a time and without a quantile, whose ratio then has it in common."""
    form = random.choice(("ratio", "ratio", "cumulative", "change"))
    if form == "ratio":
        return ["means: A ratio.", f"ratio: {{of: {random.choice(timed)}, to: {random.choice(timed)}}}"]
    return ["means: Of other periods.", f"{form}: {random.choice(timed)}"]


class _Maker:
    """Makes measures over one table."""

    def __init__(self, declared: Shape, table: str, random: Random) -> None:
        self.declared, self.table, self.random = declared, table, random
        self.columns = list(declared.reached(table).values())
        self.is_timed = False

    def measure(self) -> list[str]:
        days = [each.name for each in self.declared.tables[self.table].columns.values() if each.type == "date"]
        self.is_timed = bool(days) and self.random.random() < 0.8
        offered = self.declared.offered(self.table)
        by = self.random.sample(offered, min(len(offered), self.random.randint(0, 3)))
        lines = ["means: Made at random.", f"over: {self.table}"]
        lines += [f"time: {self.random.choice(days)}"] if self.is_timed else []
        lines += [f"by: [{', '.join(by)}]"] if by else []
        lines += [f'when: "{self.condition(2)}"'] if self.random.random() < 0.6 else []
        return [*lines, f'expression: "{self.formula()}"']

    def formula(self) -> str:
        condition = self.condition
        makers: list[Callable[[], str]] = [
            lambda: "count(*)",
            lambda: f"count({self.any().name})",
            lambda: f"count(distinct {self.any().name})",
            lambda: f"count_if({condition(1)})",
            lambda: f"count_if({condition(1)}) / count(*)",
            lambda: f"count_if({condition(1)}) / count_if({condition(0)})",
            lambda: f"1 - count({self.any().name}) / count(*)",
        ]
        if numbers := self.numbers():
            makers += [lambda: f"{self.random.choice(AGGREGATES)}({self.random.choice(numbers)})" for _ in range(4)]
            makers += [
                lambda: f"quantile({self.random.choice(numbers)}, 0.{self.random.randint(1, 99):02})",
                lambda: f"sum({(one := self.random.choice(numbers))}) / count({one})",
                lambda: f"max({(one := self.random.choice(numbers))}) - min({one})",
                lambda: f"(sum({(one := self.random.choice(numbers))}) + avg({one})) / count(*) * 100",
            ]
        if money := [each.name for each in self.columns if each.column.unit == MONEY]:
            makers += [lambda: f"sum({self.random.choice(money)})"] * 3
        return self.random.choice(makers)()

    def condition(self, deep: int) -> str:
        if deep and self.random.random() < 0.5:
            joint = self.random.choice((" and ", " or "))
            return joint.join(f"({self.condition(deep - 1)})" for _ in range(2))
        return self.simple(self.any())

    def simple(self, column: Reached) -> str:
        name, random = column.name, self.random
        if random.random() < 0.15:
            return f"{name} is {random.choice(('', 'not '))}null"
        return {
            Type.TEXT: self._text,
            Type.BOOLEAN: self._truth,
            Type.DATE: self._day,
            Type.TIMESTAMP: self._moment,
        }.get(column.type, self._number)(name)

    def _text(self, name: str) -> str:
        one, other = self.random.sample(WORDS, 2)
        return self.random.choice((
            f"{name} = '{one}'", f"{name} <> '{one}'", f"{name} in ('{one}', '{other}')", f"{name} not in ('{one}')",
            f"{name} > '{one}'", f"lower({name}) like '{one[0].lower()}%'", f"length({name}) > 3",
            f"coalesce({name}, '{one}') = '{one}'", f"not ({name} = '{one}')",
        ))  # fmt: skip

    def _number(self, name: str) -> str:
        limit = self.random.randint(0, 400)
        return self.random.choice((
            f"{name} > {limit}", f"{name} * 3 <= {limit} + 0.5", f"{name} / 7 < {limit}",
            f"abs({name}) between 1 and 90",
            f"round({name} / 3, 2) <> {limit}", f"{name} in (0, 1, {limit})", f"not ({name} - 1 > {limit})",
        ))  # fmt: skip

    def _truth(self, name: str) -> str:
        return self.random.choice((name, f"not {name}", f"{name} is true", f"{name} is false", f"({name}) is not true"))

    def _day(self, name: str) -> str:
        day = f"date '2025-{self.random.randint(1, 12):02}-28'"
        return self.random.choice((
            f"{name} >= {day}", f"{name} + interval '1' month > {day}", f"{name} - {day} < 90",
            f"{name} between {day} and date '2026-02-28'",
        ))  # fmt: skip

    def _moment(self, name: str) -> str:
        others = [each.name for each in self.columns if each.type is Type.TIMESTAMP]
        return self.random.choice((
            f"{name} <= {self.random.choice(others)}", f"{name} >= timestamp '2025-10-26 00:30'",
            f"{name} + interval '90' minute < {self.random.choice(others)}", f"{name} < date '2026-01-01'",
        ))  # fmt: skip

    def any(self) -> Reached:
        return self.random.choice(self.columns)

    def numbers(self) -> list[str]:
        """What may be added: numbers that are no keys and no money of several currencies, and days between days."""
        found = [
            each.name
            for each in self.columns
            if each.type in (Type.INTEGER, Type.DECIMAL) and not each.is_key and each.column.unit != ROW_MONEY
        ]
        days = [each.name for each in self.columns if each.type is Type.DATE]
        return found + list(self._between(days))

    def _between(self, days: list[str]) -> Iterator[str]:
        if len(days) > 1:
            yield " - ".join(self.random.sample(days, 2))
