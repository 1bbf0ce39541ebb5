"""The Book edited in forms: one part at a time, nothing else touched, refusals at their place, nothing lost."""

from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.urls import reverse

from samebook.agreement import actions, hooks
from samebook.agreement.hooks import Matching
from samebook.agreement.models import CounterProposal, Edition
from samebook.agreement.starters import starters
from samebook.agreement.tests.cast import proposed, sign
from samebook.book import read_book
from samebook.book.editing.surgery import data_of
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
MAKER = next(starter.text for starter in starters() if starter.name == "industrial_maker")


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


@pytest.fixture
def draft(cast: Cast) -> Edition:
    return actions.draft_edition(cast.actor("marketing"), text=MAKER, at=datetime.now(UTC))


def send(
    cast: Cast, draft: Edition, section: str, key: str, *, door: str = "form_part", **data: object
) -> HttpResponse:
    sent = {"seen_hash": draft.content_hash, "act": "save", **data}
    return cast.client("marketing").post(reverse(f"agreement:{door}", args=[draft.pk, section, key]), sent)


def text_of(draft: Edition) -> str:
    return Edition.objects.get(pk=draft.pk).text


def lines_changed(draft: Edition) -> tuple[list[str], list[str]]:
    before, after = MAKER.split("\n"), text_of(draft).split("\n")
    return [line for line in before if line not in after], [line for line in after if line not in before]


MONEY = {"name": "money", "c-count": "1", "c-0-subject": "lead.budget", "c-0-op": ">=", "c-0-value": "60000"}


def test_the_overview_says_every_part_and_where_a_segment_is_used(cast: Cast, draft: Edition) -> None:
    page = cast.client("sales_manager").get(reverse("agreement:forms", args=[draft.pk])).content.decode()
    for said in (
        "The lead&#x27;s budget is at least 50,000 EUR.",
        "It is in the segment served market.",
        "Market of level A",
        "To dach",
        "60 leads of level A a month",
        "Propose this edition",
    ):
        assert said in page, said


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("segments", "served_market"), ("levels", "0"), ("criteria", "0.timing"), ("follow_up", "A"), ("ask", "-"),
        ("routing", "0"), ("rejection_reasons", "no_budget"), ("not_a_lead", "spam"),
        ("marketing", "0"), ("sales", "1"),
        ("recycle", "-"), ("known_person", "-"), ("fields", "lead.need"), ("stages", "2"), ("measures", "on_time"),
        ("general", "-"), ("segments", "+"), ("criteria", "1.+"), ("levels", "+"), ("routing", "+"), ("fields", "+"),
    ],
)  # fmt: skip
def test_every_part_has_a_form(cast: Cast, draft: Edition, section: str, key: str) -> None:
    answer = cast.client("marketing").get(reverse("agreement:form_part", args=[draft.pk, section, key]))
    assert answer.status_code == 200, answer.content.decode()[:2000]


@pytest.mark.parametrize("section", ["segments", "criteria", "routing", "stages", "fields", "levels", "follow_up"])
def test_a_form_sent_as_it_was_shown_changes_no_byte(cast: Cast, draft: Edition, section: str) -> None:
    keys = {
        "segments": ["served_market", "process_industry", "heavy_user", "has_project"],
        "criteria": ["0.market", "0.timing", "1.size", "1.money"],
        "routing": ["0", "4"],
        "stages": ["3"],
        "fields": ["account.industry", "lead.budget", "account.name"],
        "levels": ["0", "1"],
        "follow_up": ["A"],
    }
    for key in keys[section]:
        page = cast.client("marketing").get(reverse("agreement:form_part", args=[draft.pk, section, key]))
        sent = _as_shown(page.content.decode())
        answer = send(cast, draft, section, key, **sent)
        assert answer.status_code == 302, (key, sent, answer.content.decode()[-3000:])
        assert text_of(draft) == MAKER, key


def test_a_criterion_is_changed_where_it_stands_and_nothing_else(cast: Cast, draft: Edition) -> None:
    assert send(cast, draft, "criteria", "0.money", **MONEY, otherwise="Budget under 60,000 EUR").status_code == 302
    assert lines_changed(draft) == (
        ['      money: {when: lead.budget >= 50000, otherwise: "Budget under 50,000 EUR"}'],
        ['      money: {when: lead.budget >= 60000, otherwise: "Budget under 60,000 EUR"}'],
    )


def test_a_reason_is_added_to_a_clause(cast: Cast, draft: Edition) -> None:
    sent = {"name": "no_budget", "means": "The money is not there.", "because": "We lost two."}
    assert send(cast, draft, "rejection_reasons", "no_budget", **sent).status_code == 302
    book, _ = read_book(text_of(draft))
    assert book is not None
    assert book.rejection_reasons["no_budget"].because == "We lost two."


def test_a_draft_changed_by_another_is_refused_and_both_are_shown(cast: Cast, draft: Edition) -> None:
    other = MAKER.replace("lead.budget >= 50000", "lead.budget >= 45000")
    actions.change_draft(cast.actor("sales_manager"), draft.pk, text=other, at=datetime.now(UTC))
    answer = send(cast, draft, "criteria", "0.money", **MONEY, otherwise="Mine")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Selma Aydin changed this part since you opened it" in page
    assert "45,000 EUR" in page
    assert 'value="60000"' in page
    assert "Mine" in page
    assert text_of(draft) == other
    now = Edition.objects.get(pk=draft.pk).content_hash
    assert f'value="{now}"' in page, "sent again it goes over what stands now"
    draft.refresh_from_db()
    assert send(cast, draft, "criteria", "0.money", **MONEY, otherwise="Mine").status_code == 302
    assert 'otherwise: "Mine"' in text_of(draft)


def change(cast: Cast, draft: Edition, *pairs: tuple[str, str], reason: str = "") -> None:
    """Somebody else changes the draft."""
    text = text_of(draft)
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    actions.change_draft(cast.actor("sales_manager"), draft.pk, text=text, reason=reason, at=datetime.now(UTC))


def test_what_another_changed_elsewhere_stands_beside_what_is_kept(cast: Cast, draft: Edition) -> None:
    change(cast, draft, ("attempts: 4", "attempts: 5"))
    answer = send(cast, draft, "criteria", "0.money", **MONEY, otherwise="Mine")
    assert answer.status_code == 302
    assert "attempts: 5" in text_of(draft)
    assert 'otherwise: "Mine"' in text_of(draft)
    page = cast.client("marketing").get(answer["Location"]).content.decode()
    assert draft.title in page


def test_a_part_taken_out_by_another_is_put_back_with_what_was_written(cast: Cast, draft: Edition) -> None:
    line = '      money: {when: lead.budget >= 50000, otherwise: "Budget under 50,000 EUR"}\n'
    change(cast, draft, (line, ""), reason="Nobody knows it.")
    answer = send(cast, draft, "criteria", "0.money", **MONEY, otherwise="Mine")
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    for word in ("Selma Aydin took this part out", "Nobody knows it.", 'value="60000"', "Mine", "Put it back"):
        assert word in page
    assert f'action="{reverse("agreement:form_part", args=[draft.pk, "criteria", "0.+"])}"' in page
    assert line not in text_of(draft)
    draft.refresh_from_db()
    assert send(cast, draft, "criteria", "0.+", **MONEY, otherwise="Mine").status_code == 302
    book, _ = read_book(text_of(draft))
    assert book is not None
    assert (book.qualification[0].criteria[-1].name, book.qualification[0].criteria[-1].otherwise) == ("money", "Mine")


RULE = {"to": "benelux", "c-count": "1", "c-0-subject": "lead.country", "c-0-op": "in", "c-0-value": ["NL", "BE"]}


def test_a_rule_that_stands_elsewhere_by_now_is_changed_there_and_no_other(cast: Cast, draft: Edition) -> None:
    first = """  - {when: "coalesce(lead.country, account.country) in ('DE', 'AT', 'CH')", to: dach}\n"""
    change(cast, draft, (first, ""))
    assert send(cast, draft, "routing", "1", **RULE).status_code == 302
    book, _ = read_book(text_of(draft))
    assert book is not None
    assert [rule.to for rule in book.routing[:2]] == ["benelux", "nordics"]
    assert book.routing[0].when is not None
    assert book.routing[0].when.text == "lead.country in ('NL', 'BE')"


def test_a_rule_changed_by_another_is_not_overwritten_and_one_taken_out_comes_back_at_the_end(
    cast: Cast, draft: Edition
) -> None:
    change(cast, draft, ("in ('NL', 'BE', 'LU')", "in ('NL', 'BE')"))
    assert send(cast, draft, "routing", "1", **RULE).status_code == 422
    gone = """  - {when: "coalesce(lead.country, account.country) in ('NL', 'BE')", to: benelux}\n"""
    change(cast, draft, (gone, ""))
    answer = send(cast, draft, "routing", "1", **RULE)
    assert answer.status_code == 422
    assert f'action="{reverse("agreement:form_part", args=[draft.pk, "routing", "+"])}"' in answer.content.decode()


def test_what_is_written_while_the_draft_is_proposed_becomes_a_counter_proposal(cast: Cast, draft: Edition) -> None:
    now = datetime.now(UTC)
    actions.propose_edition(cast.actor("sales_manager"), draft.pk, in_force_from=now + timedelta(days=2), at=now)
    answer = send(cast, draft, "criteria", "0.money", **MONEY, otherwise="Mine")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It was proposed since you opened it" in page
    assert "Mine" in page
    sent = {**MONEY, "otherwise": "Mine", "act": "propose"}
    refused = send(cast, draft, "criteria", "0.money", **sent)
    assert refused.status_code == 422, "the other side reads why"
    answer = send(cast, draft, "criteria", "0.money", **sent, why="Visits cost more.")
    assert answer.status_code == 302
    counter = CounterProposal.objects.get()
    assert (counter.clause, counter.side, counter.reason) == ("qualification.A.money", "marketing", "Visits cost more.")
    shown = unescape(cast.client("sales_manager").get(answer["Location"]).content.decode())
    assert "<del>The lead's budget is at least 50,000 EUR.</del>" in shown
    assert "<ins>The lead's budget is at least 60,000 EUR.</ins>" in shown
    assert "Take it over" in shown
    assert text_of(draft) == MAKER


def test_what_is_written_while_the_edition_is_withdrawn_is_shown_and_kept_nowhere(cast: Cast, draft: Edition) -> None:
    actions.withdraw_edition(cast.actor("sales_manager"), draft.pk, at=datetime.now(UTC))
    answer = send(cast, draft, "criteria", "0.money", **MONEY, otherwise="Mine")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine" in page
    assert "This edition is withdrawn now" in page
    assert 'value="save"' not in page


def test_taking_out_is_proposed_too_and_a_stale_click_takes_out_nothing_that_was_changed(
    cast: Cast, draft: Edition
) -> None:
    change(cast, draft, ("duplicate: We already work", "duplicate: Both of us work"))
    url = reverse("agreement:form_delete", args=[draft.pk, "rejection_reasons", "duplicate"])
    answer = cast.client("marketing").post(url, {"seen_hash": draft.content_hash}, follow=True)
    assert "Selma Aydin changed it since you opened it" in answer.content.decode()
    assert "duplicate: Both of us work" in text_of(draft)
    draft.refresh_from_db()
    now = datetime.now(UTC)
    actions.propose_edition(cast.actor("marketing"), draft.pk, in_force_from=now + timedelta(days=2), at=now)
    send(cast, draft, "rejection_reasons", "duplicate", door="form_delete")
    assert not CounterProposal.objects.exists(), "without a reason"
    answer = send(cast, draft, "rejection_reasons", "duplicate", door="form_delete", why="We never used it.")
    counter = CounterProposal.objects.get()
    assert (counter.clause, "duplicate" in counter.proposed) == ("rejection_reasons", False)
    shown = unescape(cast.client("sales_manager").get(answer["Location"]).content.decode())
    assert "Reason for rejection: Duplicate" in shown
    assert "Gone" in shown


PROPOSED = [
    (
        "segments",
        "heavy_user",
        {"name": "heavy_user", "means": "Large ones.", "c-mode": "text", "c-text": "account.employees > 9"},
    ),
    ("segments", "+", {"name": "near", "means": "Near us.", "c-mode": "text", "c-text": "lead.country = 'DE'"}),
    ("levels", "0", {"level": "A", "means": "The best."}),
    ("criteria", "1.+", {"name": "title", "c-mode": "text", "c-text": "person.title is not null"}),
    ("follow_up", "B", {"name": "B", "first_attempt": "2 hours", "attempts": "9", "within": "3 business days"}),
    ("ask", "-", {"owner": "rep", "attempts": "2", "within": "9 business days"}),
    ("routing", "+", {"to": "east"}),
    ("routing", "3", {"to": "uk", "c-mode": "text", "c-text": "lead.country = 'GB'"}),
    ("rejection_reasons", "+", {"name": "late", "means": "Too late."}),
    ("marketing", "1", {"level": "B", "leads": "80", "per": "month"}),
    ("sales", "+", {"follow_up": "80 %"}),
    ("recycle", "-", {"after": "9 months"}),
    ("known_person", "-", {"window": "30 days"}),
    ("fields", "+", {"name": "lead.colour", "type": "text", "ask": "Which?"}),
    ("stages", "0", {"name": "received", "means": "It came."}),
    ("measures", "on_time", {"name": "on_time", "means": "On time.", "form": "over", "over": "leads", "what": "count"}),
    ("general", "-", {"title": "Ours", "scope": "company", "calendar": "company"}),
]


@pytest.mark.parametrize(("section", "key", "data"), PROPOSED, ids=[f"{each[0]} {each[1]}" for each in PROPOSED])
def test_whatever_a_form_keeps_it_can_propose_and_taken_over_it_says_the_same(
    cast: Cast, draft: Edition, section: str, key: str, data: dict[str, str]
) -> None:
    twin = actions.draft_edition(cast.actor("marketing"), text=MAKER, at=datetime.now(UTC))
    assert send(cast, draft, section, key, **data).status_code == 302
    answer = send(cast, twin, section, key, **data, act="propose", why="So we said.")
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    for counter in CounterProposal.objects.order_by("pk"):
        page = cast.client("sales_manager").get(reverse("agreement:clause", args=[twin.pk]), {"name": counter.clause})
        assert "cannot be compared" not in page.content.decode()
        actions.take_over_counter(cast.actor("sales_manager"), counter.pk, at=datetime.now(UTC))
    assert data_of(text_of(twin)) == data_of(text_of(draft))
    assert data_of(text_of(twin)) != data_of(MAKER)


def test_what_is_more_than_one_clause_is_not_proposed_and_it_is_said_why(cast: Cast, draft: Edition) -> None:
    answer = send(cast, draft, "levels", "+", level="C", means="The rest.", act="propose", why="We miss it.")
    assert answer.status_code == 422
    gone = send(cast, draft, "general", "-", title="Ours", scope="company", act="propose", why="We have no calendar.")
    assert "takes out Calendar as a whole" in gone.content.decode()
    assert "This changes Levels and criteria and Follow-up together" in answer.content.decode()
    assert not CounterProposal.objects.exists()


def test_why_a_part_is_changed_stands_in_the_history_with_what(cast: Cast, draft: Edition) -> None:
    send(cast, draft, "criteria", "0.money", **MONEY, otherwise="Budget under 60,000 EUR", why="Visits cost more.")
    page = unescape(cast.client("rep").get(reverse("agreement:history", args=[draft.pk])).content.decode())
    after = "<ins>The lead's budget is at least 60,000 EUR.</ins>"
    for word in ("Ben Okafor", "Visits cost more.", "Level A, money", after):
        assert word in page


def test_a_segment_in_use_is_not_taken_out(cast: Cast, draft: Edition) -> None:
    answer = send(cast, draft, "segments", "has_project", door="form_delete")
    page = cast.client("marketing").get(answer["Location"]).content.decode()
    assert "Need of level A" in page
    assert text_of(draft) == MAKER


NEED = {"c-mode": "text", "c-text": "lead.need in ('new_plant', 'replacement', 'expansion')"}


def test_a_renaming_is_shown_before_it_is_made_and_carried_through(cast: Cast, draft: Edition) -> None:
    means = "Someone wants to buy equipment, not a part, a repair or a brochure."
    sent = {**NEED, "means": means, "name": "with_project"}
    answer = send(cast, draft, "segments", "has_project", **sent)
    page = unescape(answer.content.decode())
    assert answer.status_code == 200
    for word in ("is to be called “with_project”", "Need of level A", "Need of level B", "segment with project"):
        assert word in page
    assert text_of(draft) == MAKER, "nothing is kept before it is agreed"
    assert send(cast, draft, "segments", "has_project", **sent, agreed="other").status_code == 200
    assert send(cast, draft, "segments", "has_project", **sent, agreed="with_project").status_code == 302
    assert text_of(draft) == MAKER.replace("has_project", "with_project")


def test_a_field_is_renamed_until_an_edition_with_it_is_signed(cast: Cast, draft: Edition) -> None:
    sent = {
        "name": "lead.money", "type": "decimal", "unit": "EUR", "ask": "How much is set aside for this project?",
        "filterable": "on", "fresh_for": "12 months", "agreed": "lead.money",
    }  # fmt: skip
    assert send(cast, draft, "fields", "lead.budget", **sent).status_code == 302
    assert text_of(draft) == MAKER.replace("lead.budget", "lead.money")
    now = datetime.now(UTC)
    signed = proposed(cast.actor("marketing"), MAKER, in_force_from=now + timedelta(days=2), at=now)
    for who, side in (("marketing", "marketing"), ("sales_manager", "sales")):
        sign(cast.actor(who), signed, side, at=now)
    other = actions.draft_edition(cast.actor("marketing"), text=MAKER, at=now)
    answer = send(cast, other, "fields", "lead.budget", **sent)
    assert answer.status_code == 422
    assert "which was signed, and what is known of it is kept under this name" in answer.content.decode()
    assert text_of(other) == MAKER


def test_a_counter_proposal_renames_nothing_and_says_what_to_do(cast: Cast, draft: Edition) -> None:
    answer = send(cast, draft, "segments", "has_project", **NEED, name="other", act="propose", why="Shorter.")
    assert answer.status_code == 422
    assert "say in a comment what to call it" in answer.content.decode()


def test_choices_in_use_stay(cast: Cast, draft: Edition) -> None:
    url = reverse("agreement:form_part", args=[draft.pk, "fields", "lead.need"])
    sent = {"name": "lead.need", "type": "text", "choices": "new_plant", "seen_hash": draft.content_hash, "act": "save"}
    answer = cast.client("marketing").post(url, sent)
    assert answer.status_code == 422
    assert "no longer holds" in answer.content.decode()


def test_a_circle_of_segments_is_refused_at_the_condition(cast: Cast, draft: Edition) -> None:
    sent = {
        "c-count": "1",
        "c-0-subject": "segment",
        "c-0-op": "in",
        "c-0-value": "heavy_user",
        "name": "process_industry",
    }
    url = reverse("agreement:form_part", args=[draft.pk, "segments", "process_industry"])
    answer = cast.client("marketing").post(url, {**sent, "seen_hash": draft.content_hash, "act": "save"})
    assert answer.status_code == 422
    assert "in a circle" in answer.content.decode()
    assert text_of(draft) == MAKER


def test_a_level_is_added_with_its_terms_renamed_with_them_and_taken_out(cast: Cast, draft: Edition) -> None:
    assert send(cast, draft, "levels", "+", level="C", means="The rest.").status_code == 302
    book, problems = read_book(text_of(draft))
    assert book is not None, problems
    assert book.levels == ("A", "B", "C")
    draft.refresh_from_db()
    assert send(cast, draft, "levels", "1", level="Beta", means="Between.", agreed="Beta").status_code == 302
    book, problems = read_book(text_of(draft))
    assert book is not None, problems
    assert book.levels == ("A", "Beta", "C")
    assert [promise.level for promise in book.marketing_promises] == ["A", "Beta"]
    draft.refresh_from_db()
    assert send(cast, draft, "levels", "2", door="form_delete").status_code == 302
    assert "level: C" not in text_of(draft)
    draft.refresh_from_db()
    send(cast, draft, "levels", "0", door="form_delete")
    assert "level: A" in text_of(draft), "promises speak of it"


def test_rules_of_routing_change_places(cast: Cast, draft: Edition) -> None:
    assert send(cast, draft, "routing", "0", door="form_move", way="down").status_code == 302
    book, _ = read_book(text_of(draft))
    assert book is not None
    assert [rule.to for rule in book.routing][:2] == ["benelux", "dach"]


def test_the_builder_says_what_is_picked_and_what_is_missing(cast: Cast, draft: Edition) -> None:
    url = reverse("agreement:form_builder", args=[draft.pk, "criteria", "0.money"])
    client = cast.client("marketing")
    said = client.post(f"{url}?part=reading", MONEY).content.decode()
    assert "The lead&#x27;s budget is at least 60,000 EUR." in said
    waits = client.post(f"{url}?part=reading", {**MONEY, "c-0-value": ""}).content.decode()
    assert "Enter a value." in waits
    wrong = client.post(f"{url}?part=reading", {**MONEY, "c-0-value": "much"}).content.decode()
    assert "is not a decimal" in wrong
    more = client.post(url, {**MONEY, "act": "row:0"}).content.decode()
    assert 'name="c-1-subject"' in more
    text = client.post(url, {**MONEY, "act": "text:0"}).content.decode()
    assert "lead.budget &gt;= 60000" in text
    countries = {"c-count": "1", "c-0-subject": "lead.country", "c-0-op": "in", "c-0-value": ["DE", "FR"]}
    assert "Germany or France" in client.post(f"{url}?part=reading", countries).content.decode()


def test_without_a_script_a_button_of_the_builder_keeps_what_was_written_and_complains_of_nothing(
    cast: Cast, draft: Edition
) -> None:
    sent = {"means": "Mine", "c-count": "0", "seen_hash": draft.content_hash, "act": "row:0"}
    answer = cast.client("marketing").post(reverse("agreement:form_part", args=[draft.pk, "segments", "+"]), sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Mine" in page
    assert 'name="c-0-subject"' in page
    assert "This field is required" not in page
    assert text_of(draft) == MAKER


def test_what_cannot_be_read_stays_as_text_until_it_is_mended(cast: Cast, draft: Edition) -> None:
    url = reverse("agreement:form_part", args=[draft.pk, "criteria", "0.money"])
    sent = {
        "name": "money",
        "c-mode": "text",
        "c-text": "lead.budget >= ",
        "seen_hash": draft.content_hash,
        "act": "save",
    }
    answer = cast.client("marketing").post(url, sent)
    assert answer.status_code == 422
    assert "lead.budget &gt;= " in answer.content.decode()
    assert text_of(draft) == MAKER


def test_a_draft_with_a_faulty_part_is_mended_in_its_form(cast: Cast) -> None:
    broken = MAKER.replace("lead.budget >= 50000", "lead.budgets >= 50000")
    draft = actions.draft_edition(cast.actor("marketing"), text=broken, at=datetime.now(UTC))
    page = cast.client("marketing").get(reverse("agreement:forms", args=[draft.pk])).content.decode()
    assert "Money of level A</a>: There is no field" in page
    assert page.count(reverse("agreement:form_part", args=[draft.pk, "criteria", "0.money"])) >= 2
    assert send(cast, draft, "criteria", "0.money", **MONEY).status_code == 302
    assert read_book(text_of(draft))[1] == []


@pytest.mark.parametrize("text", ["a: [", "- 1", "just words"])
def test_a_text_that_no_form_can_read_is_refused_with_what_to_do(cast: Cast, text: str) -> None:
    draft = actions.draft_edition(cast.actor("marketing"), text=text, at=datetime.now(UTC))
    answer = cast.client("marketing").get(reverse("agreement:forms", args=[draft.pk]))
    assert answer.status_code == 409
    assert "in the text" in answer.content.decode()


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("nothing", "x"),
        ("routing", "99"),
        ("routing", "x"),
        ("criteria", "9.x"),
        ("criteria", "x"),
        ("segments", "nobody"),
    ],
)
def test_a_part_that_is_not_there_is_missing(cast: Cast, draft: Edition, section: str, key: str) -> None:
    for method in ("get", "post"):
        url = reverse("agreement:form_part", args=[draft.pk, section, key])
        assert getattr(cast.client("marketing"), method)(url).status_code == 404


def test_leads_that_match_are_shown_when_a_chapter_above_can_count_them(
    cast: Cast, draft: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{reverse('agreement:form_builder', args=[draft.pk, 'criteria', '0.money'])}?part=count"
    found = Matching(12, 3, 40, datetime(2027, 1, 1, tzinfo=UTC), examples=(("Voss", "/leads/7"),))
    monkeypatch.setattr(hooks, "matching", [lambda *asked, **how: None, lambda *asked, **how: found])
    said = cast.client("marketing").post(url, MONEY).content.decode()
    assert "<strong>12</strong> of 40 leads that came meet it; for 3 a value is not known" in said
    assert '<a href="/leads/7">Voss</a>' in said
    monkeypatch.setattr(hooks, "matching", [])
    assert not cast.client("marketing").post(url, MONEY).content.strip()


def test_six_answers_make_a_book(cast: Cast) -> None:
    client = cast.client("marketing")
    url = reverse("agreement:guided")
    shown = _as_shown(client.get(url).content.decode())
    sent = {
        **shown, "countries": ["DE", "AT"], "industries": "Chemicals\nFood & drink", "employees": "50",
        "needs": "New plant", "budget": "20000", "from_0": ["DE"], "to_0": "north", "rest": "south",
    }  # fmt: skip
    look = client.post(url, {**sent, "act": "look"})
    assert look.status_code == 200, look.content.decode()[-3000:]
    assert "at least 20,000 EUR" in look.content.decode()
    answer = client.post(url, {**sent, "act": "draft"})
    assert answer.status_code == 302
    draft = Edition.objects.get()
    book, problems = read_book(draft.text)
    assert book is not None, problems
    assert book.levels == ("A", "B")
    assert [rule.to for rule in book.routing] == ["north", "south"]
    assert book.fields["account.industry"].choices == ("Chemicals", "Food & drink", "other"), "as typed"
    twofold = client.post(url, {**sent, "employees": "1.000", "budget": "20,000", "act": "look"})
    assert twofold.status_code == 422
    assert "“1.000” may be 1,000" in unescape(twofold.content.decode())
    assert "20,000” may be" not in unescape(twofold.content.decode())
    refused = client.post(url, {**sent, "countries": [], "first_attempt": "soon", "act": "draft"})
    assert refused.status_code == 422
    assert "no span of time" in refused.content.decode()


def _as_shown(page: str) -> dict[str, list[str]]:
    """What the main form of a page would send as it stands."""
    shown = _Shown()
    shown.feed(page)
    shown.sent.pop("csrfmiddlewaretoken", None)
    return shown.sent


class _Shown(HTMLParser):
    """Collects the controls of the main form as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._inside = False
        self._select: tuple[str, bool, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name = said.get("name") or ""
        if tag == "form":
            self._inside = said.get("class") == "part-form"
        elif self._inside and tag == "input" and name and (said.get("type") != "checkbox" or "checked" in said):
            self._add(name, said.get("value") or ("on" if said.get("type") == "checkbox" else ""))
        elif self._inside and tag == "select":
            self._select = (name, "multiple" in said, [])
        elif self._select and tag == "option":
            self._select[2].append((said.get("value") or "", "selected" in said))
        elif self._inside and tag == "textarea":
            self._area = (name, [])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select:
            name, several, options = self._select
            chosen = [value for value, is_chosen in options if is_chosen]
            for value in chosen or ([] if several else [options[0][0]]):
                self._add(name, value)
            self._select = None
        elif tag == "textarea" and self._area:
            self._add(self._area[0], "".join(self._area[1]).removeprefix("\n").replace("\n", "\r\n"))
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)

    def _add(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


def test_words_that_still_say_the_old_number_are_told_beside_their_field_before_anything_is_kept(
    cast: Cast, draft: Edition
) -> None:
    words = "Budget under 50,000 EUR"
    answer = send(cast, draft, "criteria", "0.money", **MONEY, otherwise=words)
    page = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "Otherwise still says 50,000." in page
    assert "It would read: “Budget under 60,000 EUR”" in page
    assert text_of(draft) == MAKER
    agreed = _as_shown(answer.content.decode())
    assert agreed["agreed_words"] == ["otherwise 50,000"]
    assert send(cast, draft, "criteria", "0.money", **agreed).status_code == 302
    assert 'when: lead.budget >= 60000, otherwise: "Budget under 50,000 EUR"' in text_of(draft)
    listed = unescape(cast.client("marketing").get(reverse("agreement:forms", args=[draft.pk])).content.decode())
    assert "1 place still says what was agreed before." in listed
    assert "Money of level A</a>: “Otherwise” still says 50,000, the condition does not." in listed
    assert "Propose this edition" in listed, "it is told, and refuses nothing"


def test_the_new_words_are_kept_in_one_click(cast: Cast, draft: Edition) -> None:
    send(cast, draft, "criteria", "0.money", **MONEY, otherwise="Budget under 50,000 EUR", act="save:anew")
    assert lines_changed(draft)[1] == [
        '      money: {when: lead.budget >= 60000, otherwise: "Budget under 60,000 EUR"}'
    ]
    assert cast.client("marketing").get(reverse("agreement:edition", args=[draft.pk])).context["stale"] == []


@pytest.mark.parametrize(
    ("section", "key", "sent", "place"),
    [
        ("criteria", "0.money", {**MONEY, "otherwise": "Less"}, "criteria-0.money"),
        ("criteria", "0.+", {**MONEY, "name": "large", "otherwise": "Less"}, "criteria-0.large"),
        ("rejection_reasons", "no_budget", {"name": "no_budget", "means": "None."}, "rejection_reasons-no_budget"),
        ("rejection_reasons", "no_budget", {"name": "poor", "means": "None."}, "rejection_reasons-poor"),
    ],
)
def test_one_comes_back_to_the_clause_itself(
    cast: Cast, draft: Edition, section: str, key: str, sent: dict[str, str], place: str
) -> None:
    answer = send(cast, draft, section, key, **sent)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert answer["Location"].endswith(f"#{place}")
    assert f'id="{place}"' in cast.client("marketing").get(answer["Location"].split("#")[0]).content.decode()
