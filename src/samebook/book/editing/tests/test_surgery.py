"""One part of a Book's text changed: the change is there, and nothing else is touched."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samebook.agreement.starters import starters
from samebook.book import read_book
from samebook.book.editing.renaming import rename
from samebook.book.editing.spans import Path, path_at, spans_of
from samebook.book.editing.surgery import data_of, move, put
from samebook.book.editing.values import value_at
from samebook.kernel.refusals import Refused

BOOK = """# Our book, written by both sides
samebook: 1
title: 'It''s ours'   # a name

# What we ask
fields:
  lead.budget: {type: decimal, unit: EUR, ask: "How much?"}  # money
  lead.need:
    type: text
    # in the order of the form
    choices: [pump, valve,   pipe]   # three
  lead.start:
    type: date

segments:
  home:
    when: >-
      lead.country in
      ('DE', 'AT')

    # why there
    because: |
      We repair there.
      Nobody else does.
  big: {when: "account.employees > 200"}

qualification:
  # the best
  - level: A
    means: Enough money.
    criteria:
      money: {when: lead.budget >= 50000, otherwise: Budget too small}  # agreed in March

      place:
        when: "in_segment('home')"   # in_segment
  # the rest
  -
    level: B
    criteria:
      money: {when: lead.budget >= 1000}
follow_up:
  A: {first_attempt: 1 business hour, attempts: 4, within: 5 business days}
  B: {first_attempt: 1 business day, attempts: 3, within: 10 business days}
routing:
  - {when: "lead.country = 'DE'", to: dach}
  # last
  - to: rest
ask:   # nobody yet
# the end
"""
TEXTS = [BOOK, BOOK.replace("\n\n", "\n")]
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"), min_size=1
)
tricky = st.sampled_from(
    ["a: b", "- a", "null", "~", "#x", "x #y", "'", '"', "a\nb", "  a", "a  ", "{a}", "[", "*", "&a", "%", "1", "a:",
     "é “x”", "\\n", "long " * 60, "lead.country in ('DE', 'AT') and " * 8 + "lead.budget > 1", "?", "---", "=", "<<"]
)  # fmt: skip
values = tricky | words


def places(text: str) -> list[Path]:
    """The path of every value of a text."""
    found: list[Path] = []
    waiting: list[tuple[Path, Any]] = [((), data_of(text))]
    while waiting:
        path, data = waiting.pop()
        found += [path] if path else []
        items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
        waiting += [((*path, step), each) for step, each in items]
    return sorted(found, key=repr)


def untouched(before: str, after: str, path: Path) -> bool:
    """Whether all that changed lies in the lines of the entry at a path."""
    span = spans_of(before)
    entry = None
    for step in path:
        entry = span.entry(step)
        assert entry is not None
        span = entry.value
    assert entry is not None
    start = before.rfind("\n", 0, entry.start) + 1
    end = before.find("\n", span.end)
    return after.startswith(before[:start]) and after.endswith(before[end:])


def comments(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip().startswith("#")]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_text_put_anywhere_is_there_and_nothing_else_is_touched(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    path = data.draw(st.sampled_from([path for path in places(text) if isinstance(value_at(data_of(text), path), str)]))
    value = data.draw(values)
    changed = put(text, path, value)
    assert value_at(data_of(changed), path) == value
    assert put(changed, path, None) == put(text, path, None) or untouched(text, changed, path)
    assert untouched(text, changed, path)
    assert comments(changed) == comments(text)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_what_is_put_as_it_stands_changes_no_byte(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    path = data.draw(st.sampled_from([path for path in places(text) if path != ("ask",)]))
    assert put(text, path, value_at(data_of(text), path)) == text


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_an_entry_added_to_any_mapping_is_read_back_and_adds_bytes_only(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    holders = [path for path in places(text) if isinstance(value_at(data_of(text), path), dict)]
    path = data.draw(st.sampled_from(holders))
    value = data.draw(st.dictionaries(st.sampled_from(["when", "otherwise", "means"]), values, min_size=1) | values)
    changed = put(text, (*path, "new_one"), value)
    assert put(changed, (*path, "new_one"), None) == text
    assert len(changed) > len(text)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_what_is_taken_away_takes_its_own_lines_only(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    path = data.draw(st.sampled_from(places(text)))
    changed = put(text, path, None)
    assert len(changed) < len(text) or value_at(data_of(text), path) is None
    kept = iter(text)
    assert all(character in kept for character in changed), "what is left stands in the old order"


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_moved_there_and_back_a_text_is_as_it_was(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    lists = [path for path in places(text) if isinstance(value_at(data_of(text), path), list)]
    path = data.draw(st.sampled_from(lists))
    items = value_at(data_of(text), path)
    assert isinstance(items, list)
    at = data.draw(st.integers(0, len(items) - 1))
    changed = move(text, (*path, at), 1)
    assert sorted(changed) == sorted(text)
    if at + 1 < len(items):
        assert value_at(data_of(changed), (*path, at + 1)) == items[at]
        assert move(changed, (*path, at + 1), -1) == text


def test_a_comment_above_an_item_moves_with_it() -> None:
    moved = move(BOOK, ("qualification", 0), 1)
    assert moved.index("# the rest") < moved.index("level: B") < moved.index("# the best") < moved.index("level: A")


def test_a_name_is_changed_in_its_place() -> None:
    renamed = rename(BOOK, ("segments", "home"), "near")
    assert renamed == BOOK.replace("  home:\n", "  near:\n")
    with pytest.raises(Refused) as refused:
        rename(BOOK, ("segments", "home"), "big")
    assert refused.value.code == "book.duplicate_key"


def test_a_section_that_is_not_there_is_made_in_its_place_and_goes_with_its_last_entry() -> None:
    added = put(BOOK, ("recycle",), {"after": "6 months"}, order=("routing", "recycle", "known_person"))
    assert "  - to: rest\nrecycle: {after: 6 months}\nask:" in added
    assert put(added, ("recycle", "after"), None) == BOOK
    assert "segments" not in put(put(BOOK, ("segments", "home"), None), ("segments", "big"), None)


def test_a_value_where_nothing_stood_goes_before_the_comment() -> None:
    asked = put(BOOK, ("ask",), {"owner": "form", "attempts": "2", "within": "3 days"})
    assert "ask: {owner: form, attempts: 2, within: 3 days}   # nobody yet\n# the end\n" in asked


def test_choices_that_stay_keep_their_places_when_one_is_added_and_one_goes() -> None:
    changed = put(BOOK, ("fields", "lead.need", "choices"), ["pump", "pipe", "hose"])
    assert "    choices: [pump, pipe, hose]   # three\n" in changed


def test_a_long_condition_is_folded_and_read_as_one_line() -> None:
    text = next(starter.text for starter in starters() if starter.name == "industrial_maker")
    condition = " or ".join(f"account.employees = {number}" for number in range(9))
    changed = put(text, ("segments", "has_project", "when"), condition)
    assert max(map(len, changed.split("\n"))) <= max(map(len, text.split("\n")))
    book, problems = read_book(changed)
    assert book is not None, problems
    assert book.segments["has_project"].when.text == condition


def test_the_place_of_a_problem_leads_to_its_part() -> None:
    line = BOOK.split("\n").index(
        "      money: {when: lead.budget >= 50000, otherwise: Budget too small}  # agreed in March"
    )
    assert path_at(BOOK, line + 1, 22) == ("qualification", 0, "criteria", "money", "when")
    assert path_at(BOOK, 1, 1) == ()


@pytest.mark.parametrize("text", ["", "a: [", "a: &x 1", "a: 1\na: 2", "- a: *x"])
def test_what_is_no_yaml_of_a_book_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        put(text, ("a",), "1")
    assert refused.value.code == "book.yaml"


def test_a_part_that_is_gone_is_refused() -> None:
    for path in (("title", "x"), ("qualification", 7, "means"), ("routing", 9)):
        with pytest.raises(Refused) as refused:
            put(BOOK, path, "x")
        assert refused.value.code == "book.gone"
