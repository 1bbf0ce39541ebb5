"""Pipelines in the forms of the agreement: added, changed, renamed, moved and taken out, the text kept besides."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from samebook.agreement import actions
from samebook.agreement.clauses import clauses_of, label_of
from samebook.agreement.editor.changing import changed, check, moved, without
from samebook.agreement.editor.countering import counter_changes
from samebook.agreement.editor.differing import differences
from samebook.agreement.editor.kinds import BY_SECTION
from samebook.agreement.editor.meanwhile import standing
from samebook.agreement.editor.parts import every_part, parts_of
from samebook.agreement.editor.reading import Reading
from samebook.agreement.models import Edition
from samebook.agreement.starters import starters
from samebook.book import read_book
from samebook.kernel.refusals import Refused
from samebook.web.tests.cast import Cast, assemble

MAKER = next(starter.text for starter in starters() if starter.name == "industrial_maker")
STAGE, PIPELINE = BY_SECTION["pipeline_stages"], BY_SECTION["pipelines"]


def stages(text: str, pipeline: int = 0) -> list[str]:
    book, problems = read_book(text)
    assert book is not None, problems
    return [stage.name for stage in book.pipelines[pipeline].stages]


def test_a_stage_is_changed_and_no_other_byte() -> None:
    reading = Reading(MAKER)
    values = {"name": "discovery", "decision": "start_project", "expected_days": "30"}
    made = changed(reading, STAGE, "0.0", {**values, "exit": "opportunity.people >= 3"})
    said = "opportunity.people >= 2 and opportunity.next_step is not null"
    expected = MAKER.replace(said, "opportunity.people >= 3")
    assert made.text == expected.replace("expected_days: 20", "expected_days: 30", 1)
    assert check(reading, made.text, made.path).problems == []


def test_a_stage_is_added_renamed_moved_and_taken_out() -> None:
    added = changed(Reading(MAKER), STAGE, "1.+", {"name": "trial", "decision": "start_project"}).text
    assert stages(added, 1) == ["discovery", "proposal", "negotiation", "trial"]
    up = moved(Reading(added), STAGE, "1.3", -1)
    assert stages(up, 1) == ["discovery", "proposal", "trial", "negotiation"]
    values = {"name": "offer", "decision": "choose_vendor", "exit": "opportunity.amount is not null"}
    renamed = changed(Reading(MAKER), STAGE, "1.1", values)
    assert stages(renamed.text, 1) == ["discovery", "offer", "negotiation"]
    assert renamed.renaming is not None
    assert renamed.renaming.clauses == {"pipelines.existing_customers.proposal": "pipelines.existing_customers.offer"}
    assert stages(without(Reading(added), STAGE, "1.0"), 1) == ["proposal", "negotiation", "trial"]


def test_a_new_pipeline_begins_with_four_stages() -> None:
    text = changed(Reading(MAKER), PIPELINE, "+", {"name": "tenders"}).text
    assert stages(text, 2) == ["discovery", "project", "proposal", "negotiation"]


def test_two_stages_have_no_one_name_and_the_last_one_stays() -> None:
    with pytest.raises(Refused) as taken:
        changed(Reading(MAKER), STAGE, "1.1", {"name": "discovery", "decision": "start_project"})
    assert taken.value.code == "book.duplicate_key"
    one = MAKER
    for _ in range(2):
        one = without(Reading(one), STAGE, "1.0")
    with pytest.raises(Refused) as last:
        without(Reading(one), STAGE, "1.0")
    assert last.value.code == "book.last"


def test_what_an_exit_says_is_read_as_a_sentence_with_links_to_its_fields() -> None:
    text = MAKER.replace("fields:\n", "fields:\n  opportunity.trial: {type: boolean, ask: A trial?}\n", 1)
    text = text.replace("exit: opportunity.amount is not null, expected", "exit: opportunity.trial, expected")
    parts = {part.clause: part for part in every_part(parts_of(Reading(text)))}
    assert parts["pipelines.existing_customers.proposal"].says == "The opportunity's trial is true."
    assert [use.section for use in parts["pipelines.existing_customers.proposal"].speaks_of] == ["fields"]
    assert [use.key for use in parts["fields.opportunity.trial"].uses] == ["1.1"]
    with pytest.raises(Refused) as used:
        without(Reading(text), BY_SECTION["fields"], "opportunity.trial")
    assert used.value.code == "book.in_use"


def test_what_another_text_says_of_stages_is_told() -> None:
    swapped = moved(Reading(MAKER), STAGE, "1.0", 1)
    [change] = differences(Reading(MAKER), Reading(swapped))
    assert (change.lines[0].before, change.lines[0].after) == (
        "discovery, proposal, negotiation", "proposal, discovery, negotiation",
    )  # fmt: skip
    [days] = differences(Reading(MAKER), Reading(MAKER.replace("expected_days: 45", "expected_days: 50")))
    assert (days.name, days.lines[0].before, days.lines[0].after) == ("Project of new business", "45", "50")


def test_a_stage_is_a_clause_that_can_be_talked_about() -> None:
    clause = clauses_of(MAKER)["pipelines.new_business.discovery"]
    assert label_of(clause.name) == "Pipeline new business, discovery"
    proposed = clause.text.replace("expected_days: 20", "expected_days: 25")
    [change] = counter_changes(Reading(MAKER), clause.name, before=clause.text, proposed=proposed) or []
    assert (change.lines[0].before, change.lines[0].after) == ("20", "25")


def test_a_stage_is_found_again_where_it_stands_after_others_changed_the_text() -> None:
    later = without(Reading(MAKER), PIPELINE, "0")
    assert standing(Reading(MAKER), Reading(later), STAGE, "1.1").key == "0.1"
    assert standing(Reading(MAKER), Reading(later), STAGE, "0.1").what == "gone"


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


@pytest.fixture
def draft(cast: Cast) -> Edition:
    return actions.draft_edition(cast.actor("marketing"), text=MAKER, at=datetime.now(UTC))


@pytest.mark.parametrize("key", ["x.+", "+", "0.x", "9.0", "0.99", "-1.0"])
def test_an_address_of_no_stage_is_no_page(cast: Cast, draft: Edition, key: str) -> None:
    url = reverse("agreement:form_part", args=[draft.pk, "pipeline_stages", key])
    assert cast.client("marketing").get(url).status_code == 404


def test_the_form_of_a_stage_is_kept_and_moves_it(cast: Cast, draft: Edition) -> None:
    client = cast.client("marketing")
    page = client.get(reverse("agreement:form_part", args=[draft.pk, "pipeline_stages", "0.0"])).content.decode()
    assert "The number of people who take part is at least 2" in page
    assert "Goes on when" in page
    sent = {
        "seen_hash": draft.content_hash, "act": "save", "name": "discovery", "decision": "start_project",
        "c-count": "1", "c-0-subject": "opportunity.people", "c-0-op": ">=", "c-0-value": "4",
    }  # fmt: skip
    answer = client.post(reverse("agreement:form_part", args=[draft.pk, "pipeline_stages", "0.0"]), sent)
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    assert "exit: opportunity.people >= 4" in draft.text
    move = reverse("agreement:form_move", args=[draft.pk, "pipeline_stages", "0.0"])
    answer = client.post(move, {"seen_hash": draft.content_hash, "way": "down"})
    assert answer["Location"].endswith("#pipeline_stages-0.1")
    draft.refresh_from_db()
    assert stages(draft.text)[:2] == ["project", "discovery"]
    overview = client.get(reverse("agreement:forms", args=[draft.pk])).content.decode()
    assert "Add a stage" in overview


def test_one_more_stage_can_be_added_from_the_form(cast: Cast, draft: Edition) -> None:
    client, url = cast.client("marketing"), reverse("agreement:form_part", args=[draft.pk, "pipeline_stages", "1.+"])
    assert client.get(url).status_code == 200
    sent = {
        "seen_hash": draft.content_hash,
        "act": "save",
        "name": "pilot",
        "decision": "choose_vendor",
        "c-count": "0",
    }
    assert client.post(url, sent).status_code == 302
    draft.refresh_from_db()
    assert stages(draft.text, 1)[-1] == "pilot"
