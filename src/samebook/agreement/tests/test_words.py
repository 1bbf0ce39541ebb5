"""A text in words hides nothing of it, leads from word to definition and back, and is compared in sentences."""

import re
from collections.abc import Iterator
from copy import deepcopy

import pytest

from samebook.agreement.editor.differing import Change, Line, differences
from samebook.agreement.editor.kinds import CONDITIONS, KINDS
from samebook.agreement.editor.links import texts_of
from samebook.agreement.editor.measuring import measure_in_words
from samebook.agreement.editor.parts import Part, every_part, parts_of
from samebook.agreement.editor.reading import Reading
from samebook.agreement.editor.words import clause_in_words, in_words
from samebook.agreement.starters import starters
from samebook.book import read_book
from samebook.book.editing.spans import Path
from samebook.book.editing.values import value_at

MAKER = next(starter.text for starter in starters() if starter.name == "industrial_maker")
EVERYTHING = """samebook: 1
title: Everything that a Book can say
scope: company
calendar: main
fields:
  lead.need: {type: text, ask: For what?, means: The need., choices: [plant, part], filterable: true, because: We ask.}
  lead.budget: {type: decimal, unit: EUR, fresh_for: 12 months}
segments:
  home: {means: Near us., when: "lead.country = 'DE'", because: We drive there.}
lead_stages:
  - {name: in, means: It came., when: "lead.status = 'received'", because: It begins so.}
qualification:
  - level: A
    means: Good.
    because: They buy.
    criteria:
      near: {when: "in_segment('home')", otherwise: Far, because: Driving costs.}
follow_up:
  A: {first_attempt: 1 business hour, attempts: 2, within: 3 business days, answer_within: 4 business days,
      escalate_to: sales_manager, record_within: 5 business days, because: It cools.}
ask: {owner: telesales, attempts: 3, within: 10 business days, because: They can.}
routing:
  - {to: dach, when: "lead.country = 'DE'", levels: [A], because: They know it.}
recycle: {after: 6 months, when: lead.budget is null, because: Times change.}
known_person: {window: 90 days, because: They know us.}
rejection_reasons:
  poor: {means: No money., because: It happens.}
not_a_lead:
  spam: Nonsense.
promises:
  marketing:
    - {level: A, leads: 60, per: month, territory: dach, because: The plan.}
  sales:
    - {level: A, follow_up: 95 %, because: We can.}
  plays: {within_days: 5, because: It waits.}
pipelines:
  - name: first
    means: A first sale.
    because: Others are easier.
    stages:
      - {name: talk, means: We talk., decision: start_project, exit: opportunity.people > 1, expected_days: 9,
         because: So.}
won_reasons:
  near: {means: We are near., because: It counts.}
lost_reasons:
  dear: {means: Too dear., because: We ask.}
roles:
  signer: {label: Signs, means: Signs it., kind: decides, decisions: [choose_vendor], required: true, because: Law.}
  user: {label: Uses it, means: Works with it., kind: takes_part}
stall_causes:
  audit: {label: Audit, means: Auditors., because: It takes months.}
stalls:
  put_off: {kind: close_date_moved, times: 2, days: 30, cause: audit, because: We counted.}
  old: {kind: age_in_stage, stage: talk, days: 40}
  usual: {kind: age_in_stage, days: 60}
  quiet: {kind: no_reply, days: 8}
  moved: {kind: meeting_moved, times: 1}
measures:
  share: {means: Share of leads., over: leads, time: won_on, by: [source], when: level = 'A',
    expression: count_if(won_on is not null) / count(*), unit: share, because: We look.}
  number: {means: Leads., over: leads, time: won_on, expression: count(*)}
  each: {means: One for each., ratio: {of: number, to: number}}
  so_far: {means: So far., cumulative: number, from: fiscal year}
  more: {means: More., change: number, against: year before}
  older: {means: As it was., expression: count_if(won) / count(*)}
"""


def otherwise(said: str) -> Iterator[str]:
    """Other conditions that could stand in a condition's place; which of them can be read is tried."""
    yield re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), said, count=1)
    yield re.sub(r"in_segment\('\w+'\)", "in_segment('served_market')", said)
    yield re.sub(r"'(\w+)'", "'other'", said, count=1)
    yield "lead.country is null"
    yield "opportunity.people > 2"


def shown(reading: Reading) -> list[str]:
    """Every word that the page of a text shows."""
    parts = every_part(parts_of(reading))
    return [said for part in parts for said in (part.name, part.means, part.says, part.otherwise, part.because)] + [
        said for part in parts for pair in part.facts if not part.is_named_whole for said in pair
    ]


def another(reading: Reading, path: Path, said: str) -> str:
    """What else could stand at a place: another condition, or a letter more."""
    if path[-1] not in CONDITIONS:
        return f"{said}x"
    section = "pipeline_stages" if path[-1] == "exit" else "measures:leads" if path[0] == "measures" else "stages"
    return next(each for each in otherwise(said) if each != said and reading.says(each, section))


def test_the_book_that_says_everything_is_one_and_says_everything() -> None:
    book, problems = read_book(EVERYTHING)
    assert book is not None, problems
    for kind in KINDS:
        found = Reading(EVERYTHING).at(*kind.path)
        entries = found if isinstance(found, list) else list(found.values()) if kind.by == "name" else [found]  # type: ignore[union-attr]
        entries = [entries[0]["criteria"]["near"]] if kind.section == "criteria" else entries
        entries = entries[0]["stages"] if kind.section == "pipeline_stages" else entries
        said = {name for entry in entries if isinstance(entry, dict) for name in entry}
        assert kind.section == "not_a_lead" or {each.name for each in kind.inputs} <= said, kind.section


def test_whatever_is_changed_in_a_book_is_changed_in_its_words_and_told_as_a_difference() -> None:
    reading = Reading(EVERYTHING)
    before = shown(reading)
    paths = [(path, said) for path, said in texts_of(reading.data) if path != ("samebook",)]
    assert len(paths) > 60
    for path, said in paths:
        data = deepcopy(reading.data)
        value_at(data, path[:-1])[path[-1]] = another(reading, path, said)  # type: ignore[index]
        changed = reading.holding(data)
        assert shown(changed) != before, f"{path} is signed and not shown"
        found = differences(reading, changed)
        assert any(change.lines for change in found), f"{path} is changed and not told"


def changes(before: str, after: str) -> list[Change]:
    return differences(Reading(before), Reading(after))


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(change.what, change.name) for change in changes(before, after)]


def test_a_difference_is_told_in_sentences_before_and_after() -> None:
    [change] = changes(MAKER, MAKER.replace("lead.budget >= 50000", "lead.budget >= 60000"))
    assert change.name == "Level A, money"
    before, after = "The lead's budget is at least 50,000 EUR.", "The lead's budget is at least 60,000 EUR."
    assert change.lines == [Line("When", before, after)]


def test_what_is_new_gone_renamed_or_moved_is_told_as_that() -> None:
    assert told(MAKER, MAKER.replace("  duplicate: We already work on this with someone else there.\n", "")) == [
        ("gone", "Reason for rejection: Duplicate")
    ]
    assert told(MAKER, MAKER.replace("rejection_reasons:\n", "rejection_reasons:\n  late: Too late.\n")) == [
        ("new", "Reason for rejection: Late")
    ]
    assert told(MAKER, MAKER.replace("heavy_user:", "large:")) == [("renamed", "Segment: Large")]
    rules = MAKER.replace("""  - {when: "coalesce(lead.country, account.country) = 'IT'", to: italy}\n""", "").replace(
        "routing:\n", """routing:\n  - {when: "coalesce(lead.country, account.country) = 'IT'", to: italy}\n"""
    )
    [change] = changes(MAKER, rules)
    assert (change.what, change.name, change.lines) == (
        "moved",
        "Rule: To italy",
        [Line("Place", "number 7", "number 1")],
    )
    swapped = MAKER.replace("level: A", "level: X").replace("level: B", "level: A").replace("level: X", "level: B")
    assert ("moved", "Levels and criteria") in told(MAKER, swapped)


def test_what_is_only_written_otherwise_is_no_difference_or_says_so() -> None:
    assert changes(MAKER, MAKER.replace("# ", "#") + "# the end\n") == []
    [change] = changes(MAKER, MAKER.replace("lead.budget >= 50000", "lead.budget  >=  50000"))
    assert change.lines == []


def part_named(text: str, clause: str) -> Part:
    return next(part for part in every_part(parts_of(Reading(text))) if part.clause == clause)


def test_words_lead_to_their_definitions_and_definitions_to_where_they_are_used() -> None:
    industry, heavy = part_named(MAKER, "segments.process_industry"), part_named(MAKER, "segments.heavy_user")
    assert [use.label for use in industry.uses] == ["Segment heavy user", "Industry of level A"]
    assert [use.clause for use in heavy.speaks_of] == ["segments.process_industry", "fields.account.employees"]
    for part in every_part(parts_of(Reading(MAKER))):
        for use in part.speaks_of:
            there = next(each for each in every_part(parts_of(Reading(MAKER))) if each.anchor == use.anchor)
            assert part.anchor in [back.anchor for back in there.uses], "both ways"


def test_a_name_in_quotes_is_no_use_of_a_field() -> None:
    text = MAKER.replace("lead.need in ('new_plant',", "lead.need in ('lead.budget', 'new_plant',")
    assert "Segment has project" not in [use.label for use in part_named(text, "fields.lead.budget").uses]


def test_what_is_wrong_points_at_its_clause_and_the_form_of_it() -> None:
    words = in_words(Reading(MAKER.replace("lead.budget >= 50000", "lead.budgett >= 50000")), {})
    [fault] = words.faults
    assert fault.use is not None
    assert (fault.label, fault.use.section, fault.use.key) == ("Money of level A", "criteria", "0.money")
    levels = words.sections[0].parts
    assert "Did you mean 'lead.budget'?" in levels[0].inner[3].problems[0]


def test_a_clause_is_told_in_a_few_sentences() -> None:
    reading = Reading(MAKER)
    assert clause_in_words(reading, "qualification.A.money") == (
        "The lead's budget is at least 50,000 EUR. Otherwise: Budget under 50,000 EUR."
    )
    assert clause_in_words(reading, "promises.sales").startswith("95 % of the leads of level A followed up on time.")
    assert clause_in_words(reading, "nothing") == ""


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("count_if(first_attempt_on_time) / count(*)", "share of those with: first attempt on time"),
        ("count_if(outcome = 'not_won')", "number of those with: outcome “not won”"),
        ("count(*)", "number of all"),
        ("sum(lead.budget)", "sum of lead’s budget"),
        ("count_if(a) / count_if(b)", ""),
    ],
)
def test_a_formula_is_said_in_words_where_they_say_all_of_it(formula: str, words: str) -> None:
    assert measure_in_words(formula) == words


def test_choices_scopes_and_territories_are_said_in_plain_words() -> None:
    text = MAKER.replace("scope: company", "scope: country PL")
    reading = Reading(text).naming({"dach": "DACH"})
    assert "“new plant”" in reading.says("lead.need = 'new_plant'")
    assert reading.label(("routing", 0)) == "Rule 1, to DACH"
    general = next(group for group in parts_of(reading, {}) if group.kind.section == "general").parts[0]
    assert ("Scope", "Poland") in general.lines
