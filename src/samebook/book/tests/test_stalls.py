"""Roles, causes of stalls, their rules and the promise of plays in a Book: what is read, what is refused, and where."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from samebook.__main__ import main
from samebook.book import read_book
from samebook.book.groups import DEFAULT_ROLES, KINDS
from samebook.book.pipelines import DECISIONS, PipelineStage
from samebook.book.stalls import DEFAULT_CAUSES, DEFAULT_RULES, StallRule, rules_with
from samebook.book.stalls_in_words import rule_in_words

HEAD = """samebook: 1
title: Test
qualification:
  - level: A
    criteria:
      market: {when: "lead.country = 'DE'"}
"""
TEXT = """pipelines:
  - name: first_sale
    stages:
      - {name: discovery, decision: start_project, expected_days: 20}
      - {name: proposal, decision: choose_vendor}
roles:
  doubter: {label: Wants to be sure, means: Asks for one more proof., kind: stalls, because: Eight of ten do.}
  signer:
    label: Signs
    means: Puts the name under it.
    kind: decides
    decisions: [choose_vendor]
    required: true
stall_causes:
  audit: {label: Audit, means: Their auditors look at us.}
  silence: {label: Nothing heard, means: Nothing comes back., because: It is the commonest.}
stalls:
  put_off: {kind: close_date_moved, times: 3, days: 45, cause: audit, because: Then it is no chance.}
  old: {kind: age_in_stage, days: 40, stage: proposal}
  quiet: {kind: no_reply, days: 8, cause: silence}
  moved: {kind: meeting_moved, times: 2}
promises:
  plays: {within_days: 5, because: A sale waits for it.}
"""


def book(text: str = TEXT):
    found, problems = read_book(HEAD + text)
    assert not problems, problems
    assert found is not None
    return found


def test_a_role_has_label_meaning_kind_and_the_decisions_that_need_it() -> None:
    doubter, signer = book().roles
    assert (doubter.name, doubter.label, doubter.kind, doubter.decisions) == (
        "doubter", "Wants to be sure", "stalls", DECISIONS,
    )  # fmt: skip
    assert (doubter.required, doubter.because) == (False, "Eight of ten do.")
    assert [signer.required_in(each) for each in DECISIONS] == [False, True]


def test_causes_rules_and_the_promise_of_plays_are_read_in_their_order() -> None:
    found = book()
    assert [(each.name, each.label, each.because) for each in found.stall_causes] == [
        ("audit", "Audit", None), ("silence", "Nothing heard", "It is the commonest."),
    ]  # fmt: skip
    assert found.stall_rules == (
        StallRule("put_off", "close_date_moved", "audit", 3, 45, None, "Then it is no chance."),
        StallRule("old", "age_in_stage", None, None, 40, "proposal"),
        StallRule("quiet", "no_reply", "silence", None, 8),
        StallRule("moved", "meeting_moved", None, 2),
    )
    assert found.play_promise is not None
    assert (found.play_promise.within_days, found.play_promise.because) == (5, "A sale waits for it.")


@pytest.mark.parametrize(
    ("before", "after", "code", "at"),
    [
        ("label: Signs", "label: Wants to be sure", "book.repeated", 14),
        ("kind: decides", "kind: says_yes", "book.unknown", 17),
        ("[choose_vendor]", "[choose_vendor, choose_vendor]", "book.repeated", 18),
        ("[choose_vendor]", "[buy]", "book.unknown", 18),
        ("[choose_vendor]", "[]", "book.empty", 14),
        ("required: true", "required: often", "book.unknown", 19),
        ("    label: Signs\n", "", "book.missing", 15),
        ("signer:", "Signer:", "book.name", 14),
        ("signer:", "doubter:", "book.duplicate_key", 14),
        ("{label: Audit, means", "{means", "book.missing", 21),
        ("label: Audit", "label: Nothing heard", "book.repeated", 22),
        ("cause: audit", "cause: audits", "book.unknown_cause", 24),
        ("stage: proposal", "stage: negotiation", "book.unknown_stage", 25),
        ("times: 3", "times: 0", "book.number", 24),
        ("days: 45", "days: 3651", "book.number", 24),
        ("days: 45", "days: soon", "book.number", 24),
        ("kind: no_reply, days: 8", "kind: no_reply", "book.missing", 26),
        ("kind: no_reply", "kind: age_in_stage, times: 2", "book.unknown_key", 26),
        ("{kind: meeting_moved, times: 2}", "{times: 2}", "book.missing", 27),
        ("kind: meeting_moved", "kind: meeting_lost", "book.unknown", 27),
        ("within_days: 5", "within_days: 0", "book.number", 29),
        ("{within_days: 5, because", "{because", "book.missing", 29),
        ("plays: {within_days: 5, because: A sale waits for it.}", "plays: [5]", "book.shape", 29),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_is_refused_with_its_line(before, after, code, at) -> None:
    text = HEAD + TEXT
    assert before in text
    found, problems = read_book(text.replace(before, after, 1))
    assert found is None
    assert (code, at) in {(problem.code, problem.line) for problem in problems}


@pytest.mark.parametrize("section", ["roles", "stall_causes", "stalls"])
@pytest.mark.parametrize(("written", "code"), [("{}", "book.empty"), ("[a]", "book.shape"), ("x", "book.shape")])
def test_a_section_without_entries_is_refused(section, written, code) -> None:
    found, problems = read_book(f"{HEAD}{section}: {written}\n")
    assert (found, {problem.code for problem in problems}) == (None, {code})


def test_a_rule_of_age_without_days_needs_a_stage_that_gives_its_usual_ones() -> None:
    assert book(TEXT.replace("days: 40, stage: proposal", "stage: discovery")).stall_rules[1].days is None
    _, problems = read_book(HEAD + TEXT.replace("days: 40, stage: proposal", "stage: proposal"))
    assert [(problem.code, problem.line) for problem in problems] == [("book.missing", 25)]


@pytest.mark.parametrize(
    ("rule", "usual", "days"),
    [
        (StallRule("a", "age_in_stage", days=60), None, 60),
        (StallRule("a", "age_in_stage", days=60), 20, 20),
        (StallRule("a", "age_in_stage", days=60, stage="proposal"), 20, 60),
        (StallRule("a", "age_in_stage", stage="proposal"), 20, 20),
        (StallRule("a", "age_in_stage", days=60, stage="talks"), 20, None),
        (StallRule("a", "age_in_stage"), None, None),
        (StallRule("a", "no_reply", days=10), 20, None),
    ],
)
def test_the_days_of_a_stage_come_before_those_of_a_rule_that_does_not_name_it(rule, usual, days) -> None:
    assert rule.days_in(PipelineStage("proposal", "choose_vendor", expected_days=usual)) == days


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            StallRule("a", "close_date_moved", times=2, days=30),
            "the expected close date was put off twice or by 30 days in",
        ),
        (StallRule("a", "close_date_moved", times=1), "the expected close date was put off once"),
        (
            StallRule("a", "age_in_stage", days=60),
            "longer in a stage than its usual days, or than 60 days where it gives",
        ),
        (StallRule("a", "age_in_stage", stage="first_talk"), "a sale is longer in first talk than its usual days"),
        (StallRule("a", "no_reply", "audit", days=1), "nothing came back for 1 business day; it points to “Audit”"),
        (StallRule("a", "meeting_moved", "gone", times=3), "a meeting was put off 3 times; it points to “gone”"),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_a_rule_is_said_as_a_sentence(rule, said) -> None:
    assert said in rule_in_words(rule, {"audit": "Audit"})
    assert rule_in_words(StallRule("a", rule.kind)) in (
        "",
        "A stall is proposed when a sale is longer in a stage than its usual days",
    )


def test_the_command_tells_them(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(HEAD + TEXT)
    out = CliRunner().invoke(main, ["book", "explain", str(path)]).stdout
    assert "  signer (Signs): decides, required to choose vendor.\n" in out
    assert "  audit (Audit): Their auditors look at us.\n" in out
    assert (
        "  quiet: A stall is proposed when nothing came back for 8 business days; it points to “Nothing heard”.\n"
        in out
    )
    assert "A play that sales asks for is ready within 5 business days.\n" in out


def test_a_book_without_the_sections_leaves_the_defaults_to_hold() -> None:
    found = book("")
    assert (found.roles, found.stall_causes, found.stall_rules, found.play_promise) == ((), (), (), None)


def test_the_defaults_are_as_a_book_may_say_them() -> None:
    assert {each.kind for each in DEFAULT_ROLES} == set(KINDS)
    assert len({each.label for each in DEFAULT_ROLES}) == len({each.name for each in DEFAULT_ROLES}) == 9
    assert {each.name for each in DEFAULT_ROLES if each.required_in("start_project")} == {
        "decision_maker", "champion",
    }  # fmt: skip
    assert {each.name for each in DEFAULT_ROLES if each.required_in("choose_vendor")} == {
        "nay_sayer", "decision_maker", "champion",
    }  # fmt: skip
    assert {each.cause for each in DEFAULT_RULES} <= {None, *(each.name for each in DEFAULT_CAUSES)}


def test_a_default_rule_points_to_no_cause_that_the_book_has_not() -> None:
    assert rules_with(DEFAULT_CAUSES) == DEFAULT_RULES
    assert {each.cause for each in rules_with(book().stall_causes)} == {None, "silence"}
    assert {each.cause for each in rules_with(book().stall_causes[:1])} == {None}
