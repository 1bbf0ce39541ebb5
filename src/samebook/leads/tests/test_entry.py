"""Forms of a lead under a Book that asks what the forms ask anyhow: one control for each meaning."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from samebook.company.actions import create_token
from samebook.leads.forms.acts import AnswerForm
from samebook.leads.models import Lead
from samebook.leads.tests.company import BOOK, founded
from samebook.leads.tests.conftest import client_of

pytestmark = pytest.mark.django_db
ASKING = BOOK.replace(
    "fields:\n",
    """fields:
  lead.country: {ask: "Where would it be installed?"}
  lead.received_on: {ask: "When did it come?"}
  account.country: {ask: "In which country is the plant?"}
  account.name: {ask: "What is the company called?"}
  person.title: {ask: "What is your task?"}
  person.country: {ask: "Where do you work?"}
  account.industry: {ask: "What does the plant make?"}
""",
)
OWN = {"lead.country", "lead.received_on", "account.country", "account.name", "person.title", "person.country"}


@pytest.fixture
def cast(db):
    return founded(ASKING, at=datetime.now(UTC) - timedelta(days=60))


def controls(html: str) -> list[str]:
    return re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', html.partition("<main")[2])


def test_a_lead_entered_by_hand_is_asked_each_thing_once(cast):
    html = client_of(cast.marketing).get(reverse("leads:new")).content.decode()
    names = controls(html)
    assert not OWN & set(names)
    assert names.count("country") == names.count("company") == names.count("account.industry") == 1
    assert "Where would it be installed?" in html, "the Book's question stands below the control"
    assert "What is the company called?" in html


def test_a_country_is_chosen_by_name_and_kept_as_its_code(cast):
    client = client_of(cast.marketing)
    assert '<option value="DE">Germany</option>' in client.get(reverse("leads:new")).content.decode()
    client.post(reverse("leads:new"), {"email": "a@b.example", "company": "B", "country": "DE"})
    lead = Lead.objects.get()
    assert (lead.country, lead.account.country) == ("DE", "DE")


def test_a_country_that_is_none_is_refused_at_the_one_field(cast):
    answer = client_of(cast.marketing).post(reverse("leads:new"), {"email": "a@b.example", "country": "Narnia"})
    assert answer.status_code == 422
    said = answer.content.decode().partition('id="id_country_error"')[2].partition("</p>")[0]
    assert "Choose a country of the list." in said


def test_the_public_form_asks_each_thing_once_too(cast):
    cache.clear()
    _, secret = create_token(cast.administrator, name="Website", scope="form", at=datetime.now(UTC))
    html = Client().get(f"/leads/form/{secret}").content.decode()
    names = re.findall(r' name="([^"]+)"', html)
    assert not OWN & set(names)
    assert names.count("country") == 1
    assert "Where would it be installed?" in html
    assert "In which country is the plant?" not in html, "a visitor is asked about the lead only"


def test_an_answer_about_a_country_is_chosen_from_the_same_list(cast):
    lead = Lead(judgement={"questions": [{"field": "account.country", "question": "Where?", "levels": ["A"]}]})
    now = datetime.now(UTC)
    wrong = AnswerForm({"account.country": "Narnia"}, lead=lead, at=now)
    assert wrong.errors["account.country"] == ["Choose a country of the list."]
    right = AnswerForm({"account.country": "DE"}, lead=lead, at=now)
    assert right.is_valid()
    assert right.arguments() == {"answers": {"account.country": "DE"}}
