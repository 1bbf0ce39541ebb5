"""Verdicts, questions, reasons, routes: what a Book says of one record."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from samebook.book import CompiledBook, Verdict, compile_book, read_book
from samebook.book.tests.test_reading import DESIGN
from samebook.kernel.refusals import Refused

GOOD = {
    "account.industry": "food",
    "account.employees": 300,
    "lead.budget": Decimal(60_000),
    "lead.project_start": date(2027, 6, 1),
    "lead.received_on": date(2026, 12, 1),
}


def compiled(text: str) -> CompiledBook:
    book, problems = read_book(text)
    assert book is not None, [str(problem) for problem in problems]
    return compile_book(book)


@pytest.fixture(scope="module")
def book() -> CompiledBook:
    return compiled(DESIGN)


def test_a_lead_is_delivered_at_the_first_level_whose_criteria_are_all_true(book: CompiledBook) -> None:
    judgement = book.judge(GOOD)
    assert (judgement.verdict, judgement.level) == (Verdict.DELIVER, "A")
    assert judgement.levels[0].met == ("market", "money", "timing")
    assert judgement.lift is None


def test_a_lead_delivered_at_b_carries_the_question_that_could_lift_it_to_a(book: CompiledBook) -> None:
    judgement = book.judge(GOOD | {"lead.project_start": None})
    assert (judgement.verdict, judgement.level) == (Verdict.DELIVER, "B")
    assert judgement.lift is not None
    assert judgement.lift.level == "A"
    assert [question.question for question in judgement.lift.questions] == ["When should the project start?"]


def test_a_lead_that_is_false_at_a_is_not_lifted(book: CompiledBook) -> None:
    judgement = book.judge(GOOD | {"lead.budget": Decimal(30_000), "lead.project_start": None})
    assert (judgement.level, judgement.lift) == ("B", None)
    assert judgement.false == ("A.money",)
    assert judgement.unknown == ("A.timing",)


def test_an_unknown_answer_is_asked_for_and_a_field_without_a_question_is_named(book: CompiledBook) -> None:
    judgement = book.judge({"account.industry": "food", "lead.received_on": date(2026, 12, 1)})
    assert judgement.verdict is Verdict.ASK
    assert judgement.level is None
    asked = {question.field: (question.question, question.levels) for question in judgement.questions}
    assert asked == {
        "account.employees": (None, ("A", "B")),
        "lead.budget": ("How much is set aside for this project?", ("A", "B")),
        "lead.project_start": ("When should the project start?", ("A",)),
    }


def test_only_questions_of_levels_that_can_still_be_met_are_asked(book: CompiledBook) -> None:
    late = book.judge(GOOD | {"lead.budget": None, "lead.project_start": date(2029, 1, 1)})
    assert late.verdict is Verdict.ASK
    assert [(question.field, question.levels) for question in late.questions] == [("lead.budget", ("B",))]


def test_a_lead_that_no_level_can_take_goes_to_nurture_with_its_reasons(book: CompiledBook) -> None:
    judgement = book.judge(GOOD | {"account.industry": "retail", "lead.budget": None})
    assert judgement.verdict is Verdict.NURTURE
    assert [(reason.level, reason.criterion, reason.text) for reason in judgement.reasons] == [
        ("A", "market", "Not our market"),
        ("B", "market", "Not our market"),
    ]
    assert judgement.questions == ()


@pytest.mark.parametrize("empty", [{}, {"account.industry": ""}, {"account.industry": None}])
def test_a_missing_field_an_empty_text_and_none_are_all_unknown(book: CompiledBook, empty: dict[str, Any]) -> None:
    assert book.judge(empty).unknown == ("A.market", "A.money", "A.timing", "B.market", "B.money")


def test_half_a_year_after_the_end_of_a_month_is_the_end_of_a_shorter_one(book: CompiledBook) -> None:
    received = {"lead.received_on": date(2026, 8, 31)}
    assert book.judge(GOOD | received | {"lead.project_start": date(2027, 2, 28)}).level == "A"
    assert book.judge(GOOD | received | {"lead.project_start": date(2027, 3, 1)}).level == "B"


@pytest.mark.parametrize(
    ("field", "value"),
    [("lead.budget", "60000"), ("account.employees", "many"), ("lead.project_start", datetime(2027, 1, 1, tzinfo=UTC))],
)
def test_a_value_of_another_type_is_refused_by_name(book: CompiledBook, field: str, value: object) -> None:
    with pytest.raises(Refused, match=field) as refusal:
        book.judge(GOOD | {field: value})
    assert refusal.value.code == "book.value"


def test_verdicts_in_bulk_are_those_of_judging_each(book: CompiledBook) -> None:
    records = [GOOD, {}, GOOD | {"lead.budget": Decimal(1)}, GOOD | {"lead.project_start": None}]
    each = [book.judge(record) for record in records]
    assert list(book.verdicts(records)) == [(j.verdict, j.level, j.false, j.unknown) for j in each]


EXPLAINED = """samebook: 1
title: Explained
fields:
  lead.budget: {type: decimal, ask: How much?}
  lead.pieces: {type: integer}
qualification:
  - level: A
    criteria:
      price: {when: lead.budget / lead.pieces > 10}
      either: {when: "account.employees > 500 or lead.budget > 100 or account.country = 'DE'"}
      neither: {when: "not (account.industry = 'retail' or account.employees < 5)"}
"""


def test_an_explanation_names_the_parts_that_decided() -> None:
    book = compiled(EXPLAINED)
    record = {"lead.budget": Decimal(50), "account.employees": 100, "account.industry": "retail"}
    either = book.condition("A.either").explain(record)
    assert either.truth is None
    assert either.missing == ("account.country",)
    neither = book.condition("A.neither").explain(record)
    assert neither.truth is False
    assert [part.truth for part in neither.parts] == [True]


def test_a_division_by_zero_is_unknown_and_no_question_would_help() -> None:
    book = compiled(EXPLAINED)
    record = {"lead.budget": Decimal(50), "lead.pieces": 0, "account.employees": 600, "account.industry": "food"}
    judgement = book.judge(record)
    assert (judgement.verdict, judgement.unknown, judgement.questions) == (Verdict.ASK, ("A.price",), ())


ROUTED = (
    DESIGN
    + """routing:
  - {when: "lead.country in ('DE', 'AT')", to: dach, levels: [A]}
  - {when: "lead.country = 'DE' and account.employees > 1000", to: key-accounts}
  - {when: "lead.country = 'FR'", to: france}
"""
)


def test_a_lead_goes_to_the_territory_of_the_first_rule_that_is_true() -> None:
    book = compiled(ROUTED)
    assert book.route({"lead.country": "DE"}, "A").to == "dach"
    assert book.route({"lead.country": "DE", "account.employees": 2000}, "B").to == "key-accounts"
    assert book.route({"lead.country": "FR"}, "B").reason == "Rule 3 of routing: the lead's country is France."


def test_a_lead_that_no_rule_takes_says_why() -> None:
    book = compiled(ROUTED)
    assert book.route({"lead.country": "IT"}, "A").to is None
    unknown = book.route({"lead.country": "DE"}, "B")
    assert unknown.to is None
    assert "Unknown: account.employees" in unknown.reason
    assert compiled(DESIGN).route({}, "A").reason == "The Book has no routing rules."


def test_a_name_that_the_book_does_not_define_is_refused_with_the_nearest(book: CompiledBook) -> None:
    assert book.english("A.money") == "the lead's budget is at least 50,000 EUR"
    with pytest.raises(Refused, match=r"Did you mean 'A\.money'"):
        book.english("A.mony")
    with pytest.raises(Refused, match="duckdb, postgres, spark"):
        book.segments["process_industry"].sql("oracle")
