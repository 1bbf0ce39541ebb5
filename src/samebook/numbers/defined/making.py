"""Measures of the Book made into ours, by what they are: over a table, a ratio, cumulative, a change."""

from collections.abc import Mapping
from dataclasses import replace

from samebook.book.measures.formulas import Aggregate, Change, Cumulative, Over, Ratio
from samebook.book.measures.units import is_money
from samebook.book.model import Measure as Defined
from samebook.book.tables import TIMES, shape
from samebook.numbers.defined.aggregates import columns_of, figures_read
from samebook.numbers.defined.describing import described, title_of
from samebook.numbers.defined.kinds import fit_of
from samebook.numbers.defined.ratios import ratio_measure
from samebook.numbers.defined.texts import whole_text
from samebook.numbers.measures import BOOK, Kind, Made, Measure
from samebook.numbers.selecting import Side


def defined(measures: Mapping[str, Defined], *, edition: int | None = None) -> dict[str, Measure]:
    """Every measure of a Book that has figures, by its name here (``book_on_time``)."""
    found = {}
    for name, each in measures.items():
        if each.definition is not None:
            measure = measure_of(each, measures, edition=edition)
            found[BOOK + name] = measure
    return found


def measure_of(one: Defined, others: Mapping[str, Defined], *, edition: int | None = None) -> Measure:
    """One measure of a Book.

    Args:
        others: The Book's measures by name, for what it is made of.
        edition: The number of the edition that defines it.
    """
    definition = one.definition
    match definition:
        case Over():
            found = _over(one, definition)
        case Ratio(of, to):
            found = ratio_measure(one, definition, others[of], others[to])
        case Cumulative(of, since):
            found = _made(one, definition, measure_of(others[of], others, edition=edition), since=since)
        case Change(of, against):
            found = _made(one, definition, measure_of(others[of], others, edition=edition), against=against)
        case None:
            raise ValueError(f"{one.name} has no definition")
    text = whole_text(one, others)
    currency = one.unit if one.unit and is_money(one.unit) and one.unit != "money" else ""
    return replace(found, text=text, edition=edition, currency=currency)


def _over(one: Defined, over: Over) -> Measure:
    """By the kind that fits its formula, so that it gets the interval that is known for it; else by its formula."""
    fit, side = fit_of(over.formula), Side(over, shape())
    if fit.kind == "formula":
        select = side.select(over.by, columns_of(side), fit.kept)
        read = {"n": "count(*)"} | figures_read(over.formula)
        return replace(described(one, over, fit.kind, select, side), formula=over.formula, aggregates=read)
    select = side.select(over.by, {name: side.written(part) for name, part in fit.columns.items()}, fit.kept)
    measure = described(one, over, fit.kind, select, side)
    share = over.formula.at if isinstance(over.formula, Aggregate) else None
    return measure if share is None else replace(measure, at=float(share))


def _made(one: Defined, definition: Cumulative | Change, of: Measure, *, since: str = "", against: str = "") -> Measure:
    by = (*definition.by, *TIMES) if definition.by else of.by
    kind: Kind = "change" if against else of.kind
    return replace(
        of, name=BOOK + one.name, title=title_of(one), means=one.means, kind=kind, by=by, made=Made(of, since, against)
    )
