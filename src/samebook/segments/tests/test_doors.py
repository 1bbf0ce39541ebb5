"""Segments by the API and at the command line: the same members as the pages, the same refusals."""

import csv
import json
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from click.testing import CliRunner
from django.test import Client

from samebook.__main__ import main
from samebook.company.actions import create_token
from samebook.journal.models import Entry
from samebook.kernel.access import Actor
from samebook.segments.actions import make_segment
from samebook.segments.definitions import definition_for
from samebook.segments.jobs import count_segments
from samebook.segments.queries import every_member
from samebook.segments.tests.people import EVERYBODY

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


@pytest.fixture
def ask(people):
    def asking(path: str, scope: str = "numbers:read"):
        token = create_token(people.administrator, name=scope, scope=scope, at=NOW)[1]
        return Client().get(f"/api/v1/segments{path}", headers={"Authorization": f"Bearer {token}"})

    return asking


def run(*arguments: str):
    return CliRunner().invoke(main, ["segment", *arguments])


def ids(key):
    return [row.record_id for row in every_member(EVERYBODY, definition_for(EVERYBODY, key, at=NOW))]


def test_a_program_reads_the_segments_of_the_book_and_no_private_one(people, ask):
    make_segment(people.marketing, name="mine", condition="account.employees > 5", shared_with="marketing", at=NOW)
    before = ask("").json()
    assert {one["count"] for one in before} == {None}
    count_segments(at=NOW - timedelta(hours=1))
    count_segments(at=NOW)
    told = {one["key"]: one for one in ask("").json()}
    assert list(told) == ["plants", "big_plants", "not_big", "engineers", "at_home", "funded"]
    assert told["big_plants"]["builds_on"] == ["plants"]
    assert told["funded"]["kind"] == "lead"
    assert told["plants"]["count"]["members"] == len(ids("plants"))
    assert told["plants"]["count"]["changes"]["last"]["added"] == 0
    assert ask("/plants").json() == told["plants"]
    assert ask("/private-1").status_code == ask("/nothing").status_code == 404


def test_a_program_walks_the_members_page_by_page(people, ask):
    count_segments(at=NOW)
    found, after = [], 0
    while after is not None:
        page = ask(f"/engineers/members?limit=7&after={after}").json()
        found += [one["id"] for one in page["members"]]
        after = page["next"]
    assert found == ids("engineers")
    only = ask("/engineers/members?contactable=true").json()["members"]
    assert {one["may_contact"] for one in only} == {True}
    assert 0 < len(only) < len(found)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/plants/members", 422, "segments.not_counted"),
        ("/nothing/members", 404, "missing"),
        ("/plants/members?limit=0", 422, "api.invalid"),
        ("/plants/members?limit=1001", 422, "api.invalid"),
        ("/plants/members?after=-1", 422, "api.invalid"),
        ("/plants/members?after=99999999999999999999", 422, "api.invalid"),
        ("/plants/members?since=ever", 422, "api.invalid"),
        ("/plants/members?since=last", 422, "segments.since_and_way"),
        ("/plants/members?way=left", 422, "segments.since_and_way"),
    ],
)
def test_a_program_is_refused_with_a_code(ask, path, status, code):
    answer = ask(path)
    assert answer.status_code == status
    assert answer.json()["code"].endswith(code)


@pytest.mark.parametrize("path", ["", "/plants", "/plants/members", "/plants/members?limit=0&since=ever"])
def test_without_a_token_nothing_else_is_looked_at(people, ask, path):
    assert Client().get(f"/api/v1/segments{path}").status_code == 401
    assert ask(path, "leads:write").status_code == 403


def test_a_token_for_something_else_reads_no_segment(ask):
    assert ask("", "leads:write").status_code == 403


def test_the_command_line_lists_counts_and_shows(people):
    make_segment(people.marketing, name="mine", condition="account.employees > 5", at=NOW)
    assert "Mine (private)" in run("list").stdout
    assert "It has not been counted." in run("show", "plants").stdout
    counted = json.loads(run("count", "--json").stdout)
    assert counted["plants"] == len(ids("plants"))
    told = run("show", "plants").stdout
    assert f"{counted['plants']:,} of" in told
    data = json.loads(run("list", "--json").stdout)
    assert [one["key"] for one in data if one["is_private"]]
    assert f"{counted['plants']:>12,}  plants" in run("count").stdout
    assert "1 came" not in run("show", "plants").stdout


def test_the_command_line_writes_members_and_the_journal_says_so(people, tmp_path):
    run("count")
    lines, book = tmp_path / "members.csv", tmp_path / "members.xlsx"
    result = run("export", "engineers", "--csv", str(lines), "--xlsx", str(book), "--contactable")
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(lines.read_text("utf-8-sig").splitlines()))
    definition = definition_for(EVERYBODY, "engineers", at=NOW)
    wanted = [row.record_id for row in every_member(EVERYBODY, definition, contactable=True)]
    assert [int(row["Id"]) for row in rows] == wanted
    told = {row[0].value: row[1].value for row in openpyxl.load_workbook(book)["Definition"].iter_rows()}
    assert "who may be contacted" in told["Rows"]
    assert Entry.objects.get(code="segments.segment.exported").actor == Actor.system("cli").label


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["show", "nothing"], 1, "segment"),
        (["export", "plants", "--csv", "x.csv"], 1, "not been counted"),
        (["export", "plants"], 2, "Say where to"),
        (["export", "plants", "--csv", "x.csv", "--since", "last"], 2, "Give both"),
    ],
)
def test_the_command_line_refuses_in_words(people, arguments, code, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == code
    assert said in result.output
    assert not list(tmp_path.glob("*.csv"))
