"""One report through page, API and command line: counted, signed, closed, restated."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.urls import reverse

from samebook.board.cli import board
from samebook.board.models import ClosedPeriod, Remark, Restatement
from samebook.company.actions import create_token
from samebook.company.models import User
from samebook.company.queries import actor_for
from samebook.jobs.models import Job
from samebook.jobs.worker import claim, do
from samebook.leads.models import Lead
from samebook.leads.quarter.tests.conftest import AS_OF
from samebook.leads.tests.company import PASSWORD
from samebook.leads.tests.conftest import client_of
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db
PERIOD = "2025-q4"
NOW = datetime.now(UTC)


@pytest.fixture
def counted(cast, leads):
    """The last quarter is counted."""
    page = client_of(cast.marketing).get(address()).content.decode()
    assert "Counting the period anew" in page
    run_jobs()


def address(name="circulated", *more):
    return reverse(f"board:{name}", args=[PERIOD, *more])


def run_jobs():
    while job := claim("test", at=datetime.now(UTC) + timedelta(seconds=1)):
        do(job)


def page_for(actor, name="circulated"):
    return client_of(actor).get(address(name))


def hidden(page: str, name: str) -> str:
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


def test_a_period_is_counted_signed_closed_and_restated_on_its_page(cast, leads, counted, executive, settings):
    page = page_for(cast.marketing).content.decode()
    for words in ("Board report, Q4 FY 2025", "Provisional: the period is over", "as sales reports", "Not signed",
                  "no benchmark entered", "No survey was held"):  # fmt: skip
        assert words in page, words
    assert "Close the period" not in page, "marketing does not"
    assert "Pipeline, as it stood on 21 Mar 2026" in page
    assert page.count("92 days before") >= 3, "in the headings"
    boss = client_of(executive)
    panel = boss.get(address()).content.decode()
    assert panel.index('id="close-h"') < panel.index('id="said-h"')
    assert "Sales has not signed pipeline and revenue as they stand here." in panel
    assert "Not now" in panel
    assert "Effects on revenue" not in page
    assert "Effects on revenue" in page_for(cast.marketing, "internal").content.decode()

    manager = client_of(cast.manager)
    form = manager.get(address("sign")).content.decode()
    sent = {"shown_hash": hidden(form, "shown_hash"), "password": PASSWORD}
    assert manager.post(address("sign"), sent | {"password": "wrong"}).status_code == 422
    assert manager.post(address("sign"), sent).status_code == 302
    assert "Signed for sales by Max" in page_for(cast.marketing).content.decode()

    panel = boss.get(address()).content.decode()
    assert "Sales has signed pipeline and revenue." in panel
    shown = hidden(panel, "shown_hash")
    sent = {"shown_hash": shown, "password": PASSWORD}
    for wrong in ({"shown_hash": "0" * 64}, {"password": "wrong"}, {"password": ""}):
        assert boss.post(address("close"), sent | wrong).status_code == 409
        assert not ClosedPeriod.objects.exists()
    assert boss.post(address("close"), sent).status_code == 302
    assert ClosedPeriod.objects.get().hash == shown
    page = page_for(cast.rep).content.decode()
    assert "The figures are frozen." in page, "now reps read it too"
    assert "Signed for sales by Max" in page

    late = Lead.objects.filter(first_attempt_at=None, delivered_at__lt=datetime(2025, 12, 1, tzinfo=UTC))
    late = late.exclude(status="not_a_lead").order_by("pk")[0]
    Lead.objects.filter(pk=late.pk).update(first_attempt_at=late.delivered_at + timedelta(minutes=5))
    take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=AS_OF + timedelta(hours=1))
    boss.get(address())
    run_jobs()
    page = boss.get(address()).content.decode()
    assert "Not recorded as a restatement." in page
    newer = hidden(page, "shown_hash")
    assert boss.post(address("restate"), {"shown_hash": newer, "reason": ""}).status_code == 409
    assert boss.post(address("restate"), {"shown_hash": newer, "reason": "An attempt came late."}).status_code == 302
    assert Restatement.objects.get().reason == "An attempt came late."
    page = page_for(cast.rep).content.decode()
    for words in ("Restated by Erik", "An attempt came late.", "Follow-up on time", "were added or corrected since"):
        assert words in page, words
    assert ClosedPeriod.objects.get().hash == shown, "beside, never over"

    answer = CliRunner().invoke(board, ["verify", "--json"])
    assert json.loads(answer.output) == {"checked": 3, "wrong": []}


def test_a_report_that_is_not_closed_looks_like_none_to_a_rep(cast, leads, counted):
    for who in (cast.rep, cast.telesales):
        assert page_for(who).status_code == 404
        assert client_of(who).get(reverse("board:circulated", args=["1066-q1"])).status_code == 404
        assert page_for(who, "internal").status_code == 403
        assert client_of(who).get(address("file", "circulated", "pdf")).status_code == 404
        assert client_of(who).get(address("file", "internal", "pdf")).status_code == 403


def test_a_claim_is_shown_with_its_sentence_and_another_wording_and_goes_to_sales(cast, leads, counted):
    marketing, text = client_of(cast.marketing), "The campaign generated 2 million euros of revenue."
    answer = marketing.post(address("comment", "circulated", "marketing"), {"text": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "One sentence claims" in page
    assert "Say what was done instead" in page
    assert page.count('class="notice wrong"') == 1, "said once"
    assert 'class="error"' not in page
    assert page.count("marketing claims activity only") == 1
    assert not Remark.objects.exists()
    assert marketing.post(address("offer"), {"text": text}).status_code == 302
    sales = client_of(cast.manager)
    form = sales.get(address("comment", "circulated", "sales")).content.decode()
    assert text in form
    sent = {"text": text, "as_own": "on"}
    assert sales.post(address("comment", "circulated", "sales"), sent).status_code == 302
    assert "sales&#x27; own statement" in page_for(cast.marketing).content.decode().replace("'", "&#x27;")


@pytest.mark.parametrize("text", ["x" * 4_001, "\x00", "<script>alert(1)</script>", "A\ud800B", "=1+1"], ids=ascii)
def test_hostile_words_are_kept_as_words_or_refused(cast, text):
    answer = client_of(cast.marketing).post(
        reverse("board:comment", args=[PERIOD, "internal", "marketing"]),
        {"text": text.encode("utf-8", "replace").decode()},
    )
    assert answer.status_code in {302, 400, 422}
    kept = Remark.objects.filter(text__contains="<script>").count()
    assert kept == ("script" in text)


@pytest.mark.parametrize("value", ["-1", "101", "abc", "NaN", "1e999", "9" * 39], ids=ascii)
def test_a_benchmark_that_is_none_is_refused_at_its_field(cast, value):
    said = {"measure": "accepted", "value": value, "from_date": "2025-01-01", "source": "A study"}
    assert client_of(cast.marketing).post(reverse("board:benchmarks"), said).status_code == 422
    assert client_of(cast.marketing).post(reverse("board:benchmarks"), said | {"value": "78 %"}).status_code == 302
    assert "78.0 %" in client_of(cast.marketing).get(reverse("board:benchmarks")).content.decode()


def test_a_count_that_fails_says_why_and_is_not_asked_for_over_and_over(cast, leads, monkeypatch, settings):
    from samebook.kernel.refusals import Refused

    def fails(*given, **more):
        raise Refused("numbers.too_large", "That takes more memory than is allowed.")

    monkeypatch.setattr("samebook.board.figures.kept.count", fails)
    client = client_of(cast.marketing)
    client.get(address())
    run_jobs()
    for _ in range(2):
        assert "more memory than is allowed" in client.get(address()).content.decode()
    assert Job.objects.filter(kind="board.count").count() == 1
    monkeypatch.undo()
    client.get(address(), {"again": "1"})
    run_jobs()
    assert "Board report, Q4 FY 2025" in client.get(address()).content.decode()

    take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=AS_OF + timedelta(hours=1))
    monkeypatch.setattr("samebook.board.figures.kept.count", fails)
    client.get(address())
    run_jobs()
    page = client.get(address()).content.decode()
    for words in ("Counting anew failed", "more memory than is allowed", "The figures below are as of 21 Mar 2026"):
        assert words in page, words
    assert "Leads delivered" in page, "the last good figures are shown"


def test_the_api_answers_the_circulated_report_to_a_token_and_the_internal_view_to_a_person(cast, leads):
    ada = actor_for(User.objects.get(email="ada@nordlicht.example"))
    shared = create_token(ada, name="Warehouse", scope="numbers:read", at=NOW)[1]
    asked = "/api/v1/board/2025-q4"

    def ask(secret, **query):
        return Client().get(asked, query, headers={"Authorization": f"Bearer {secret}"})

    found = ask(shared).json()
    assert (found["kind"], found["first_day"], found["last_day"]) == ("circulated", "2025-10-01", "2025-12-31")
    assert (found["is_closed"], found["signed"]) == (False, "unsigned")
    assert "effects" not in found["document"]
    assert "Pipeline, as it stood on 21 Mar 2026" in [each["title"] for each in found["document"]["sales"]]
    delivered = next(each for each in found["figures"]["activity"] if each["measure"] == "delivered")
    assert isinstance(delivered["value"], str)
    refused = ask(shared, kind="internal")
    assert (refused.status_code, refused.json()["code"]) == (403, "access.denied")
    assert ask("nobodys").status_code == 401
    assert ask(shared, kind="other").status_code == 422
    missing = Client().get("/api/v1/board/2025-q9", headers={"Authorization": f"Bearer {shared}"})
    assert (missing.status_code, missing.json()["code"]) == (422, "board.period")


def test_the_command_line_writes_files_closes_once_and_refuses_as_the_page_does(cast, leads, tmp_path):
    def run(*words):
        return CliRunner().invoke(board, list(words))

    told = run("report", PERIOD)
    assert "Board report, Q4 FY 2025" in told.output
    for ending, begins in (("pdf", b"%PDF-"), ("pptx", b"PK"), ("xlsx", b"PK")):
        file = tmp_path / f"report.{ending}"
        assert run("report", PERIOD, "--kind", "internal", "--to", str(file)).exit_code == 0
        assert file.read_bytes().startswith(begins)
    refused = run("report", PERIOD, "--to", str(tmp_path / "report.doc"))
    assert (refused.exit_code, (tmp_path / "report.doc").exists()) == (1, False)
    assert run("close", "2026-q1").exit_code == 1, "not over"
    assert run("close", PERIOD, "--hash", "0" * 64).exit_code == 1
    shown = json.loads(run("report", PERIOD, "--json").output)["hash"]
    assert shown in run("close", PERIOD, "--hash", shown).output
    assert run("close", PERIOD).exit_code == 1, "closed already"
    assert "Closed by the operator" in run("report", PERIOD).output
    assert run("verify").exit_code == 0
