"""``samebook init`` in a process and a home of its own."""

import json
import os
import subprocess
import sys

import pytest

from samebook.company.tests.cast import PASSWORD
from tests.homes import PATIENCE

ALL = {
    "--name": "Velden Pumps",
    "--country": "de",
    "--currency": "EUR",
    "--administrator-name": "Ada Brandt",
    "--administrator-email": "ada@velden.example",
    "--password-file": "-",
}


def init(home, *, json_out=True, answers=PASSWORD + "\n", **changes) -> subprocess.CompletedProcess:
    options = ALL | {f"--{key.replace('_', '-')}": value for key, value in changes.items()}
    words = [word for key, value in options.items() if value is not None for word in (key, value)]
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {"SAMEBOOK_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", "from samebook.company.cli import init; init()", *words, *["--json"] * json_out],
        env=env,
        input=answers,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_a_home_is_founded_once(tmp_path):
    home = tmp_path / "home"
    first = init(home)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout) == {"company": "Velden Pumps", "home": str(home), "email": "ada@velden.example"}
    again = init(home, name="Another")
    assert again.returncode == 1
    assert json.loads(again.stderr)["code"] == "company.exists"
    assert "Traceback" not in again.stderr
    spoken = init(home, json_out=False)
    assert (spoken.returncode, "already belongs to Velden Pumps" in spoken.stderr) == (1, True)


def test_what_is_not_given_is_asked_for(tmp_path):
    answers = f"Velden\nXX\nDE\nEUR\n\n4\n\nAda\nada@v.example\n{PASSWORD}\n{PASSWORD}\n"
    nothing = {key.strip("-").replace("-", "_"): None for key in ALL}
    done = init(tmp_path / "home", json_out=False, answers=answers, **nothing)
    assert done.returncode == 0, done.stderr
    assert "Velden is founded" in done.stdout
    assert "is not a country code" in done.stderr


@pytest.mark.parametrize(
    ("changes", "exit_code", "said"),
    [
        ({"country": "ZZ"}, 1, "company.unknown_country"),
        ({"time_zone": "Mars/Base"}, 1, "company.unknown_zone"),
        ({"hours": "sometimes"}, 1, "company.hours_shape"),
        ({"answers": "short\n"}, 1, "company.password_weak"),
        ({"answers": "\n"}, 1, "company.password_weak"),
        ({"name": None}, 2, "Missing option --name"),
        ({"password_file": None}, 2, "Missing option --password-file"),
        ({"fiscal_year_start": "13"}, 2, "--fiscal-year-start"),
    ],
    ids=str,
)
def test_wrong_values_are_refused_with_an_exit_code_and_without_a_trace(tmp_path, changes, exit_code, said):
    done = init(tmp_path / "home", **changes)
    assert done.returncode == exit_code
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    done = init(tmp_path)
    assert (done.returncode, json.loads(done.stderr)["code"]) == (1, "company.home_not_empty")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["thesis.txt"]
