"""The measures of a Book, each from its node; those made of others when they are first named, in no circle."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from samebook.book.measures.formulas import AGAINST, SINCE, Change, Cumulative, Definition, Over, Ratio, is_quantile
from samebook.book.measures.parsing import parse_formula
from samebook.book.measures.rows import RowReader, fans_out
from samebook.book.measures.units import misfit
from samebook.book.model import Condition, Measure
from samebook.book.nodes import Node, Scalar
from samebook.book.shapes import MAX_NAME, Parts, Shapes
from samebook.book.spelling import did_you_mean, listed
from samebook.book.tables import TIMES, Shape, shape
from samebook.book.values import Type, printable

ABOUT = ("means", "unit", "because")
OVER = ("over", "time", "by", "when", "expression")
MADE = {"ratio": ("of", "to"), "cumulative": ("cumulative", "from"), "change": ("change", "against")}
KINDS: dict[str, type] = {"ratio": Ratio, "cumulative": Cumulative, "change": Change}
Word = TypeVar("Word", bound=str)
KEYS = (*ABOUT, *OVER, "ratio", "cumulative", "from", "change", "against")


def read_measures(shapes: Shapes, node: Node | None) -> dict[str, Measure]:
    """Every measure; of one without ``over``, as earlier editions have it, the expression stays unread."""
    reader = _Reader(shapes, shape())
    for name, key, value in shapes.entries(node, "Measures"):
        parts = shapes.parts(value, f"The measure {name}", KEYS, required=("means",))
        if parts:
            reader.waiting[name] = key, parts
    return {name: found for name in reader.waiting if (found := reader.measure(name))}


@dataclass(frozen=True, slots=True)
class _Said:
    """What every kind of measure says."""

    name: str
    means: str | None
    expression: str | None
    unit: str | None
    because: str | None

    def measure(self, definition: Definition | None) -> Measure | None:
        """The measure; None when its meaning is missing, which was noted."""
        if self.means is None:
            return None
        return Measure(self.name, self.means, self.expression or "", self.unit, self.because, definition)


class _Reader:
    def __init__(self, shapes: Shapes, declared: Shape) -> None:
        self.shapes = shapes
        self.shape = declared
        self.waiting: dict[str, tuple[Scalar, Parts]] = {}
        self._found: dict[str, Measure | None] = {}
        self._open: list[str] = []

    def measure(self, name: str) -> Measure | None:
        """One measure; None when it has problems, which are noted."""
        if name not in self._found:
            self._open.append(name)
            self._found[name] = self._read(name, *self.waiting[name])
            self._open.pop()
        return self._found[name]

    def _read(self, name: str, key: Scalar, parts: Parts) -> Measure | None:
        said = _Said(
            name, parts.text("means"), parts.text("expression"), parts.text("unit", MAX_NAME), parts.text("because")
        )
        made = [kind for kind in MADE if parts.get(kind) is not None]
        if len(made) + (parts.get("over") is not None) > 1:
            self._refuse(
                key, "measure.forms", f"{name} is of two kinds.", "Keep one of over, ratio, cumulative, change."
            )
            return None
        if parts.get("over") is None and not made:
            return self._unread(key, parts, said)
        before = len(self.shapes.problems)
        definition: Definition | None
        if made:
            self._mind_keys(parts, (*ABOUT, "by", *MADE[made[0]], made[0]), f"A measure that is a {made[0]}")
            definition = {"ratio": self._ratio, "cumulative": self._cumulative, "change": self._change}[made[0]](parts)
        else:
            self._mind_keys(parts, (*ABOUT, *OVER), "A measure over a table")
            definition = self._over(parts, said.expression)
            if isinstance(definition, Over) and (wrong := misfit(said.unit, definition.unit)):
                self._refuse(parts.get("unit") or key, "measure.unit", wrong, "Delete the unit, or change it.")
        return None if definition is None or len(self.shapes.problems) > before else said.measure(definition)

    def _unread(self, key: Scalar, parts: Parts, said: "_Said") -> Measure | None:
        for other in ("time", "by", "when", "from", "against"):
            if parts.get(other) is not None:
                self._refuse(key, "missing", f"The measure {said.name} needs 'over'.", self._tables_hint())
                return None
        if parts.get("expression") is None:
            self._refuse(parts.mapping, "missing", f"The measure {said.name} needs 'expression'.", "Add expression: …")
        return said.measure(None) if said.expression else None

    def _over(self, parts: Parts, expression: str | None) -> Over | None:
        table = self.shapes.choice(parts.get("over"), "Over", self.shape.tables)
        node = parts.get("expression")
        if node is None:
            self._refuse(parts.mapping, "missing", "The measure needs 'expression'.", "Add expression: count(*)")
        if table is None or not isinstance(node, Scalar) or expression is None:
            return None
        time = self._time(table, parts)
        by = self.shapes.each(parts.get("by"), "By", lambda item, what: self._dimension(item, what, table, time))
        when = self._when(table, parts.get("when"))
        found, problems = parse_formula(node.text or "", self.shape, table, node.places.at)
        self.shapes.problems += problems
        return None if found is None else Over(table, *found, time, tuple(n for n in by if n not in TIMES), when)

    def _time(self, table: str, parts: Parts) -> str | None:
        node, name = parts.get("time"), parts.text("time", MAX_NAME)
        columns = self.shape.tables[table].columns
        if node is None or name is None:
            return None
        days = [each.name for each in columns.values() if each.type == "date"]
        if name not in columns:
            hint = did_you_mean(name, days, f"Its days are {listed(days, 'and')}." if days else "It has none.")
            self._refuse(node, "measure.unknown_column", f"The table {table} has no column {printable(name)}.", hint)
        elif columns[name].type != "date":
            day = name.removesuffix("_at") + "_on"
            hint = f"Write {day}." if day in columns else f"Its days are {listed(days, 'and')}." if days else ""
            self._refuse(node, "measure.time", f"{name} is no date; a period is made of days.", hint)
        else:
            return name
        return None

    def _dimension(self, node: Node, what: str, table: str, time: str | None) -> str | None:
        name = self.shapes.text(node, what, 3 * MAX_NAME)
        if name is None or self.shape.dimension(table, name) is not None:
            return name
        if name in TIMES:
            if time is None:
                self._refuse(node, "measure.time", f"Split by {name} it needs a time.", "Add time: …")
            return name
        reached = self.shape.reached(table).get(name)
        if several := fans_out(self.shape, table, name):
            self._refuse(node, "measure.fans_out", several, "Choose what each has one of.")
        elif reached is not None:
            message = f"{printable(name)} is {_what(reached.type, is_key=reached.is_key)}, which makes no groups."
            self._refuse(node, "measure.dimension", message, "Split by text, true and false, or a time.")
        else:
            hint = did_you_mean(
                name, self.shape.offered(table), f"There are {listed(self.shape.offered(table), 'and')}."
            )
            self._refuse(node, "measure.dimension", f"{table} cannot be split by {printable(name[:60])}.", hint)
        return None

    def _when(self, table: str, node: Node | None) -> Condition | None:
        if node is None or self.shapes.text(node, "When", 10_000) is None or not isinstance(node, Scalar):
            return None
        text = node.text or ""
        reader = RowReader(text, node.places.at, self.shape, table)
        expression = reader.read()
        self.shapes.problems += sorted(set(reader.problems))
        return Condition(" ".join(text.split()), expression, node.line) if expression and not reader.problems else None

    def _ratio(self, parts: Parts) -> Ratio | None:
        node = parts.get("ratio")
        inner = self.shapes.parts(node, "A ratio", ("of", "to"), required=("of", "to")) if node else None
        if inner is None or node is None:
            return None
        of, to = (
            self._part(inner, key, (Over,), "A ratio is made of two measures over tables") for key in ("of", "to")
        )
        if of is None or to is None:
            return None
        for key, half in (("of", of), ("to", to)):
            if isinstance(half.definition, Over) and is_quantile(half.definition.formula):
                message = f"{half.name} is a median or quantile; a ratio is made of counts, sums and means."
                self._refuse(inner.get(key) or node, "measure.quantile", message, "Show it by itself.")
                return None
        shared = self._shared(of, to)
        if shared is None:
            message = f"{of.name} and {to.name} share no dimension and no time, so their ratio would compare nothing."
            self._refuse(node, "measure.shares_nothing", message, "Give both a time, or a dimension in common.")
            return None
        by = self._by(parts, shared, f"{of.name} and {to.name} are not both split by")
        return Ratio(of.name, to.name, by or tuple(name for name in shared if name not in TIMES))

    def _shared(self, of: Measure, to: Measure) -> tuple[str, ...] | None:
        """Dimensions of both; None where only one has a time, or they have nothing in common."""
        one, other = of.definition, to.definition
        assert isinstance(one, Over)
        assert isinstance(other, Over)
        if (one.time is None) != (other.time is None):
            return None
        shared = tuple(name for name in one.by if name in other.by)
        return shared + TIMES if one.time else shared or None

    def _cumulative(self, parts: Parts) -> Cumulative | None:
        of = self._timed(parts, "cumulative")
        since = _word(SINCE, parts.choice("from", SINCE)) if parts.get("from") is not None else "all"
        by = self._by(parts, self._dimensions(of), f"{of.name} is not split by") if of else ()
        return Cumulative(of.name, since, by) if of and since else None

    def _change(self, parts: Parts) -> Change | None:
        of = self._timed(parts, "change")
        said = parts.get("against") is not None
        against = _word(AGAINST, parts.choice("against", AGAINST)) if said else "previous period"
        by = self._by(parts, self._dimensions(of), f"{of.name} is not split by") if of else ()
        return Change(of.name, against, by) if of and against else None

    def _timed(self, parts: Parts, key: str) -> Measure | None:
        of = self._part(parts, key, (Over, Ratio), "It is made of a measure over a table or of a ratio")
        if of is None or self._time_of(of):
            return of
        node = parts.get(key)
        if node is not None:
            self._refuse(node, "measure.time", f"{of.name} has no time, so it has no periods.", "Give it a time.")
        return None

    def _time_of(self, measure: Measure) -> bool:
        found = measure.definition
        if isinstance(found, Ratio):
            return (of := self.measure(found.of)) is not None and self._time_of(of)
        return isinstance(found, Over) and found.time is not None

    def _part(self, parts: Parts, key: str, kinds: tuple[type, ...], otherwise: str) -> Measure | None:
        """The measure that another one names."""
        node, name = parts.get(key), parts.text(key, MAX_NAME)
        if node is None or name is None:
            return None
        if name not in self.waiting:
            hint = did_you_mean(name, self.waiting, "Define it under measures.")
            self._refuse(node, "measure.unknown", f"There is no measure {printable(name)} in this Book.", hint)
            return None
        if name in self._open:
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            self._refuse(node, "measure.circle", f"The measures name each other in a circle: {circle}.")
            return None
        if self._is_made_of_others(name, kinds):
            self._refuse(node, "measure.made", f"{name} is made of others itself. {otherwise}.")
            return None
        found = self.measure(name)
        if found is not None and not isinstance(found.definition, kinds):
            what = "has no figures: it lacks 'over'" if found.definition is None else "is made of others itself"
            self._refuse(node, "measure.made", f"{name} {what}. {otherwise}.")
            return None
        return found

    def _is_made_of_others(self, name: str, kinds: tuple[type, ...]) -> bool:
        """Whether a measure says that it is of a kind that another one cannot be made of. It is not read for that, so
        that a long chain of them is not followed."""
        _, parts = self.waiting[name]
        made = [KINDS[kind] for kind in MADE if parts.get(kind) is not None]
        return parts.get("over") is None and len(made) == 1 and made[0] not in kinds

    def _dimensions(self, measure: Measure) -> tuple[str, ...]:
        return (*measure.definition.by, *TIMES) if measure.definition else ()

    def _by(self, parts: Parts, allowed: Collection[str], wrong: str) -> tuple[str, ...]:
        def dimension(node: Node, what: str) -> str | None:
            name = self.shapes.text(node, what, 3 * MAX_NAME)
            if name is None or name in allowed:
                return name
            hint = did_you_mean(name, allowed, f"There are {listed(allowed, 'and')}." if allowed else "")
            self._refuse(node, "measure.dimension", f"{wrong} {printable(name[:60])}.", hint)
            return None

        return tuple(name for name in self.shapes.each(parts.get("by"), "By", dimension) if name not in TIMES)

    def _mind_keys(self, parts: Parts, known: Collection[str], what: str) -> None:
        for name, (key, _) in parts.mapping.entries.items():
            if name not in known and name in KEYS:
                self._refuse(key, "measure.forms", f"{what} has no {name}.", "Delete it.")

    def _refuse(self, node: Node, code: str, message: str, hint: str = "") -> None:
        self.shapes.refuse(node, code, message, hint)

    def _tables_hint(self) -> str:
        return f"Tables are {listed(self.shape.tables, 'and')}."


def _word(known: Collection[Word], said: str | None) -> Word | None:
    return next((each for each in known if each == said), None)


def _what(type_: Type, *, is_key: bool) -> str:
    if is_key:
        return "a key"
    return {Type.DATE: "a day", Type.TIMESTAMP: "a moment"}.get(type_, "a number")


def tables_read(measures: Mapping[str, Measure]) -> set[str]:
    """The tables that measures are over."""
    return {each.definition.table for each in measures.values() if isinstance(each.definition, Over)}
