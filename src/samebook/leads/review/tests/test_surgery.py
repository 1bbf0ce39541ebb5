"""A criterion is cut out of a text, and nothing else is touched."""

from importlib.resources import files

import pytest

from samebook.book import read_book
from samebook.kernel.refusals import Refused
from samebook.leads.review.surgery import without_criterion

BLOCK = """\
samebook: 1
title: T
fields:
  lead.budget: {type: decimal}
qualification:
  - level: A  # the best
    criteria:
      # who
      market: {when: "lead.country = 'DE'", otherwise: Not ours}  # signed in May
      # how much
      money:
        when: >-
          lead.budget
          >= 5

        because: We lose money below.

      # when
      timing: {when: lead.budget > 1}
follow_up:
  A: {first_attempt: 1 business hour, attempts: 1, within: 5 business days}
"""
FLOW = """\
samebook: 1
title: T
qualification: [{level: A, criteria: {market: {when: "lead.country = 'DE'"},
  source: {when: "lead.source = 'fair'"}, text: {when: "lead.message is not null"}}}]
"""
EXPLICIT = """\
samebook: 1
title: T
qualification:
  - level: A
    criteria:
      ? market
      : {when: "lead.country = 'DE'"}
      ? money
      : {when: "lead.source = 'fair'"}
      timing: {when: "lead.source = 'web'"}
"""


def test_the_lines_of_a_criterion_give_way_to_the_reason():
    before, after = (
        BLOCK.splitlines(),
        without_criterion(BLOCK, "A", "money", because="It decides nothing.").splitlines(),
    )
    start = before.index("      money:")
    assert after == [*before[:start], "      # It decides nothing.", *before[start + 6 :]]


@pytest.mark.parametrize("name", ["market", "timing"])
def test_the_first_and_the_last_criterion_are_cut_with_comments_kept(name):
    after = without_criterion(BLOCK, "A", name, because="Why.")
    assert [line for line in BLOCK.splitlines() if f" {name}:" not in line] == [
        line for line in after.splitlines() if line != "      # Why."
    ]


@pytest.mark.parametrize("name", ["market", "source", "text"])
def test_a_criterion_that_shares_its_line_is_cut_from_its_neighbour_on(name):
    after = without_criterion(FLOW, "A", name, because="Why.")
    assert "# Why." in after
    assert [one.name for one in read_book(after)[0].qualification[0].criteria] == [
        each for each in ("market", "source", "text") if each != name
    ]


@pytest.mark.parametrize("starter", ["industrial_maker", "olist"])
def test_every_criterion_of_the_starters_can_be_cut(starter):
    text = (files("samebook.book") / "starters" / f"{starter}.yaml").read_text("utf-8")
    book, _ = read_book(text)
    for level in book.qualification:
        for criterion in level.criteria:
            if len(level.criteria) == 1:
                continue
            after = without_criterion(text, level.name, criterion.name, because="A reason: 5 % of “all” # leads")
            found, problems = read_book(after)
            assert not problems
            assert {f"{each.name}.{one.name}" for each in found.qualification for one in each.criteria} == {
                f"{each.name}.{one.name}" for each in book.qualification for one in each.criteria
            } - {f"{level.name}.{criterion.name}"}
            kept = set(text.splitlines()) - set(after.splitlines())
            assert all(criterion.name in line or not line.startswith("      " * 1 + "#") for line in kept)


def test_what_cannot_be_cut_is_refused():
    only = (
        "samebook: 1\ntitle: T\nqualification:\n  - {level: A, criteria: {market: {when: \"lead.country = 'DE'\"}}}\n"
    )
    for text, name, code in (
        (only, "market", "leads.only_criterion"),
        (BLOCK, "nobody", "leads.no_such_criterion"),
        ("samebook: 1", "market", "leads.cannot_cut"),
        (EXPLICIT, "money", "leads.cannot_cut"),
    ):
        with pytest.raises(Refused) as refused:
            without_criterion(text, "A", name, because="Why.")
        assert refused.value.code == code
    with pytest.raises(Refused, match="no criterion"):
        without_criterion(BLOCK, "Z", "money", because="Why.")
