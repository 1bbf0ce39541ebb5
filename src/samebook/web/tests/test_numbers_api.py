"""Numbers by token: compared, of moving days, as they were known, with their history and the ids behind them."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from samebook.company.tests.cast import today
from samebook.leads.actions import take_in
from samebook.leads.models import Lead
from samebook.leads.tests.company import BOOK, MONDAY, arrival, founded
from samebook.numbers import answering, evaluate
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.web.tests.test_numbers_pages import api, client, page, token

pytestmark = pytest.mark.django_db
GOOD = {"lead.budget": "80000", "lead.project_start": "2026-04-01"}
MARCH = {"first": "2026-03-01", "last": "2026-03-31"}


@pytest.fixture
def company(db, settings, tmp_path):
    """Three leads of a Monday, a snapshot of Tuesday; a fourth on Wednesday, a snapshot of Thursday."""
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    cast = founded(BOOK)
    for name, day, source in (("Anna", 0, "=fair"), ("Bert", 0, ""), ("Carl", 0, "web"), ("Dora", 2, "web")):
        if day and not any(tmp_path.glob("2026*")):
            take_snapshot(connection, registry, tmp_path, at=MONDAY + timedelta(days=1))
        sent = arrival(
            email=f"{name}@{name}.example", name=name, company=f"{name} GmbH", fields=GOOD, source=source,
            country="GB" if name == "Carl" else "DE",
        )  # fmt: skip
        take_in(cast.marketing, [sent], at=MONDAY + timedelta(days=day), origin="person")
    take_snapshot(connection, registry, tmp_path, at=MONDAY + timedelta(days=3))
    yield cast
    evaluate._cache.clear()


@pytest.fixture
def secret(company):
    return token(company.administrator, "numbers:read")


def test_a_comparison_has_the_columns_of_the_page_and_says_its_days(company, secret):
    status, found = api("/delivered", secret, compare="previous", **MARCH)
    assert status == 200
    cells = found["rows"][0]["cells"]
    assert (cells["n"], cells["before"], cells["difference"]) == (4, None, None)
    told = found["comparison"]
    assert (told["now_last_day"], told["before_first_day"], told["before_last_day"]) == (
        "2026-03-05", "2026-01-29", "2026-02-02",
    )  # fmt: skip
    assert "5 of 31 days so far" in told["note"]
    shown = page(company.marketing, "measure", "delivered", period="custom", compare="previous", **MARCH)
    assert told["note"] in shown


def test_days_may_move_with_the_calendar(secret):
    status, found = api("/delivered", secret, period="this:year")
    assert (status, found["first_day"]) == (200, f"{today():%Y}-01-01")


def test_figures_are_told_as_they_were_known(secret):
    assert api("/delivered", secret)[1]["row_count"] == 4
    tuesday = (MONDAY + timedelta(days=1, hours=5)).isoformat()
    status, found = api("/delivered", secret, as_of=tuesday, compare="year", **MARCH)
    assert (status, found["row_count"]) == (200, 3)
    assert found["comparison"]["now_last_day"] == "2026-03-03", "the day on which it was known"


REFUSED = [
    ("/delivered", {"compare": "previous"}, 422, "numbers.not_compared"),
    ("/delivered", {"compare": "next", **MARCH}, 422, "numbers.not_compared"),
    ("/delivered", {"compare": "custom", **MARCH}, 422, "numbers.not_compared"),
    ("/delivered", {"compare": "previous", "by": "month", **MARCH}, 422, "numbers.not_compared"),
    ("/pipeline", {"compare": "previous", **MARCH}, 422, "numbers.not_compared"),
    ("/delivered", {"period": "last:8"}, 422, "web.period"),
    ("/delivered", {"period": "this:month", **MARCH}, 422, "web.period"),
    ("/delivered", {"period": "x" * 500}, 422, "api.invalid"),
    ("/delivered", {"as_of": "2020-01-01T00:00:00Z"}, 422, "numbers.too_far_back"),
    ("/delivered", {"as_of": "2026-03-03T00:00:00"}, 422, "api.invalid"),
    ("/delivered/records", {"row": "a|b"}, 404, "records.missing"),
    ("/delivered/records", {"limit": "201"}, 422, "api.invalid"),
    ("/delivered/records", {"after": "-1"}, 422, "api.invalid"),
    ("/delivered/records", {"row": "x" * 501}, 422, "api.invalid"),
    ("/delivered/definition/x", {}, 404, None),
    ("/nothing_such/definition", {}, 404, "records.missing"),
    ("/nothing_such/records", {}, 404, "records.missing"),
]


def test_what_cannot_be_asked_has_a_code(secret):
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})
    wrong = []
    for path, query, status, code in REFUSED:
        answer = client.get(f"/api/v1/measures{path}", query)
        if answer.status_code != status or (code and answer.json()["code"] != code):
            wrong.append((path, query, answer.status_code, answer.content[:200]))
    assert wrong == []


def test_the_ids_behind_a_figure_come_a_page_at_a_time(secret):
    ids = sorted(Lead.objects.values_list("pk", flat=True))
    status, first = api("/delivered/records", secret, limit="3")
    assert (status, first) == (200, {"kind": "lead", "total": 4, "ids": ids[:3], "next": ids[2]})
    _, rest = api("/delivered/records", secret, limit="3", after=str(first["next"]))
    assert (rest["ids"], rest["next"]) == (ids[3:], None)
    _, fair = api("/delivered/records", secret, by="source", row="%3Dfair")
    assert (fair["total"], fair["ids"]) == (1, ids[:1])


def test_the_definition_comes_with_its_history(secret):
    status, found = api("/delivered/definition", secret)
    assert status == 200
    assert found["text"].startswith("-- name: delivered")
    assert found["definition"]["fingerprint"]
    assert "shipped with Samebook" in found["history"][0]["what"]


def test_routes_ask_for_a_token(company):
    for path in ("/delivered/definition", "/delivered/records"):
        assert api(path)[0] == 401


def test_while_the_engine_is_down_the_api_refuses_rather_than_tell_old_figures(secret, monkeypatch):
    from samebook.kernel.refusals import Refused

    assert api("/delivered", secret)[0] == 200
    take_snapshot(connection, registry, answering.kept.snapshots_folder(), at=MONDAY + timedelta(days=4))

    def down(*args, **arguments):
        raise Refused("numbers.engine_down", "The engine does not answer.")

    monkeypatch.setattr(answering, "evaluate", down)
    status, body = api("/delivered", secret)
    assert (status, body["code"]) == (422, "numbers.engine_down")


def test_the_page_draws_and_writes_what_the_api_says(company):
    """Files and pictures of a comparison; the hostile source stays text."""
    import io

    import openpyxl
    from django.urls import reverse

    query = {"by": "source", "period": "custom", "compare": "year", **MARCH}
    reader = client(company.marketing)
    shown = page(company.marketing, "measure", "delivered", **query)
    book = openpyxl.load_workbook(io.BytesIO(reader.get(reverse("numbers:xlsx", args=["delivered"]), query).content))
    figures, told = book["Figures"], book["Definition"]
    assert figures.freeze_panes == "B2"
    head, *rows = [[cell.value for cell in row] for row in figures.iter_rows()]
    assert head[:3] == ["Source", "Leads", "Leads, before"]
    assert {row[0]: row[1] for row in rows} == {"=fair": 1, "web": 2, "Not said": 1}
    table = shown.split("<tbody>")[1].split("</tbody>")[0]
    for row in rows:
        assert f">{row[0]}<" in table
        assert f">{row[1]}<" in table
    formats = {cell.value: figures.cell(2, cell.column).number_format for cell in figures[1]}
    assert formats["Leads"] == "#,##0"
    assert formats["Relative change"] == "0.0%"
    assert all(cell.data_type != "f" for row in figures.iter_rows() for cell in row)
    definition = {row[0].value: row[1].value for row in told.iter_rows() if row[0].value}
    assert definition["Compared with"].startswith("2025-03-01")
    assert isinstance(definition["As of (UTC)"], datetime)
    lines = reader.get(reverse("numbers:csv", args=["delivered"]), query).content.decode("utf-8-sig").splitlines()
    assert "'=fair,1," in lines[1] + lines[2] + lines[3]
    assert reader.get(reverse("numbers:png", args=["delivered"]), query).content.startswith(b"\x89PNG")
    drawn = reader.get(reverse("numbers:svg", args=["delivered"]), query)
    assert drawn["Content-Disposition"].endswith('.svg"')
    assert b"1 to 5 Mar 2025" in drawn.content
    monthly = reader.get(reverse("numbers:xlsx", args=["delivered"]), {"by": "month"})
    cell = openpyxl.load_workbook(io.BytesIO(monthly.content))["Figures"]["A2"]
    assert (cell.value, cell.number_format) == (datetime(2026, 3, 1), "yyyy-mm")  # noqa: DTZ001 (a day has no zone)


def test_a_change_of_so_few_says_on_page_and_sheet_that_it_has_no_interval(company):
    import io

    import openpyxl
    from django.urls import reverse

    query = {"by": "source", "period": "custom", **MARCH, "compare": "custom"}
    query |= {"compare_first": MARCH["first"], "compare_last": MARCH["last"]}
    assert "too few for an interval" in page(company.marketing, "measure", "delivered", **query)
    answer = client(company.marketing).get(reverse("numbers:xlsx", args=["delivered"]), query)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    told = {row[0].value: row[1].value for row in book["Definition"].iter_rows() if row[0].value}
    assert told["Relative changes without an interval"] == "too few for an interval. The cells of its ends are empty."
    cells = {cell.value: book["Figures"].cell(2, cell.column).value for cell in book["Figures"][1]}
    assert cells["Relative change"] == pytest.approx(5.2), "by the day: 5 days so far against 31"
    assert cells["Relative change, at least"] is None
