"""Plays by the API: the same refusals as on the pages; a program starts, and only the rep approves."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from samebook.company.actions import create_own_token, create_token
from samebook.plays import actions
from samebook.plays.models import PlayRun
from samebook.plays.tests.cast import a_play, a_sale
from samebook.stalls.actions import open_stall
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


def send(secret: str, method: str, path: str = "", body: Any = None, key: str = "") -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {secret}"} | ({"Idempotency-Key": key} if key else {})
    data = body if isinstance(body, str) else json.dumps(body)
    answer = Client().generic(method, f"/api/v1/plays{path}", data, content_type="application/json", headers=headers)
    return answer.status_code, json.loads(answer.content)


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


def test_a_program_starts_a_play_once_and_the_rep_alone_approves_it(cast):
    at = datetime.now(UTC) - timedelta(days=3)
    secret = create_token(cast.actor("administrator"), name="crm", scope="opportunities:write", at=at)[1]
    own = create_own_token(cast.actor("outsider"), name="mine", at=at)[1]
    version, sale = a_play(cast, at=at), a_sale(cast, at=at)
    stall = open_stall(cast.actor("rep"), sale.opportunity.pk, cause="claim_doubted", at=at)
    assert [each["version_id"] for each in send(secret, "GET")[1]] == [version.pk]
    assert send(secret, "GET", "?cause=legal")[1] == []
    [suggested] = send(secret, "GET", f"/suggested?stall_id={stall.pk}")[1]
    assert (suggested["version_id"], suggested["run_id"]) == (version.pk, PlayRun.objects.get().pk)
    body = {"opportunity_id": sale.opportunity.pk, "version_id": version.pk, "stall_id": stall.pk}
    first, again = (send(secret, "POST", "/runs", body, "k") for _ in range(2))
    assert first == again
    assert (first[0], first[1]["approved_at"], PlayRun.objects.count()) == (201, None, 1)
    step = first[1]["steps"][0]["id"]
    assert send(secret, "POST", f"/steps/{step}/done", {})[1]["code"] == "plays.not_approved"
    actions.approve_run(cast.actor("rep"), first[1]["id"], at=datetime.now(UTC))
    assert send(secret, "POST", f"/steps/{step}/done", {})[1]["steps"][0]["state"] == "done"
    other = first[1]["steps"][1]["id"]
    assert send(secret, "POST", f"/steps/{other}/skip", {"reason": "Read already"})[1]["outcome"] == "done"
    assert len(send(secret, "GET", "/runs")[1]["results"]) == 1
    assert send(own, "GET", "/runs")[1]["results"] == []  # not of their territory
    assert send(own, "GET", f"/suggested?stall_id={stall.pk}")[0] == 404


SENSELESS: list[tuple[str, str, Any]] = [
    ("POST", "/runs", "{"),
    ("POST", "/runs", {"opportunity_id": 2**70, "version_id": 1}),
    ("POST", "/runs", {"opportunity_id": 1, "version_id": 1, "why": "x"}),
    ("POST", "/runs", {"opportunity_id": 1, "version_id": 1, "language": "\ud800"}),
    ("POST", "/steps/1/skip", {"reason": "\0"}),
    ("POST", "/steps/1/done", {"minutes": -1}),
    ("GET", "/suggested?stall_id=x", None),
    ("GET", "/runs?after=-1", None),
]


def test_what_makes_no_sense_is_refused_in_one_shape(cast):
    secret = create_token(cast.actor("administrator"), name="crm", scope="opportunities:write", at=datetime.now(UTC))[1]
    for method, path, body in SENSELESS:
        status, answer = send(secret, method, path, body)
        assert status in (400, 422), (path, body, status)
        assert set(answer) == {"code", "message", "field"}


def test_nothing_is_told_without_a_token():
    assert Client().get("/api/v1/plays").status_code == 401
    assert Client().post("/api/v1/plays/runs", "{", content_type="application/json").status_code == 401
