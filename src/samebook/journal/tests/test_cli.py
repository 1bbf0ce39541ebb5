import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from samebook.journal import guards
from samebook.journal.actions import record
from samebook.journal.cli import journal
from samebook.journal.sealing import head, seal
from samebook.journal.transactions import writing
from samebook.kernel.access import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sealed() -> None:
    with writing():
        for number in range(3):
            record(Actor.system("test"), "test.a.b", ("lead", number), person_id=1, personal={"name": "Zoë"})
    seal(at=datetime.now(UTC))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(journal, arguments)


def test_the_head_is_printed_as_verify_takes_it() -> None:
    noted = run("head").output.strip()
    assert noted == "{}:{}".format(*(head() or ()))
    assert json.loads(run("head", "--json").output)["sequence"] == 3
    assert "still" not in (checked := run("verify", "--head", noted)).output
    assert checked.exit_code == 0
    assert "The noted head stands" in checked.output


def test_a_broken_journal_ends_with_code_1_and_says_where() -> None:
    with connection.cursor() as cursor:
        for statement in [
            *guards.remove(connection.vendor),
            "UPDATE journal_entry SET actor = 'x' WHERE record_id = 1",
        ]:
            cursor.execute(statement)
    result = run("verify")
    assert result.exit_code == 1
    assert "1 changed after they were sealed: at 2" in result.output
    data = json.loads(run("verify", "--json").output)
    assert (data["sound"], data["first_broken"], data["changed"]) == (False, 2, {"count": 1, "places": [2]})


@pytest.mark.parametrize("noted", ["", "x", "3:short", "-1:" + "0" * 64, "٣:" + "0" * 64])
def test_a_head_that_is_none_is_refused_with_an_example(noted: str) -> None:
    result = run("verify", "--head", noted)
    assert result.exit_code == 2
    assert "17:9fd1" in result.output


def test_a_foreign_head_breaks_the_check() -> None:
    result = run("verify", "--head", "2:" + "0" * 64)
    assert result.exit_code == 1
    assert "cut or rewritten" in result.output


def test_entries_are_listed_without_personal_values() -> None:
    result = run("list", "--record", "lead:2")
    assert result.exit_code == 0
    assert "lead:2" in result.output
    assert "lead:1" not in result.output
    assert "Zoë" not in result.output
    lines = [json.loads(line) for line in run("list", "--json").output.splitlines()]
    assert [line["sequence"] for line in lines] == [3, 2, 1]
    assert "--before" in run("list", "--limit", "2").output


def test_a_record_that_is_none_is_refused() -> None:
    assert run("list", "--record", "lead").exit_code == 2
