"""One definition, one answer: Python, DuckDB and PostgreSQL on the same conditions and records."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
import sqlglot
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from samebook.book.english import sentence
from samebook.book.explaining import explainer
from samebook.book.expressions import Expression
from samebook.book.parsing import parse_condition
from samebook.book.python_form import compile_python
from samebook.book.sql_form import sql
from samebook.book.tests import conditions as made
from samebook.book.tests.conditions import FIELDS
from samebook.book.tests.conftest import Engine

thorough = settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


def parsed(text: str) -> Expression:
    expression, problems = parse_condition(text, FIELDS, _no_segments, lambda offset: (1, offset + 1))
    assert expression is not None, [text, *map(str, problems)]
    return expression


def _no_segments(name: str) -> None:
    raise KeyError([])


def assert_agree(texts: list[str], records: list[dict[str, Any]], duckdb: Engine, postgres: Engine) -> None:
    expressions = [parsed(text) for text in texts]
    evaluate = compile_python(expressions)
    python = [evaluate(record) for record in records]
    for name, engine in (("DuckDB", duckdb), ("PostgreSQL", postgres)):
        found = engine(expressions, records)
        for record, ours, theirs in zip(records, python, found, strict=True):
            for text, one, other in zip(texts, ours, theirs, strict=True):
                assert one is other, f"{text}\nPython {one}, {name} {other}\n{record}"


@thorough
@given(
    texts=st.lists(made.conditions(), min_size=12, max_size=12),
    records=st.lists(made.records, min_size=12, max_size=12),
)
def test_every_engine_gives_the_same_truth(
    texts: list[str], records: list[dict[str, Any]], on_duckdb: Engine, on_postgres: Engine
) -> None:
    assert_agree(texts, records, on_duckdb, on_postgres)


@thorough
@given(
    texts=st.lists(made.comparisons(), min_size=20, max_size=20),
    records=st.lists(made.records, min_size=12, max_size=12),
)
def test_every_engine_compares_and_counts_alike(
    texts: list[str], records: list[dict[str, Any]], on_duckdb: Engine, on_postgres: Engine
) -> None:
    assert_agree(texts, records, on_duckdb, on_postgres)


@pytest.mark.parametrize("operator", ["+", "-", "*", "/"])
def test_arithmetic_of_every_pair_of_hard_numbers_agrees(operator: str, on_duckdb: Engine, on_postgres: Engine) -> None:
    empty = dict.fromkeys(FIELDS)
    records = [empty | {"lead.d": one, "lead.e": other} for one in made.DECIMALS for other in made.DECIMALS]
    results = [f"(lead.d {operator} lead.e) {compared}" for compared in _probes(["lead.d", "lead.e"], made.DECIMALS)]
    assert_agree(results, records, on_duckdb, on_postgres)


def test_division_agrees_on_both_sides_of_where_64_bits_suffice(on_duckdb: Engine, on_postgres: Engine) -> None:
    amounts = ["3999999.999999", "4000000", "4000000.000001", "999999999.999999", "1000000000.000001", "0.000003", "7"]
    numbers = [Decimal(sign + each) for each in amounts for sign in ("", "-")]
    records = [dict.fromkeys(FIELDS) | {"lead.d": one, "lead.e": other} for one in numbers for other in numbers]
    quotients = {
        abs(one / other).quantize(Decimal("0.000001"), ROUND_HALF_UP) for one in numbers[::2] for other in numbers[::2]
    }
    probes = [f"{sign} {quotient:f}" for quotient in sorted(quotients) for sign in ("=", "= -", "<")]
    assert_agree([f"lead.d / lead.e {probe}" for probe in probes], records, on_duckdb, on_postgres)
    written = ("lead.d / 0.000003", "4000000 / lead.e", "4000000.000001 / lead.e", "9000000000000000000 / lead.e")
    texts = [f"{each} {probe}" for each in written for probe in ("is null", *probes[::7])]
    assert_agree(texts, records, on_duckdb, on_postgres)


@pytest.mark.parametrize("operator", ["+", "-", "*"])
def test_arithmetic_of_every_pair_of_hard_integers_agrees(
    operator: str, on_duckdb: Engine, on_postgres: Engine
) -> None:
    empty = dict.fromkeys(FIELDS)
    records = [empty | {"lead.n": one, "lead.m": other} for one in made.INTEGERS for other in made.INTEGERS]
    results = [f"(lead.n {operator} lead.m) {compared}" for compared in _probes(["lead.n", "lead.m"], made.INTEGERS)]
    assert_agree(results, records, on_duckdb, on_postgres)


def _probes(fields: list[str], numbers: list[Any]) -> list[str]:
    """Comparisons that tell results apart: unknown or not, and on which side of many numbers."""
    literals = [f"{abs(n):f}" if not isinstance(n, int) else str(abs(n)) for n in numbers]
    return [
        "is null",
        *(f"> {field}" for field in fields),
        *(f"{sign} {n}" for n in literals for sign in ("=", "<", "< -")),
    ]


def test_every_text_is_made_small_alike(on_duckdb: Engine, on_postgres: Engine) -> None:
    letters = [
        chr(code) for code in range(0x20, 0x2FFFF) if not 0xD800 <= code < 0xE000 and chr(code).lower() != chr(code)
    ]
    empty = dict.fromkeys(FIELDS)
    records = [empty | {"lead.t": letter, "lead.u": letter.lower()} for letter in letters]
    assert_agree(["lower(lead.t) = lead.u", "length(lower(lead.t)) = 1"], records, on_duckdb, on_postgres)


def test_every_pair_of_texts_is_ordered_alike(on_duckdb: Engine, on_postgres: Engine) -> None:
    empty = dict.fromkeys(FIELDS)
    records = [empty | {"lead.t": one, "lead.u": other} for one in made.TEXTS for other in made.TEXTS]
    assert_agree(
        ["lead.t < lead.u", "lead.t = lead.u", "lower(lead.t) >= lower(lead.u)"], records, on_duckdb, on_postgres
    )


def test_every_end_of_a_month_moves_alike(on_duckdb: Engine, on_postgres: Engine) -> None:
    empty = dict.fromkeys(FIELDS)
    records = [
        empty | {"lead.on_day": day, "lead.by_day": other, "lead.at": at}
        for day in made.DAYS
        for other in made.DAYS
        for at in made.INSTANTS[::3]
    ]
    moves = [
        f"{sign} interval '{n}' {unit}" for sign in "+-" for n in (1, 11, 1000) for unit in ("day", "month", "year")
    ]
    texts = [f"lead.on_day {move} <= lead.by_day" for move in moves] + [
        f"lead.at {move} < lead.on_day" for move in moves
    ]
    assert_agree(texts, records, on_duckdb, on_postgres)


@pytest.mark.parametrize("year", [1900, 2023, 2024])
def test_a_month_from_every_day_of_a_year_is_as_long_everywhere(
    year: int, on_duckdb: Engine, on_postgres: Engine
) -> None:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    records = [dict.fromkeys(FIELDS) | {"lead.on_day": day} for day in days]
    moves = [f"(lead.on_day {sign} interval '1' month) - lead.on_day" for sign in "+-"]
    lengths = [
        f"{move} = {sign}{length}" for move, sign in zip(moves, ("", "-"), strict=True) for length in range(28, 32)
    ]
    assert_agree(lengths, records, on_duckdb, on_postgres)


@thorough
@given(text=made.conditions(), record=made.records)
def test_every_condition_can_be_said_explained_and_written_for_spark(text: str, record: dict[str, Any]) -> None:
    expression = parsed(text)
    assert sentence(expression, FIELDS)
    for dialect in ("duckdb", "postgres", "spark"):
        assert sqlglot.parse_one(sql(expression, dialect), dialect=dialect)
    truth = compile_python([expression])(record)[0]
    explanation = explainer(expression)(record)
    assert explanation.truth is truth
    assert bool(explanation.parts) is not bool(truth)
    if truth is None:
        assert all(part.truth is None for part in explanation.parts)
