"""The pages of numbers over a real snapshot of a small company, and the same figures through the API."""

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from samebook.company.actions import add_user, create_token
from samebook.company.models import User
from samebook.company.queries import actor_for
from samebook.jobs.models import Job
from samebook.leads.actions import log_attempt, take_in
from samebook.leads.models import Lead
from samebook.leads.tests.company import BOOK, MONDAY, PASSWORD, Cast, arrival, founded
from samebook.numbers.engines.duck import DuckDB
from samebook.numbers.measures import measures
from samebook.numbers.refresh import KIND
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.segments.actions import make_segment
from samebook.segments.jobs import count_segments
from samebook.segments.models import Segment
from samebook.web.records_behind import records_behind
from samebook.web.scorecard import scorecard

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=2)
SEGMENTS = """segments:
  in_austria_or_britain:
    means: Firms of two countries.
    when: account.country in ('AT', 'GB')
qualification:
"""


@pytest.fixture
def company(db: None) -> Cast:
    return founded(BOOK.replace("qualification:\n", SEGMENTS))


@pytest.fixture
def measured(company: Cast, settings: Any, tmp_path: Path) -> Iterator[Cast]:
    """Two leads delivered to Rolf, one of them called in time, and one to Una."""
    good = {"lead.budget": "80000", "lead.project_start": "2026-04-01"}
    sent = [
        arrival(email="a@a.example", name="Anna", company="A GmbH", fields=good, source="=fair"),
        arrival(email="b@b.example", name="Bert", company="B GmbH", fields=good),
        arrival(email="c@c.example", name="Carl", company="C Ltd", country="GB", fields=good),
    ]
    take_in(company.marketing, sent, at=MONDAY, origin="person")
    anna = Lead.objects.get(person__name="Anna")
    assert anna.owner_id is not None
    rep = {company.rep.id: company.rep, company.teammate.id: company.teammate}[anna.owner_id]
    in_time = MONDAY + timedelta(minutes=20)
    log_attempt(rep, anna.pk, channel="phone", outcome="reached", note="", happened_at=in_time, at=in_time)
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    take_snapshot(connection, registry, tmp_path, at=LATER)
    return company


def client(actor: Any) -> Client:
    signed = Client(raise_request_exception=False)
    signed.force_login(User.objects.get(pk=actor.id), "django.contrib.auth.backends.ModelBackend")
    return signed


def page(actor: Any, name: str, measure: str = "", status: int = 200, **query: str) -> str:
    answer = client(actor).get(reverse(f"numbers:{name}", args=[measure] if measure else []), query)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def test_the_catalogue_says_what_each_measure_means(measured: Cast) -> None:
    shown = page(measured.marketing, "list")
    assert "the share attempted in the agreed time" in shown
    assert reverse("numbers:measure", args=["spent"]) in shown
    own = page(measured.rep, "list")
    assert reverse("numbers:measure", args=["spent"]) not in own
    assert "for the whole company only" in own


def test_the_catalogue_says_what_a_figure_is_as_a_reader_would(measured: Cast) -> None:
    told = re.findall(r'data-label="Told as" class="soft">(.*?)</td>', page(measured.marketing, "list"))
    assert {"Number of leads", "Share on time, in %", "Share in %, as days go by", "Days: median and quartiles"} <= set(
        told
    )
    assert "Amount in the company&#x27;s currency" in told
    raw = {each.unit for each in measures().values()}
    assert not raw & set(told)


def test_without_a_snapshot_the_page_says_so_and_asks_for_one_once(
    company: Cast, settings: Any, tmp_path: Path
) -> None:
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    for _ in range(2):
        assert "being prepared" in page(company.rep, "measure", "delivered", status=503)
    assert Job.objects.filter(kind=KIND).count() == 1
    assert "hx-get" in page(company.rep, "preparing")
    take_snapshot(connection, registry, tmp_path, at=LATER)
    assert client(company.rep).get(reverse("numbers:preparing"))["HX-Refresh"] == "true"
    assert "being prepared" not in page(company.rep, "measure", "delivered")


def test_a_measure_shows_figure_interval_definition_edition_and_that_so_few_say_little(measured: Cast) -> None:
    shown = page(measured.marketing, "measure", "follow_up_on_time")
    for words in ("33.3 %", "6.1 % to 79.2 %", "Edition 1 · 3 records", "Only 3 records", "Simulated", "Definition"):
        assert words in shown, words


def test_names_of_reps_are_joined_at_display_and_a_rep_sees_their_own_part(measured: Cast) -> None:
    everything = page(measured.marketing, "measure", "delivered", by="rep")
    assert "Una" in everything
    own = page(measured.outsider, "measure", "delivered", by="rep")
    assert "Una" in own
    assert "1 record," not in own
    assert not any(name in own.split("<tbody>")[1].split("</tbody>")[0] for name in ("Rolf", "Rita"))


@pytest.mark.parametrize(
    "query",
    [
        {"period": "custom"},
        {"period": "custom", "first": "2026-02-02", "last": "2026-02-01"},
        {"period": "custom", "first": "0001-01-01", "last": "9999-12-31"},
        {"period": "month:2026-99"},
        {"by": "nothing-such"},
        {"by": "\x7f", "period": "x" * 5000},
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused_at_its_field(measured: Cast, query: dict[str, str]) -> None:
    assert 'class="error"' in page(measured.marketing, "measure", "delivered", status=422, **query)
    for name in ("chart", "xlsx", "csv", "records"):
        page(measured.marketing, name, "delivered", status=404, **query)


def test_days_without_records_are_said_to_have_none(measured: Cast) -> None:
    shown = page(measured.marketing, "measure", "delivered", period="custom", first="2020-01-01", last="2020-12-31")
    assert "No record of this kind in these days." in shown


def test_a_row_leads_to_its_records_and_each_reader_sees_their_own(measured: Cast) -> None:
    shown = page(measured.marketing, "measure", "delivered", by="source")
    assert "row=%253Dfair" in shown
    behind = page(measured.marketing, "records", "delivered", by="source", row="%3Dfair")
    assert "Anna" in behind
    assert "Bert" not in behind
    assert reverse("leads:lead", args=[Lead.objects.get(person__name="Anna").pk]) in behind
    assert "Carl" in page(measured.outsider, "records", "delivered")
    assert "Anna" not in page(measured.outsider, "records", "delivered")
    page(measured.marketing, "records", "delivered", status=404, by="source", row="a|b|c")


def test_ids_of_others_are_left_out_of_a_list_of_records(measured: Cast) -> None:
    ids = list(Lead.objects.values_list("pk", flat=True))
    assert len(records_behind(measured.marketing, "lead", ids)) == 3
    assert [each.name for each in records_behind(measured.outsider, "lead", ids)] == ["Carl"]
    assert records_behind(measured.marketing, "shoe", ids) == []


def test_the_chart_is_a_picture_for_light_and_for_dark(measured: Cast) -> None:
    light, dark = (
        page(measured.marketing, "chart", "delivered", by="source", theme=theme) for theme in ("light", "dark")
    )
    assert light.startswith("<svg")
    assert light != dark
    counts = page(measured.marketing, "measure", "delivered", by="source")
    assert "Leads delivered by source." in counts
    assert "lines are 95 % intervals" not in counts, "a count has none"
    assert "lines are 95 % intervals" in page(measured.marketing, "measure", "follow_up_on_time", by="source")


def test_where_no_group_has_a_figure_there_is_no_picture_and_no_button_for_one(measured: Cast) -> None:
    query = {"by": "source", "period": "month:2026-03", "compare": "previous"}
    shown = page(measured.marketing, "measure", "cost_per_qualified_lead", **query)
    assert ">Excel</a>" in shown
    assert not any(word in shown for word in ("<figure", ">PNG</a>", ">SVG</a>"))
    page(measured.marketing, "chart", "cost_per_qualified_lead", status=404, **query)


def test_the_files_hold_real_numbers_and_no_formula(measured: Cast) -> None:
    rows = page(measured.marketing, "csv", "delivered", by="source")
    assert "'=fair,1" in rows
    answer = client(measured.marketing).get(reverse("numbers:xlsx", args=["delivered"]), {"by": "source"})
    assert answer["Content-Disposition"] == 'attachment; filename="delivered-by-source-2026-03-04.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = {row[0].value: row[1].value for row in book["Figures"].iter_rows(min_row=2)}
    assert cells["=fair"] == 1
    assert all(cell.data_type != "f" for row in book["Figures"].iter_rows() for cell in row)


def test_a_page_that_was_asked_before_asks_no_engine(measured: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = client(measured.marketing)
    address = reverse("numbers:measure", args=["follow_up_on_time"])
    reader.get(address, {"by": "rep"})
    asked: list[object] = []
    opened = DuckDB.open

    def counting(self: DuckDB, *given: Any) -> Any:
        asked.append(given)
        return opened(self, *given)

    monkeypatch.setattr(DuckDB, "open", counting)
    assert reader.get(address, {"by": "rep"}).status_code == 200
    assert asked == []
    assert reader.get(address, {"by": "level"}).status_code == 200
    assert asked


def test_the_scorecard_has_both_sides_with_intervals_and_leads_to_the_numbers(measured: Cast) -> None:
    score = scorecard(measured.marketing, today=date(2026, 3, 5))
    assert score is not None
    assert score.edition_words == "Edition 1"
    lines = {line.name: line for line in score.lines}
    assert {line.side for line in score.lines} == {"marketing", "sales"}
    assert lines["delivered"].value == 3
    on_time = lines["follow_up_on_time"]
    assert (on_time.value, on_time.low, on_time.n) == (pytest.approx(1 / 3), pytest.approx(0.0615, abs=1e-3), 3)
    assert (lines["cost_per_qualified_lead"].value, lines["cost_per_qualified_lead"].currency) == (None, "EUR")
    boss = add_user(
        measured.administrator, name="Erik", email="e@n.example", roles=["executive"], password=PASSWORD, at=MONDAY
    )
    shown = client(actor_for(boss)).get(reverse("web:today")).content.decode()
    assert "Scorecard of both sides" in shown
    assert reverse("numbers:measure", args=["cost_per_qualified_lead"]) in shown


def api(path: str, secret: str = "", **query: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    answer = Client(raise_request_exception=False).get(f"/api/v1/measures{path}", query, headers=headers)
    return answer.status_code, json.loads(answer.content)


def token(actor: Any, scope: str) -> str:
    return create_token(actor, name=scope, scope=scope, at=datetime.now(UTC))[1]


def test_a_token_for_numbers_reads_the_same_figures_as_the_page(measured: Cast) -> None:
    secret = token(measured.administrator, "numbers:read")
    status, listed = api("", secret)
    assert status == 200
    assert {"delivered", "follow_up_on_time"} <= {each["name"] for each in listed}
    status, found = api("/follow_up_on_time", secret)
    assert status == 200
    assert (found["row_count"], found["editions"], found["simulated"]) == (3, [1], True)
    assert found["rows"][0]["cells"]["rate"] == pytest.approx(1 / 3)
    status, found = api("/delivered", secret, by="source", first="2026-03-02", last="2026-03-02")
    assert (status, found["first_day"], found["last_day"]) == (200, "2026-03-02", "2026-03-02")
    assert {(row["value"], row["n"]) for row in found["rows"]} == {("=fair", 1), (None, 2)}


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("/nothing_such", {}, 404, "records.missing"),
        ("/delivered", {"by": "shoe size"}, 422, "numbers.no_such_dimension"),
        ("/delivered", {"first": "2026-01-01"}, 422, "web.period"),
        ("/delivered", {"first": "2026-01-02", "last": "2026-01-01"}, 422, "web.period"),
        ("/delivered", {"first": "soon", "last": "2026-01-01"}, 422, "api.invalid"),
    ],
)
def test_what_the_api_refuses_has_a_code(
    measured: Cast, path: str, query: dict[str, str], status: int, code: str
) -> None:
    answered, body = api(path, token(measured.administrator, "numbers:read"), **query)
    assert (answered, body["code"]) == (status, code)


def test_the_api_asks_for_a_token_of_the_right_scope_that_still_holds(measured: Cast) -> None:
    assert api("")[0] == 401
    assert api("/delivered", "sb_guessed")[0] == 401
    status, body = api("/delivered", token(measured.administrator, "leads:write"))
    assert (status, body["code"]) == (403, "access.denied")


@pytest.fixture
def segment(measured: Cast, settings: Any, tmp_path: Path) -> Segment:
    """A private one of marketing: accounts whose country is Great Britain, which is Carl's."""
    settings.SAMEBOOK_SEGMENTS, settings.SAMEBOOK_EFFECT = tmp_path / "segments", tmp_path / "effect"
    condition = "account.country = 'GB'"
    made = make_segment(measured.marketing, name="british", condition=condition, at=datetime.now(UTC))
    count_segments(at=datetime.now(UTC))
    return made


def test_a_measure_is_narrowed_to_a_segment_and_says_so_wherever_it_goes(measured: Cast, segment: Segment) -> None:
    key = f"private-{segment.pk}"
    everything = page(measured.marketing, "measure", "delivered")
    shown = page(measured.marketing, "measure", "delivered", within=key)
    assert f'<option value="{key}">British (private)</option>' in everything
    assert ", everything, only British" in shown
    assert re.search(r"Only the segment: <strong>British \(private\)</strong>", shown)
    assert "3 records" in everything
    assert "1 record" in shown
    behind = page(measured.marketing, "records", "delivered", within=key)
    assert "Carl" in behind
    assert "Anna" not in behind
    answer = client(measured.marketing).get(reverse("numbers:xlsx", args=["delivered"]), {"within": key})
    assert "delivered-of-british-" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Definition"]
    told = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert told["Only"] == "British (accounts)"
    assert told["Records counted"] == 1
    assert "known for everything only" in page(measured.marketing, "measure", "spent", within=key, status=422)


def test_a_segment_of_somebody_else_narrows_nothing_and_is_not_offered(measured: Cast, segment: Segment) -> None:
    key = f"private-{segment.pk}"
    assert key not in page(measured.manager, "measure", "delivered")
    assert "There is no such segment" in page(measured.manager, "measure", "delivered", within=key, status=422)


def test_lists_are_narrowed_to_a_segment(measured: Cast, segment: Segment) -> None:
    key = f"private-{segment.pk}"
    mine = make_segment(measured.marketing, name="rich", condition="lead.budget > 70000", at=datetime.now(UTC))
    whose = make_segment(
        measured.marketing, name="berts", condition="person.email = 'b@b.example'", at=datetime.now(UTC)
    )
    count_segments(at=datetime.now(UTC))

    def names(where: str, key: str) -> list[str]:
        shown = client(measured.marketing).get(where, {"segment": key}).content.decode()
        return [name for name in ("Anna", "Bert", "Carl", "A GmbH", "B GmbH", "C Ltd") if f">{name}</a>" in shown]

    assert names("/accounts/", key) == ["C Ltd"]
    assert names("/people/", f"private-{whose.pk}")[:1] == ["Bert"]
    assert len(names("/leads/table", f"private-{mine.pk}")) >= 3
    Lead.objects.update(account_id=None)
    assert names("/accounts/", "private-99999") == ["A GmbH", "B GmbH", "C Ltd"]  # not one of the choices


def test_other_programs_ask_for_the_figures_of_a_segment(measured: Cast, segment: Segment) -> None:
    secret = token(measured.administrator, "numbers:read")
    assert api("/delivered", secret, segment=f"private-{segment.pk}")[0] == 404
    assert api("/delivered", secret, segment="nobody")[0] == 404
    status, found = api("/delivered", secret, segment="in_austria_or_britain")
    assert (status, found["segment"], found["row_count"]) == (200, "In austria or britain", 1)
    status, refused = api("/spent", secret, segment="in_austria_or_britain")
    assert (status, refused["code"]) == (422, "numbers.not_within")


def test_the_catalogue_is_searched_by_the_words_of_a_meaning(measured: Cast) -> None:
    found = page(measured.marketing, "list", q="AGREED time")
    assert reverse("numbers:measure", args=["follow_up_on_time"]) in found
    assert reverse("numbers:measure", args=["pipeline"]) not in found
    assert "No number is called so." in page(measured.marketing, "list", q="<script>" + "x" * 500)
