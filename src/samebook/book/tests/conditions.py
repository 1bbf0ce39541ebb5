"""Conditions and records made at random, for comparing engines. Texts, so that the parser is exercised too."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from samebook.book.model import DeclaredField
from samebook.book.values import Type

FIELDS = {
    name: DeclaredField(name, type_)
    for name, type_ in {
        "lead.n": Type.INTEGER,
        "lead.m": Type.INTEGER,
        "lead.d": Type.DECIMAL,
        "lead.e": Type.DECIMAL,
        "lead.t": Type.TEXT,
        "lead.u": Type.TEXT,
        "lead.yes": Type.BOOLEAN,
        "lead.on_day": Type.DATE,
        "lead.by_day": Type.DATE,
        "lead.at": Type.TIMESTAMP,
        "lead.until": Type.TIMESTAMP,
    }.items()
}

INTEGERS = [0, 1, -1, 2, 3, 7, 10, 200, 10**9, 2**31, 2**53 + 1, 10**18 - 1, -(10**18) + 1]
DECIMALS = [
    Decimal("0"),
    Decimal("-0.0"),
    Decimal("0.000001"),
    Decimal("-0.000001"),
    Decimal("0.5"),
    Decimal("-0.5"),
    Decimal("1"),
    Decimal("3"),
    Decimal("-3"),
    Decimal("0.333333"),
    Decimal("2.5"),
    Decimal("0.000015"),
    Decimal("0.000002"),
    Decimal("99.995"),
    Decimal("50000"),
    Decimal("20000.01"),
    Decimal("9999999999999999999999.999999"),
    Decimal("-9999999999999999999999.999999"),
    Decimal("5000000000000000000000"),
    Decimal("123456789012.345678"),
]
TEXTS = [
    "a",
    "A",
    "ä",
    "Ä",
    "ÄÖÜ straße",
    "STRASSE",
    "ẞ",
    "İ",
    "ı",
    "Σ",
    "ς",
    "e\u0301",
    "é",
    "É",
    "K",
    "k",
    "Ж",
    "😀a",
    "a%b",
]
TEXTS += [
    "a_b",
    "a\\b",
    "100%",
    " ",
    "a ",
    "a\nb",
    "Z",
    "zz",
    "'",
    "it's",
    "x!y",
    "\u00e5",
    "A\u030a",
    "ab",
    "abc",
    "aab",
    "ﬁ",
]
DAYS = [
    date(*parts)
    for parts in (
        (1000, 1, 1),
        (1582, 10, 4),
        (1900, 2, 28),
        (1970, 1, 1),
        (2023, 1, 31),
        (2023, 12, 31),
        (2024, 2, 29),
        (2024, 3, 31),
        (2027, 3, 28),
        (2027, 8, 31),
        (9999, 12, 31),
    )
]
INSTANTS = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in DAYS]
INSTANTS += [
    datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
    datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
]

_first = datetime(1000, 1, 1)  # noqa: DTZ001 (hypothesis takes bounds without a zone)
_recent = datetime(2026, 1, 1), datetime(2028, 1, 1)  # noqa: DTZ001
letters = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=6
)
integers = st.sampled_from(INTEGERS) | st.integers(-1000, 1000) | st.integers(1 - 10**18, 10**18 - 1)
decimals = (
    st.sampled_from(DECIMALS)
    | st.decimals(-1000, 1000, places=6)
    | st.decimals(Decimal(-(10**22) + 1), Decimal(10**22 - 1), places=6)
).map(lambda value: value.quantize(Decimal("0.000001")) + 0 if abs(value) < 10**21 else value)
texts = st.sampled_from(TEXTS) | letters
days = st.sampled_from(DAYS) | st.dates(date(1000, 1, 1)) | st.dates(date(2020, 1, 1), date(2030, 12, 31))
instants = (
    st.sampled_from(INSTANTS)
    | st.datetimes(_first, timezones=st.just(UTC))
    | st.datetimes(*_recent, timezones=st.just(UTC))
)
VALUES = {
    Type.INTEGER: integers,
    Type.DECIMAL: decimals,
    Type.TEXT: texts,
    Type.BOOLEAN: st.booleans(),
    Type.DATE: days,
    Type.TIMESTAMP: instants,
}
records = st.fixed_dictionaries(
    {name: st.none() | VALUES[field.type] | VALUES[field.type] for name, field in FIELDS.items()}
)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _fields(type_: Type) -> st.SearchStrategy[str]:
    return st.sampled_from([name for name, field in FIELDS.items() if field.type is type_])


_literals = {
    Type.INTEGER: st.sampled_from([value for value in INTEGERS if value >= 0]).map(str) | st.integers(-99, 99).map(str),
    Type.DECIMAL: st.sampled_from([f"{value:f}" for value in DECIMALS if abs(value.as_tuple().exponent) <= 6]),
    Type.TEXT: texts.map(quoted),
    Type.DATE: days.map(lambda day: f"date '{day}'"),
    Type.TIMESTAMP: instants.map(lambda at: f"timestamp '{at.replace(tzinfo=None).isoformat()}'"),
}
_places = st.integers(0, 6).map(str)
_amounts = st.sampled_from([0, 1, 2, 6, 12, 28, 365, 1000])
_day_units = st.sampled_from(["day", "week", "month", "year"])
_any_units = st.sampled_from(["second", "minute", "hour", "day", "week", "month", "year"])


@st.composite
def _moved(draw: st.DrawFn, inner: st.SearchStrategy[str], units: st.SearchStrategy[str]) -> str:
    sign = draw(st.sampled_from("+-"))
    return f"({draw(inner)} {sign} interval '{draw(_amounts)}' {draw(units)})"


def values(type_: Type, depth: int = 2) -> st.SearchStrategy[str]:
    """Expressions of a type."""
    simple = _fields(type_) | _literals[type_]
    if depth == 0:
        return simple
    inner = st.deferred(lambda: values(type_, depth - 1))
    numbers = st.deferred(lambda: values(Type.INTEGER, depth - 1) | values(Type.DECIMAL, depth - 1))
    coalesced = st.tuples(inner, inner).map(lambda pair: f"coalesce({pair[0]}, {pair[1]})")
    made: dict[Type, st.SearchStrategy[str]] = {
        Type.INTEGER: st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda p: f"({' '.join(p)})")
        | inner.map(lambda part: f"abs({part})")
        | inner.map(lambda part: f"(- ({part}))")
        | st.deferred(lambda: values(Type.TEXT, depth - 1)).map(lambda part: f"length({part})")
        | st.deferred(lambda: st.tuples(values(Type.DATE, depth - 1), values(Type.DATE, depth - 1))).map(
            lambda pair: f"({pair[0]} - {pair[1]})"
        ),
        Type.DECIMAL: st.tuples(numbers, st.sampled_from(["+", "-", "*", "/", "/"]), inner).map(
            lambda p: f"({' '.join(p)})"
        )
        | st.tuples(inner, _places).map(lambda pair: f"round({pair[0]}, {pair[1]})")
        | inner.map(lambda part: f"abs({part})")
        | inner.map(lambda part: f"(- ({part}))"),
        Type.TEXT: inner.map(lambda part: f"lower({part})"),
        Type.DATE: _moved(inner, _day_units),
        Type.TIMESTAMP: _moved(inner, _any_units),
    }
    return simple | made[type_] | coalesced


_comparable = [Type.INTEGER, Type.DECIMAL, Type.TEXT, Type.DATE, Type.TIMESTAMP]
_mixed = {Type.INTEGER: [Type.INTEGER, Type.DECIMAL], Type.DATE: [Type.DATE, Type.TIMESTAMP]}
_patterns = st.lists(st.sampled_from(["%", "_", "a", "b", "ä", "!", "\\", "'", "%", "é", "A"]), min_size=1, max_size=5)


@st.composite
def comparisons(draw: st.DrawFn) -> str:
    type_ = draw(st.sampled_from(_comparable))
    left = draw(values(type_))
    kind = draw(st.sampled_from(["compare", "compare", "compare", "in", "between", "like", "null", "boolean"]))
    if kind == "boolean":
        return draw(st.sampled_from(["lead.yes", "lead.yes = true", "lead.yes <> false", "lead.yes is null"]))
    if kind == "null":
        return f"{left} is {draw(st.sampled_from(['', 'not ']))}null"
    no = draw(st.sampled_from(["", "not "]))
    if kind == "in":
        alike = st.sampled_from(_mixed.get(type_, [type_])).flatmap(_literals.__getitem__)
        listed = draw(st.lists(alike, min_size=1, max_size=4))
        return f"{left} {no}in ({', '.join(listed)})"
    if kind == "between":
        return f"{left} {no}between {draw(values(type_, 1))} and {draw(values(type_, 1))}"
    if kind == "like":
        text = draw(values(Type.TEXT, 1))
        return f"{text} {no}like {quoted(''.join(draw(_patterns)))}"
    operator = draw(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]))
    return f"{left} {operator} {draw(values(draw(st.sampled_from(_mixed.get(type_, [type_])))))}"


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> str:
    kind = draw(st.sampled_from(["one", "and", "or", "not", "is"])) if depth else "one"
    if kind == "one":
        return draw(comparisons())
    if kind == "not":
        return f"not ({draw(conditions(depth - 1))})"
    if kind == "is":
        return f"({draw(conditions(depth - 1))}) is {draw(st.sampled_from(['true', 'false', 'not true', 'not false']))}"
    parts = draw(st.lists(conditions(depth - 1), min_size=2, max_size=3))
    return f" {kind} ".join(f"({part})" for part in parts)
