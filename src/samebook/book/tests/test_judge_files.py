"""Files of records: every engine gives the same rows, and what is no record is refused with its row and column."""

import csv
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from samebook.__main__ import main
from samebook.book.tests.test_reading import FIXTURES

BOOK = FIXTURES / "design.yaml"
HEADER = "id,account.industry,account.employees,lead.budget,lead.project_start,lead.received_on"
ROWS = [
    "a,food,300,60000,2027-06-01,2026-12-01",
    "b,food,300,60000,,2026-12-01",
    '"c, d",chemicals,300,,,2026-12-01',
    "e,retail,300,60000,2027-06-01,2026-12-01",
    'f,"paper\nand board",,1,,',
    "",
    "g,,,,,",
]


def judge(records: Path, *options: object) -> Result:
    return CliRunner().invoke(main, ["judge", "--book", str(BOOK), "--records", str(records), *map(str, options)])


def a_file(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "records.csv"
    path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
    return path


EXPECTED = [
    ["row", "id", "verdict", "level", "false", "unknown"],
    ["1", "a", "deliver", "A", "", ""],
    ["2", "b", "deliver", "B", "", "A.timing"],
    ["3", "c, d", "ask", "", "", "A.money;A.timing;B.money"],
    ["4", "e", "nurture", "", "A.market;B.market", ""],
    ["5", "f", "nurture", "", "A.market;A.money;B.market;B.money", "A.timing"],
    ["6", "g", "ask", "", "", "A.market;A.money;A.timing;B.market;B.money"],
]


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_each_record_has_one_row_of_results_in_order(engine: str, tmp_path: Path) -> None:
    result = judge(a_file(tmp_path, *ROWS), "--engine", engine)
    assert result.exit_code == 0, result.stderr
    assert list(csv.reader(result.stdout.splitlines())) == EXPECTED
    assert "6 records judged" in result.stderr


def test_postgres_gives_the_same_rows_and_keeps_nothing(postgres_url: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    result = judge(a_file(tmp_path, *ROWS), "--engine", "postgres", "--database", postgres_url, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert list(csv.reader(out.read_text().splitlines())) == EXPECTED


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_the_same_bytes_are_written_to_a_file(engine: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert judge(a_file(tmp_path, *ROWS), "--engine", engine, "--out", out).exit_code == 0
    assert out.read_text().splitlines() == judge(a_file(tmp_path, *ROWS)).stdout.splitlines()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("engine", ["python", "duckdb", "postgres"])
def test_parquet_is_judged_alike(engine: str, postgres_url: str, tmp_path: Path) -> None:
    path = tmp_path / "records.parquet"
    duckdb.execute(
        "COPY (SELECT * FROM (VALUES ('a', 'food', 300::INT, 60000.0::DOUBLE, DATE '2027-06-01', DATE '2026-12-01'), "
        "('b', 'food', 300, 60000, NULL, DATE '2026-12-01'), ('c', '', 300, 'NaN'::DOUBLE, NULL, DATE '2026-12-01')) "
        'AS t(id, "account.industry", "account.employees", "lead.budget", "lead.project_start", '
        f"\"lead.received_on\")) TO '{path}'"
    )
    result = judge(path, "--engine", engine, "--database", postgres_url)
    assert result.exit_code == 0, result.stderr
    assert [row[2:] for row in csv.reader(result.stdout.splitlines())][1:] == [
        ["deliver", "A", "", ""],
        ["deliver", "B", "", "A.timing"],
        ["ask", "", "", "A.market;A.money;A.timing;B.market;B.money"],
    ]


def test_results_are_written_as_json_and_as_parquet(tmp_path: Path) -> None:
    records = a_file(tmp_path, *ROWS)
    lines = [json.loads(line) for line in judge(records, "--json").stdout.splitlines()]
    assert lines[1] == {"row": 2, "id": "b", "verdict": "deliver", "level": "B", "false": [], "unknown": ["A.timing"]}
    out = tmp_path / "out.parquet"
    assert judge(records, "--out", out).exit_code == 0
    assert duckdb.read_parquet(str(out)).fetchall()[1] == (2, "b", "deliver", "B", None, "A.timing")


BAD_ROWS = {
    "a,food,many,60000,,2026-12-01": "Row 2, account.employees: 'many' is not an integer",
    "a,food,1000000000000000000000000000000,1,,2026-12-01": "Row 2, account.employees",
    "a,food,1,1000000000000000000000000000000,,2026-12-01": "Row 2, lead.budget",
    "a,food,1,1,01.06.2027,2026-12-01": "write year, month and day as in 2027-03-31",
    "a,food,1,1,2027-06-01": "Row 2 has too few cells: 5 for 6 columns",
    "a,food,1,1,2027-06-01,2026-12-01,x": "Row 2 has too many cells: 7 for 6 columns",
    "a,fo\0od,1,1,,2026-12-01": "Row 2, account.industry: The text holds a NUL byte",
    "a,Käse,1,1,,2026-12-01": "Row 2, account.industry: The text holds bytes that are not UTF-8",
    'a,"fo"od,1,1,,2026-12-01': "Row 2 is not CSV",
}


@pytest.mark.parametrize("engine", ["python", "duckdb"])
@pytest.mark.parametrize("row", BAD_ROWS, ids=BAD_ROWS.values())
def test_a_row_that_is_no_record_stops_the_run_and_nothing_is_written(row: str, engine: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("before")
    path = a_file(tmp_path, ROWS[0], row, ROWS[1], encoding="latin-1" if "ä" in row else "utf-8")
    result = judge(path, "--engine", engine, "--out", out)
    assert result.exit_code == 1
    assert BAD_ROWS[row] in result.stderr
    assert "line 3" in result.stderr
    assert out.read_text() == "before"
    assert result.stdout == ""


@pytest.mark.parametrize("engine", ["python", "duckdb", "postgres"])
def test_refused_rows_are_set_aside_with_their_reasons(engine: str, postgres_url: str, tmp_path: Path) -> None:
    bad = [row for row in BAD_ROWS if "ä" not in row and "\0" not in row]
    path = a_file(tmp_path, ROWS[0], *bad, ROWS[1])
    aside = tmp_path / "refused.csv"
    result = judge(path, "--engine", engine, "--refused", aside, "--database", postgres_url)
    assert result.exit_code == 0, result.stderr
    assert [row[:3] for row in csv.reader(result.stdout.splitlines())][1:] == [
        ["1", "a", "deliver"],
        ["9", "b", "deliver"],
    ]
    refused = list(csv.DictReader(aside.read_text().splitlines()))
    assert [row["row"] for row in refused] == ["2", "3", "4", "5", "6", "7", "8"]
    assert refused[0]["account.employees"] == "many"


def test_values_of_parquet_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "records.parquet"
    duckdb.execute(
        "COPY (SELECT * FROM (VALUES (1::DOUBLE, 1::DOUBLE, DATE '2027-01-01'), (1.5, 2, NULL), (3, 1e30, NULL), "
        '(4, 4, DATE \'0999-01-01\')) AS t("account.employees", "lead.budget", "lead.project_start")) '
        f"TO '{path}'"
    )
    result = judge(path)
    assert result.exit_code == 1
    for message in ("Row 2, account.employees: '1.5'", "Row 3, lead.budget: '1e+30'", "Row 4, lead.project_start"):
        assert message in result.stderr
    aside = tmp_path / "refused.csv"
    for engine in ("python", "duckdb"):
        result = judge(path, "--refused", aside, "--engine", engine)
        assert [line.partition(",")[0] for line in result.stdout.splitlines()] == ["row", "1"]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (HEADER.replace(",", ";"), "cells are separated by ';'; add --delimiter ';'"),
        (HEADER.replace(",", "\t"), "add --delimiter tab"),
        (HEADER + ",lead.budgt", "the Book has no field 'lead.budgt'. Did you mean 'lead.budget'?"),
        (HEADER + ",id", "two columns are called 'id'"),
        (HEADER + ",", "column 7 has no name"),
        ("id,name", "no column is a field of the Book"),
        ("", "its first line must name the columns"),
    ],
)
def test_a_header_that_cannot_be_used_is_refused(header: str, message: str, tmp_path: Path) -> None:
    result = judge(a_file(tmp_path, header=header))
    assert result.exit_code == 1
    assert message in result.stderr


def test_other_delimiters_are_read_when_they_are_named(tmp_path: Path) -> None:
    rows = [row.replace(",", ";") for row in ROWS[:2]]
    result = judge(a_file(tmp_path, *rows, header=HEADER.replace(",", ";")), "--delimiter", ";")
    assert [row[2] for row in csv.reader(result.stdout.splitlines())] == ["verdict", "deliver", "deliver"]


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        ({"--records": "missing.csv"}, 1, "No such file"),
        ({"--records": "missing.parquet"}, 1, "no such file"),
        ({"--records": "records.xlsx"}, 1, "records come as .csv or .parquet"),
        ({"--book": "missing.yaml"}, 1, "No such file"),
        ({"--engine": "postgres"}, 1, "Name a PostgreSQL database"),
        ({"--engine": "postgres", "--database": "postgresql://127.0.0.1:1/x"}, 1, "PostgreSQL: "),
        ({"--engine": "python", "--out": "out.parquet"}, 1, "Parquet is written by the duckdb engine"),
        ({"--out": "missing/out.csv"}, 1, "No such file or directory"),
        ({"--engine": "oracle"}, 2, "'oracle' is not one of"),
        ({"--delimiter": "::"}, 2, "is one character, or tab"),
    ],
)
def test_what_cannot_be_done_is_said_without_a_trace(
    options: dict[str, Any], code: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    given = {"--book": str(BOOK), "--records": str(a_file(tmp_path, *ROWS))} | options
    result = CliRunner().invoke(main, ["judge", *(part for pair in given.items() for part in pair)])
    assert result.exit_code == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_parquet_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "records.parquet"
    path.write_bytes(b"PAR1 this is no Parquet file PAR1")
    result = judge(path)
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


def test_the_olist_leads_are_judged_alike_by_every_engine(shared_data: Path, postgres_url: str, tmp_path: Path) -> None:
    import gzip

    source = shared_data / "olist" / "olist_marketing_qualified_leads_dataset.csv.gz"
    records = tmp_path / "olist.csv"
    _, *lines = gzip.decompress(source.read_bytes()).decode().splitlines()
    records.write_text("\n".join(["mql_id,lead.received_on,lead.landing_page,lead.source", *lines, ""]))
    book = Path(__file__).parents[1] / "starters" / "olist.yaml"
    results = []
    for engine in ("python", "duckdb", "postgres"):
        out = tmp_path / f"{engine}.csv"
        command = ["judge", "--book", str(book), "--records", str(records), "--engine", engine, "--out", str(out)]
        assert CliRunner().invoke(main, [*command, "--database", postgres_url]).exit_code == 0
        results.append(out.read_text())
    assert results[0] == results[1] == results[2]
    verdicts = [row["verdict"] for row in csv.DictReader(results[0].splitlines())]
    origins = [line.rsplit(",", 1)[1] for line in lines]
    assert len(verdicts) == 8000
    assert [verdict == "ask" for verdict in verdicts] == [origin == "" for origin in origins]
