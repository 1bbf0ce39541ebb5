"""A condition written from its expression is read as the same expression."""

from hypothesis import given, settings

from samebook.book.editing.conditions import condition_text
from samebook.book.expressions import Expression
from samebook.book.parsing import parse_condition
from samebook.book.tests.conditions import FIELDS, conditions
from samebook.book.tests.test_conditions import pairs
from samebook.book.tests.test_conditions import read as read_one


def read(text: str) -> Expression | None:
    return parse_condition(text, FIELDS, lambda name: None, lambda offset: (1, offset + 1))[0]


@settings(max_examples=400, deadline=None)
@given(conditions())
def test_a_condition_at_random_is_written_as_text_that_is_read_as_itself(text: str) -> None:
    expression = read(text)
    if expression is not None:
        assert read(condition_text(expression)) == expression


def test_the_conditions_of_the_fixture_are_written_as_text_that_is_read_as_themselves() -> None:
    read_back = 0
    for text, _ in pairs():
        expression = read_one(text)[0]
        if expression is not None:
            assert read_one(condition_text(expression))[0] == expression, text
            read_back += 1
    assert read_back > 20


def test_brackets_stand_only_where_they_are_needed() -> None:
    text = "lead.n > 5 and (lead.t in ('a', 'b') or not lead.yes) and lead.d >= 50000"
    expression = read(text)
    assert expression is not None
    assert condition_text(expression) == text
