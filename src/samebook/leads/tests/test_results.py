"""What becomes of a result: files, pictures, lines at the command line; on the leads of ``measured``."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner
from django.db import connection

from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.tests.measured import AS_OF, world
from samebook.numbers import evaluate as evaluation
from samebook.numbers.charts import specification, to_svg
from samebook.numbers.charts.specify import described
from samebook.numbers.charts.theme import INKS
from samebook.numbers.cli import measure as command
from samebook.numbers.engines.duck import cursor_on
from samebook.numbers.estimates import Estimate
from samebook.numbers.evaluate import evaluate
from samebook.numbers.export import to_csv, to_xlsx
from samebook.numbers.measures import shipped as measures
from samebook.numbers.snapshot.store import current
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db
EVERYBODY = Actor.system("test")


@pytest.fixture(scope="module")
def _snapshot(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("snapshots")
    with django_db_blocker.unblock(), world():
        take_snapshot(connection, registry, folder, at=AS_OF)
    return folder


@pytest.fixture(autouse=True)
def snapshot(_snapshot, settings):
    settings.SAMEBOOK_SNAPSHOTS = _snapshot
    return current()


def test_excel_has_real_dates_and_numbers_and_says_what_they_mean():
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(evaluate("accepted", actor=EVERYBODY, dimension="month"))))
    figures = list(book["Figures"].iter_rows(values_only=True))
    assert figures[0][:4] == ("Month", "Leads", "Accepted", "Rate")
    assert figures[1][:4] == (datetime(2026, 1, 1), 3, 2, pytest.approx(2 / 3))  # noqa: DTZ001 (Excel has no zones)
    assert book["Figures"].freeze_panes == "B2"
    told = {row[0]: row[1] for row in book["Definition"].iter_rows(values_only=True) if row[0]}
    assert told["Measure"] == "Leads accepted"
    assert told["As of (UTC)"] == AS_OF.replace(tzinfo=None)
    assert (told["Edition of the Book"], told["Records counted"]) == ("3", 6)
    assert told["Simulated"].startswith("Yes")
    assert "from leads" in told["Definition in full"]


def test_no_text_becomes_a_formula():
    result = evaluate("delivered", actor=EVERYBODY, dimension="communication")
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(result)))["Figures"]
    cells = [cell for cell in sheet["A"] if str(cell.value).startswith("=")]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=Fair, “Hannover”", "s")]
    lines = list(csv.reader(io.StringIO(to_csv(result).removeprefix("\ufeff"))))
    assert lines[1] == ["'=Fair, “Hannover”", "4"]


def test_no_data_is_an_empty_cell():
    result = evaluate("cost_per_qualified_lead", actor=EVERYBODY, dimension="source")
    lines = list(csv.DictReader(io.StringIO(to_csv(result).removeprefix("\ufeff"))))
    assert {line["Source"]: line["Cost of one"] for line in lines} == {"fair": "192.5", "mail": "", "web": ""}


def test_names_of_reps_are_joined_when_shown():
    result = evaluate("delivered", actor=EVERYBODY, dimension="rep")
    assert [row.refers_to for row in result.rows] == [("user", 71), ("user", 72)]
    assert "Ida Stein,4" in to_csv(result, {("user", 71): "Ida Stein"})


@pytest.mark.parametrize("name", sorted(measures()))
def test_every_measure_has_a_picture_with_words(name):
    for by in (None, *measures()[name].by):
        result = evaluate(name, actor=EVERYBODY, dimension=by)
        drawn = to_svg(result)
        if drawn is None:
            assert specification(result) is None
            continue
        root = ElementTree.fromstring(drawn)
        assert root.get("role") == "img"
        assert root[0].text == result.measure.title
        assert "every figure" in root[1].text
        assert "http" not in drawn.replace("http://www.w3.org/", ""), "nothing is fetched"


def test_dark_and_light_differ():
    result = evaluate("lead_to_won", actor=EVERYBODY)
    assert INKS["dark"].paper in to_svg(result, theme="dark")
    assert INKS["light"].paper in to_svg(result, theme="light")


@pytest.mark.parametrize("theme", INKS)
def test_series_stand_out_from_the_paper(theme):
    ink = INKS[theme]
    assert min(contrast(colour, ink.paper) for colour in ink.series) >= 3
    assert contrast(ink.soft, ink.paper) >= 4.5


def contrast(one, other):
    def light(colour):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_nothing_to_draw_draws_nothing():
    nobody = Actor(9, "user:9", frozenset({"rep"}))
    assert to_svg(evaluate("accepted", actor=nobody)) is None


def test_the_same_question_is_answered_once(monkeypatch):
    first = evaluate("accepted", actor=EVERYBODY)
    monkeypatch.setattr(evaluation, "_evaluated", lambda *_: pytest.fail("it was evaluated again"))
    assert evaluate("accepted", actor=EVERYBODY) is first
    rep = Actor(71, "user:71", frozenset({"rep"}), frozenset({1}))
    with pytest.raises(pytest.fail.Exception):
        evaluate("accepted", actor=rep)


def test_a_question_that_cannot_be_is_refused():
    with pytest.raises(Refused, match="is split by"):
        evaluate("accepted", actor=EVERYBODY, dimension="stage")
    with pytest.raises(Refused, match="no such measure"):
        evaluate("nothing", actor=EVERYBODY)
    with pytest.raises(Refused, match="30 years"):
        evaluate("accepted", actor=EVERYBODY, period=Period(date(1900, 1, 1), date(2026, 1, 1)))
    with pytest.raises(Refused, match="No snapshot from before"):
        evaluate("accepted", actor=EVERYBODY, as_of=AS_OF - timedelta(days=1))


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('/etc/passwd')",
        "select * from read_csv('/etc/passwd')",
        "copy (select 1) to '/tmp/samebook-leak.csv'",
        "attach '/tmp/samebook-leak.db'",
        "install httpfs",
        "set memory_limit = '90GB'",
        "set enable_external_access = true",
    ],
)
def test_the_engine_opens_nothing_but_the_snapshot(snapshot, statement):
    with pytest.raises(duckdb.Error, match=r"disabled|Cannot|cannot"):
        cursor_on(snapshot).execute(statement).fetchall()


def run(*arguments):
    return CliRunner().invoke(command, arguments)


def test_the_command_line_lists_shows_and_runs(tmp_path):
    assert "follow_up_on_time" in run("list").output
    assert "-- title: Leads accepted" in run("show", "accepted").output
    printed = run("run", "accepted", "--by", "territory").output
    assert "North" in printed
    assert "6 records as of 2026-03-31 12:00 UTC, edition 3; simulated" in printed
    days = ("--from", "2026-01-01", "--to", "2026-02-01")
    assert "Newcombe" in run("run", "accepted", *days, "--compare", "previous").output
    found = json.loads(run("run", "pipeline", "--json").output)
    assert (found["rows"][0]["amount"], found["editions"], found["row_count"]) == ("900.05", [], 3)
    assert run("run", "accepted", "--xlsx", str(tmp_path / "a.xlsx"), "--csv", str(tmp_path / "a.csv")).exit_code == 0
    assert (tmp_path / "a.xlsx").read_bytes()[:2] == b"PK"
    assert (tmp_path / "a.csv").read_text("utf-8-sig").startswith("Leads,Accepted")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("run", "nothing"), "no such measure"),
        (("run", "accepted", "--by", "mood"), "is split by"),
        (("run", "accepted", "--from", "2026-02-01", "--to", "2026-01-01"), "ends after it starts"),
        (("run", "accepted", "--compare", "year"), "Choose a period"),
        (("run", "accepted", "--from", "2026-02-01"), "both --from and --to"),
        (("run", "accepted", "--from", "yesterday", "--to", "2026-01-01"), "does not match"),
        (("show", "nothing"), "no such measure"),
    ],
)
def test_the_command_line_refuses_in_words(arguments, told):
    outcome = run(*arguments)
    assert outcome.exit_code in (1, 2)
    assert told in outcome.output
    assert "Traceback" not in outcome.output


def test_where_no_group_has_a_figure_there_is_no_picture_and_no_words_for_one():
    result = evaluate("cost_per_qualified_lead", actor=EVERYBODY, dimension="source")
    assert described(result).endswith("holds every figure.")
    rows = tuple(replace(row, estimate=None) for row in result.rows)
    without = replace(result, rows=rows)
    assert any(row.n for row in rows)
    assert (described(without), specification(without), to_svg(without)) == ("", None, None)


def test_an_interval_far_beyond_all_figures_is_cut_with_an_arrow_head():
    result = evaluate("cost_per_qualified_lead", actor=EVERYBODY, dimension="source")
    wide = (Estimate(900.0, 550.0, 121_140.0, 3), Estimate(700.0, 600.0, 800.0, 40))
    rows = tuple(replace(row, estimate=each) for row, each in zip(result.rows, wide, strict=False))
    spec = specification(replace(result, rows=rows))
    drawn = {each["value"]: each for each in spec["data"]["values"]}
    assert (drawn[900.0]["high"], drawn[900.0]["cut_high"], drawn[900.0]["low"]) == (2700.0, True, 550.0)
    assert (drawn[700.0]["high"], drawn[700.0].get("cut_high")) == (800.0, None)
    heads = [each for each in spec["layer"] if each.get("transform") == [{"filter": "datum.cut_high"}]]
    assert [each["mark"]["shape"] for each in heads] == ["triangle-right"]
    assert "arrow head go on beyond 3 times" in spec["description"]
    narrow = tuple(replace(row, estimate=wide[1]) for row in result.rows)
    assert "arrow head" not in described(replace(result, rows=narrow))
