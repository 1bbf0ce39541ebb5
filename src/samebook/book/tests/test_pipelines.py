"""The pipelines of a Book: what is read, what is refused, and where."""

import pytest

from samebook.book import compile_book, read_book
from samebook.book.pipelines import DEFAULT

HEAD = """samebook: 1
title: Test
fields:
  opportunity.trial: {type: boolean, ask: "Has a trial run been agreed?"}
qualification:
  - level: A
    criteria:
      market: {when: "lead.country = 'DE'"}
"""
STAGES = """pipelines:
  - name: first_sale
    means: To a company that buys for the first time.
    stages:
      - {name: discovery, decision: start_project, exit: opportunity.people >= 2, expected_days: 20}
      - {name: proposal, decision: choose_vendor, exit: "opportunity.amount is not null and opportunity.trial"}
      - {name: talks, decision: choose_vendor}
won_reasons:
  price: The price.
lost_reasons:
  price: {means: Too dear., because: We ask everybody.}
"""


def book(text: str = STAGES):
    found, problems = read_book(HEAD + text)
    assert not problems, problems
    assert found is not None
    return found


def test_a_pipeline_has_its_stages_in_order_with_decision_exit_and_days() -> None:
    [pipeline] = book().pipelines
    assert [(stage.name, stage.decision, stage.expected_days) for stage in pipeline.stages] == [
        ("discovery", "start_project", 20), ("proposal", "choose_vendor", None), ("talks", "choose_vendor", None),
    ]  # fmt: skip
    assert (list(book().won_reasons), book().lost_reasons["price"].because) == (["price"], "We ask everybody.")


def test_an_exit_is_judged_in_three_values() -> None:
    exit_ = compile_book(book()).condition("first_sale.proposal")
    assert exit_.truth({"opportunity.amount": 5, "opportunity.trial": True}) is True
    assert exit_.truth({"opportunity.amount": 5, "opportunity.trial": False}) is False
    assert exit_.truth({"opportunity.amount": 5}) is None
    assert list(exit_.explain({"opportunity.amount": 5}).missing) == ["opportunity.trial"]
    assert exit_.english == "the opportunity's amount is known and the opportunity's trial is true"


def test_the_fields_of_opportunities_stand_apart_from_those_of_leads() -> None:
    assert "opportunity.trial" not in book().fields
    assert book().opportunity_fields["opportunity.trial"].ask == "Has a trial run been agreed?"


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("name: talks", "name: proposal", "book.repeated"),
        ("name: talks", "name: won", "book.name"),
        ("name: talks", "name: The Talks", "book.name"),
        ("name: talks, decision: choose_vendor", "name: talks, decision: buy", "book.unknown"),
        ("name: talks, decision: choose_vendor", "name: talks", "book.missing"),
        ("opportunity.people >= 2", "lead.country = 'DE'", "book.condition.unknown_field"),
        ("opportunity.people >= 2", "in_segment('x')", "book.condition.unknown_segment"),
        ("expected_days: 20", "expected_days: 0", "book.number"),
        ("expected_days: 20", "expected_days: soon", "book.number"),
        ("expected_days: 20", "days: 20", "book.unknown_key"),
        ('opportunity.trial"', 'opportunity.tril"', "book.condition.unknown_field"),
        ("    stages:\n", "    stages: {a: b}\n    because:\n", "book.shape"),
    ],
    ids=lambda value: value[:40],
)
def test_what_is_wrong_is_refused_with_its_line(before, after, code) -> None:
    found, problems = read_book(HEAD + STAGES.replace(before, after, 1))
    assert found is None
    assert code in {problem.code for problem in problems}
    assert all(problem.line > 1 for problem in problems)


def test_leads_are_not_judged_by_the_fields_of_opportunities() -> None:
    _, problems = read_book((HEAD + STAGES).replace("lead.country = 'DE'", "opportunity.amount > 5"))
    assert [problem.code for problem in problems] == ["book.condition.unknown_field"]


def test_a_move_passes_the_ends_of_all_stages_up_to_the_one_it_goes_to() -> None:
    [pipeline] = book().pipelines
    assert [stage.name for stage in pipeline.left_on_the_way("discovery", "talks")] == ["discovery", "proposal"]
    assert pipeline.left_on_the_way("talks", "discovery") == ()
    assert pipeline.left_on_the_way("gone", "talks") == ()


def test_a_book_without_pipelines_has_none_and_the_default_has_both_decisions() -> None:
    assert book("").pipelines == ()
    assert [stage.name for stage in DEFAULT.stages] == ["discovery", "project", "proposal", "negotiation"]
    assert {stage.decision for stage in DEFAULT.stages} == {"start_project", "choose_vendor"}
