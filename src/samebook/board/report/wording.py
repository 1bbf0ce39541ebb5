"""Figures in words: values, intervals, changes and how one stands to its benchmark. Pure; numbers come as text."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from samebook.kernel.numerals import with_minus

Figure = Mapping[str, Any]
NONE_ENTERED = "no benchmark entered"
TOO_FEW = "too few to compare"
NOTHING_BEFORE = "nothing to compare with"
NOT_COMPARED = "told as things stand, so not compared"
SHARES = frozenset({"rate", "share"})
MONEY = frozenset({"ratio", "amount"})
DAYS_A_MONTH = Decimal("30.4375")
"""The mean length of a month; a benchmark of a count is entered a month."""


def value(told: str | None, kind: str, currency: str) -> str:
    """``81.2 %``, ``1,204``, ``12.50 EUR``; empty for no data."""
    if told is None:
        return ""
    number = Decimal(told)
    if kind in SHARES:
        return f"{with_minus(f'{number * 100:.1f}')} %"
    if kind == "score":
        return with_minus(f"{number:+.1f}")
    if kind in MONEY:
        return f"{_amount(number)} {currency}".rstrip()
    return with_minus(f"{number:,.0f}")


def interval(figure: Figure, kind: str, currency: str) -> str:
    """``78.0 to 84.1 %``; ``from …`` where the data set no upper bound; empty where none is known."""
    low, high = figure.get("low"), figure.get("high")
    if low is None:
        return ""
    if high is None:
        return f"from {value(low, kind, currency)}"
    first, last = value(low, kind, ""), value(high, kind, currency)
    return f"{first.removesuffix(' %')} to {last}"


def counted(figure: Figure, noun: str) -> str:
    """What a figure rests on: ``412 leads``, ``334 of 412 leads``."""
    n = int(figure["n"])
    nouns = noun if n != 1 else noun.removesuffix("s") if not noun.endswith("ies") else f"{noun[:-3]}y"
    if figure.get("hits") is not None:
        return f"{int(figure['hits']):,} of {n:,} {nouns}"
    return f"{n:,} {nouns}"


def change(found: Mapping[str, Any] | None, before: Figure | None = None) -> str:
    """Against the days before: ``+2.1 points (−0.5 to +4.7)``, ``−7.0 % (−15.2 to +2.1)``."""
    if found is None:
        return NOT_COMPARED
    if found["value"] is None:
        return NOTHING_BEFORE if before and int(before["n"]) == 0 else TOO_FEW
    parts = [
        None if found[name] is None else _moved(Decimal(found[name]), found["form"])
        for name in ("value", "low", "high")
    ]
    unit = " points" if found["form"] == "points" else " %" if found["form"] == "ratio" else ""
    if parts[1] is None or parts[2] is None:
        return f"{parts[0]}{unit}, no interval known"
    return f"{parts[0]}{unit} ({parts[1]} to {parts[2]})"


def against(figure: Figure, benchmark: Mapping[str, str] | None, *, kind: str, currency: str, days: int) -> str:
    """How a figure stands to its benchmark, and where that comes from."""
    if benchmark is None:
        return NONE_ENTERED
    aim = expected(benchmark, kind, days)
    stated = f"{benchmark['source']}, from {benchmark['from']}"
    if kind == "count":
        stated = f"{value(benchmark['value'], kind, currency)} a month; {stated}"
    if figure["value"] is None:
        return f"no figure to hold against it ({stated})"
    return f"{_stands(figure, aim)} ({stated})"


def expected(benchmark: Mapping[str, str], kind: str, days: int) -> Decimal:
    """The benchmark for so many days; that of a count is entered a month."""
    entered = Decimal(benchmark["value"])
    return entered * days / DAYS_A_MONTH if kind == "count" else entered


def _stands(figure: Figure, aim: Decimal) -> str:
    low, high = figure.get("low"), figure.get("high")
    if low is None and high is None:
        above = Decimal(figure["value"]) - aim
        return (
            "no interval known; the value lies above it" if above > 0 else "no interval known; the value lies below it"
        )
    if low is not None and Decimal(low) > aim:
        return "above it"
    if high is not None and Decimal(high) < aim:
        return "below it"
    return "not told apart from it"


def _moved(number: Decimal, form: str) -> str:
    if form == "points":
        number *= 100
    elif form == "ratio":
        number = (number - 1) * 100
    shown = f"{number:+,.1f}"
    return "0.0" if shown in {"+0.0", "-0.0"} else with_minus(shown)


def _amount(number: Decimal) -> str:
    is_whole = number == number.to_integral_value() or abs(number) >= 10_000
    return with_minus(f"{number:,.0f}" if is_whole else f"{number:,.2f}")
