"""Figures as text: their unit where they stand alone, one minus everywhere, unknown ends said. No database."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from samebook.numbers.measures import read_measure
from samebook.numbers.results import Cell, ColumnKind, Result, ResultColumn, Row
from samebook.numbers.tests.declared import LINES, WORDS, registry_of
from samebook.web.cells import interval, text
from samebook.web.figures import headlines, table

MEASURE = """-- name: words_said
-- title: Words said
-- means: How much is said.
-- kind: count
-- grain: One row per word.
-- columns:
--   record_id: The word.
--   day: The day.
-- unit: words
-- nulls: None.
-- time: None.
-- source: Nobody.
-- by: month
-- drill: word
select word_id as record_id, said_on as day from words
"""


def measured(kind: ColumnKind, unit: str, cells: dict[str, Cell]) -> Result:
    measure = read_measure(MEASURE, chapter="x", declared=registry_of(WORDS, LINES))
    columns = tuple(
        ResultColumn(name, name.capitalize(), "share" if name.startswith("relative") else kind, unit) for name in cells
    )
    return Result(
        measure=replace(measure, kind="mean"), dimension=None, period=None, as_of=datetime(2026, 3, 2, tzinfo=UTC),
        stamp="s", simulated=False, currency="EUR", editions=(), row_count=3, left_out=0, columns=columns,
        rows=(Row("all", None, "All", 3, cells),),
    )  # fmt: skip


def test_an_amount_alone_names_its_currency_and_in_a_table_its_heading_does() -> None:
    result = measured("money", "company currency", {"mean": Decimal(12500)})
    assert [(each.heading, each.text) for each in headlines(result)] == [("Mean", "12,500 EUR")]
    assert table(result, {}).headings == ["Mean (EUR)"]
    assert table(result, {}).rows[0].cells[0].text == "12,500"


def test_a_length_alone_names_its_unit_and_what_is_unknown_has_none() -> None:
    assert headlines(measured("number", "days", {"mean": 3.25}))[0].text == "3.2 days"
    assert headlines(measured("number", "days", {"mean": None}))[0].text == ""


def test_what_changed_has_its_sign_with_a_minus_and_a_unit() -> None:
    cells: dict[str, Cell] = {
        "mean": Decimal(90), "difference": Decimal(-10), "difference_low": Decimal(-12), "difference_high": Decimal(8),
        "relative": -0.1, "relative_low": None, "relative_high": None,
    }  # fmt: skip
    shown = headlines(measured("money", "company currency", cells))
    assert [each.text for each in shown] == ["90.00 EUR", "−10.00 EUR", "−10.0 %"]
    assert shown[1].interval == "−12.00 to +8.00"


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (None, "share", ""), (-0.051, "share", "−5.1 %"), (-1234, "count", "−1,234"), (-3.25, "number", "−3.2"),
        (Decimal("-12.5"), "money", "−12.50"), (Decimal(-1250), "money", "−1,250"),
    ],
)  # fmt: skip
def test_a_figure_below_zero_has_a_minus(value: Cell, kind: ColumnKind, said: str) -> None:
    assert text(value, kind) == said


def test_ends_that_are_not_known_are_said() -> None:
    assert [interval("1", "2"), interval("1", ""), interval("", "")] == [
        "1 to 2",
        "1 to no bound",
        "no interval: too few",
    ]
