"""Importing touches of years: from Parquet and from CSV, again, and undone; beside a bare copy by DuckDB.

``HISTORY_ROWS`` says how many rows (default 10 million); the CSV holds a fifth of them at most 20 million.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.report import Figure
from bench.timing import shown

ACCOUNTS, PEOPLE, COMMUNICATIONS = 100_000, 300_000, 200
MONTHS = 36
SAMEBOOK = [sys.executable, "-m", "samebook"]


def measure(*, small: bool) -> Iterator[Figure]:
    """Each step in a process of its own, as an operator would call it; the time includes its start."""
    rows = int(os.environ.get("HISTORY_ROWS", "10000000"))
    rows = 200_000 if small else rows
    base = Path(tempfile.mkdtemp(prefix="history-"))
    os.environ["SAMEBOOK_HOME"] = str(base / "home")
    try:
        yield from _measured(base, rows, small=small)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _measured(base: Path, rows: int, *, small: bool) -> Iterator[Figure]:
    _records(base)
    parquet, csv, csv_rows = base / "touches.parquet", base / "more.csv", min(rows // 5, 20_000_000)
    _apart("files", str(parquet), str(csv), str(rows), str(csv_rows))
    bare = float(_apart("bare", str(parquet), str(base / "bare")))
    beside = f"bare DuckDB copy by month: {rows / bare:,.0f} rows/s"
    for what, file, many, goal in (
        ("Parquet", parquet, rows, 1_000_000),
        ("Parquet again, all known", parquet, rows, 0),
        ("CSV", csv, csv_rows, 300_000),
    ):
        ran = _run("import", "touches", str(file), "--no-snapshot", "--json")
        report = ran.pop("told")
        expected = {"Parquet": rows, "CSV": csv_rows}.get(what, 0)
        assert (report["read"], report["added"]) == (many, expected), report
        pace = many / ran["seconds"]
        yield Figure(
            f"import of {many:,} touches from {what}",
            f"{pace:,.0f} rows/s in {shown(ran['seconds'])}, {ran['cpu'] / many * 1e6:.2f} µs of processor a row, "
            f"{ran['mb']:,.0f} MB at the most",
            beside,
            f"≥ {goal:,} rows/s" if goal else "",
            None if small or not goal else pace >= goal,
            {"rows": many, "bare_seconds": bare, "report": report, **ran},
        )
    for what, command in (
        ("snapshot", ("measure", "snapshot", "--json")),
        ("undo", ("import", "undo", "1", "--no-snapshot", "--json")),
    ):
        ran = _run(*command)
        ran.pop("told")
        yield Figure(
            f"{what} with {rows + csv_rows:,} touches in the home",
            f"{shown(ran['seconds'])}, {ran['mb']:,.0f} MB at the most",
            numbers=ran,
        )


def _apart(*arguments: str) -> str:
    """Work of this module in a process of its own: a command is said to hold at least what its parent held."""
    command = [sys.executable, "-m", "bench.history", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _run(*arguments: str) -> dict[str, Any]:
    """One command: its answer, seconds, and the most memory it held."""
    began = time.perf_counter()
    with subprocess.Popen([*SAMEBOOK, *arguments], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        told = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    assert child.returncode == 0, told
    spent = used.ru_utime + used.ru_stime
    return {"seconds": seconds, "cpu": spent, "mb": used.ru_maxrss / 1024, "told": json.loads(told)}


def _records(base: Path) -> None:
    """Accounts, people and communications that the files name."""
    password = base / "password"
    password.write_text("correct horse battery")
    given = ("--name", "Velden", "--country", "DE", "--currency", "EUR", "--administrator-name", "Ada Berg")
    told = ("--administrator-email", "ada@velden.example", "--password-file", str(password), "--json")
    subprocess.run([*SAMEBOOK, "init", *given, *told], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, "-c", RECORDS], check=True)


RECORDS = f"""
from samebook.config.setup import django; django()
from datetime import UTC, datetime
from samebook.accounts.models import Account, Person
from samebook.communications.models import Communication
from samebook.company.models import Territory
from samebook.jobs.turn import write
now = datetime.now(UTC)
with write():
    for n in range(20):
        Territory.objects.create(id=n + 1, code=f"t{{n}}", name=f"T{{n}}", path=f"/{{n + 1}}/")
    for n in range({COMMUNICATIONS}):
        Communication.objects.create(external_id=f"C-{{n}}", name=f"Campaign {{n}}", channel="email", created_at=now)
    step = 20_000
    for first in range(0, {ACCOUNTS}, step):
        Account.objects.bulk_create([Account(id=n + 1, external_id=f"A-{{n}}", origin="import", name=f"A{{n}}",
            name_key=f"a{{n}}", territory_id=n % 20 + 1, created_at=now) for n in range(first, first + step)])
    for first in range(0, {PEOPLE}, step):
        Person.objects.bulk_create([Person(id=n + 1, external_id=f"P-{{n}}", origin="import", account_id=n // 3 + 1,
            created_at=now) for n in range(first, first + step)])
"""


def _files(parquet: Path, csv: Path, rows: int, csv_rows: int) -> None:
    """Touches of three years in no order of time: the Parquet file first, then other ones as CSV."""
    import duckdb

    con = duckdb.connect()
    con.execute("set preserve_insertion_order = false")
    for first, many, path in ((0, rows, parquet), (rows, csv_rows, csv)):
        form = "(format parquet, row_group_size 500000)" if path.suffix == ".parquet" else "(header)"
        con.execute(
            f"""
            copy (
                select
                    'T-' || (i + {first}) as external_id,
                    'A-' || (hash(i) % {ACCOUNTS}) as account_external_id,
                    'P-' || (hash(i + 1) % {PEOPLE}) as person_external_id,
                    'C-' || (hash(i + 2) % {COMMUNICATIONS}) as communication,
                    ['email', 'phone', 'post', 'web', 'visit'][(1 + hash(i + 3) % 5)::bigint] as channel,
                    ['outbound', 'inbound'][(1 + hash(i + 4) % 2)::bigint] as direction,
                    timestamp '2023-11-01' + to_seconds((hash(i + 5) % {MONTHS * 30 * 86400})::bigint) as happened_at,
                from range({many}) as numbers(i)
            ) to '{path}' {form}
            """
        )
    con.close()


def _bare(parquet: Path, out: Path) -> float:
    """Seconds of a plain copy of the file by month, nothing looked up and nothing told apart."""
    import duckdb

    con = duckdb.connect(config={"memory_limit": "4GB", "threads": "2", "temp_directory": str(out.with_suffix(".tmp"))})
    con.execute("set preserve_insertion_order = false")
    began = time.perf_counter()
    con.execute(
        f"""
        copy (select *, strftime(happened_at, '%Y-%m') as month from read_parquet('{parquet}'))
        to '{out}' (format parquet, compression zstd, compression_level 1, partition_by (month))
        """
    )
    seconds = time.perf_counter() - began
    con.close()
    shutil.rmtree(out)
    return seconds


if __name__ == "__main__":
    what, *given = sys.argv[1:]
    if what == "files":
        _files(Path(given[0]), Path(given[1]), int(given[2]), int(given[3]))
    else:
        print(_bare(Path(given[0]), Path(given[1])))
