"""The commands that need no database, as an operator meets them."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from samebook.__main__ import COMMANDS, main
from samebook.book import content_hash
from samebook.book.tests.test_reading import DESIGN, FIXTURES

BOOK = str(FIXTURES / "design.yaml")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.stdout, result.stderr


def test_a_sound_book_is_called_sound_with_its_hash() -> None:
    code, out, _ = run("book", "check", BOOK)
    assert code == 0
    assert "is sound" in out
    assert content_hash(DESIGN) in out


def test_every_problem_is_printed_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(
        DESIGN.replace("account.employees > 200", "account.employes > '200'").replace("attempts: 4", "attempts: x")
    )
    code, out, err = run("book", "check", str(path))
    assert code == 1
    assert out == ""
    assert "line 13, column 66: There is no field 'account.employes'. Did you mean 'account.employees'?" in err
    assert "2 problems." in err
    code, out, _ = run("book", "check", str(path), "--json")
    assert code == 1
    assert [problem["line"] for problem in json.loads(out)["problems"]] == [13, 27]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (DESIGN.replace("account.employees > 200", "account.employees > 1" + " > 1" * 900), "is nested too deep"),
        (DESIGN + "\nmeasures:\n  m: {means: x, over: leads, expression: count(*)" + "+1" * 450 + "}\n", "at most 100"),
    ],
    ids=["condition", "formula"],
)
def test_a_book_with_more_than_can_be_followed_is_refused_at_its_place(tmp_path: Path, wrong: str, said: str) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text(wrong)
    code, out, err = run("book", "check", str(path))
    assert (code, out) == (1, "")
    assert said in err
    assert "line " in err


def test_a_book_is_told_in_english() -> None:
    code, out, _ = run("book", "explain", BOOK)
    assert code == 0
    assert "money: The lead's budget is at least 50,000 EUR." in out
    assert run("book", "explain", BOOK, "B.money")[1] == "The lead's budget is at least 20,000 EUR.\n"
    assert '"lead.budget" >= ' in run("book", "explain", BOOK, "B.money", "--sql", "postgres")[1]
    told = json.loads(run("book", "explain", BOOK, "A.timing", "--json")[1])[0]
    assert told["reads"] == ["lead.project_start", "lead.received_on"]
    assert set(told["sql"]) == {"duckdb", "postgres", "spark"}


def test_an_unknown_name_and_a_missing_file_are_refused() -> None:
    assert run("book", "explain", BOOK, "A.mony")[0] == 1
    assert run("book", "check", "nowhere.yaml")[0] == 1
    assert run("book", "chek", BOOK)[0] == 2


def test_help_names_every_command_and_loads_none() -> None:
    code = "import sys; from samebook.__main__ import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += (
        "print([m for m in sys.modules if m.partition('.')[0] in ('django', 'sqlglot', 'duckdb', 'ruamel', 'pyarrow')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
    for name, (_, text) in COMMANDS.items():
        assert f"{name} " in done.stdout
        assert text.split()[0] in done.stdout


def test_judging_ten_records_loads_neither_django_nor_an_engine(tmp_path: Path) -> None:
    records = tmp_path / "ten.csv"
    records.write_text("lead.budget\n" + "50000\n" * 10)
    command = ["judge", "--book", BOOK, "--records", str(records)]
    code = f"import sys; from samebook.__main__ import main\ntry: main({command!r})\nexcept SystemExit: pass\n"
    code += "heavy = {'django', 'duckdb', 'pyarrow', 'psycopg', 'pydantic'}\nprint(sorted(heavy & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_table_says_and_has_help(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "samebook", name, "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Usage:")


def test_judging_takes_microseconds_a_lead_not_a_fraction_of_a_millisecond() -> None:
    from samebook.book.tests.test_judging import GOOD, compiled

    book = compiled(DESIGN)
    records = [GOOD] * 20_000
    assert sum(1 for _ in book.verdicts(records[:10])) == 10
    began = time.process_time()
    assert sum(1 for _ in book.verdicts(records)) == 20_000
    assert 20_000 / (time.process_time() - began) > 10_000
