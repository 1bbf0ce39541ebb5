"""Every example of the reference (docs/book.md) is run."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from samebook.__main__ import main
from samebook.book import compile_book, read_book
from samebook.book.tests.test_conditions import outcome, read

REFERENCE = (Path(__file__).parents[4] / "docs" / "book.md").read_text()
BASE = """samebook: 1
title: An example
qualification: [{level: A, criteria: {all: {when: "true"}}}]
"""


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", REFERENCE, re.DOTALL)


@pytest.mark.parametrize("text", blocks("yaml"), ids=lambda text: text.split(":")[0])
def test_an_example_of_a_book_is_sound(text: str) -> None:
    book, problems = read_book(text if text.startswith("samebook:") else BASE + text)
    assert [str(problem) for problem in problems] == []
    assert book is not None
    assert compile_book(book).judge({})


@pytest.mark.parametrize("line", "".join(blocks("sql")).splitlines())
def test_an_example_of_a_condition_is_said_as_the_reference_says(line: str) -> None:
    condition, _, english = line.partition(" -- ")
    expression, problems = read(condition)
    assert problems == []
    assert expression is not None
    assert outcome(condition) == [english]


def test_the_first_book_gives_the_results_of_the_reference(tmp_path: Path) -> None:
    book, records = tmp_path / "book.yaml", tmp_path / "records.csv"
    book.write_text(blocks("yaml")[0])
    records.write_text(blocks("csv")[0])
    result = CliRunner().invoke(main, ["judge", "--book", str(book), "--records", str(records)])
    assert result.stdout == blocks("results")[0]
