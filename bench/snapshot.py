"""Taking a snapshot of a million leads, and pages while it is taken; beside a bare scan of the same rows."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from bench import million
from bench.pages import FEW, LEADS, sign_in, timed
from bench.report import Figure
from bench.timing import percentile, shown, times

PAGES = {"list": ("/leads/table",), "board": ("/leads/board",)}


def measure(*, small: bool) -> Iterator[Figure]:
    """In a process of its own, as the job does it."""
    count = FEW if small else LEADS
    clients = sign_in(million.ready(count))
    client = clients["marketing"]
    bare = times(_scan, repeat=3)
    before = {name: timed(client, paths, 10 if small else 40) for name, paths in PAGES.items()}
    taken = [_take() for _ in range(2 if small else 3)]
    totals = [each["seconds"] for each in taken]
    tables = ", ".join(f"{name} {rows:,} in {shown(seconds)}" for name, rows, seconds in taken[-1]["tables"][:5])
    print(f"  largest: {tables}", flush=True)
    median = percentile(totals, 50)
    yield Figure(
        f"snapshot of {count:,} leads with all other tables ({taken[-1]['rows']:,} rows), own process",
        f"median {shown(median)} (worst {shown(max(totals))} of {len(totals)})",
        f"bare scan of the leads {bare}",
        "≤ 10 s",
        None if small else median <= 10,
        {"seconds": totals, "scan": bare.seconds, "tables": taken[-1]["tables"]},
    )
    during = _during(client)
    for name, alone in before.items():
        yield Figure(
            f"{name} while the snapshot is taken ({len(during[name])} requests)",
            f"p95 {shown(percentile(during[name], 95))}, p50 {shown(percentile(during[name], 50))}",
            f"before it p95 {shown(percentile(alone, 95))}, p50 {shown(percentile(alone, 50))}",
            "unaffected",
            None,
            {"during": during[name], "before": alone},
        )


def _take() -> dict[str, Any]:
    """One snapshot: the time from starting the process to its end, and how long each table took."""
    began = last = time.perf_counter()
    ended: dict[str, tuple[int, float]] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "samebook.numbers.snapshot"], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            told, now = json.loads(line), time.perf_counter()
            assert "code" not in told, told
            if "table" in told:
                seconds = ended[told["table"]][1] if told["table"] in ended else 0.0
                ended[told["table"]] = told["rows"], seconds + now - last
            last = now
    assert child.returncode == 0
    tables = sorted(((name, rows, seconds) for name, (rows, seconds) in ended.items()), key=lambda row: -row[2])
    return {"seconds": time.perf_counter() - began, "tables": tables, "rows": sum(row[1] for row in tables)}


def _during(client: Any) -> dict[str, list[float]]:
    """Pages in turn for as long as a snapshot is being taken beside them."""
    done = threading.Event()

    def beside() -> None:
        try:
            _take()
        finally:
            done.set()

    taken: dict[str, list[float]] = {name: [] for name in PAGES}
    thread = threading.Thread(target=beside)
    thread.start()
    while not done.is_set():
        for name, paths in PAGES.items():
            taken[name] += timed(client, paths, 1)
    thread.join()
    return taken


def _scan() -> None:
    """The columns of the leads as the database gives them, row by row, nothing done with them."""
    from django.db import connection

    from samebook.leads.facts import LEADS as TABLE

    with connection.cursor() as cursor:
        cursor.execute(TABLE.sql)
        while cursor.fetchmany(65_536):
            pass
