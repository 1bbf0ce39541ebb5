"""The SELECT of a Book's measure: a row for each record, with the columns, words and conditions that it reads."""

from collections.abc import Iterable, Mapping
from functools import partial

from sqlglot import exp

from samebook.book import expressions as ex
from samebook.book.measures.formulas import Aggregate, Over
from samebook.book.sql_form import tree
from samebook.book.tables import Reached, Shape
from samebook.book.values import Type
from samebook.numbers.written import Written

EDITION = "edition_id"


class Side:
    """The rows of one table, with what a measure reads of each."""

    def __init__(self, over: Over, declared: Shape) -> None:
        self.over = over
        self.table = declared.tables[over.table]
        self.reached = declared.reached(over.table)
        self.shape = declared
        self._joined: dict[str, tuple[str, str, str]] = {}

    @property
    def lookups(self) -> frozenset[str]:
        return frozenset(self._joined)

    def select(
        self, by: Iterable[str], columns: Mapping[str, exp.Expr], kept: Iterable[ex.Expression] = ()
    ) -> exp.Select:
        """A row for each row of the table for which ``when``, and what else is given, is true."""
        found = exp.select(exp.alias_(self._own(self.table.key), "record_id"))
        if self.over.time:
            found = found.select(exp.alias_(self._own(self.over.time), "day"))
        named = {}
        for name in by:
            dimension = self.shape.dimension(self.over.table, name)
            if dimension is not None:
                named[self.shape.dimensions.get(name, name).replace(".", "_")] = self._word(dimension)
        if EDITION in self.table.columns:
            named[EDITION] = self._own(EDITION)
        for name, value in {**named, **columns}.items():
            found = found.select(exp.alias_(value, name))
        conditions = [*([self.over.when.expression] if self.over.when else []), *kept]
        wheres = [self._condition(each) for each in conditions]
        found = found.from_(exp.to_table(self.table.name))
        for alias, (owner, column, there) in self._joined.items():
            key = self.shape.tables[there].key
            on = exp.column(key, table=alias).eq(exp.column(column, table=owner))
            found = found.join(exp.to_table(there, alias=alias), on=on, join_type="left")
        return found.where(*wheres) if wheres else found

    def written(self, part: ex.Expression) -> exp.Expr:
        """A value of each row; of a condition 1 where it is true, else 0."""
        if isinstance(part, ex.Field):
            return self._word(self.reached[part.name]) if part.type is Type.BOOLEAN else self._column(part.name)
        self._reach(part)
        if part.type is not Type.BOOLEAN:
            return Written.by(partial(self._tree, part))
        return exp.Case().when(self._condition(part), exp.Literal.number(1)).else_(exp.Literal.number(0))

    def counted(self, each: Aggregate) -> exp.Expr:
        """What an aggregate is taken of; a condition that is counted is null where it is not true."""
        assert each.operand is not None
        if each.function != "count_if":
            return self.written(each.operand)
        return exp.Case().when(self._condition(each.operand), exp.Literal.number(1))

    def _condition(self, part: ex.Expression) -> exp.Expr:
        self._reach(part)
        return Written.by(partial(self._tree, part))

    def _reach(self, part: ex.Expression) -> None:
        for each in ex.fields_of(part):
            self._column(each.name)

    def _tree(self, part: ex.Expression, dialect: str) -> exp.Expr:
        """The Book's words for one engine, over the columns of the SELECT; decimals with the Book's six places."""
        found = exp.paren(tree(part, dialect), copy=False)  # so that each column stands in something
        for column in list(found.find_all(exp.Column)):
            there = self.reached[column.name]
            place = self._column(column.name)
            column.replace(exp.cast(place, "decimal(28, 6)") if there.type is Type.DECIMAL else place)
        whole: exp.Expr = found.this.pop()
        return whole

    def _word(self, reached: Reached) -> exp.Expr:
        """A column to split by: text, keys as they are, true and false as words."""
        column = self._column(reached.name)
        if reached.type is not Type.BOOLEAN:
            return column
        yes = exp.Case().when(column, exp.Literal.string("yes"))
        return yes.when(exp.not_(column.copy()), exp.Literal.string("no"))

    def _own(self, name: str) -> exp.Expr:
        return exp.column(name, table=self.table.name)

    def _column(self, name: str) -> exp.Column:
        """The column in its table, which is joined where it is another one."""
        reached = self.reached[name]
        owner, prefix = self.table.name, []
        for column, there in reached.way:
            prefix.append(column.removesuffix("_id"))
            alias = "of_" + "_".join(prefix)
            self._joined.setdefault(alias, (owner, column, there))
            owner = alias
        return exp.column(reached.column.name, table=owner)
