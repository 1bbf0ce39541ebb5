"""What a client meets that sends leads."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samebook.company.actions import create_token, revoke_token
from samebook.company.models import AccessToken
from samebook.leads.models import Lead
from samebook.leads.tests.company import founded

pytestmark = pytest.mark.django_db

GOOD = {
    "external_id": "web-17",
    "email": "otto@mueller.example",
    "name": "Otto Müller",
    "company": "Müller Chemie GmbH",
    "country": "Germany",
    "source": "Web form",
    "fields": {"lead.budget": 80000, "lead.project_start": "2026-12-01"},
}


@pytest.fixture
def cast():
    return founded(at=datetime.now(UTC) - timedelta(hours=1))


@pytest.fixture
def secret(cast):
    return create_token(cast.administrator, name="Web site", scope="leads:write", at=datetime.now(UTC))[1]


@pytest.fixture
def send(client, secret):
    def send(body, *, token=secret, key=None, raw=False):
        headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
        data = body if raw else json.dumps(body)
        return client.post("/api/v1/leads", data, content_type="application/json", headers=headers)

    return send


def test_one_lead_is_taken_in_judged_and_answered(send):
    answer = send(GOOD)
    [result] = answer.json()["results"]
    assert answer.status_code == 201
    assert (result["outcome"], result["status"], result["verdict"], result["level"]) == (
        "created", "delivered", "deliver", "A",
    )  # fmt: skip
    assert Lead.objects.get(pk=result["id"]).country == "DE"


def test_each_lead_of_a_list_has_its_own_answer_in_its_place(send):
    bad = {"email": "not an address"}
    answer = send(
        [GOOD, bad, {"email": "eva@else.example", "fields": {"lead.budget": "a lot"}}, GOOD | {"external_id": "b"}]
    )
    results = answer.json()["results"]
    assert answer.status_code == 207
    assert [result["outcome"] for result in results] == ["created", "refused", "refused", "joined"]
    assert (results[1]["field"], results[2]["field"]) == ("email", "lead.budget")
    assert results[2]["code"] == "book.value"


def test_the_same_external_id_is_unchanged_the_second_time(send):
    assert send(GOOD).status_code == 201
    again = send(GOOD)
    assert (again.status_code, again.json()["results"][0]["outcome"]) == (200, "unchanged")
    assert Lead.objects.count() == 1


def test_a_key_gives_the_same_answer_and_adds_nothing(send):
    lead = GOOD | {"external_id": None}
    first, again = send(lead, key="a1"), send(lead, key="a1")
    assert first.json() == again.json()
    assert Lead.objects.get().lead_responses.count() == 1
    other = send(lead | {"name": "Somebody else"}, key="a1")
    assert (other.status_code, other.json()["code"]) == (422, "api.key_reused")


@pytest.mark.parametrize("lead", [{"email": "a\0b@mueller.example"}, {"\ud800": 1}, {"fields": {"\0": 1}}], ids=ascii)
def test_an_answer_about_broken_characters_is_kept_for_its_key(send, lead):
    first, again = send(lead, key="a"), send(lead, key="a")
    assert first.status_code == 422
    assert first.json() == again.json()


@pytest.mark.parametrize("token", ["", "wrong", "wrong\x00", "é" * 40, "Bearer"])
def test_without_a_valid_token_nothing_is_taken(send, token):
    answer = send(GOOD, token=token)
    assert (answer.status_code, answer.json()["code"]) == (401, "access.token")
    assert not Lead.objects.exists()


def test_a_revoked_token_is_none(cast, send):
    revoke_token(cast.administrator, AccessToken.objects.get().pk, at=datetime.now(UTC))
    assert send(GOOD).status_code == 401


def test_a_token_for_something_else_may_not_send_leads(cast, send):
    _, reader = create_token(cast.administrator, name="Reports", scope="numbers:read", at=datetime.now(UTC))
    answer = send(GOOD, token=reader)
    assert (answer.status_code, answer.json()["code"]) == (403, "access.denied")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param("{", "api.not_json", id="broken"),
        pytest.param("[" * 100_000, "api.not_json", id="deep"),
        pytest.param(b"\xff\xfe{}", "api.not_json", id="not UTF-8"),
        pytest.param("[]", "api.too_many", id="empty"),
        pytest.param(json.dumps([{}] * 501), "api.too_many", id="too many"),
        pytest.param("[" + " " * (2 * 1024 * 1024) + "]", "api.too_large", id="too large"),
    ],
)
def test_a_body_that_is_no_list_of_leads_says_why(send, body, code):
    answer = send(body, raw=True)
    assert answer.json()["code"] == code
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    ("lead", "field"),
    [
        pytest.param({"email": "a\ud800@b.example"}, "email", id="half a character"),
        pytest.param({"email": "a@b.example", "name": "x\x00y"}, "name", id="NUL"),
        pytest.param({"email": "a@b.example", "fields": {"lead.budget": 10**30}}, "lead.budget", id="10^30"),
        pytest.param({"email": "a@b.example", "fields": {"lead.budget": "NaN"}}, "lead.budget", id="NaN"),
        pytest.param({"email": "a@b.example", "fields": {"lead.budgte": 1}}, "lead.budgte", id="unknown field"),
        pytest.param({"email": "a@b.example", "fields": [1]}, "fields", id="fields no object"),
        pytest.param({"email": "a@b.example", "emial": "x"}, "emial", id="unknown key"),
        pytest.param({"email": 17}, "email", id="not text"),
        pytest.param({"email": "a@b.example", "received_at": "tomorrow"}, "received_at", id="no instant"),
        pytest.param({"email": "a@b.example", "received_at": "9998-01-01T00:00Z"}, "received_at", id="ahead"),
        pytest.param({"email": "a@b.example", "country": "Atlantis"}, "country", id="no country"),
        pytest.param({"email": "a@b.example", "message": "x" * 10_001}, "message", id="too long"),
        pytest.param({"email": "a@b.example", "set_aside": "boring"}, "set_aside", id="unknown reason"),
        pytest.param({}, "email", id="nobody"),
    ],
)
def test_a_wrong_lead_is_refused_at_its_field(send, lead, field):
    [result] = send([lead]).json()["results"]
    assert (result["outcome"], result["field"]) == ("refused", field)
    assert result["message"]
    assert not Lead.objects.exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "phone", "website", "received_at", "set_aside", "message", "junk"]), JSON, max_size=6
    )
)
def test_whatever_is_sent_gets_an_answer_and_never_an_error(send, lead):
    answer = send([lead, GOOD | {"email": "always@good.example"}])
    assert answer.status_code in (200, 201, 207, 422)
    assert len(answer.json()["results"]) == 2
