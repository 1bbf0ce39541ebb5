"""Opportunities by the API: the same refusals as on the pages, once for each key, nothing hostile breaks it."""

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from samebook.buying import actions
from samebook.buying.actions.stage_histories import StageSaid, bring_stages
from samebook.buying.models import Closing, Opportunity
from samebook.company.actions import create_own_token, create_token
from samebook.company.models import Company
from samebook.kernel.refusals import Refused
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
URL = "/api/v1/opportunities"


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def secret(cast: Cast) -> str:
    return made(cast, "opportunities:write")


def made(cast: Cast, scope: str) -> str:
    return create_token(cast.actor("administrator"), name=scope, scope=scope, at=datetime.now(UTC))[1]


def send(secret: str, method: str, path: str = "", body: Any = None, key: str = "") -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {secret}"} | ({"Idempotency-Key": key} if key else {})
    data = body if isinstance(body, str) else json.dumps(body)
    answer = Client().generic(method, f"{URL}{path}", data, content_type="application/json", headers=headers)
    return answer.status_code, json.loads(answer.content)


def opened(secret: str, **more: Any) -> dict[str, Any]:
    status, answer = send(secret, "POST", body={"name": "Two pumps"} | more)
    assert status == 201, answer
    return answer


def test_one_is_opened_changed_moved_closed_and_opened_again(secret: str) -> None:
    one = opened(secret, external_id="D-1", amount="1200.50", currency="eur", expected_close_date="2027-01-31")
    assert (one["stage"], one["amount"], one["currency"], one["outcome"]) == ("discovery", "1200.50", "EUR", "open")
    at = f"/{one['id']}"
    status, changed = send(secret, "PATCH", at, {"next_step": "Call", "forecast": "commit", "seen": one["version"]})
    assert (status, changed["next_step"], changed["amount"]) == (200, "Call", "1200.50")
    assert send(secret, "POST", f"{at}/move", {"stage": "proposal"})[1]["stage"] == "proposal"
    assert send(secret, "POST", f"{at}/close", {"outcome": "lost", "reason": "price"})[1]["outcome"] == "lost"
    assert send(secret, "POST", f"{at}/reopen", {"why": "A mistake."})[1]["outcome"] == "open"
    assert send(secret, "GET", at)[1]["version"] == 5
    status, page = send(secret, "GET", "?outcome=open&limit=1")
    assert (status, [each["id"] for each in page["results"]], page["next"]) == (200, [one["id"]], None)


def test_the_same_request_has_its_effect_once(secret: str) -> None:
    first = send(secret, "POST", body={"name": "Two pumps"}, key="k-1")
    assert send(secret, "POST", body={"name": "Two pumps"}, key="k-1") == first
    assert Opportunity.objects.count() == 1
    assert send(secret, "POST", body={"name": "Three pumps"}, key="k-1")[1]["code"] == "api.key_reused"
    refused = send(secret, "POST", body={"name": "X", "pipeline": "none"}, key="k-2")
    assert (refused[0], refused[1]["code"]) == (422, "buying.unknown_pipeline")
    assert send(secret, "POST", body={"name": "X"}, key="k-2")[0] == 201, "what was refused took no key"


@pytest.mark.parametrize(
    ("path", "body", "code", "field"),
    [
        ("/move", {"stage": "nowhere"}, "buying.unknown_stage", "stage"),
        ("/close", {"outcome": "lost", "reason": "luck"}, "buying.unknown_reason", "reason"),
        ("/close", {"outcome": "won", "closed_on": "2199-01-01"}, "buying.closed_ahead", "closed_on"),
        ("/reopen", {"why": "x"}, "buying.open", None),
        ("/move", {"stage": "proposal", "seen": 99}, "buying.changed_meanwhile", None),
    ],
)
def test_it_refuses_as_the_pages_do(secret: str, path: str, body: Any, code: str, field: str | None) -> None:
    status, answer = send(secret, "POST", f"/{opened(secret)['id']}{path}", body)
    assert (status, answer["code"], answer["field"]) == (422, code, field)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": "5"}, "buying.amount_without_currency"),
        ({"amount": "5", "currency": "XXX"}, "company.unknown_currency"),
        ({"next_step_on": "2027-01-01"}, "buying.next_step_missing"), ({"forecast": "sure"}, "buying.unknown_forecast"),
        ({"fields": {"opportunity.none": "1"}}, "buying.unknown_field"), ({"name": None}, "buying.name_missing"),
        ({"owner_email": "x@y.example"}, "buying.unknown_owner"), ({"outcome": "won"}, "api.invalid"),
        ({"amount": "NaN", "currency": "EUR"}, "api.invalid"), ({"amount": "1e30", "currency": "EUR"}, "api.invalid"),
        ({"expected_close_date": "0001-01-01"}, "day.outside"), ({"expected_close_date": "9999-12-31"}, "day.outside"),
        ({"next_step": "Call", "next_step_on": "0001-01-01"}, "day.outside"),
        ({"fields": {f"opportunity.f{at}": "1" for at in range(101)}}, "api.invalid"),
        ({"fields": {"o" * 101: "1"}}, "api.invalid"), ({"fields": {"opportunity.x": "1" * 501}}, "api.invalid"),
        ({"premise": "a\u0000b"}, "api.invalid"), ({"premise": "\ud800"}, "api.invalid"), ([], "api.invalid"),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_code(secret: str, change: Any, code: str) -> None:
    status, answer = send(secret, "PATCH", f"/{opened(secret)['id']}", change)
    assert (status, answer["code"]) == (422, code)


def test_no_refusal_repeats_more_than_a_line_of_what_was_sent(secret: str) -> None:
    at = f"/{opened(secret)['id']}"
    status, answer = send(secret, "PATCH", at, {"fields": {"o" * 100: "1"}})
    assert (status, answer["code"], answer["field"]) == (422, "buying.unknown_field", "o" * 60)
    assert len(answer["message"]) < 200
    status, answer = send(secret, "PATCH", at, {"fields": {"o" * 100_000: "1"}})
    assert (status, answer["code"]) == (422, "api.invalid")
    assert len(json.dumps(answer)) < 1000
    too_large = json.dumps({"premise": "x" * 2 * 1024 * 1024})
    assert send(secret, "PATCH", at, too_large)[1]["code"] == "api.too_large"
    assert send(secret, "POST", body=too_large)[0] == 413


def test_a_day_is_the_companys_by_api_and_page_alike(cast: Cast, secret: str) -> None:
    Company.objects.update(time_zone="America/New_York")
    yesterday = datetime.now(ZoneInfo("America/New_York")).date() - timedelta(days=1)
    one, other = opened(secret), opened(secret)
    Opportunity.objects.update(opened_on=yesterday, owner=cast["rep"])
    said = {"closed_on": yesterday.isoformat(), "reason": "price"}
    assert send(secret, "POST", f"/{one['id']}/close", {"outcome": "lost", **said})[0] == 200
    page = cast.client("rep")
    seen = Opportunity.objects.get(pk=other["id"]).version
    page.post(f"/opportunities/{other['id']}/lost", {"seen": seen, **said})
    [first, second] = Closing.objects.order_by("opportunity_id").values_list("closed_at", flat=True)
    assert first == second == datetime.combine(yesterday, time(), ZoneInfo("America/New_York"))


def test_a_history_from_year_one_is_refused_and_board_and_snapshot_stand_west_of_utc(
    cast: Cast, secret: str, tmp_path: Path
) -> None:
    Company.objects.update(time_zone="America/New_York")
    one = opened(secret, external_id="D-1")
    now = datetime.now(UTC)
    said = [StageSaid("D-1", "proposal", datetime(1, 1, 1, tzinfo=UTC))]
    [answer] = bring_stages(cast.actor("administrator"), said, at=now)
    assert isinstance(answer, Refused)
    assert answer.code == "day.outside"
    take_snapshot(connection, registry, tmp_path, at=now)
    assert cast.client("sales_manager").get("/opportunities/board").status_code == 200
    assert Opportunity.objects.get(pk=one["id"]).stage == "discovery"


@pytest.mark.parametrize("path", ["/0", "/x", f"/{10**30}", "/-1", "/999999999"])
def test_what_is_not_there_is_not_found_and_breaks_nothing(secret: str, path: str) -> None:
    for method, rest, body in (("GET", "", None), ("PATCH", "", {}), ("POST", "/move", {"stage": "proposal"})):
        assert send(secret, method, f"{path}{rest}", body)[0] in (404, 422)
    assert send(secret, "GET", "?limit=0")[0] == 422
    assert send(secret, "GET", "?after=99999999999999999999999")[0] == 422
    assert send(secret, "POST", body="{")[0] in (400, 422)


def test_a_token_for_something_else_and_none_at_all_are_refused(cast: Cast, secret: str) -> None:
    for other in ("leads:write", "numbers:read"):
        token = made(cast, other)
        assert send(token, "GET")[0] == 403
        assert send(token, "POST", body={"name": "X"})[0] == 403
    assert send("", "GET")[0] == 401
    assert not Opportunity.objects.exists()


def test_a_persons_own_token_reads_what_they_may_read_and_changes_nothing(cast: Cast, secret: str) -> None:
    now = datetime.now(UTC)
    for who, place in (("rep", cast.north), ("outsider", cast.south)):
        actions.open_opportunity(
            cast.actor(who), name=who, account=None, people=[], owner_id=cast[who].pk, territory_id=place.pk, at=now,
            opened_on=now.date(),
        )  # fmt: skip
    _, own = create_own_token(cast.actor("rep"), name="Mine", at=now)
    assert [each["name"] for each in send(own, "GET")[1]["results"]] == ["rep"]
    foreign = Opportunity.objects.get(name="outsider").pk
    assert send(own, "GET", f"/{foreign}")[0] == send(own, "GET", "/999999")[0] == 404
    assert send(own, "POST", body={"name": "X"})[0] == 403
