"""Clauses found in a text, and one put in another's place without a byte changed outside it."""

import pytest

from samebook.agreement.clause_values import parts_of, with_values
from samebook.agreement.clauses import clauses_changed, clauses_of, label_of, put
from samebook.agreement.starters import starters
from samebook.book import read_book
from samebook.kernel.refusals import Refused

MAKER = next(starter.text for starter in starters() if starter.name == "industrial_maker")
MONEY = "qualification.A.money"


def refusal(text: str, name: str, proposed: str, before: str | None = None) -> str:
    with pytest.raises(Refused) as found:
        put(text, name, before=clauses_of(text)[name].text if before is None else before, proposed=proposed)
    return found.value.code


@pytest.mark.parametrize("starter", starters(), ids=lambda starter: starter.name)
def test_every_clause_of_a_starter_stands_where_it_is_said_and_is_put_back_byte_for_byte(starter) -> None:
    found = clauses_of(starter.text)
    assert len(found) > 30
    for name, clause in found.items():
        assert starter.text[clause.start : clause.end].startswith(clause.text.split("\n")[0]), name
        assert put(starter.text, name, before=clause.text, proposed=clause.text) == starter.text, name


def test_a_clause_is_called_as_people_call_it() -> None:
    names = [MONEY, "qualification.B", "follow_up.A", "segments.process_industry", "routing", "promises.sales", ""]
    names += ["qualification", "ask", "fields.lead.project_start", "promises", "known_person", "lead_stages"]
    assert [label_of(name) for name in names] == [
        "Level A, money", "Level B", "Follow-up A", "Segment process industry", "Where leads go", "Promises of sales",
        "The edition as a whole", "Levels and criteria", "Who asks what is unknown", "Lead's project start", "Promises",
        "Window of a known person", "Lead stages",
    ]  # fmt: skip


def test_comments_after_a_clause_are_not_part_of_it_and_stay() -> None:
    text = MAKER.replace("follow_up:\n", "# what sales owes\nfollow_up:\n").replace(
        "  B:\n    first", "  # and the others\n  B:\n    first"
    )
    assert read_book(text)[0] is not None
    clause = clauses_of(text)["follow_up.A"]
    assert "others" not in clause.text
    changed = put(text, "follow_up.A", before=clause.text, proposed=clause.text.replace("attempts: 4", "attempts: 6"))
    assert changed == text.replace("attempts: 4", "attempts: 6")


def test_a_criterion_inside_braces_is_put_in_place_of_itself() -> None:
    text = MAKER.replace(
        """      market: {when: "in_segment('served_market')", otherwise: Outside the countries we serve}
      size:""",
        """      market: {when: "in_segment('served_market')", otherwise: Outside the countries we serve}
      size:""",
    )
    flow = "criteria: {x: {when: lead.budget >= 1, otherwise: Too small}, y: {when: lead.budget >= 2}}"
    text = f"samebook: 1\ntitle: T\nfields: {{lead.budget: {{type: decimal}}}}\nqualification: [{{level: A, {flow}}}]\n"
    assert read_book(text)[0] is not None
    clause = clauses_of(text)["qualification.A.x"]
    assert clause.text == "x: {when: lead.budget >= 1, otherwise: Too small}"
    new = put(text, "qualification.A.x", before=clause.text, proposed="x: {when: lead.budget >= 7}")
    assert new == text.replace(clause.text, "x: {when: lead.budget >= 7}")
    assert refusal(text, "qualification.A.x", "x: {when: lead.budget >= 7} # no") == "agreement.book_problems"


@pytest.mark.parametrize(
    ("proposed", "code"),
    [
        ("money: {when: lead.budgett >= 1}", "agreement.book_problems"),
        ("money: {", "agreement.book_problems"),
        ("mony: {when: lead.budget >= 1}", "agreement.more_than_clause"),
        ("money: {when: lead.budget >= 1}\nfoo: {when: lead.budget > 2}", "agreement.more_than_clause"),
        ("money: {when: lead.budget >= 1}\n\nfollow_up: {}", "agreement.more_than_clause"),
        ("  \n ", "agreement.nothing_proposed"),
        ("money: {when: lead.budget >= 1}\0", "book.character"),
        ('money: {when: lead.budget >= 1, otherwise: "\\uD800"}', "book.character"),
        ("money: {when: lead.budget >= 1} # " + "x" * 300_000, "book.too_long"),
    ],
)
def test_what_is_not_this_clause_alone_or_no_book_is_refused(proposed: str, code: str) -> None:
    assert refusal(MAKER, MONEY, proposed) == code


def test_a_clause_that_has_changed_since_is_not_written_over() -> None:
    assert refusal(MAKER, MONEY, "money: {when: lead.budget >= 1}", before="money: {}") == "agreement.clause_changed"
    with pytest.raises(Refused) as found:
        put("samebook: 1\n", MONEY, before="", proposed="x")
    assert found.value.code == "agreement.clause_missing"


def test_problems_that_a_draft_has_elsewhere_stop_no_clause() -> None:
    broken = MAKER.replace("lead.budget >= 20000", "lead.budgett >= 20000")
    clause = clauses_of(broken)[MONEY]
    new = put(broken, MONEY, before=clause.text, proposed=clause.text.replace("50000", "60000"))
    assert "60000" in new


def test_two_texts_differ_by_their_smallest_clauses() -> None:
    after = MAKER.replace("lead.budget >= 50000", "lead.budget >= 60000").replace("attempts: 4", "attempts: 5")
    assert [clause.name for clause, _ in clauses_changed(MAKER, after)] == [MONEY, "follow_up.A"]
    added = MAKER.replace("      timing:\n", "      extra: {when: lead.budget > 1}\n      timing:\n")
    assert [clause.name for clause, _ in clauses_changed(MAKER, added)] == ["qualification.A"]
    both = added.replace("lead.budget >= 50000", "lead.budget >= 60000")
    assert [clause.name for clause, _ in clauses_changed(MAKER, both)] == ["qualification.A"]
    meant = MAKER.replace("means: A funded project", "means: A paid project").replace(">= 50000", ">= 60000")
    assert [clause.name for clause, _ in clauses_changed(MAKER, meant)] == ["qualification.A"]
    assert clauses_changed(MAKER, MAKER) == []


def test_the_values_of_a_clause_are_changed_one_by_one() -> None:
    clause = clauses_of(MAKER)[MONEY].text
    assert [(part.key, part.value) for part in parts_of(clause)] == [
        ("when", "lead.budget >= 50000"), ("otherwise", "Budget under 50,000 EUR"),
    ]  # fmt: skip
    changed = with_values(clause, {"when": "lead.budget >= 60000", "otherwise": 'Under "60": {no}'})
    assert changed == 'money: {when: lead.budget >= 60000, otherwise: "Under \\"60\\": {no}"}'
    assert with_values(clause, {"when": "lead.budget >= 50000"}) == clause
    assert parts_of(clauses_of(MAKER)["qualification.A"].text) == [], "more than names and values"


def test_a_folded_value_is_replaced_and_what_follows_stays() -> None:
    clause = clauses_of(MAKER)["segments.process_industry"].text
    assert [part.key for part in parts_of(clause)] == ["means", "when", "because"]
    changed = with_values(clause, {"when": "account.industry in ('chemicals', 'food')"})
    new = put(MAKER, "segments.process_industry", before=clause, proposed=changed)
    book, problems = read_book(new)
    assert book is not None, problems
    assert book.segments["process_industry"].when.text == "account.industry in ('chemicals', 'food')"
    assert book.segments["process_industry"].because == read_book(MAKER)[0].segments["process_industry"].because
