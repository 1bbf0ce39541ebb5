import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from samebook.accounts.models import Consent
from samebook.communications.models import Communication
from samebook.company.actions import create_token, revoke_token
from samebook.leads.forms.public import WORDING
from samebook.leads.models import Lead
from samebook.leads.views.embedded import MOST

pytestmark = pytest.mark.django_db
VISITOR = {"name": "Ada Visitor", "email": "ada@kunde.example", "company": "Kunde GmbH", "country": "DE"}


@pytest.fixture
def key(cast):
    cache.clear()
    _, secret = create_token(cast.administrator, name="Website", scope="form", at=datetime.now(UTC))
    return f"/leads/form/{secret}"


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def stamp_of(answer):
    return re.search(r'name="stamp" value="([^"]+)"', answer.content.decode()).group(1)


def send(client, url, *, after=5, **said):
    """Open the form, wait, and send it."""
    with time_machine.travel(datetime.now(UTC) - timedelta(seconds=after), tick=False):
        stamp = stamp_of(client.get(url))
    return client.post(url, {**VISITOR, "stamp": stamp, **said})


def test_the_form_may_stand_in_a_frame_and_keeps_no_cookie(client, key):
    answer = client.get(key)
    assert answer.status_code == 200
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert not answer.cookies
    assert "How much is set aside for this project?" in answer.content.decode()


def test_only_the_form_may_stand_in_a_frame(client, cast):
    answer = client.get("/login")
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_a_request_becomes_a_judged_lead_with_source_and_consent(client, key):
    Communication.objects.create(name="Spring fair", channel="fair", created_at=datetime.now(UTC))
    address = f"{key}?source=web&communication=Spring+fair"
    answer = send(client, address, consent="on", **{"lead.budget": "60000"})
    assert "Thank you" in answer.content.decode()
    lead = Lead.objects.get()
    assert (lead.verdict, lead.level, lead.source, lead.communication.name) == ("deliver", "B", "web", "Spring fair")
    assert lead.origin == "form"
    consent = Consent.objects.get()
    assert (consent.person, consent.is_granted, consent.wording) == (lead.person, True, WORDING)


def test_without_the_tick_nothing_is_allowed(client, key):
    send(client, key)
    assert Lead.objects.count() == 1
    assert not Consent.objects.exists()


def test_sending_twice_adds_nothing(client, key):
    with time_machine.travel(datetime.now(UTC) - timedelta(seconds=5), tick=False):
        stamp = stamp_of(client.get(key))
    for _ in range(2):
        answer = client.post(key, {**VISITOR, "stamp": stamp, "consent": "on"})
        assert "Thank you" in answer.content.decode()
    assert Lead.objects.count() == 1
    assert Lead.objects.get().lead_responses.count() == 1
    assert Consent.objects.count() == 1


def test_a_program_that_fills_the_trap_is_thanked_and_forgotten(client, key):
    answer = send(client, key, address="http://spam.example")
    assert "Thank you" in answer.content.decode()
    assert not Lead.objects.exists()


def test_a_form_sent_too_fast_or_too_late_is_not_taken_and_works_on_the_next_try(client, key):
    with time_machine.travel(datetime.now(UTC), tick=False):  # however long the form takes to be made
        answer = send(client, key, after=0)
    assert answer.status_code == 422
    assert "very fast" in answer.content.decode()
    late = send(client, key, after=2 * 24 * 3600)
    assert "open for too long" in late.content.decode()
    assert not Lead.objects.exists()
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5), tick=False):
        client.post(key, {**VISITOR, "stamp": stamp_of(late)})
    assert Lead.objects.count() == 1


@pytest.mark.parametrize("stamp", ["", "x", "a:b:c", "W10:1:2", "A" * 5000])
def test_a_made_up_stamp_is_refused(client, key, stamp):
    assert client.post(key, {**VISITOR, "stamp": stamp}).status_code == 422
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"name": "x" * 201}, "name"),
        ({"country": "ZZ"}, "country"),
        ({"lead.budget": "10^30"}, "lead.budget"),
        ({"lead.budget": "1" + "0" * 30}, "lead.budget"),
        ({"lead.project_start": "tomorrow"}, "lead.project_start"),
        ({"message": "x" * 5001}, "message"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_input_shows_at_its_field(client, key, said, field):
    answer = send(client, key, **said)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Lead.objects.exists()


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"], ids=["NUL", "half a character"])
def test_what_is_no_text_is_refused_without_a_trace(client, key, text):
    body = "name=" + "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))
    answer = client.generic("POST", key, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 422)
    assert not Lead.objects.exists()


def test_an_unknown_communication_and_a_long_source_do_no_harm(client, key):
    send(client, f"{key}?communication=Nobody+knows&source={'s' * 500}")
    lead = Lead.objects.get()
    assert lead.communication is None
    assert lead.source == "s" * 60


def test_many_requests_from_one_address_are_slowed(client, key):
    with time_machine.travel(datetime.now(UTC), tick=False):  # they are counted anew every ten minutes
        for _ in range(MOST):
            assert client.post(key, {}).status_code == 422
        assert client.post(key, {}).status_code == 429
        assert client.post(key, {}, REMOTE_ADDR="10.0.0.9").status_code == 422


def test_only_a_key_of_a_form_opens_it(client, cast, key):
    _, other = create_token(cast.administrator, name="API", scope="leads:write", at=datetime.now(UTC))
    assert client.get(f"/leads/form/{other}").status_code == 404
    assert client.get("/leads/form/made-up").status_code == 404
    token, secret = create_token(cast.administrator, name="Old", scope="form", at=datetime.now(UTC))
    revoke_token(cast.administrator, token.pk, at=datetime.now(UTC))
    assert client.get(f"/leads/form/{secret}").status_code == 404
