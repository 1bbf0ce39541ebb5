"""The forms of measures: what is picked becomes the text, and what stands in the text is shown as picked."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from samebook.agreement import actions
from samebook.agreement.editor.measuring import Picked, expression_of, is_same, picked
from samebook.agreement.editor.reading import Reading
from samebook.agreement.models import Edition
from samebook.agreement.tests.test_forms import MAKER, send, text_of
from samebook.book.editing.surgery import data_of
from samebook.web.tests.cast import Cast, assemble

EXPRESSIONS = [
    ("count(*)", Picked("count")),
    ("count_if(level = 'A')", Picked("count_if", met="level = 'A'")),
    (
        "count_if(answered_on <= delivered_on + interval '2' day) / count(*)",
        Picked("share", met="answered_on <= delivered_on + interval '2' day"),
    ),
    ("count(distinct account_id)", Picked("distinct", "account_id")),
    ("sum(attempts_made)", Picked("sum", "attempts_made")),
    ("median(attempts_made)", Picked("median", "attempts_made")),
    ("quantile(attempts_made, 0.9)", Picked("quantile", "attempts_made", "90")),
    ("sum(attempts_made) / count(*)", Picked("written")),
    ("count(*", Picked("written")),
]


@pytest.mark.parametrize(("text", "shown"), EXPRESSIONS, ids=[text for text, _ in EXPRESSIONS])
def test_an_expression_is_shown_as_it_is_picked_and_picked_as_it_is_written(text: str, shown: Picked) -> None:
    assert picked(text, "leads") == shown
    if shown.what != "written":
        assert is_same(expression_of(shown), text, "leads")


SHARE = {
    "name": "Accepted soon",
    "means": "Of the A leads delivered, the share that sales answered within two days.",
    "form": "over",
    "over": "leads",
    "what": "share",
    "m-count": "1",
    "m-joint": "and",
    "m-0-subject": "answered_on",
    "m-0-op": "<=+",
    "m-0-value": ["2", "day", "after", "delivered_on"],
    "c-count": "2",
    "c-joint": "and",
    "c-0-subject": "level",
    "c-0-op": "=",
    "c-0-value": "A",
    "c-1-subject": "delivered_on",
    "c-1-op": "known",
    "time": "delivered_on",
    "by": ["territory", "account.industry"],
    "unit": "share",
}
WRITTEN = """  accepted_soon:
    means: Of the A leads delivered, the share that sales answered within two days.
    over: leads
    time: delivered_on
    by: [territory, account.industry]
    when: level = 'A' and delivered_on is not null
    expression: count_if(answered_on <= delivered_on + interval '2' day) / count(*)
    unit: share
"""


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def draft(cast: Cast) -> Edition:
    return actions.draft_edition(cast.actor("marketing"), text=MAKER, at=datetime.now(UTC))


def test_a_share_by_territory_is_made_without_a_line_of_text(cast: Cast, draft: Edition) -> None:
    answer = send(cast, draft, "measures", "+", **SHARE)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    made = data_of(text_of(draft))["measures"]["accepted_soon"]
    assert made == data_of(f"measures:\n{WRITTEN}")["measures"]["accepted_soon"]
    assert Reading(text_of(draft)).problems == []


def test_what_a_form_shows_it_keeps_byte_for_byte(cast: Cast) -> None:
    own = MAKER.replace("count_if(first_attempt_at <= ", "count_if( first_attempt_at<=")
    assert own != MAKER
    draft = actions.draft_edition(cast.actor("marketing"), text=own, at=datetime.now(UTC))
    before = text_of(draft)
    page = cast.client("marketing").get(reverse("agreement:form_part", args=[draft.pk, "measures", "on_time"]))
    assert page.status_code == 200
    assert 'name="m-0-subject"' in page.content.decode(), "the condition that is counted is drawn in rows"
    on_time = data_of(before)["measures"]["on_time"]
    sent = {
        "name": "on_time", "means": on_time["means"], "form": "over", "over": "leads", "what": "share",
        "m-mode": "text", "m-text": "first_attempt_at <= first_attempt_due_at", "m-joint": "and",
        "c-mode": "text", "c-text": on_time["when"], "time": "delivered_on", "by": on_time["by"], "unit": "share",
    }  # fmt: skip
    assert send(cast, draft, "measures", "on_time", **sent).status_code == 302
    assert text_of(draft) == before


def test_the_sentence_is_said_while_the_form_is_filled_in(cast: Cast, draft: Edition) -> None:
    url = reverse("agreement:form_builder", args=[draft.pk, "measures", "+"])
    client = cast.client("marketing")
    sent = {**SHARE, "seen_hash": draft.content_hash}
    said = client.post(f"{url}?part=sentence", sent).content.decode()
    assert "The share of the leads for which the answered on is no later than 2 days after the delivered on" in said
    assert "of those for which the level is “A” and the delivered on is known" in said
    waits = client.post(f"{url}?part=sentence", {**sent, "over": ""}).content.decode()
    assert "of which table" in waits
    more = client.post(f"{url}?which=m", {**sent, "act": "m.row:0"}).content.decode()
    assert 'name="m-1-subject"' in more
    assert 'name="c-1-subject"' not in more


def test_what_is_wrong_is_said_beside_the_input(cast: Cast, draft: Edition) -> None:
    for change, told in (
        ({"what": "sum", "of": ""}, "Choose the column"),
        ({"unit": "EUR"}, "EUR is money; this is a share"),
        ({"m-0-subject": ""}, "Choose a field"),
        ({"form": "ratio", "of_measure": "on_time", "to_measure": ""}, "This field is required"),
        ({"what": "written", "expression": "sum(lead_id)"}, "records are counted, not added"),
    ):
        answer = send(cast, draft, "measures", "+", **{**SHARE, **change})
        assert answer.status_code == 422, change
        assert told in answer.content.decode().replace("&#x27;", "'"), change
    assert "accepted_soon" not in text_of(draft)


def test_a_measure_made_of_another_is_renamed_with_it_and_keeps_it_from_being_deleted(
    cast: Cast, draft: Edition
) -> None:
    more = {
        "name": "more_on_time",
        "means": "More.",
        "form": "change",
        "of_measure": "on_time",
        "against": "year before",
    }
    assert send(cast, draft, "measures", "+", **more).status_code == 302
    url = reverse("agreement:form_delete", args=[draft.pk, "measures", "on_time"])
    draft.refresh_from_db()
    answer = cast.client("marketing").post(url, {"seen_hash": draft.content_hash}, follow=True)
    assert "cannot be deleted while it is used" in answer.content.decode()
    assert "on_time" in data_of(text_of(draft))["measures"]
