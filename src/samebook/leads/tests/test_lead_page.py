from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from samebook.accounts.actions import know
from samebook.leads.models import Attempt, Lead
from samebook.leads.terms import Act, Status
from samebook.leads.tests.company import BOOK, sign
from samebook.leads.tests.conftest import client_of, owner_of

pytestmark = pytest.mark.django_db


def page(lead):
    return reverse("leads:lead", args=[lead.pk])


def act(lead, name):
    return reverse("leads:act", args=[lead.pk, name])


def test_the_verdict_is_shown_in_the_books_words_with_what_is_unknown(cast, taken):
    html = client_of(cast.marketing).get(page(taken(country="SE"))).content.decode()
    assert "the lead&#x27;s country is Germany, Austria, Britain (UK) or Sweden" in html
    assert "“DE”" not in html
    assert '<span class="now">Country: Sweden</span>' in html
    assert "<dt>Country</dt><dd>Sweden</dd>" in html
    assert "Unknown" in html
    assert "How much is set aside for this project?" in html
    assert "Edition 1" in html


def test_the_stage_is_told_in_the_books_words(cast, taken):
    stages = """lead_stages:
  - {name: worked, means: A rep works on it., when: "lead.status in ('delivered', 'accepted')"}
  - {name: worth a call, means: It has a budget., when: lead.budget > 100}
  - {name: talked to, means: A rep has reached the person.}
"""
    sign(cast, BOOK.replace("routing:", stages + "routing:"), at=datetime.now(UTC) - timedelta(days=30))
    client = client_of(cast.marketing)
    delivered, nurtured, asked = taken(budget="30000"), taken(budget="5000", number=1), taken(number=2)
    assert "Lead stage: <strong>worked</strong>. A rep works on it." in client.get(page(delivered)).content.decode()
    html = client.get(page(nurtured)).content.decode()
    assert "Lead stage: <strong>worth a call</strong>. It has a budget." in html
    assert "Lead stage" not in client.get(page(asked)).content.decode()


def test_a_lead_below_the_criteria_says_that_it_creates_no_duty(cast, taken):
    html = client_of(cast.marketing).get(page(taken(budget="5000"))).content.decode()
    assert "creates no duty for sales" in html
    assert "Budget too small" in html


def test_a_lead_that_was_judged_again_says_why_in_its_journal(cast, taken):
    lead = taken(country="SE")
    know(cast.marketing, "lead", {lead.pk: {"lead.budget": Decimal(10)}}, at=datetime.now(UTC), origin="person")
    html = client_of(cast.marketing).get(page(lead)).content.decode()
    assert "Judged again because a fact changed: below the criteria" in html


def test_what_came_in_later_stands_beside_the_frozen_verdict(cast, delivered):
    now = datetime.now(UTC)
    know(cast.marketing, "lead", {delivered.pk: {"lead.budget": Decimal(9000)}}, at=now, origin="person")
    html = owner_of(delivered).get(page(delivered)).content.decode()
    assert "What came in later" in html
    assert "9,000 EUR" in html
    assert "30,000 EUR" in html, "the value it was judged on"
    assert "would say" in html
    delivered.refresh_from_db()
    assert (delivered.status, delivered.verdict) == (Status.DELIVERED, "deliver")


def test_every_act_of_the_rep(delivered):
    client = owner_of(delivered)
    assert client.post(act(delivered, Act.ACCEPT)).status_code == 302
    assert client.post(act(delivered, Act.LOG), {"channel": "phone", "outcome": "reached"}).status_code == 302
    said = {"name": "Line 2", "premise": "By summer", "amount": "1000.50", "currency": "EUR"}
    assert client.post(act(delivered, Act.CONVERT), said).status_code == 302
    delivered.refresh_from_db()
    assert delivered.status == Status.CONVERTED
    assert delivered.opportunity.amount == Decimal("1000.50")
    assert delivered.attempts_made == 1
    html = client.get(page(delivered)).content.decode()
    assert "Became an opportunity" in html
    assert "Attempt by telephone: reached" in html


def test_what_one_comes_for_stands_above_the_verdict(cast, taken, delivered):
    def head(client, lead):
        return client.get(page(lead)).content.decode().partition('id="verdict-h"')[0]

    to_ask = '<p class="to-ask">How much is set aside for this project?</p>'
    assert to_ask in head(client_of(cast.telesales), taken(country="DE", number=9))
    rep = owner_of(delivered)
    rep.post(act(delivered, Act.ACCEPT))
    rep.post(act(delivered, Act.LOG), {"channel": "phone", "outcome": "reached"})
    assert "the person was reached, so no further attempt is owed" in head(rep, delivered)
    rep.post(act(delivered, Act.CONVERT), {"name": "Pumps"})
    delivered.refresh_from_db()
    assert reverse("buying:opportunity", args=[delivered.opportunity_id]) in head(rep, delivered)


def test_a_rejection_needs_a_reason_of_the_book_at_its_field(delivered):
    client = owner_of(delivered)
    answer = client.post(act(delivered, Act.REJECT), {"reason": "no_such_reason", "note": "x"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'id="reject-reason_error"' in html
    assert "open" in html
    delivered.refresh_from_db()
    assert delivered.status == Status.DELIVERED
    assert client.post(act(delivered, Act.REJECT), {"reason": "no_budget"}).status_code == 302


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ("2031-01-01T10:00", "future"),
        ("2001-01-01T10:00", "before the lead was delivered"),
        ("0001-01-01T00:00", "Enter when you tried"),
        ("9999-12-31T23:59", "Enter when you tried"),
        ("yesterday", "valid date"),
        ("2026-03-29T02:30", ""),
    ],
)
def test_an_attempt_at_an_impossible_time_is_refused_at_its_field(delivered, when, problem):
    answer = owner_of(delivered).post(
        act(delivered, Act.LOG), {"channel": "phone", "outcome": "reached", "happened_at": when}
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'id="log-happened_at_error"' in html
    assert problem in html
    assert not Attempt.objects.exists()


def test_the_minute_of_the_delivery_counts_as_after_it(taken):
    lead = taken(budget="30000", ago=timedelta(minutes=30))
    Lead.objects.filter(pk=lead.pk).update(delivered_at=lead.delivered_at.replace(second=40))
    said = {"channel": "phone", "outcome": "reached"}
    minute = lead.delivered_at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M")
    assert owner_of(lead).post(act(lead, Act.LOG), said | {"happened_at": minute}).status_code == 302


@pytest.mark.parametrize("amount", ["1e30", "10" * 16, "-1", "NaN", "ten", "1.005"])
def test_an_amount_that_no_column_holds_is_refused_at_its_field(delivered, amount):
    answer = owner_of(delivered).post(act(delivered, Act.CONVERT), {"name": "x", "amount": amount, "currency": "EUR"})
    assert answer.status_code == 422
    assert 'id="convert-amount_error"' in answer.content.decode()


def test_answers_are_checked_at_their_field_and_judge_the_lead_again(cast, taken):
    lead = taken(country="DE")
    assert lead.status == Status.ASK
    client = client_of(cast.telesales)
    answer = client.post(act(lead, Act.ANSWER), {"lead.budget": "a lot"})
    assert answer.status_code == 422
    assert 'id="answer-lead.budget_error"' in answer.content.decode()
    answer = client.post(act(lead, Act.ANSWER), {})
    assert answer.status_code == 422
    assert "Enter at least one answer" in answer.content.decode()
    assert client.post(act(lead, Act.ANSWER), {"lead.budget": "70000"}).status_code == 302
    lead.refresh_from_db()
    assert (lead.status, lead.level) == (Status.DELIVERED, "B")


def test_an_unrouted_lead_is_handed_to_a_rep_and_its_clock_starts(cast, taken):
    lead = taken(budget="30000", country="SE")
    assert lead.status == Status.UNROUTED
    client = client_of(cast.manager)
    assert client.post(act(lead, Act.HAND_OVER), {"to_user_id": cast.marketing.id}).status_code == 422
    assert client.post(act(lead, Act.HAND_OVER), {"to_user_id": cast.outsider.id}).status_code == 302
    lead.refresh_from_db()
    assert (lead.status, lead.owner_id) == (Status.DELIVERED, cast.outsider.id)
    assert lead.first_attempt_due_at is not None


def test_an_act_that_the_status_does_not_allow_says_so(delivered):
    client = owner_of(delivered)
    client.post(act(delivered, Act.ACCEPT))
    answer = client.post(act(delivered, Act.ACCEPT))
    assert answer.status_code == 409
    assert "this one is accepted" in answer.content.decode()


def test_a_teammate_sees_the_lead_and_may_not_answer_for_it(cast, delivered):
    mate = cast.teammate if delivered.owner_id == cast.rep.id else cast.rep
    client = client_of(mate)
    assert client.get(page(delivered)).status_code == 200
    assert client.post(act(delivered, Act.ACCEPT)).status_code == 409
    delivered.refresh_from_db()
    assert delivered.status == Status.DELIVERED


def test_an_outsider_cannot_tell_it_from_one_that_is_not_there(cast, delivered):
    client = client_of(cast.outsider)
    for lead_id in (delivered.pk, 999_999):
        assert client.get(reverse("leads:lead", args=[lead_id])).status_code == 404
        assert client.post(reverse("leads:act", args=[lead_id, "accept"])).status_code == 404


def test_an_act_that_does_not_exist_is_no_page(delivered):
    assert owner_of(delivered).post(act(delivered, "explode")).status_code == 404
    assert owner_of(delivered).get(act(delivered, "accept")).status_code == 405


def test_an_act_leads_back_only_to_our_own_pages(delivered):
    client = owner_of(delivered)
    answer = client.post(act(delivered, Act.ACCEPT), {"next": "//evil.example/"})
    assert answer["Location"] == page(delivered)
    answer = client.post(act(delivered, Act.LOG), {"channel": "phone", "outcome": "reached", "next": "/leads/board"})
    assert answer["Location"] == "/leads/board"


def test_one_lead_takes_a_constant_number_of_queries(cast, taken, django_assert_max_num_queries):
    delivered, asked = taken(budget="30000", number=1), taken(number=2)
    owner_of(delivered).post(act(delivered, Act.LOG), {"channel": "phone", "outcome": "not_reached"})
    for lead in (delivered, asked):
        for actor in (cast.rep, cast.teammate, cast.manager, cast.telesales, cast.marketing):
            client = client_of(actor)
            client.get(page(lead))
            with django_assert_max_num_queries(15):
                client.get(page(lead))


def test_values_that_are_called_the_same_say_whose_they_are():
    from samebook.leads.dossier import _label_among

    both = ["lead.country", "account.country", "lead.budget"]
    told = [_label_among(name, both) for name in both]
    assert told == ["Country of the lead", "Country of the account", "Budget"]
    assert _label_among("lead.country", ["lead.country"]) == "Country"


def test_a_country_that_is_asked_for_can_be_answered_and_routes_the_lead(cast, taken):
    asks = "fields:\n  lead.country: {ask: 'Where is the plant?'}\n"
    sign(cast, BOOK.replace("fields:\n", asks), at=datetime.now(UTC) - timedelta(days=30))
    lead = taken(budget="30000", country=None)
    assert (lead.status, lead.country) == (Status.ASK, "")
    client = client_of(cast.telesales)
    html = client.get(page(lead)).content.decode()
    assert "Where is the plant?" in html
    assert '<option value="AT">Austria</option>' in html
    assert client.post(act(lead, Act.ANSWER), {"lead.country": "XX"}).status_code == 422
    assert client.post(act(lead, Act.ANSWER), {"lead.country": "AT"}).status_code == 302
    lead.refresh_from_db()
    assert (lead.status, lead.country, lead.territory.code) == (Status.DELIVERED, "AT", "dach")
