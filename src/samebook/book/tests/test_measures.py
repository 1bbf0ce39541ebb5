"""Measures of a Book: what they mean in English, or what is wrong with them and where."""

from pathlib import Path

import pytest

from samebook.book.measures.english import measure_in_words, said
from samebook.book.measures.formulas import Over
from samebook.book.measures.parsing import parse_formula
from samebook.book.reading import read_book
from samebook.book.tables import ROW_MONEY, shape

FIXTURE = Path(__file__).parent / "fixtures" / "measures.txt"
BOOK = """samebook: 1
title: T
qualification:
  - {level: A, criteria: {m: {when: "lead.source = 'x'"}}}
measures:
"""
SOUND = """
  won: {means: x, over: opportunities, time: closed_on, by: [source], when: "outcome = 'won'", expression: count(*)}
  spent: {means: x, over: costs, time: booked_on, by: [source, communication], expression: sum(amount_company)}
"""


def outcome(text: str) -> list[str]:
    table, _, formula = text.rpartition(": ")
    found, problems = parse_formula(formula, shape(), table or "leads", lambda offset: (1, offset + 1))
    if found is not None:
        return [said(Over(table or "leads", *found), shape())]
    return [f"{p.column}: {p.code.removeprefix('book.')}: {p.message} {p.hint}".rstrip() for p in problems]


def pairs() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in FIXTURE.read_text("utf-8").split("\n\n", 1)[1].splitlines():
        if line.startswith("    "):
            found[-1][1].append(line.strip())
        else:
            found.append((line, []))
    return found


@pytest.mark.parametrize(("text", "expected"), pairs(), ids=[text for text, _ in pairs()])
def test_a_formula_means_what_its_sentence_says_or_is_refused_at_its_place(text: str, expected: list[str]) -> None:
    assert outcome(text) == expected


def problems_of(text: str) -> list[str]:
    return [
        f"{p.line - 5}: {p.code.removeprefix('book.')}: {p.message} {p.hint}".rstrip()
        for p in read_book(BOOK + text)[1]
    ]


WRONG = [
    ("  m: {means: x, over: leds, expression: count(*)}\n", "unknown: Over cannot be 'leds'. Did you mean 'leads'?"),
    (
        "  m: {means: x, over: leads, time: delivered_at, expression: count(*)}\n",
        "measure.time: delivered_at is no date; a period is made of days. Write delivered_on.",
    ),
    (
        "  m: {means: x, over: leads, time: sold_on, expression: count(*)}\n",
        "measure.unknown_column: The table leads has no column 'sold_on'. Did you mean 'won_on'?",
    ),
    (
        "  m: {means: x, over: leads, by: [attempt.channel], expression: count(*)}\n",
        "measure.fans_out: One lead has several attempts, so this would count it several times.",
    ),
    (
        "  m: {means: x, over: leads, by: [attempts_made], expression: count(*)}\n",
        "measure.dimension: 'attempts_made' is a number, which makes no groups.",
    ),
    (
        "  m: {means: x, over: leads, by: [month], expression: count(*)}\n",
        "measure.time: Split by month it needs a time. Add time: …",
    ),
    (
        "  m: {means: x, over: leads, by: [sorce], expression: count(*)}\n",
        "measure.dimension: leads cannot be split by 'sorce'. Did you mean 'source'?",
    ),
    (
        "  m: {means: x, over: leads, expression: count(*), unit: share}\n",
        "measure.unit: A share is a count divided by a count; this is a count. Delete the unit, or change it.",
    ),
    (
        "  m: {means: x, over: leads, expression: count(*), unit: EUR}\n",
        "measure.unit: EUR is money; this is a count. Delete the unit, or change it.",
    ),
    (
        "  m: {means: x, over: costs, expression: sum(amount_company), unit: litres}\n",
        "measure.unit: This is money, not litres. Delete the unit, or change it.",
    ),
    (
        "  m: {means: x, over: leads, expression: count(*), ratio: {of: m, to: m}}\n",
        "measure.forms: m is of two kinds. Keep one of over, ratio, cumulative, change.",
    ),
    ("  m: {means: x, time: won_on, expression: count(*)}\n", "missing: The measure m needs 'over'. Tables are"),
    (
        "  m: {means: x, ratio: {of: m, to: won}}\n" + SOUND,
        "measure.circle: The measures name each other in a circle: m → m.",
    ),
    (
        "  m: {means: x, ratio: {of: one, to: won}}\n" + SOUND,
        "measure.unknown: There is no measure 'one' in this Book. Did you mean 'won'?",
    ),
    (
        "  m: {means: x, ratio: {of: n, to: won}}\n  n: {means: x, over: leads, expression: count(*)}\n" + SOUND,
        "measure.shares_nothing: n and won share no dimension and no time, so their ratio would compare nothing.",
    ),
    (
        "  m: {means: x, by: [rep], ratio: {of: spent, to: won}}\n" + SOUND,
        "measure.dimension: spent and won are not both split by 'rep'.",
    ),
    (
        "  m: {means: x, cumulative: n}\n  n: {means: x, over: leads, expression: count(*)}\n",
        "measure.time: n has no time, so it has no periods. Give it a time.",
    ),
    (
        "  m: {means: x, cumulative: n}\n  n: {means: x, change: won}\n" + SOUND,
        "measure.made: n is made of others itself.",
    ),
    (
        "  m: {means: x, change: n}\n  n: {means: x, expression: count(*)}\n",
        "measure.made: n has no figures: it lacks 'over'.",
    ),
    (
        "  m: {means: x, cumulative: won, from: week}\n" + SOUND,
        "unknown: From cannot be 'week'. Known are fiscal year, fiscal quarter, year and all.",
    ),
    (
        "  m: {means: x, ratio: {of: won, to: n}}\n"
        "  n: {means: x, over: leads, time: won_on, by: [source], expression: median(attempts_made)}\n" + SOUND,
        "measure.quantile: n is a median or quantile; a ratio is made of counts, sums and means. Show it by itself.",
    ),
]


OVER = "  m0: {means: x, over: leads, time: won_on, expression: count(*)}\n"
LONG = [
    ("  m: {means: x, over: leads, expression: count(*)" + " + 1" * 450 + "}\n", "measure.too_large", 1),
    ("  m: {means: x, over: leads, expression: count(*)" + " * 1" * 101 + "}\n", "measure.too_large", 1),
    (
        "  m: {means: x, over: leads, when: attempts_made > 1" + " > 1" * 900 + ", expression: count(*)}\n",
        "condition.too_deep",
        1,
    ),
    ("".join(f"  m{n}: {{means: x, change: m{n - 1}}}\n" for n in range(400, 0, -1)) + OVER, "measure.made", 399),
    ("".join(f"  m{n}: {{means: x, cumulative: m{n - 1}}}\n" for n in range(400, 0, -1)) + OVER, "measure.made", 399),
    (
        "".join(f"  m{n}: {{means: x, ratio: {{of: m{n - 1}, to: m0}}}}\n" for n in range(400, 0, -1)) + OVER,
        "measure.made",
        399,
    ),
]


@pytest.mark.parametrize(
    ("text", "code", "several"), LONG, ids=["plus", "times", "when", "changes", "cumulative", "ratios"]
)
def test_what_has_no_end_of_operators_or_of_measures_is_refused(text: str, code: str, several: int) -> None:
    assert [problem.partition(": ")[2].partition(": ")[0] for problem in problems_of(text)] == [code] * several


def test_a_formula_of_a_hundred_operators_is_read_and_said() -> None:
    book, problems = read_book(BOOK + "  m: {means: x, over: leads, expression: count(*)" + " * 1" * 100 + "}\n")
    assert not problems
    assert measure_in_words(book.measures["m"])


@pytest.mark.parametrize(("text", "expected"), WRONG, ids=[expected[:60] for _, expected in WRONG])
def test_what_is_wrong_with_a_measure_is_said_at_its_line(text: str, expected: str) -> None:
    found = problems_of(text)
    assert len(found) == 1, found
    assert expected in found[0]
    assert found[0].startswith("1: ")


def test_every_problem_of_all_measures_is_told_at_once() -> None:
    text = "".join(text.replace("  m:", f"  m{n}:") for n, (text, _) in enumerate(WRONG[:3]))
    assert [line[:2] for line in problems_of(text)] == ["1:", "2:", "3:"]


def test_a_measure_of_an_earlier_edition_reads_as_it_did_and_has_no_definition() -> None:
    book, problems = read_book(BOOK + "  m: {means: x, expression: count_if(on_time) / whatever}\n")
    assert not problems
    measure = book.measures["m"]
    assert (measure.definition, measure.expression) == (None, "count_if(on_time) / whatever")
    assert measure_in_words(measure) == ""


def test_a_measure_made_of_others_says_so() -> None:
    book, _ = read_book(BOOK + SOUND + "  m: {means: x, ratio: {of: spent, to: won}}\n  n: {means: x, change: won}\n")
    assert measure_in_words(book.measures["m"]) == "spent, for each of won"
    assert book.measures["m"].definition.by == ("source",), "what both are split by"
    assert measure_in_words(book.measures["n"]) == "won, less what it was in the days before"


def test_no_column_that_is_money_of_its_row_lacks_one_in_the_companys_currency() -> None:
    for table in shape().tables.values():
        for column in table.columns.values():
            if column.unit == ROW_MONEY:
                assert f"{column.name}_company" in table.columns
