"""What a scope's text has from the edition above, and what it takes over when that moves on."""

import pytest

from samebook.agreement.inheriting import Stand, compare, parts_of, taken_over
from samebook.agreement.starters import starters
from samebook.book import read_book

BASE = """\
samebook: 1
title: Agreement
# what we ask
fields:
  lead.budget: {type: decimal, unit: EUR, ask: "How much?"}
  lead.need: {type: text}
qualification:
  - level: A
    means: Money now.
    criteria:
      # the threshold
      money: {when: lead.budget >= 50000, otherwise: Budget too small}
      need: {when: lead.need = 'pump'}
  - level: B
    criteria:
      money: {when: lead.budget >= 20000}
follow_up:
  A: {first_attempt: 1 business hour, attempts: 2, within: 5 business days}
  B: {first_attempt: 1 business day, attempts: 1, within: 9 business days}
ask: {owner: telesales, attempts: 2, within: 5 business days}
rejection_reasons:
  no_budget: The money is not there.
"""
FRANCE = (
    BASE.replace("title:", "scope: country FR\ntitle:")
    .replace("50000", "30000")
    .replace("rejection_reasons:\n", "rejection_reasons:\n  no_french: Nobody speaks the language.\n")
    .replace("      need: {when: lead.need = 'pump'}\n", "")
)
MOVED = (
    BASE.replace("attempts: 2, within: 5 business days}\n  B", "attempts: 2, within: 7 business days}\n  B")
    .replace("20000", "25000")
    .replace("50000", "60000")
    .replace("  lead.need", "  lead.start: {type: date}\n  lead.need")
    .replace("ask: {owner: telesales, attempts: 2, within: 5 business days}\n", "")
)


def stands(own: str, above: str, base: str | None = None) -> dict[str, tuple[str, bool]]:
    found = compare(parts_of(own), parts_of(above), parts_of(base or above))
    return {each.name: (str(each.stand), each.is_behind) for each in found}


def test_each_clause_is_inherited_own_only_here_or_left_out():
    assert stands(FRANCE, BASE) == {
        "fields.lead.budget": ("inherited", False),
        "fields.lead.need": ("inherited", False),
        "qualification": ("inherited", False),
        "qualification.A": ("inherited", False),
        "qualification.A.money": ("own", False),
        "qualification.A.need": ("left_out", False),
        "qualification.B": ("inherited", False),
        "qualification.B.money": ("inherited", False),
        "follow_up.A": ("inherited", False),
        "follow_up.B": ("inherited", False),
        "ask": ("inherited", False),
        "rejection_reasons.no_french": ("only_here", False),
        "rejection_reasons.no_budget": ("inherited", False),
    }


def test_when_the_edition_above_moves_on_its_inherited_clauses_are_behind_and_own_ones_are_not():
    found = stands(FRANCE, MOVED, BASE)
    behind = {name for name, (_, is_behind) in found.items() if is_behind}
    assert behind == {"qualification.B.money", "follow_up.A", "ask", "fields.lead.start"}
    assert found["fields.lead.start"] == (Stand.NEW_ABOVE, True)
    assert found["qualification.A.money"] == (Stand.OWN, False)
    [own] = [each for each in compare(parts_of(FRANCE), parts_of(MOVED), parts_of(BASE)) if each.moved]
    assert own.name == "qualification.A.money", "it is told that the company's threshold has moved too"


def test_taking_over_changes_what_is_behind_and_no_other_byte():
    text = taken_over(FRANCE, parts_of(MOVED), parts_of(BASE))
    assert {name for name, (_, behind) in stands(text, MOVED).items() if behind} == set()
    own = parts_of(text)
    assert own["qualification.A.money"] == parts_of(FRANCE)["qualification.A.money"]
    assert own["rejection_reasons.no_french"] == "Nobody speaks the language."
    assert "qualification.A.need" not in own, "what was left out stays out"
    assert "ask" not in own
    assert "# what we ask" in text
    assert "# the threshold" in text
    book, problems = read_book(text)
    assert book is not None, problems
    assert book.scope == "country FR"
    kept = [line for line in FRANCE.splitlines() if "20000" not in line and "follow" not in line and "ask:" not in line]
    assert [line for line in kept if line in text.splitlines()] == [
        line for line in kept if not line.startswith("  A:")
    ]
    assert taken_over(text, parts_of(MOVED), parts_of(MOVED)) == text


def test_a_level_comes_goes_and_changes_its_place_with_the_edition_above():
    level = "  - level: C\n    means: Later.\n    criteria:\n      need: {when: lead.need = 'pump'}\n"
    terms = "  B: {first_attempt: 1 business day, attempts: 1, within: 9 business days}\n"
    added = BASE.replace("follow_up:\n", f"{level}follow_up:\n").replace(terms, terms + terms.replace("B", "C"))
    text = taken_over(FRANCE, parts_of(added), parts_of(BASE))
    assert [each.name for each in read_book(text)[0].qualification] == ["A", "B", "C"]
    assert taken_over(text, parts_of(BASE), parts_of(added)) == FRANCE
    first = added.replace(level, "").replace("qualification:\n", f"qualification:\n{level}")
    turned = taken_over(text, parts_of(first), parts_of(added))
    assert [each.name for each in read_book(turned)[0].qualification] == ["C", "A", "B"]
    assert parts_of(turned)["qualification.A.money"] == parts_of(FRANCE)["qualification.A.money"]


NAMES = [each.name for each in starters()]


@pytest.mark.parametrize(("one", "other"), list(zip(NAMES, [*NAMES[1:], NAMES[0]], strict=True)))
def test_what_is_inherited_whole_is_taken_over_whole_whatever_the_two_texts_are(one, other):
    texts = {each.name: each.text for each in starters()}
    text = taken_over(texts[one], parts_of(texts[other]), parts_of(texts[one]))
    assert parts_of(text) == {name: parts_of(texts[other])[name] for name in parts_of(text)}
    assert parts_of(text).keys() == parts_of(texts[other]).keys()
