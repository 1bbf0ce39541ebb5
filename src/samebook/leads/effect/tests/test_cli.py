"""``samebook book effect``: editions by number, drafts by id, files; the same figures as the page."""

import csv
import json
import sys
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from samebook.__main__ import main
from samebook.agreement.actions import draft_edition
from samebook.leads.effect.tests.test_pages import STRICTER, leads  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


def run(*arguments: str):
    return CliRunner().invoke(main, ["book", "effect", *arguments])


@pytest.fixture
def draft(cast):
    return draft_edition(cast.marketing, text=STRICTER, at=datetime.now(UTC))


def test_an_edition_a_draft_and_a_file_can_be_compared(leads, draft, tmp_path):  # noqa: F811
    file = tmp_path / "book.yaml"
    file.write_text(STRICTER, "utf-8")
    for second in (f"draft:{draft.pk}", str(file)):
        result = run("1", second)
        assert result.exit_code == 0, result.output
        assert "5 leads from" in result.stdout
        assert "2 would have had another outcome." in result.stdout
        assert "Delivered, level B, then in nurture" in result.stdout


def test_the_leads_are_written_without_names_and_the_report_as_json(leads, draft, tmp_path):  # noqa: F811
    out = tmp_path / "rows.csv"
    result = run("1", f"draft:{draft.pk}", "--json", "--out", str(out))
    assert json.loads(result.stdout)["changed"] == 2
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert [int(row["lead_id"]) for row in rows] == [leads[1].pk, leads[2].pk]
    assert "Person" not in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("1", "1", "the same text"),
        ("1", "77", "There is no edition 77"),
        ("1", "draft:77", "There is no edition draft:77"),
        ("1", "/nowhere/book.yaml", "No such file"),
        ("1", "draft:1; DROP", "No such file"),
    ],
)
def test_what_is_no_text_is_refused(leads, draft, first, second, said):  # noqa: F811
    result = run(first, second)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_checking_a_book_starts_neither_django_nor_the_leads():
    import subprocess

    code = (
        "import sys; from click.testing import CliRunner; from samebook.__main__ import main;"
        "r = CliRunner().invoke(main, ['book', '--help']); assert 'effect' in r.output, r.output;"
        "CliRunner().invoke(main, ['book', 'check', 'nothing.yaml']);"
        "print([m for m in ('django', 'duckdb', 'samebook.leads') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]", told.stdout
