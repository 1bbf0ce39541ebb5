"""Buying groups by the API: the same refusals as on the pages, once for each key, nothing hostile breaks it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samebook.company.actions import create_own_token, create_token
from samebook.groups import actions
from samebook.groups.models import Member
from samebook.groups.tests.cast import sale
from samebook.kernel.refusals import Refused
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
VENDOR = "choose_vendor"


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


@pytest.fixture
def secret(cast: Cast, at: datetime) -> str:
    return create_token(cast.actor("administrator"), name="crm", scope="opportunities:write", at=at)[1]


def send(secret: str, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {secret}"} | ({"Idempotency-Key": key} if key else {})
    data = body if isinstance(body, str) else json.dumps(body)
    answer = Client().generic(
        method, f"/api/v1/opportunities{path}", data, content_type="application/json", headers=headers
    )
    return answer.status_code, json.loads(answer.content)


def test_a_group_is_made_said_and_read(cast, secret, at) -> None:
    one, (ada, bo, *_) = sale(cast, at=at)
    path, here = f"/{one.pk}/group", {"person_id": ada.pk, "decision": VENDOR}
    assert send(secret, "POST", f"{path}/members", here | {"roles": ["decision_maker"]}, "k1")[0] == 201
    assert send(secret, "POST", f"{path}/members", here | {"roles": ["decision_maker"]}, "k1")[0] == 201
    assert Member.objects.count() == 1, "the same request with its key is done once"
    assert send(secret, "POST", f"{path}/members", {"person_id": bo.pk, "decision": VENDOR})[0] == 201
    said = {"stance": "for", "evidence": "Asked for the contract.", "word": "deed"}
    for call, body in (
        ("stances", here | said), ("roles", here | {"roles": ["decision_maker", "champion"]}),
        ("needs", here | {"needs": "A reference."}), ("influences", {"who": bo.pk, "whom": ada.pk}),
        ("contacts", {"person_id": ada.pk, "happened_at": at.isoformat(), "way": "call"}),
    ):  # fmt: skip
        assert send(secret, "POST", f"{path}/{call}", body)[0] in (200, 201), call
    status, group = send(secret, "GET", path)
    assert status == 200
    first = next(each for each in group["members"] if each["person_id"] == ada.pk)
    assert (first["stance"], first["roles"], first["needs"]) == ("for", ["decision_maker", "champion"], "A reference.")
    assert group["influences"] == [{"who": bo.pk, "whom": ada.pk}]
    gaps = {each["decision"]: each for each in group["gaps"]}
    assert gaps[VENDOR]["missing_roles"] == ["nay_sayer"]
    assert (gaps[VENDOR]["hangs_on"], gaps[VENDOR]["days_to_decider"]) == (ada.pk, 0)
    assert gaps["start_project"]["missing_roles"] == ["decision_maker", "champion"]
    assert send(secret, "POST", f"{path}/influences/end", {"who": bo.pk, "whom": ada.pk})[1]["influences"] == []
    left = send(secret, "POST", f"{path}/leave", {"person_id": bo.pk, "decision": VENDOR, "because": "Left."})[1]
    assert [each["person_id"] for each in left["members"]] == [ada.pk]


def test_page_and_api_refuse_in_the_same_words(cast, secret, at) -> None:
    one, (ada, *_) = sale(cast, at=at)
    actions.add_member(cast.actor("rep"), one.pk, person_id=ada.pk, decision=VENDOR, at=at)
    said = {"person_id": ada.pk, "decision": VENDOR, "stance": "for", "word": "own"}
    with pytest.raises(Refused) as refused:
        actions.say_stance(cast.actor("rep"), one.pk, **said, at=at)
    status, answer = send(secret, "POST", f"/{one.pk}/group/stances", said)
    assert (status, answer["code"], answer["field"]) == (422, "groups.evidence_missing", "evidence")
    data = {name.replace("_id", ""): value for name, value in said.items()}
    page = cast.client("rep").post(reverse("groups:act", args=[one.pk, "stance"]), data)
    assert page.status_code == 422
    assert refused.value.message == answer["message"]
    assert answer["message"] in page.content.decode()


@pytest.mark.parametrize(
    "body",
    ["", "[]", "nonsense", '{"person_id": -1}', '{"person_id": 99999999999999999999, "decision": "choose_vendor"}',
     '{"person_id": 1, "decision": "a\\u0000b"}', '{"person_id": "x", "decision": []}',
     '{"person_id": 1, "decision": "choose_vendor", "king": 1}', '{"person_id": 1, "decision": "\\ud800"}'],
    ids=range(9),
)  # fmt: skip
def test_hostile_bodies_are_refused_and_nothing_breaks(cast, secret, at, body) -> None:
    one, _ = sale(cast, at=at)
    calls = ("members", "roles", "stances", "needs", "contacts", "influences", "influences/end", "leave")
    for call in calls:
        status, answer = send(secret, "POST", f"/{one.pk}/group/{call}", body)
        assert status == 422 or (status == 400 and body in ("", "nonsense")), (call, answer)
    assert not Member.objects.exists()


def test_whoever_may_not_see_the_sale_gets_what_a_missing_one_gives(cast, secret, at) -> None:
    one, _ = sale(cast, at=at)
    outsider = create_own_token(cast.actor("outsider"), name="o", at=at)[1]
    there = send(outsider, "GET", f"/{one.pk}/group")
    assert there == send(outsider, "GET", "/999999/group")
    assert there[0] == 404
    assert send("wrong", "GET", f"/{one.pk}/group")[0] == 401
    assert send(create_own_token(cast.actor("rep"), name="r", at=at)[1], "GET", f"/{one.pk}/group")[0] == 200
    form = create_token(cast.actor("administrator"), name="form", scope="form", at=at)[1]
    for method, path in (("GET", ""), ("POST", "/members"), ("POST", "/roles"), ("POST", "/leave")):
        assert send(form, method, f"/{one.pk}/group{path}", {})[0] == 403
