"""Roles, causes, rules of stalls and the promise of plays in the forms of the agreement, the text kept besides."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from samebook.agreement import actions
from samebook.agreement.clauses import clauses_changed, clauses_of, label_of
from samebook.agreement.editor.changing import changed, check, without
from samebook.agreement.editor.countering import counter_changes
from samebook.agreement.editor.differing import differences
from samebook.agreement.editor.kinds import BY_SECTION
from samebook.agreement.editor.meanwhile import standing
from samebook.agreement.editor.parts import every_part, parts_of, with_usual
from samebook.agreement.editor.reading import Reading
from samebook.agreement.editor.selling import stage_labels
from samebook.agreement.editor.words import clauses_in_words
from samebook.agreement.models import Edition
from samebook.book import read_book
from samebook.buying.terms import Stage
from samebook.kernel.refusals import Refused
from samebook.web.tests.cast import Cast, assemble

ROLE, CAUSE, RULE, PLAYS, STAGE, PIPELINE = (
    BY_SECTION[each] for each in ("roles", "stall_causes", "stalls", "plays", "pipeline_stages", "pipelines")
)
BARE = """samebook: 1
title: Ours

qualification:
  - level: A
    criteria:
      market: {when: "lead.country = 'DE'"}
"""
TEXT = (
    BARE
    + """promises:
  # what both owe
  sales:
    - {follow_up: 95 %}
  plays: {within_days: 5}   # from March
pipelines:
  - name: first
    stages:
      - {name: talk, decision: start_project}
      - {name: offer, decision: choose_vendor}
  - name: again
    stages:
      - {name: offer, decision: choose_vendor}
# whom we meet
roles:
  doubter: {label: Wants to be sure, means: One more proof., kind: stalls}
  signer: {label: Signs, means: The name under it., kind: decides, decisions: [choose_vendor], required: true}
stall_causes:
  audit: {label: Audit, means: Auditors.}   # since 2025
  silence: {label: Silence, means: Nothing.}
stalls:
  old:   # agreed in May
    kind: age_in_stage
    stage: talk
    days: 40
    cause: audit
    because: We looked at forty sales.
  quiet: {kind: no_reply, days: 8, cause: silence}
measures:
  audited: {means: Stalls of audits., expression: "count_if(cause = 'audit')"}
"""
)


def sound(text: str):
    book, problems = read_book(text)
    assert book is not None, problems
    return book


def test_every_entry_is_read_as_a_sentence() -> None:
    said = {part.clause: (part.name, part.says) for part in every_part(parts_of(Reading(TEXT)))}
    assert said["roles.doubter"] == (
        "Wants to be sure", "Holds up the decision to start the project and the choice of the vendor.",
    )  # fmt: skip
    assert said["roles.signer"] == (
        "Signs", "Takes the choice of the vendor. A group without anybody in it is incomplete.",
    )  # fmt: skip
    assert said["stalls.old"] == (
        "Old", "A stall is proposed when a sale is more than 40 days in talk; it points to “Audit”.",
    )  # fmt: skip
    assert said["stalls.quiet"][1] == (
        "A stall is proposed when nothing came back for 8 business days; it points to “Silence”."
    )
    assert said["promises.plays"] == ("Promise of plays", "It is ready within 5 business days.")
    assert clauses_in_words(Reading(TEXT))["stall_causes.audit"] == "Auditors."


def test_an_entry_is_changed_and_no_other_byte() -> None:
    reading = Reading(TEXT)
    made = changed(
        reading, RULE, "old", {"kind": "age_in_stage", "stage": "talk", "days": "30", "cause": "audit"}, "old"
    )
    assert made.text == TEXT.replace("days: 40", "days: 30")
    assert check(reading, made.text, made.path).problems == []
    owed = changed(reading, PLAYS, "-", {"within_days": "7"})
    assert owed.text == TEXT.replace("within_days: 5", "within_days: 7")
    role = {"label": "Signs", "means": "The name under it.", "kind": "decides", "decisions": ["choose_vendor"]}
    assert changed(reading, ROLE, "signer", role | {"required": None}, "signer").text == TEXT.replace(
        ", required: true}", "}"
    )


def test_another_name_of_a_cause_goes_with_its_rules_and_measures() -> None:
    made = changed(Reading(TEXT), CAUSE, "audit", {"label": "Audit", "means": "Auditors."}, "inspection")
    assert made.text == TEXT.replace("audit: {label", "inspection: {label").replace(
        "cause: audit", "cause: inspection"
    ).replace("cause = 'audit'", "cause = 'inspection'")
    assert made.renaming is not None
    assert [use.label for use in made.renaming.places] == ["Rule of stalls: old", "Measure audited"]
    assert made.renaming.clauses == {"stall_causes.audit": "stall_causes.inspection"}
    sound(made.text)


def test_another_name_of_a_stage_goes_with_the_rules_that_can_mean_no_other() -> None:
    made = changed(Reading(TEXT), STAGE, "0.0", {"name": "first_talk", "decision": "start_project"})
    assert made.text == TEXT.replace("name: talk", "name: first_talk").replace("stage: talk", "stage: first_talk")
    on_offer = TEXT.replace("stage: talk", "stage: offer")
    two = changed(Reading(on_offer), STAGE, "0.1", {"name": "quote", "decision": "choose_vendor"})
    assert two.text == on_offer.replace("name: offer", "name: quote", 1)
    assert sound(two.text).stall_rules[0].stage == "offer"


def test_what_a_rule_names_stays_and_is_shown_on_both_sides() -> None:
    reading = Reading(TEXT)
    assert [use.key for use in reading.uses(CAUSE, "audit")] == ["old"]
    assert [use.section for use in reading.spoken_of(RULE, "old")] == ["pipeline_stages", "stall_causes"]
    assert reading.spoken_of(RULE, "old")[-1].label == "Cause of stalls: Audit"
    with pytest.raises(Refused) as used:
        without(reading, CAUSE, "audit")
    assert used.value.code == "book.in_use"
    free = TEXT.replace("    cause: audit\n", "")
    assert without(Reading(free), CAUSE, "audit") == free.replace(
        "  audit: {label: Audit, means: Auditors.}   # since 2025\n", ""
    )
    lonely = without(reading, STAGE, "0.0")
    with pytest.raises(Refused) as gone:
        check(reading, lonely, ())
    assert gone.value.code == "book.unknown_stage"


@pytest.mark.parametrize(
    ("kind", "values", "count"),
    [
        (ROLE, {"label": "Signs", "means": "Signs it.", "kind": "decides"}, 10),
        (CAUSE, {"label": "Audit", "means": "Auditors."}, 11),
        (RULE, {"kind": "no_reply", "days": "20"}, 5),
    ],
    ids=lambda value: getattr(value, "section", ""),
)
def test_the_first_own_entry_stands_beside_the_usual_ones(kind, values, count) -> None:
    reading = Reading(BARE)
    made = changed(reading, kind, "+", values, "own")
    book = check(reading, made.text, made.path) and sound(made.text)
    assert made.text.startswith(BARE)
    entries = {"roles": book.roles, "stall_causes": book.stall_causes, "stalls": book.stall_rules}[kind.section]
    assert (len(entries), entries[-1].name) == (count, "own")
    again = changed(Reading(made.text), kind, "+", values | ({"label": "Other"} if "label" in values else {}), "two")
    found = sound(again.text)
    assert len(
        {"roles": found.roles, "stall_causes": found.stall_causes, "stalls": found.stall_rules}[kind.section]
    ) == (count + 1)


@pytest.mark.parametrize(("kind", "count"), [(ROLE, 9), (CAUSE, 10), (RULE, 4)], ids=["roles", "causes", "rules"])
def test_the_usual_ones_are_listed_while_the_text_has_none(kind, count) -> None:
    groups = {each.kind.section: each for each in with_usual(Reading(BARE), parts_of(Reading(BARE)))}
    assert (groups[kind.section].parts, len(groups[kind.section].usual)) == ([], count)
    assert all(part.name and (part.means or part.says) for part in groups[kind.section].usual)
    own = {each.kind.section: each for each in with_usual(Reading(TEXT), parts_of(Reading(TEXT)))}
    assert own[kind.section].usual == []


def test_a_usual_one_that_is_changed_stands_among_the_others_once() -> None:
    made = changed(Reading(BARE), CAUSE, "+", {"label": "No answer", "means": "Nothing comes."}, "silence")
    book = sound(made.text)
    assert [each.label for each in book.stall_causes if each.name == "silence"] == ["No answer"]
    assert len(book.stall_causes) == 10


def test_the_usual_rules_beside_own_causes_point_to_none_that_is_not_there() -> None:
    text = BARE + "stall_causes: {audit: {label: Audit, means: Auditors.}}\n"
    made = changed(Reading(text), RULE, "+", {"kind": "meeting_moved", "times": "3"}, "own")
    assert [each.cause for each in sound(made.text).stall_rules] == [None] * 5


def test_the_first_promise_of_plays_stands_beside_the_other_promises() -> None:
    bare = TEXT.replace("  plays: {within_days: 5}   # from March\n", "")
    made = changed(Reading(bare), PLAYS, "-", {"within_days": "5"})
    assert made.text == TEXT.replace("   # from March", "")
    assert without(Reading(made.text), PLAYS, "-") == bare
    alone = changed(Reading(BARE), PLAYS, "-", {"within_days": "5"})
    assert sound(alone.text).play_promise is not None


def test_what_another_text_says_is_told_part_by_part() -> None:
    [change] = differences(Reading(TEXT), Reading(TEXT.replace("days: 40", "days: 50")))
    assert (change.name, [(line.label, line.before, line.after) for line in change.lines]) == (
        "Rule of stalls: Old", [("So many days", "40", "50")],
    )  # fmt: skip
    [needed] = differences(Reading(TEXT), Reading(TEXT.replace(", decisions: [choose_vendor], required: true", "")))
    assert [(line.before, line.after) for line in needed.lines] == [("choose the vendor", ""), ("yes", "")]
    [owed] = differences(Reading(TEXT), Reading(TEXT.replace("within_days: 5", "within_days: 3")))
    assert (owed.name, owed.lines[0].after) == ("Promise of plays", "3")
    renamed = changed(Reading(TEXT), ROLE, "doubter", {}, "sceptic").text
    [name] = differences(Reading(TEXT), Reading(renamed))
    assert (name.what, name.lines[0].before, name.lines[0].after) == ("renamed", "doubter", "sceptic")


@pytest.mark.parametrize(
    ("clause", "label", "before", "after"),
    [
        ("roles.signer", "Role signer", "required: true", "required: false"),
        ("stall_causes.audit", "Cause of stalls: audit", "Auditors.", "Their auditors."),
        ("stalls.old", "Rule of stalls: old", "days: 40", "days: 30"),
        ("promises.plays", "Promise of plays", "within_days: 5", "within_days: 10"),
    ],
)
def test_an_entry_is_a_clause_that_is_talked_about_and_countered(clause, label, before, after) -> None:
    found = clauses_of(TEXT)[clause]
    assert label_of(clause) == label
    proposed = found.text.replace(before, after)
    assert proposed != found.text
    [change] = counter_changes(Reading(TEXT), clause, before=found.text, proposed=proposed) or []
    assert change.lines[0].before != change.lines[0].after
    [(changed_, said)] = clauses_changed(TEXT, TEXT.replace(before, after))
    assert (changed_.name, said) == (clause, proposed)


def test_an_entry_is_found_again_after_others_changed_the_text() -> None:
    later = TEXT.replace("  silence: {label: Silence, means: Nothing.}\n", "").replace(", cause: silence", "")
    assert standing(Reading(TEXT), Reading(later), CAUSE, "audit").what == "same"
    assert standing(Reading(TEXT), Reading(later), CAUSE, "silence").what == "gone"
    assert standing(Reading(TEXT), Reading(later), RULE, "quiet").what == "changed"
    owed = TEXT.replace("within_days: 5", "within_days: 9")
    assert standing(Reading(TEXT), Reading(owed), PLAYS, "-").what == "changed"


names = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_renamed_there_and_back_a_text_is_as_it_was(data: st.DataObject) -> None:
    kind, key = data.draw(st.sampled_from([(ROLE, "doubter"), (CAUSE, "audit"), (RULE, "old")]))
    name = data.draw(names.filter(lambda each: each not in ("doubter", "signer", "audit", "silence", "old", "quiet")))
    there = changed(Reading(TEXT), kind, key, {}, name)
    assert sound(there.text)
    assert changed(Reading(there.text), kind, name, {}, key).text == TEXT


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_an_entry_added_and_taken_out_again_leaves_every_byte(data: st.DataObject) -> None:
    kind, values = data.draw(
        st.sampled_from(
            [
                (ROLE, {"label": "New", "means": "New.", "kind": "takes_part", "decisions": ["start_project"]}),
                (CAUSE, {"label": "New", "means": "New: yes # no"}),
                (RULE, {"kind": "close_date_moved", "times": "3", "cause": "audit"}),
            ]
        )
    )
    name = data.draw(names.filter(lambda each: each not in ("doubter", "signer", "audit", "silence", "old", "quiet")))
    added = changed(Reading(TEXT), kind, "+", values, name).text
    assert sound(added)
    assert without(Reading(added), kind, name) == TEXT


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


@pytest.fixture
def draft(cast: Cast) -> Edition:
    return actions.draft_edition(cast.actor("marketing"), text=TEXT, at=datetime.now(UTC))


def sent_to(cast: Cast, draft: Edition, section: str, key: str, **values: str):
    url = reverse("agreement:form_part", args=[draft.pk, section, key])
    said = {"seen_hash": draft.content_hash, "act": "save"} | values
    return cast.client("marketing").post(url, said)


@pytest.mark.parametrize(
    ("section", "key", "values", "stands"),
    [
        ("roles", "+", {"name": "Purchasing board", "label": "Approves", "means": "Says yes last.", "kind": "decides",
            "decisions": "choose_vendor", "required": "on"},
            "    decisions: [choose_vendor]\n    required: true\n"),
        ("stall_causes", "+", {"name": "Holidays", "label": "Holidays", "means": "They are away."},
            "  holidays: {label: Holidays, means: They are away.}"),
        ("stalls", "+", {"name": "Moved", "kind": "meeting_moved", "times": "3", "cause": "audit"},
            '  moved: {kind: meeting_moved, times: "3", cause: audit}'),
        ("plays", "-", {"within_days": "10"}, "  plays: {within_days: 10}   # from March"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 14 else "",
)  # fmt: skip
def test_a_person_who_sees_no_yaml_adds_it_in_its_form(cast, draft, section, key, values, stands) -> None:
    answer = sent_to(cast, draft, section, key, **values)
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    assert stands.replace('"', "") in draft.text.replace('"', "")
    sound(draft.text)


@pytest.mark.parametrize(
    ("section", "key", "values", "told"),
    [
        ("roles", "signer", {"name": "signer", "label": "Wants to be sure", "means": "x", "kind": "decides"}, "Two"),
        ("roles", "signer", {"name": "signer", "label": "", "means": "x", "kind": "decides"}, "required"),
        ("roles", "signer", {"name": "signer", "label": "Signs", "means": "x", "kind": "nods"}, "valid choice"),
        ("stalls", "old", {"name": "old", "kind": "no_reply", "stage": "talk", "days": "3"}, "does not go by stage"),
        ("stalls", "old", {"name": "old", "kind": "age_in_stage", "days": "3", "stage": "x"}, "valid choice"),
        ("stalls", "old", {"name": "old", "kind": "age_in_stage"}, "does not say after how much"),
        ("stalls", "old", {"name": "old", "kind": "no_reply", "days": "-1"}, "whole number"),
        ("plays", "-", {"within_days": "soon"}, "whole number"),
    ],
)  # fmt: skip
def test_what_the_book_refuses_is_told_in_the_form(cast, draft, section, key, values, told) -> None:
    answer = sent_to(cast, draft, section, key, **values)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    draft.refresh_from_db()
    assert draft.text == TEXT


def test_causes_and_stages_are_chosen_by_their_names(cast: Cast, draft: Edition) -> None:
    page = (
        cast.client("marketing").get(reverse("agreement:form_part", args=[draft.pk, "stalls", "old"])).content.decode()
    )
    assert '<option value="audit" selected>Audit</option>' in page
    assert '<option value="talk" selected>Talk</option>' in page
    assert "nothing comes back" in page
    new = reverse("agreement:form_part", args=[draft.pk, "roles", "+"])
    assert "The usual" not in cast.client("marketing").get(new).content.decode()


def test_a_draft_lists_what_holds_now_and_takes_one_over(cast: Cast) -> None:
    client, by = cast.client("marketing"), cast.actor("marketing")
    bare = actions.draft_edition(by, text=BARE, at=datetime.now(UTC))
    forms = client.get(reverse("agreement:forms", args=[bare.pk])).content.decode()
    there = reverse("agreement:form_part", args=[bare.pk, "stall_causes", "+"])
    assert f"{there}?usual=silence" in forms
    page = client.get(f"{there}?usual=silence").content.decode()
    assert 'value="silence"' in page
    assert "readonly" in page
    for odd in ("weather", "../x", "0"):
        assert client.get(there, {"usual": odd}).status_code == 200
    said = {"name": "silence", "label": "No answer", "means": "Nothing comes.", "seen_hash": bare.content_hash}
    assert client.post(there, {**said, "act": "save"}).status_code == 302
    bare.refresh_from_db()
    assert "label: No answer" in bare.text
    assert "usual=silence" not in client.get(reverse("agreement:forms", args=[bare.pk])).content.decode()


ODD = ("[a, b]", "{a: b}", "", "[[x]]", "{kind: [no_reply], days: {x: 1}}", '"x\\ty"')


@pytest.mark.parametrize("odd", ODD)
def test_a_draft_of_odd_shapes_is_shown_with_what_is_wrong_in_it(cast: Cast, draft: Edition, odd: str) -> None:
    client = cast.client("marketing")
    sections = {"roles": "signer", "stall_causes": "audit", "stalls": "old", "plays": "-"}
    entries = {
        "roles": "label means kind decisions required because", "stall_causes": "label means because",
        "stalls": "kind cause times days stage because", "plays": "within_days because",
    }  # fmt: skip
    for section, key in sections.items():
        inner = ", ".join(f"{name}: {odd}" for name in entries[section].split())
        for said in (odd, f"{{{key}: {odd}}}", f"{{{key}: {{{inner}}}}}", f"{{{inner}}}"):
            text = f"promises: {{plays: {said}}}\n" if section == "plays" else f"{section}: {said}\n"
            Edition.objects.filter(pk=draft.pk).update(text=BARE + text)
            found, problems = read_book(BARE + text)
            assert problems or found
            for url in (
                reverse("agreement:forms", args=[draft.pk]),
                reverse("agreement:edition", args=[draft.pk]),
                reverse("agreement:form_part", args=[draft.pk, section, key]),
                reverse("agreement:form_part", args=[draft.pk, section, "-" if section == "plays" else "+"]),
            ):
                assert client.get(url).status_code in (200, 404), (url, text)


@pytest.mark.parametrize("odd", ODD[:2])
def test_a_choice_that_the_draft_answers_with_no_word_is_shown_too(cast: Cast, draft: Edition, odd: str) -> None:
    texts = {
        "routing": f"routing: [{{to: {odd}}}]\n",
        "marketing": f"promises: {{marketing: [{{level: {odd}, leads: 1, per: month}}]}}\n",
    }
    for section, text in texts.items():
        Edition.objects.filter(pk=draft.pk).update(text=BARE + text)
        url = reverse("agreement:form_part", args=[draft.pk, section, "0"])
        assert cast.client("marketing").get(url).status_code == 200


def test_a_rule_offers_stages_as_pages_call_them() -> None:
    assert stage_labels({}) == dict(Stage.choices()), "the usual ones, in their order"
    own = {"pipelines": [{"name": "parts", "stages": [{"name": "project"}, {"name": "first_visit"}]}]}
    assert stage_labels(own) == {"project": "Project agreed", "first_visit": "First visit"}
