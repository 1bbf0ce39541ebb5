"""Without telesales the question goes out by mail, and the person's answer judges the lead."""

import re

import pytest
from django.urls import reverse

from samebook.accounts.actions import suppress
from samebook.company.models import User
from samebook.jobs.models import Mail
from samebook.leads.actions import ask_by_the_post, take_in
from samebook.leads.mails import question_link
from samebook.leads.models import Lead
from samebook.leads.terms import Status
from samebook.leads.tests.company import MONDAY, arrival, founded

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cast = founded()
    User.objects.filter(pk=cast.telesales.id).update(is_active=False)
    return cast


@pytest.fixture
def lead(cast):
    [taken] = take_in(cast.marketing, [arrival(fields={"lead.project_start": "2026-06-01"})], at=MONDAY)
    return Lead.objects.get(pk=taken.lead_id)


def path_in(mail: Mail) -> str:
    found = re.search(r"https?://[^/]+(/leads/answer/\S+)", mail.text)
    assert found is not None
    return found[1]


def test_the_question_is_mailed_once_to_the_person(lead):
    assert (lead.status, lead.ask_owner_id) == (Status.ASK, None)
    assert (ask_by_the_post(at=MONDAY), ask_by_the_post(at=MONDAY)) == (1, 0)
    mail = Mail.objects.get(kind="leads.questions")
    assert mail.to == "otto@mueller.example"
    assert "How much is set aside for this project?" in mail.text
    assert "Müller Chemie" not in mail.text


def test_with_telesales_nobody_is_mailed():
    cast = founded()
    take_in(cast.marketing, [arrival()], at=MONDAY)
    assert ask_by_the_post(at=MONDAY) == 0


def test_who_may_not_be_contacted_is_not(cast, lead):
    suppress(cast.administrator, "email", "otto@mueller.example", reason="asked us to stop", at=MONDAY)
    assert ask_by_the_post(at=MONDAY) == 0
    assert not Mail.objects.filter(kind="leads.questions").exists()


def test_opening_the_link_changes_nothing_and_the_answer_delivers_the_lead(client, lead):
    ask_by_the_post(at=MONDAY)
    path = path_in(Mail.objects.get(kind="leads.questions"))
    assert "How much is set aside" in client.get(path).content.decode()
    lead.refresh_from_db()
    assert lead.status == Status.ASK

    wrong = client.post(path, {"lead.budget": "a lot"})
    assert wrong.status_code == 422
    assert "Your answers have arrived" in client.post(path, {"lead.budget": "80000"}).content.decode()
    lead.refresh_from_db()
    assert (lead.status, lead.level) == (Status.DELIVERED, "A")
    assert client.get(path).status_code == 409


def test_a_link_of_another_person_or_with_a_changed_sign_opens_nothing(client, lead):
    path = question_link(lead).partition("8000")[2]
    assert client.get(path[:-3] + "abc").status_code == 404
    Lead.objects.filter(pk=lead.pk).update(person=None)
    assert client.get(path).status_code == 404
    assert client.get(reverse("leads:answer", args=["nobodys"])).status_code == 404
