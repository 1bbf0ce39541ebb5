"""Any condition is drawn in rows, and the rows say the same."""

import pytest
from hypothesis import given, settings

from samebook.book.editing.rows import SEGMENT, TEXT, Drawing, Row, compose, draw
from samebook.book.editing.tests.test_condition_text import read
from samebook.book.tests.conditions import FIELDS, conditions
from samebook.book.tests.test_conditions import FIELDS as NAMED
from samebook.book.tests.test_conditions import pairs
from samebook.book.tests.test_conditions import read as read_one
from samebook.kernel.refusals import Refused


@settings(max_examples=80, deadline=None)
@given(conditions())
def test_a_condition_at_random_is_drawn_in_rows_that_say_the_same(text: str) -> None:
    expression = read(text)
    if expression is not None:
        assert read(compose(draw(expression), FIELDS)) == expression


def test_the_conditions_of_the_fixture_are_drawn_in_rows_that_say_the_same() -> None:
    for text, _ in pairs():
        expression = read_one(text)[0]
        if expression is not None:
            assert read_one(compose(draw(expression), NAMED))[0] == expression, text


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("account.employees > 200", Row("account.employees", ">", ("200",))),
        ("lead.budget between 5 and 9.5", Row("lead.budget", "between", ("5", "9.5"))),
        ("account.industry not in ('a', 'b')", Row("account.industry", "not in", ("a", "b"))),
        (
            "coalesce(lead.country, account.country) = 'DE'",
            Row("coalesce(lead.country, account.country)", "=", ("DE",)),
        ),
        ("in_segment('plants')", Row(SEGMENT, "in", ("plants",))),
        ("account.name not like '%gmbh%'", Row("account.name", "not contains", ("gmbh",))),
        ("not lead.newsletter", Row("lead.newsletter", "false")),
        ("person.email is not null", Row("person.email", "known")),
        (
            "lead.project_start <= lead.received_on + interval '6' month",
            Row("lead.project_start", "<=+", ("6", "month", "after", "lead.received_on")),
        ),
        ("lead.budget * 2 > 5", Row(TEXT, "", ("lead.budget * 2.0 > 5",))),
    ],
)
def test_what_a_row_says(text: str, row: Row) -> None:
    expression = read_one(text)[0]
    assert expression is not None
    assert draw(expression) == Drawing("and", (row,))


def test_groups_are_joined_by_the_other_word() -> None:
    expression = read_one("lead.budget > 5 and (lead.source = 'a' or lead.source = 'b')")[0]
    assert expression is not None
    drawing = draw(expression)
    assert [row.group for row in drawing.rows] == [0, 1, 1]
    assert compose(drawing, NAMED) == "lead.budget > 5 and (lead.source = 'a' or lead.source = 'b')"


def test_numbers_are_taken_as_people_type_them_and_shown_so_that_they_are_taken_again() -> None:
    for typed, said in (("60,000", "60000"), ("1.234,50", "1234.5"), ("60 000.25", "60000.25")):
        assert compose(Drawing("and", (Row("lead.budget", ">=", (typed,)),)), NAMED) == f"lead.budget >= {said}"
    expression = read_one("lead.budget >= 1.125")[0]
    assert expression is not None
    assert draw(expression).rows[0].values == ("1.1250",)
    assert compose(draw(expression), NAMED) == "lead.budget >= 1.125"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("lead.budget", ">", ("much",)), "is not a decimal"),
        (Row("lead.budget", ">", ("60.000",)), "write 60000, or 60.0000"),
        (Row("lead.budget", "contains", ("1",)), "Choose how"),
        (Row("lead.nothing", "=", ("1",)), "Choose a field"),
        (Row("lead.source", "in", ("", " ")), "Enter a value"),
        (Row("lead.project_start", "<=+", ("x", "month", "after", "lead.received_on")), "whole number"),
        (Row(TEXT, "", (" ",)), "empty"),
    ],
)
def test_a_row_that_says_nothing_is_refused_at_its_place(row: Row, said: str) -> None:
    with pytest.raises(Refused) as refused:
        compose(Drawing("and", (Row("lead.source", "known"), row)), NAMED)
    assert said in refused.value.message
    assert refused.value.field == "row-1"
