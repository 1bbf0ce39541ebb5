"""Single conditions: what they mean in English, or what is wrong with them and where."""

from pathlib import Path

import pytest

from samebook.book.english import sentence
from samebook.book.expressions import Expression
from samebook.book.model import DeclaredField
from samebook.book.parsing import parse_condition
from samebook.book.parsing.tokens import MAX_NESTING, MAX_TOKENS
from samebook.book.reading import read_book
from samebook.book.values import Type
from samebook.kernel.refusals import Problem

FIXTURE = Path(__file__).parent / "fixtures" / "conditions.txt"
FIELDS = {
    field.name: field
    for field in (
        DeclaredField("account.name", Type.TEXT),
        DeclaredField("account.country", Type.TEXT),
        DeclaredField("account.industry", Type.TEXT),
        DeclaredField("account.employees", Type.INTEGER),
        DeclaredField("person.email", Type.TEXT),
        DeclaredField("person.title", Type.TEXT),
        DeclaredField("lead.source", Type.TEXT),
        DeclaredField("lead.country", Type.TEXT),
        DeclaredField("lead.message", Type.TEXT),
        DeclaredField("lead.need", Type.TEXT, choices=("pump", "valve")),
        DeclaredField("lead.budget", Type.DECIMAL, unit="EUR"),
        DeclaredField("lead.newsletter", Type.BOOLEAN),
        DeclaredField("lead.project_start", Type.DATE),
        DeclaredField("lead.received_on", Type.DATE),
        DeclaredField("lead.received_at", Type.TIMESTAMP),
    )
}


def read(text: str) -> tuple[Expression | None, list[Problem]]:
    return parse_condition(text, FIELDS, _segment, lambda offset: (1, offset + 1))


def _segment(name: str) -> Expression | None:
    if name != "plants":
        raise KeyError(["plants"])
    return read("account.employees > 200")[0]


def outcome(text: str) -> list[str]:
    """The English sentence, or a line for each problem."""
    expression, problems = read(text)
    if expression is not None:
        return [sentence(expression, FIELDS)]
    return [f"{p.column}: {p.code.removeprefix('book.condition.')}: {p.message} {p.hint}".rstrip() for p in problems]


def pairs() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in FIXTURE.read_text().splitlines():
        if line.startswith("    "):
            found[-1][1].append(line.strip())
        elif line and not line.startswith("#"):
            found.append((line, []))
    return found


@pytest.mark.parametrize(("text", "expected"), pairs(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_condition_means_or_lacks_what_the_fixture_says(text: str, expected: list[str]) -> None:
    assert outcome(text) == expected


def test_several_problems_of_one_condition_are_all_reported() -> None:
    text = "acount.employees > '200' or lower(lead.budget) = 'x' and lead.need = 'pumb'"
    _, problems = read(text)
    assert [problem.column - 1 for problem in problems] == [0, text.index("lead.budget"), text.index("'pumb'")]


@pytest.mark.parametrize(
    "text",
    [
        "(" * (MAX_NESTING + 1) + "true" + ")" * (MAX_NESTING + 1),
        "not " * 5000 + "true",
        "- " * 30 + "1 > 1",
        " and ".join(["true"] * MAX_TOKENS),
        "account.employees > " + " + ".join(["1"] * 90),
        "(" * 100_000,
        "true or " * 100_000,
        "account.name = '" + "x" * 20_000 + "'",
        "lower(coalesce(" * 7 + "account.name" + ", 'x'))" * 7 + " = 'x'",
    ],
    ids=["parentheses", "nots", "minuses", "ands", "sum", "bomb", "ors", "text", "lowers"],
)
def test_deep_and_long_conditions_are_refused(text: str) -> None:
    expression, problems = read(text)
    assert expression is None
    assert problems


def test_a_wide_condition_of_sensible_size_is_read() -> None:
    expression, problems = read(" or ".join(f"account.employees = {number}" for number in range(300)))
    assert problems == []
    assert expression is not None


@pytest.mark.parametrize(
    "written",
    [
        "lead.bugdet > 5",
        "'lead.country = ''DE'' and lead.bugdet > 5'",
        "\"lead.country = 'D\\u0045' and lead.bugdet > 5\"",
        "|\n          lead.country = 'DE'\n          and lead.bugdet > 5",
        ">-\n          lead.country = 'DE'\n\n          and lead.bugdet > 5",
        "lead.country = 'DE'\n          and lead.bugdet > 5",
    ],
    ids=["plain", "single quotes", "double quotes", "literal block", "folded block", "plain on two lines"],
)
def test_a_problem_stands_where_the_word_stands_in_the_book(written: str) -> None:
    text = f"""samebook: 1
title: Places
fields:
  lead.budget: {{type: decimal}}
qualification:
  - level: A
    criteria:
      money:
        when: {written}
"""
    before = text[: text.index("lead.bugdet")]
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    _, problems = read_book(text)
    assert [(problem.line, problem.column) for problem in problems] == [place]
