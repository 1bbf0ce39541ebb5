from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from samebook.company.models import User
from samebook.journal.models import Entry
from samebook.leads.actions import accept_lead, hand_over
from samebook.leads.mails import link
from samebook.leads.models import Attempt
from samebook.leads.terms import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def address(lead, purpose, user_id=None):
    return urlsplit(link(lead.pk, user_id or lead.owner_id, purpose)).path


@pytest.mark.parametrize("purpose", ["accept", "reject", "log"])
def test_opening_a_link_shows_the_lead_and_changes_nothing(client, delivered, purpose):
    before = Entry.objects.count()
    for method in (client.get, client.head):
        answer = method(address(delivered, purpose))
        assert answer.status_code == 200
    html = client.get(address(delivered, purpose)).content.decode()
    assert "Otto Müller" in html
    assert "Nothing changes until you press" in html
    delivered.refresh_from_db()
    assert delivered.status == Status.DELIVERED
    assert Entry.objects.count() == before
    assert not client.cookies
    assert not Session.objects.exists()


def test_pressing_the_button_accepts_as_that_rep(client, delivered):
    answer = client.post(address(delivered, "accept"))
    assert answer.status_code == 200
    delivered.refresh_from_db()
    assert delivered.status == Status.ACCEPTED
    entry = Entry.objects.get(code="leads.lead.accepted")
    assert entry.actor == f"user:{delivered.owner_id}"
    assert not Session.objects.exists()


def test_rejecting_needs_a_reason_at_its_field(client, delivered):
    answer = client.post(address(delivered, "reject"), {"reason": ""})
    assert answer.status_code == 422
    assert 'id="reject-reason_error"' in answer.content.decode()
    assert client.post(address(delivered, "reject"), {"reason": "no_budget"}).status_code == 200
    delivered.refresh_from_db()
    assert delivered.rejection_reason == "no_budget"


def test_the_same_link_logs_each_attempt_of_that_rep_and_a_second_click_once(client, delivered):
    for outcome, status in (("not_reached", 200), ("reached", 200), ("reached", 422)):
        answer = client.post(address(delivered, "log"), {"channel": "phone", "outcome": outcome})
        assert answer.status_code == status
    assert Attempt.objects.count() == 2
    assert set(Attempt.objects.values_list("user_id", flat=True)) == {delivered.owner_id}


def test_what_was_done_already_says_so(client, cast, delivered):
    accept_lead(cast.manager, delivered.pk, at=datetime.now(UTC))
    for method in (client.get, client.post):
        answer = method(address(delivered, "accept"))
        assert answer.status_code == 409
        assert "this one is accepted" in answer.content.decode()


def test_a_link_for_one_act_does_no_other(client, delivered):
    token = address(delivered, "accept").rsplit("/", 1)[1]
    answer = client.post(f"/leads/linked/reject/{token}", {"reason": "no_budget"})
    assert answer.status_code == 404
    assert "not complete" in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "W10:1", "é" * 50, "A" * 5000])
def test_a_damaged_link_is_a_clear_page(client, cast, token):
    assert client.get(f"/leads/linked/accept/{token}").status_code in (400, 404)
    assert client.get(f"/leads/linked/delete/{token}").status_code in (400, 404)


def test_an_expired_link_says_so(client, delivered):
    old = address(delivered, "accept")
    with time_machine.travel("2031-01-01"):
        answer = client.get(old)
    assert answer.status_code == 410
    assert "has expired" in answer.content.decode()


def test_a_link_of_a_rep_whose_login_has_ended_opens_nothing(client, delivered):
    User.objects.filter(pk=delivered.owner_id).update(is_active=False)
    assert client.get(address(delivered, "accept")).status_code == 404
    assert client.post(address(delivered, "accept")).status_code == 404


def test_a_link_does_not_outlive_the_handing_over(client, cast, delivered):
    old = address(delivered, "accept")
    hand_over(cast.manager, delivered.pk, to_user_id=cast.outsider.id, at=datetime.now(UTC))
    assert client.post(old).status_code == 409
    delivered.refresh_from_db()
    assert delivered.status == Status.DELIVERED


def test_a_link_made_for_someone_else_does_not_work(client, cast, delivered):
    assert client.post(address(delivered, "accept", cast.outsider.id)).status_code == 404
