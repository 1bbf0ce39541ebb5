"""Another name for a part: carried through to every place that speaks of it, every other byte kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samebook.agreement.editor.kinds import BY_SECTION
from samebook.agreement.editor.reading import Reading
from samebook.agreement.editor.renaming import Renaming, renamed
from samebook.agreement.field_rules import renamed_fields
from samebook.agreement.starters import starters
from samebook.book import read_book
from samebook.book.built_in import BUILT_IN_FIELDS
from samebook.kernel.refusals import Refused

MAKER = next(starter.text for starter in starters() if starter.name == "industrial_maker")
HOME = """samebook: 1
title: Names in every kind of place  # lead.budget is no use of it
fields:
  lead.budget: {type: decimal, ask: "How much (not 'lead.budget')?"}   # the budget
  lead.budget_2: {type: decimal}
segments:
  home:   # home is where we sell
    when: >-
      lead.country in ('DE', 'home') and
      lead.budget > lead.budget_2   and lead.message <> 'lead.budget'
  near: {when: 'in_segment(''home'') or lead.country = ''home'''}
  far: {when: "not in_segment( 'home' ) and lead.message <> \\"a\\""}
qualification:
  - level: A
    criteria:
      home: {when: "in_segment('home')"}
      money:
        when: lead.budget >= 5
          and in_segment('near')
follow_up:
  A: {first_attempt: 1 hour, attempts: 1, within: 1 day}
promises:
  marketing: [{level: A, leads: 1, per: month}, {level: 'A', leads: 2, per: week}]
routing:
  - {to: home, levels: [A]}
measures:
  a: {means: "Level A, really", expression: "count_if(level = 'A' and lead.budget > 1) / count_if(level in ('B', 'A'))"}
"""


def named(text: str, section: str, key: str, name: str, **signed: str) -> Renaming:
    return renamed(Reading(text), BY_SECTION[section], key, name, signed=signed)


def test_the_text_to_try_it_on_is_a_book() -> None:
    broken = HOME.replace('and lead.message <> \\"a\\"', "")
    assert read_book(broken)[1] == []


def test_a_segment_is_renamed_where_it_is_defined_and_named_and_nowhere_else() -> None:
    found = named(HOME, "segments", "home", "house")
    expected = HOME.replace("  home:   # home", "  house:   # home")
    for written in ("in_segment(''{}'')", "in_segment( '{}' )", "in_segment('{}')"):
        expected = expected.replace(written.format("home"), written.format("house"))
    assert found.text == expected
    assert [use.label for use in found.places] == ["Segment near", "Segment far", "Home of level A"]
    assert found.clauses == {"segments.home": "segments.house"}


def test_a_field_is_renamed_but_not_in_quotes_comments_or_longer_names() -> None:
    found = named(HOME, "fields", "lead.budget", "lead.money")
    expected = (
        HOME.replace("  lead.budget: {type", "  lead.money: {type")
        .replace("lead.budget > lead.budget_2", "lead.money > lead.budget_2")
        .replace("when: lead.budget >= 5", "when: lead.money >= 5")
        .replace("and lead.budget > 1)", "and lead.money > 1)")
    )
    assert found.text == expected


def test_a_level_is_renamed_with_its_follow_up_promises_routing_and_measures() -> None:
    found = named(HOME, "levels", "0", "Top")
    expected = (
        HOME.replace("level: A\n", "level: Top\n")
        .replace("  A: {first", "  Top: {first")
        .replace("{level: A,", "{level: Top,")
        .replace("{level: 'A',", "{level: 'Top',")
        .replace("[A]", "[Top]")
        .replace("level = 'A'", "level = 'Top'")
        .replace("('B', 'A')", "('B', 'Top')")
    )
    assert found.text == expected
    assert found.clauses == {"qualification.A": "qualification.Top", "follow_up.A": "follow_up.Top"}


@pytest.mark.parametrize(
    ("section", "key", "name"),
    [("criteria", "0.money", "budget"), ("measures", "a", "b")],
    ids=["criterion", "measure"],
)
def test_what_nothing_speaks_of_is_renamed_in_its_place(section: str, key: str, name: str) -> None:
    found = named(HOME, section, key, name)
    assert found.places == []
    assert len(found.text.split("\n")) == len(HOME.split("\n"))
    assert read_book(found.text.replace('and lead.message <> \\"a\\"', ""))[1] == []


@pytest.mark.parametrize(
    ("section", "key", "name", "code"),
    [
        ("segments", "home", "near", "book.duplicate_key"),
        ("levels", "0", "B", "book.duplicate_key"),
        ("criteria", "0.money", "need", "book.duplicate_key"),
        ("rejection_reasons", "no_budget", "too_late", "book.duplicate_key"),
        ("stages", "0", "accepted", "book.duplicate_key"),
        ("fields", "lead.budget", "lead.need", "book.duplicate_key"),
        ("fields", "lead.budget", "lead.status", "book.duplicate_key"),
        ("fields", "account.name", "account.called", "book.built_in"),
    ],
)
def test_a_name_that_is_taken_is_refused(section: str, key: str, name: str, code: str) -> None:
    text = HOME if section == "segments" else MAKER
    with pytest.raises(Refused) as refused:
        named(text, section, key, name)
    assert refused.value.code == code
    assert refused.value.field in ("name", "level")


def test_a_field_of_a_signed_edition_keeps_its_name_since_what_is_known_is_kept_under_it() -> None:
    with pytest.raises(Refused) as refused:
        named(MAKER, "fields", "lead.budget", "lead.money", **{"lead.budget": "Edition 3"})
    assert refused.value.code == "agreement.field_signed"
    for word in ("Edition 3", "Keep the name", "add a new field"):
        assert word in refused.value.message


BY = {"segments": "segments", "fields": "fields", "levels": "", "criteria": ""}


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(sorted(BY)),
    st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True).map(lambda name: f"{name}_x"),
    st.sampled_from([starter.text for starter in starters()]),
    st.data(),
)
def test_renamed_there_and_back_a_book_is_byte_by_byte_as_it_was(
    section: str, name: str, text: str, data: st.DataObject
) -> None:
    names = Reading(text).at(BY[section]) if BY[section] else Reading(text).at("qualification", 0, "criteria")
    assert isinstance(names, dict)
    known = [each for each in names if section != "fields" or each not in BUILT_IN_FIELDS]
    if not known:
        return
    old = data.draw(st.sampled_from(known))
    new = f"lead.{name}" if section == "fields" else name
    keys = {"levels": ("0", "0"), "criteria": (f"0.{old}", f"0.{new}")}.get(section, (old, new))
    there = named(text, section, keys[0], new)
    assert read_book(there.text)[1] == []
    assert there.text != text
    assert named(there.text, section, keys[1], there.old).text == text


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("lead.budget", "lead.money"), [("lead.budget", "lead.money")]),
        (("How much is set aside for this project?", "How much?"), []),
        (("lead.source", "lead.source"), []),
    ],
    ids=["renamed", "asked otherwise", "nothing"],
)
def test_a_renaming_by_hand_is_seen_by_what_stays(change: tuple[str, str], found: list[tuple[str, str]]) -> None:
    before, _ = read_book(MAKER)
    after, problems = read_book(MAKER.replace(*change))
    assert before is not None
    assert after is not None, problems
    assert renamed_fields(before.fields, after.fields) == found
    other, _ = read_book(
        MAKER.replace("lead.budget", "lead.money").replace("How much is set aside for", "How much for")
    )
    assert other is not None
    assert renamed_fields(before.fields, other.fields) == [], "asked otherwise it is another field"
