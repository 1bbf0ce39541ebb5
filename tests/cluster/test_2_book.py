"""The Book's language on Spark: conditions and files of records, as Python, DuckDB and PostgreSQL judge them."""

import csv
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from samebook.book.engines.spark_session import connect
from samebook.book.python_form import compile_python
from samebook.book.sql_form import sql
from samebook.book.tests import conditions as made
from samebook.book.tests.conditions import FIELDS
from samebook.book.tests.test_engines_agree import _probes, parsed
from samebook.book.tests.test_judge_files import BAD_ROWS, EXPECTED, ROWS, a_file, judge
from samebook.book.values import Type

ARROW = {
    Type.TEXT: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.DECIMAL: pa.decimal128(28, 6),
    Type.BOOLEAN: pa.bool_(),
    Type.DATE: pa.date32(),
    Type.TIMESTAMP: pa.timestamp("us"),
}
SCHEMA = pa.schema([("row", pa.int64()), *((name, ARROW[field.type]) for name, field in FIELDS.items())])
in_few_jobs = settings(
    max_examples=4,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def agrees(spark_url, tmp_path_factory):
    """Compares Python's truths with those of the cluster, read from a file by its workers."""
    session, folder = connect(spark_url).newSession(), tmp_path_factory.mktemp("records")

    def compare(texts: list[str], records: list[dict[str, Any]]) -> None:
        expressions = [parsed(text) for text in texts]
        evaluate = compile_python(expressions)
        path = folder / f"{len(list(folder.iterdir()))}.parquet"
        rows = [{"row": row, **{name: _naive(record[name]) for name in FIELDS}} for row, record in enumerate(records)]
        pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path)
        session.read.parquet(f"file://{path}").createOrReplaceTempView("records")
        written = [sql(expression, "spark") for expression in expressions]
        for start in range(0, len(texts), 25):  # many in one job, few enough for one of Java's methods
            part = ", ".join(f"{each} AS c{number}" for number, each in enumerate(written[start : start + 25]))
            found = session.sql(f"SELECT {part} FROM records ORDER BY row").collect()
            for record, theirs in zip(records, found, strict=True):
                ours = evaluate(record)[start : start + 25]
                for text, one, other in zip(texts[start : start + 25], ours, theirs, strict=True):
                    assert one is other, f"{text}\nPython {one}, Spark {other}\n{record}"

    return compare


def _naive(value: Any) -> Any:
    return value.replace(tzinfo=None) if getattr(value, "tzinfo", None) else value


@in_few_jobs
@given(
    texts=st.lists(made.conditions() | made.comparisons(), min_size=50, max_size=50),
    records=st.lists(made.records, min_size=40, max_size=40),
)
def test_conditions_have_the_same_truth(texts, records, agrees):
    agrees(texts, records)


@pytest.mark.parametrize("operator", ["+", "-", "*", "/"])
def test_arithmetic_of_every_pair_of_hard_numbers_agrees(operator, agrees):
    empty = dict.fromkeys(FIELDS)
    records = [empty | {"lead.d": one, "lead.e": other} for one in made.DECIMALS for other in made.DECIMALS]
    agrees([f"(lead.d {operator} lead.e) {each}" for each in _probes(["lead.d", "lead.e"], made.DECIMALS)], records)


@pytest.mark.parametrize("operator", ["+", "-", "*"])
def test_arithmetic_of_every_pair_of_hard_integers_agrees(operator, agrees):
    empty = dict.fromkeys(FIELDS)
    records = [empty | {"lead.n": one, "lead.m": other} for one in made.INTEGERS for other in made.INTEGERS]
    agrees([f"(lead.n {operator} lead.m) {each}" for each in _probes(["lead.n", "lead.m"], made.INTEGERS)], records)


def test_texts_are_made_small_and_ordered_alike(agrees):
    empty = dict.fromkeys(FIELDS)
    letters = [
        chr(code) for code in range(0x20, 0x2FFFF) if not 0xD800 <= code < 0xE000 and chr(code).lower() != chr(code)
    ]
    agrees(
        ["lower(lead.t) = lead.u", "length(lower(lead.t)) = 1"],
        [empty | {"lead.t": letter, "lead.u": letter.lower()} for letter in letters],
    )
    pairs = [empty | {"lead.t": one, "lead.u": other} for one in made.TEXTS for other in made.TEXTS]
    agrees(["lead.t < lead.u", "lead.t = lead.u", "lower(lead.t) >= lower(lead.u)"], pairs)


def test_every_end_of_a_month_moves_alike(agrees):
    empty = dict.fromkeys(FIELDS)
    records = [
        empty | {"lead.on_day": day, "lead.by_day": other, "lead.at": at}
        for day in made.DAYS
        for other in made.DAYS
        for at in made.INSTANTS[::3]
    ]
    moves = [
        f"{sign} interval '{n}' {unit}" for sign in "+-" for n in (1, 11, 1000) for unit in ("day", "month", "year")
    ]
    texts = [f"lead.on_day {move} <= lead.by_day" for move in moves]
    agrees(texts + [f"lead.at {move} < lead.on_day" for move in moves], records)


def test_a_file_of_records_is_judged_alike(spark_url, tmp_path):
    result = judge(a_file(tmp_path, *ROWS), "--engine", "spark", "--database", spark_url)
    assert result.exit_code == 0, result.stderr
    assert list(csv.reader(result.stdout.splitlines())) == EXPECTED
    assert "6 records judged by spark" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["records.csv"], "nothing is left beside the file"


def test_refused_rows_are_set_aside_and_the_others_judged(spark_url, tmp_path):
    bad = [row for row in BAD_ROWS if "ä" not in row and "\0" not in row]
    path, aside = a_file(tmp_path, ROWS[0], *bad, ROWS[1]), tmp_path / "refused.csv"
    result = judge(path, "--engine", "spark", "--refused", aside, "--database", spark_url)
    assert result.exit_code == 0, result.stderr
    assert [row[:3] for row in csv.reader(result.stdout.splitlines())][1:] == [
        ["1", "a", "deliver"],
        ["9", "b", "deliver"],
    ]
    assert [row["row"] for row in csv.DictReader(aside.read_text().splitlines())] == ["2", "3", "4", "5", "6", "7", "8"]


def test_parquet_gives_the_very_lines_of_duckdb(spark_url, tmp_path):
    path = tmp_path / "records.parquet"
    duckdb.execute(
        "COPY (SELECT i AS id, ['food', 'retail', NULL, 'chemicals'][1 + i % 4] AS \"account.industry\", "
        'CASE WHEN i % 7 > 0 THEN (i * 13) % 700 END AS "account.employees", (i * 977) % 90000 + 0.5 AS "lead.budget", '
        "CASE WHEN i % 5 > 0 THEN DATE '2027-01-01' + CAST(i % 400 AS INTEGER) END AS \"lead.project_start\", "
        f"DATE '2026-12-01' AS \"lead.received_on\" FROM range(20000) AS t(i)) TO '{path}'"
    )
    ours = judge(path, "--engine", "duckdb")
    theirs = judge(path, "--engine", "spark", "--database", spark_url)
    assert theirs.exit_code == 0, theirs.stderr
    assert theirs.stdout == ours.stdout
    assert len(theirs.stdout.splitlines()) == 20_001
