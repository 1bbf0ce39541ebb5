"""What is drawn of a result: each row once, or twice side by side where it is compared."""

from dataclasses import dataclass, replace

from samebook.numbers.compared import Compared, in_words
from samebook.numbers.estimates import Estimate
from samebook.numbers.export import Names
from samebook.numbers.results import Cell, Result, Row


@dataclass(frozen=True, slots=True)
class Drawn:
    """One mark, or one curve.

    Attributes:
        group: Its place on the axis.
        series: What tells it from the others of its group; empty when it is alone.
        row: Its records, and its curve.
    """

    group: str
    series: str
    row: Row
    estimate: Estimate


def drawn_of(result: Result, rows: list[Row], names: Names, compared: Compared | None) -> list[Drawn]:
    """The marks of these rows, in their order."""
    if compared is None:
        return [Drawn(*_place(row, result, names), row, row.estimate or Estimate(None, None, None, 0)) for row in rows]
    now, before = in_words(compared.comparison.now), in_words(compared.comparison.before)
    curves = {row.key: row for row in compared.before.rows}
    found = []
    for row in rows:
        group = ", ".join(part for part in _place(row, result, names) if part)
        found.append(Drawn(group, now, row, row.estimate or Estimate(None, None, None, 0)))
        then = curves.get(row.key) or replace(row, curve=None)
        found.append(Drawn(group, before, then, _then(row)))
    return found


def _place(row: Row, result: Result, names: Names) -> tuple[str, str]:
    """The group and the series of a row that is drawn once."""
    split = (row.split or "").replace("_", " ")
    if result.dimension is None:
        return (split, "") if result.measure.split else ("", "")
    return (names.get(row.refers_to) if row.refers_to else None) or row.label, split


def _then(row: Row) -> Estimate:
    value, low, high = (_number(row.cells.get(f"before{end}")) for end in ("", "_low", "_high"))
    return Estimate(value, low, high, row.n)


def _number(cell: Cell) -> float | None:
    return None if cell is None else float(cell)
