"""The columns of a result, one function per kind of measure."""

from collections.abc import Callable, Mapping

from samebook.book.tables import MONEY
from samebook.numbers.measures import Kind, Measure
from samebook.numbers.queries import Asked
from samebook.numbers.results import ColumnKind, ResultColumn

Columns = tuple[ResultColumn, ...]
COMPANY_CURRENCY = "company currency"


def adds_money(measure: Measure) -> bool:
    """Whether some amounts may stand apart, without a rate."""
    return any(name.endswith("_apart") for name in measure.aggregates)


def _count(asked: Asked) -> Columns:
    return (_n(asked),)


def _share(asked: Asked) -> Columns:
    return (_n(asked), ResultColumn("of", "Of", "count"), *_with_interval("share", "Share", "share", ""))


def _rate(asked: Asked) -> Columns:
    hits = ResultColumn("hits", asked.measure.unit.capitalize(), "count")
    return (_n(asked), hits, *_with_interval("rate", "Rate", "share", ""))


def _mean(asked: Asked) -> Columns:
    unit = asked.measure.unit
    return (_n(asked), ResultColumn("total", "Total", "number", unit), *_with_interval("mean", "Mean", "number", unit))


def _quantile(asked: Asked) -> Columns:
    parts = (("median", "Median"), ("lower", "Lower quartile"), ("upper", "Upper quartile"))
    unit = asked.measure.unit
    return (_n(asked), *(column for name, title in parts for column in _with_interval(name, title, "number", unit)))


def _score(asked: Asked) -> Columns:
    shares = (ResultColumn(name, name.capitalize(), "count") for name in ("promoters", "passives", "detractors"))
    return (_n(asked), *shares, *_with_interval("score", asked.measure.title, "number", asked.measure.unit))


def _survival(asked: Asked) -> Columns:
    unit = asked.measure.unit
    columns = [_n(asked), ResultColumn("events", "Ended as asked", "count")]
    columns += [ResultColumn("others", "Ended otherwise", "count"), ResultColumn("open", "Still open", "count")]
    for horizon in asked.measure.horizons:
        time = f"1 {unit.removesuffix('s')}" if horizon == 1 else f"{horizon:g} {unit}"
        columns += _with_interval(f"by_{horizon:g}", f"Within {time}", "share", "")
        columns.append(ResultColumn(f"at_risk_{horizon:g}", f"Still at risk after {time}", "count"))
    return (*columns, *_with_interval("half", "Half by", "number", unit))


def _ratio(asked: Asked) -> Columns:
    return (
        _n(asked),
        ResultColumn("amount", "Cost", "money", COMPANY_CURRENCY),
        ResultColumn("apart", "Costs without a rate", "count"),
        *_with_interval("each", "Cost of one", "money", COMPANY_CURRENCY),
    )


def _amount(asked: Asked) -> Columns:
    return (
        _n(asked),
        ResultColumn("amount", "Amount", "money", COMPANY_CURRENCY),
        ResultColumn("apart", "Without amount or rate", "count"),
    )


def _rank(asked: Asked) -> Columns:
    money = asked.measure.unit == MONEY
    return (
        _n(asked),
        *_with_interval("value", asked.measure.title, "money" if money else "number", asked.measure.unit),
    )


def _formula(asked: Asked) -> Columns:
    measure = asked.measure
    kind: ColumnKind = "share" if measure.unit == "share" else "money" if measure.unit == MONEY else "number"
    unit = "" if kind == "share" else measure.unit
    apart = [ResultColumn("apart", "Without amount or rate", "count")] if adds_money(measure) else []
    return (_n(asked), *apart, ResultColumn("value", measure.title, kind, unit))


def _n(asked: Asked) -> ResultColumn:
    word = asked.measure.drill.replace("_", " ").capitalize()
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}es" if word.endswith("ch") else f"{word}s"
    return ResultColumn("n", plural, "count")


def _with_interval(name: str, title: str, kind: ColumnKind, unit: str) -> Columns:
    return (
        ResultColumn(name, title, kind, unit),
        ResultColumn(f"{name}_low", f"{title}, at least", kind, unit),
        ResultColumn(f"{name}_high", f"{title}, at most", kind, unit),
    )


COLUMNS: Mapping[Kind, Callable[[Asked], Columns]] = {
    "count": _count,
    "share": _share,
    "rate": _rate,
    "mean": _mean,
    "quantile": _quantile,
    "score": _score,
    "survival": _survival,
    "ratio": _ratio,
    "amount": _amount,
    "rank": _rank,
    "formula": _formula,
}
