"""What a condition may come to when only some fields are known."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samebook.book.possible import ANY, truths_of
from samebook.book.python_form import compile_python
from samebook.book.tests import conditions as made
from samebook.book.tests.conditions import FIELDS
from samebook.book.tests.test_engines_agree import parsed


@settings(max_examples=300, deadline=None)
@given(text=made.conditions(), record=made.records, settled=st.sets(st.sampled_from(sorted(FIELDS))))
def test_the_truth_of_every_record_is_among_those_that_were_called_possible(
    text: str, record: dict[str, Any], settled: set[str]
) -> None:
    condition = parsed(text)
    known = {name: record.get(name) for name in settled}
    [truth] = compile_python([condition])(record)
    assert truth in truths_of(condition, known)
    assert truths_of(condition, {name: record.get(name) for name in FIELDS}) == {truth}


@pytest.mark.parametrize(
    ("text", "known", "possible"),
    [
        ("lead.t = 'a'", {}, ANY),
        ("lead.t = 'a'", {"lead.t": "a"}, {True}),
        ("lead.t = 'a'", {"lead.t": None}, {None}),
        ("lead.t = 'a' and lead.d > 5", {"lead.t": "b"}, {False}),
        ("lead.t = 'a' and lead.d > 5", {"lead.t": "a"}, ANY),
        ("lead.t = 'a' or lead.d > 5", {"lead.t": "a"}, {True}),
        ("not (lead.t = 'a' and lead.d > 5)", {"lead.t": "b"}, {True}),
        ("lead.d is null", {"lead.t": "b"}, {True, False}),
        ("(lead.d > 5) is true", {}, {True, False}),
        ("coalesce(lead.t, lead.u) = 'a'", {"lead.t": "a"}, {True}),
        ("coalesce(lead.t, lead.u) = 'a'", {"lead.t": None}, ANY),
        ("coalesce(lead.t, lead.u) = 'a'", {"lead.t": None, "lead.u": "b"}, {False}),
        ("coalesce(lead.u, lead.t) = 'a'", {"lead.t": "a"}, ANY),
    ],
)
def test_open_fields_leave_a_condition_open_where_it_turns_on_them(text, known, possible):
    assert truths_of(parsed(text), known) == possible
