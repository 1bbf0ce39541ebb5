"""Importing a file of leads: read, mapped, matched, judged, routed, journalled; beside bare inserts of its rows."""

import csv
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import homes
from bench.report import Figure
from bench.timing import shown

PLAIN = ("external_id", "email", "name", "company", "country", "source", "message")
FIELDS = ("lead.budget", "lead.project_start", "lead.need")
ENOUGH = "120000"
"""A budget that is enough where the file says nothing of the plant."""


def measure(*, small: bool) -> Iterator[Figure]:
    """One file into an empty home, and once more, which adds nothing."""
    rows = 1_000 if small else 20_000
    with homes.folder() as home:
        homes.found()
        path = home / "leads.csv"
        _write(path, rows)
        bare = _bare(home, path)
        first, report = _import(path)
        assert report.created == rows, report
        again, second = _import(path)
        assert second.unchanged == rows, second
        yield Figure(
            f"importing {rows:,} leads from CSV",
            f"{rows / first:,.0f} rows/s ({shown(first)})",
            f"bare executemany of the same cells {rows / bare:,.0f} rows/s; the same file again {rows / again:,.0f}"
            " rows/s",
            numbers={"rows": rows, "seconds": first, "again": again, "bare": bare},
        )


def _write(path: Path, rows: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*PLAIN, *FIELDS])
        for number in range(rows):
            said = homes.said(number)
            if "lead.budget" in said["fields"] and number % 10 < 8:
                said["fields"]["lead.budget"] = ENOUGH
            writer.writerow([said[name] for name in PLAIN] + [said["fields"].get(name, "") for name in FIELDS])


def _import(path: Path) -> tuple[float, Any]:
    from samebook.exchange.importing import run
    from samebook.exchange.mapping_text import read_mapping
    from samebook.exchange.sources import TextFile
    from samebook.exchange.targets import target_named
    from samebook.kernel.access import Actor

    target = target_named("leads")
    columns = ", ".join(f"{name}: {name}" for name in (*PLAIN, *FIELDS))
    mapping, problems = read_mapping(f"target: leads\ncolumns: {{{columns}}}\n", {"leads": target})
    assert mapping is not None, problems
    began = time.perf_counter()
    source = TextFile(path, mapping.dialect_of(path))
    report = run(Actor.system("import"), target, source, mapping, at=datetime.now(UTC))
    return time.perf_counter() - began, report


def _bare(home: Path, path: Path) -> float:
    """The cells into one table with the same library and settings, 500 rows in a transaction."""
    connection = sqlite3.connect(home / "bare.sqlite3", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    names = ", ".join(f'"{name}"' for name in (*PLAIN, *FIELDS))
    connection.execute(f"CREATE TABLE lead (id INTEGER PRIMARY KEY, {names})")
    began = time.perf_counter()
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    marks = ", ".join("?" * len(rows[0]))
    for start in range(0, len(rows), 500):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO lead ({names}) VALUES ({marks})", rows[start : start + 500])
        connection.execute("COMMIT")
    taken = time.perf_counter() - began
    connection.close()
    return taken
