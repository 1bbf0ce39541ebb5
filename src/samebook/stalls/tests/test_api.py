"""Stalls by the API: the same refusals as on the pages, once for each key, nothing hostile breaks it."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from samebook.buying import actions as buying
from samebook.buying.models import Opportunity
from samebook.company.actions import create_own_token, create_token
from samebook.company.tests.cast import ago, day_of
from samebook.stalls.models import MovedMeeting, Proposal, Stall
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


@pytest.fixture
def at() -> datetime:
    return ago(20)


@pytest.fixture
def secret(cast: Cast, at: datetime) -> str:
    return create_token(cast.actor("administrator"), name="crm", scope="opportunities:write", at=at)[1]


def sale(cast: Cast, at: datetime, **more) -> Opportunity:
    said = {"account": None, "people": [], "owner_id": cast["rep"].pk, "territory_id": cast.north.pk}
    return buying.open_opportunity(cast.actor("rep"), name="Two pumps", at=at, opened_on=day_of(at), **(said | more))


def send(secret: str, method: str, path: str = "", body: Any = None, key: str = "") -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {secret}"} | ({"Idempotency-Key": key} if key else {})
    data = body if isinstance(body, str) else json.dumps(body)
    answer = Client().generic(method, f"/api/v1/stalls{path}", data, content_type="application/json", headers=headers)
    return answer.status_code, json.loads(answer.content)


def test_a_stall_is_opened_once_for_its_key_read_and_ended(cast, secret, at) -> None:
    one = sale(cast, at, amount=Decimal(1000), currency="EUR")
    since = ago(10).isoformat()
    body = {"opportunity_id": one.pk, "cause": "legal", "since": since}
    first, again = (send(secret, "POST", "", body, "k") for _ in range(2))
    assert first == again
    assert first[0] == 201
    assert first[1]["origin"] == "api"
    assert Stall.objects.count() == 1
    status, listed = send(secret, "GET", f"?opportunity_id={one.pk}&is_open=true")
    assert (status, [each["cause"] for each in listed["results"]]) == (200, ["legal"])
    risk = send(secret, "GET", "/at-risk")[1]
    assert [(each["days"], each["weight"]) for each in risk["results"]] == [(10, "10000.00")]
    assert send(secret, "POST", f"/{first[1]['id']}/end", {"ended_by": "answered"})[1]["ended_by"] == "answered"
    assert send(secret, "GET", "?is_open=true")[1] == {"results": [], "next": None}
    assert send(secret, "POST", f"/{first[1]['id']}/end", {"ended_by": "answered"})[1]["code"] == "stalls.closed"


def test_a_proposal_is_confirmed_or_waved_off_and_a_meeting_noted(cast, secret, at) -> None:
    for number in range(2):
        Proposal.objects.create(
            opportunity=sale(cast, at), rule="meeting_moves", kind="meeting_moved", occasion=at, since=at, count=number,
            proposed_at=at,
        )  # fmt: skip
    first, second = (each["id"] for each in send(secret, "GET", "/proposals")[1])
    assert send(secret, "POST", f"/proposals/{first}/confirm", {})[1]["code"] == "stalls.cause_missing"
    assert send(secret, "POST", f"/proposals/{first}/confirm", {"cause": "silence"})[0] == 201
    assert send(secret, "POST", f"/proposals/{second}/wave-off")[1]["answer"] == "waved_off"
    assert send(secret, "GET", "/proposals")[1] == []
    assert send(secret, "POST", "/meetings", {"opportunity_id": sale(cast, at).pk, "to_date": "2027-01-04"})[0] == 201
    assert MovedMeeting.objects.count() == 1


def test_a_rep_with_their_own_token_reads_their_own_and_writes_nothing(cast, secret, at) -> None:
    one = sale(cast, at)
    send(secret, "POST", "", {"opportunity_id": one.pk, "cause": "legal"})
    own, foreign = (create_own_token(cast.actor(who), name="mine", at=at)[1] for who in ("rep", "outsider"))
    assert len(send(own, "GET")[1]["results"]) == 1
    assert send(foreign, "GET")[1]["results"] == []
    assert send(foreign, "GET", "/at-risk")[1]["results"] == []
    assert send(own, "POST", "", {"opportunity_id": one.pk, "cause": "silence"})[0] == 403
    assert send("nonsense", "GET")[0] == 401


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"opportunity_id": 2**63 - 1, "cause": "legal"}, 404, "records.missing"),
        ({"opportunity_id": 2**63, "cause": "legal"}, 422, "api.invalid"),
        ({"opportunity_id": 0, "cause": "legal"}, 422, "api.invalid"),
        ({"opportunity_id": "SALE", "cause": "weather"}, 422, "stalls.unknown_cause"),
        ({"opportunity_id": "SALE", "cause": "legal", "since": "2020-01-01T09:00:00"}, 422, "stalls.no_offset"),
        ({"opportunity_id": "SALE", "cause": "legal", "since": "2999-01-01T09:00:00Z"}, 422, "day.outside"),
        ({"opportunity_id": "SALE", "cause": "legal", "since": "2020-01-01T09:00:00Z"}, 422, "stalls.before_opening"),
        ({"opportunity_id": "SALE", "cause": "legal", "person_id": 987654321}, 422, "stalls.unknown_person"),
        ({"opportunity_id": "SALE", "cause": "legal", "note": "\0"}, 422, "api.invalid"),
        ({"opportunity_id": "SALE", "cause": "legal", "mood": "bad"}, 422, "api.invalid"),
        ("[" * 2000, 422, "api.invalid"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(cast, secret, at, body, status, code) -> None:
    one = sale(cast, at)
    if isinstance(body, dict) and body["opportunity_id"] == "SALE":
        body = body | {"opportunity_id": one.pk}
    answer = send(secret, "POST", "", body)
    assert (answer[0], answer[1]["code"]) in ((status, code), (400, code))
    assert not Stall.objects.exists()
