"""The pages of the analyses over a snapshot of a few records, and the same figures through the API and a command."""

import io
import json
from datetime import UTC, datetime
from html import unescape
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from samebook.company.actions import create_token
from samebook.company.models import User
from samebook.kernel.refusals import Refused
from samebook.numbers.analyses import analyses, answering
from samebook.numbers.analyses.cli import analysis as command
from samebook.web.tests.cast import Cast, assemble
from tests.analyses.files import written
from tests.analyses.world import AS_OF, TABLES

pytestmark = pytest.mark.django_db
NOTHING_HERE = frozenset({"launch_process", "stages_with_plays", "stalled_time", "stalls_with_plays"})
"""Analyses of chapters that `tests.analyses.world` writes no rows of; their own tests have figures."""


@pytest.fixture
def cast(db: None, settings: Any, tmp_path: Any) -> Cast:
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    written(tmp_path, TABLES, at=AS_OF)
    return assemble()


def page(cast: Cast, name: str, analysis: str = "", status: int = 200, who: str = "marketing", **query: str) -> str:
    address = reverse(f"analyses:{name}", args=[analysis] if analysis else [])
    answer = cast.client(who).get(address, query)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def test_the_list_says_what_each_analysis_means_and_is_reached_from_the_numbers(cast: Cast) -> None:
    listed = page(cast, "list")
    for each in analyses().values():
        assert each.title in listed
        assert reverse("analyses:analysis", args=[each.name]) in listed
    assert reverse("analyses:list") in cast.client("marketing").get(reverse("numbers:list")).content.decode()


@pytest.mark.parametrize("name", sorted(set(analyses()) - NOTHING_HERE))
def test_each_analysis_has_chart_tables_definition_and_files(cast: Cast, name: str) -> None:
    shown = unescape(page(cast, "analysis", name))
    for words in ("Simulated", "What the figures are", analyses()[name].nulls[:40], "holds every figure", "1 Jul 2026"):
        assert words in shown, words
    light, dark = (page(cast, "chart", name, theme=theme) for theme in ("light", "dark"))
    assert light.startswith("<svg")
    assert light != dark
    book = openpyxl.load_workbook(
        io.BytesIO(cast.client("marketing").get(reverse("analyses:xlsx", args=[name])).content)
    )
    assert "Definition" in book.sheetnames
    assert len(book.sheetnames) >= 2
    assert page(cast, "csv", name).startswith("\ufeff")


@pytest.mark.parametrize("name", sorted(NOTHING_HERE))
def test_an_analysis_of_what_there_is_nothing_of_says_so_with_its_definition(cast: Cast, name: str) -> None:
    shown = unescape(page(cast, "analysis", name))
    for words in ("No record of this kind in these days.", "What the figures are", analyses()[name].nulls[:40]):
        assert words in shown, words


def test_the_funnel_takes_its_days_from_the_address(cast: Cast) -> None:
    shown = page(cast, "analysis", "funnel", within_days="30")
    assert "3 leads are too young" in shown
    assert "40.0 %" in shown  # opportunity: 2 of 5
    rows = page(cast, "csv", "funnel", within_days="30", table="months")
    assert "2026-01-01,3,3" in rows
    page(cast, "csv", "funnel", status=404, table="nothing")


@pytest.mark.parametrize(
    "query",
    [
        {"within_days": "0"},
        {"within_days": "731"},
        {"within_days": "9" * 5000},
        {"within_days": "soon"},
        {"period": "custom"},
        {"period": "custom", "first": "2026-02-02", "last": "2026-02-01"},
        {"period": "month:2026-99"},
    ],
    ids=lambda query: str(query)[:40],
)
def test_what_cannot_be_asked_is_refused_at_its_field(cast: Cast, query: dict[str, str]) -> None:
    assert 'class="error"' in page(cast, "analysis", "funnel", status=422, **query)
    for name in ("chart", "xlsx", "csv"):
        page(cast, name, "funnel", status=404, **query)


def test_days_without_records_are_said_to_have_none(cast: Cast) -> None:
    for name in sorted(analyses()):
        shown = page(cast, "analysis", name, period="custom", first="2020-01-01", last="2020-12-31")
        assert "No record of this kind in these days." in shown
        page(cast, "chart", name, status=404, period="custom", first="2020-01-01", last="2020-12-31")


def test_an_engine_that_is_down_is_named_on_the_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise Refused("numbers.engine_down", "The engine at 10.0.0.9 does not answer.")

    monkeypatch.setattr(answering, "analyse", broken)
    shown = page(cast, "analysis", "funnel")
    assert "New figures cannot be had since" in shown
    assert "The engine at 10.0.0.9 does not answer." in shown


def test_an_analysis_that_is_not_there_is_missing(cast: Cast) -> None:
    page(cast, "analysis", "nothing-such", status=404)


def test_a_rep_sees_their_own_part(cast: Cast) -> None:
    territory = cast.actor("rep").territories
    leads = [{**row, "territory_id": min(territory)} for row in TABLES["leads"][:2]]
    from django.conf import settings

    written(settings.SAMEBOOK_SNAPSHOTS, {"leads": [*leads, *TABLES["leads"][2:]]}, at=AS_OF.replace(hour=13))
    assert "8 leads" in page(cast, "analysis", "funnel")
    outside = [row for row in TABLES["leads"][2:] if row["territory_id"] in territory]
    counted = 2 + sum(row["status"] not in ("not_a_lead", "service_request") for row in outside)
    assert f"{counted} leads" in page(cast, "analysis", "funnel", who="rep")


def api(path: str, secret: str = "", **query: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    answer = Client(raise_request_exception=False).get(f"/api/v1/analyses{path}", query, headers=headers)
    return answer.status_code, json.loads(answer.content)


@pytest.fixture
def secret(cast: Cast) -> str:
    return create_token(cast.actor("administrator"), name="n", scope="numbers:read", at=datetime.now(UTC))[1]


def test_other_programs_read_the_same_tables(secret: str) -> None:
    status, listed = api("", secret)
    assert (status, {each["name"] for each in listed}) == (200, set(analyses()))
    status, found = api("/funnel", secret, within_days="30")
    assert (status, found["values"], found["row_count"], found["left_out"]) == (200, {"within_days": 30}, 8, 1)
    steps = {row["heads"][0]: row["cells"] for row in found["tables"][0]["rows"]}
    assert (steps["Opportunity"]["within"], steps["Opportunity"]["followed"]) == (2, 5)
    status, found = api("/funnel", secret, first="2026-01-01", last="2026-01-31")
    assert (status, found["last_day"], found["row_count"]) == (200, "2026-01-31", 3)
    status, found = api("/concentration", secret)
    assert found["tables"][0]["rows"][-1]["cells"]["amount"] == "1475.00"


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("/nothing_such", {}, 404, "records.missing"),
        ("/funnel", {"within_days": "0"}, 422, "analyses.parameter_outside"),
        ("/funnel", {"within_days": "-1"}, 422, "analyses.parameter_outside"),
        ("/funnel", {"within_days": "9" * 5000}, 422, "analyses.parameter_outside"),
        ("/funnel", {"mood": "1"}, 422, "analyses.no_such_parameter"),
        ("/funnel", {"first": "2026-01-01"}, 422, "web.period"),
        ("/funnel", {"segment": "nobody"}, 404, "records.missing"),
    ],
)
def test_what_the_api_refuses_has_a_code(secret: str, path: str, query: dict[str, str], status: int, code: str) -> None:
    answered, body = api(path, secret, **query)
    assert (answered, body["code"]) == (status, code)


def test_the_api_asks_for_a_token(cast: Cast) -> None:
    assert api("")[0] == 401
    assert api("/funnel", "sb_guessed")[0] == 401


def test_the_command_prints_the_same_figures(cast: Cast, tmp_path: Any) -> None:
    run = CliRunner()
    listed = run.invoke(command, ["list"])
    assert listed.exit_code == 0
    assert "time_in_stage" in listed.output
    assert "-- name: funnel" in run.invoke(command, ["show", "funnel"]).output
    told = run.invoke(command, ["run", "funnel", "--set", "within_days=30"])
    assert told.exit_code == 0
    assert "40.0% (" in told.output
    found = json.loads(run.invoke(command, ["run", "funnel", "--set", "within_days=30", "--json"]).output)
    assert found["tables"][0]["rows"][5]["within"] == 2
    file = tmp_path / "funnel.xlsx"
    assert run.invoke(command, ["run", "funnel", "--xlsx", str(file)]).exit_code == 0
    assert openpyxl.load_workbook(file).sheetnames[-1] == "Definition"
    wrong = run.invoke(command, ["run", "funnel", "--set", "within_days=0"])
    assert (wrong.exit_code, "from 1 to 730" in wrong.output) == (1, True)
    assert run.invoke(command, ["run", "funnel", "--set", "soon"]).exit_code == 2
    assert User.objects.exists()
