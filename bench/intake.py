"""One lead by POST against a real ``samebook serve``: durable, matched, judged, routed, delivered."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import homes
from bench.report import Figure
from bench.timing import percentile, shown

CLIENTS = 4
"""Of the closed loop."""
CONNECTIONS = 64
"""Of the open model: enough that the server, not the client, is what requests wait for."""
SUSTAINED = 0.25
"""Seconds of p99 above which a rate counts as not sustained: the queue grows."""
STEP = 1.15


def measure(*, small: bool) -> Iterator[Figure]:
    """Closed loop with four clients, then an open model at rising rates, then at half of the highest sustained one."""
    seconds = 2.0 if small else 15.0
    with homes.folder() as home:
        house = homes.found()
        bare = _bare_inserts(home, seconds=1.0 if small else 5.0)
        with _served(home) as port:
            load = _Load(port, house.token)
            load.run(model="closed", clients=CLIENTS, seconds=1.0 if small else 4.0)  # warms up
            yield _closed(load, seconds, bare)
            highest = _highest(load, seconds=1.5 if small else 6.0, start=150, steps=3 if small else 14)
            yield _half(load, highest, seconds, small=small)
        yield _kept(load)


class _Load:
    """Runs the client's process, each time with leads that were never sent before."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token, self.first, self.created = port, token, 0, 0

    def run(self, **asked: Any) -> dict[str, Any]:
        asked |= {"port": self.port, "token": self.token, "first": self.first}
        self.first += 1_000_000
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"], input=json.dumps(asked), capture_output=True, text=True, check=True
        )
        result: dict[str, Any] = json.loads(done.stdout)
        assert set(result["statuses"]) <= {"201"}, result["statuses"]
        self.created += result["statuses"].get("201", 0)
        return result


def _closed(load: _Load, seconds: float, bare: float) -> Figure:
    done = load.run(model="closed", clients=CLIENTS, seconds=seconds)
    rate = len(done["latencies"]) / done["seconds"]
    p50, p99 = percentile(done["latencies"], 50), percentile(done["latencies"], 99)
    return Figure(
        f"one lead by POST, closed loop, {CLIENTS} clients, {len(done['latencies']):,} leads",
        f"{rate:,.0f} leads/s, p50 {shown(p50)}, p99 {shown(p99)}",
        f"bare durable insert {bare:,.0f} rows/s",
        "≥ 300/s",
        rate >= 300,
        {"rate": rate, "p50": p50, "p99": p99, "worst": max(done["latencies"]), "bare": bare},
    )


def _highest(load: _Load, *, seconds: float, start: float, steps: int) -> float:
    """The highest rate of the steps at which answers keep up with arrivals."""
    rate, highest = start, 0.0
    for _ in range(steps):
        done = load.run(model="open", rate=rate, clients=CONNECTIONS, seconds=seconds)
        p99 = percentile(done["latencies"], 99)
        sustained = done["unsent"] == 0 and p99 <= SUSTAINED
        print(f"  open model, {rate:,.0f}/s: p99 {shown(p99)}{'' if sustained else ', not sustained'}", flush=True)
        if not sustained:
            if highest:
                break
            rate /= STEP**3
            continue
        highest = rate
        rate *= STEP
    return highest


def _half(load: _Load, highest: float, seconds: float, *, small: bool) -> Figure:
    rate = max(highest, 20.0) / 2
    done = load.run(model="open", rate=rate, clients=CONNECTIONS, seconds=seconds * 2)
    p50, p99 = percentile(done["latencies"], 50), percentile(done["latencies"], 99)
    return Figure(
        f"one lead by POST, open model (Poisson), at {rate:,.0f}/s, half the highest sustained rate",
        f"p99 {shown(p99)}, p50 {shown(p50)}, worst {shown(max(done['latencies']))}",
        f"highest sustained {highest:,.0f}/s (p99 ≤ {shown(SUSTAINED)})",
        "p99 ≤ 60 ms",
        None if small else p99 <= 0.06,
        {"rate": rate, "highest": highest, "p50": p50, "p99": p99, "count": len(done["latencies"])},
    )


def _kept(load: _Load) -> Figure:
    """Every lead that was answered 201 is in the database, judged, and in the journal."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*), COUNT(judged_at), COUNT(owner_id) FROM leads_lead")
        leads, judged, routed = cursor.fetchone()
        cursor.execute("SELECT COUNT(*) FROM journal_entry WHERE code = 'leads.lead.received'")
        [entries] = cursor.fetchone()
    assert leads >= load.created, (leads, load.created)
    assert judged == leads == entries, (leads, judged, entries)
    return Figure(f"of {load.created:,} leads answered 201", f"{leads:,} kept, {judged:,} judged, {routed:,} delivered")


def _bare_inserts(home: Path, *, seconds: float) -> float:
    """Rows a second into one table of the same library with the same settings, each committed on its own."""
    path = home / "bare.sqlite3"
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE lead (id INTEGER PRIMARY KEY, body TEXT)")
    body = json.dumps(homes.said(1))
    began, rows = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        connection.execute("INSERT INTO lead (body) VALUES (?)", [body])
        rows += 1
    taken = time.perf_counter() - began
    connection.close()
    path.unlink()
    return rows / taken


@contextmanager
def _served(home: Path) -> Iterator[int]:
    """``samebook serve`` on loopback with its worker and ticker; ended at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "samebook"), "serve", "--port", str(port)]
    with (home / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, env={**os.environ, "SAMEBOOK_HOME": str(home)}, stdout=log, stderr=log)
        try:
            _wait_for(port, server)
            _wait_for_snapshot()
            yield port
        finally:
            server.terminate()
            server.wait(30)
    told = (home / "serve.log").read_text("utf-8")
    if "Traceback" in told or "ended with" in told:
        print(told[-3000:], file=sys.stderr)


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not begin to answer.")


def _wait_for_snapshot() -> None:
    """A home's first snapshot is taken at its start; the next one is ten minutes away, and measured by itself."""
    from samebook.numbers.snapshot.store import current

    until = time.monotonic() + 120
    while current() is None and time.monotonic() < until:
        time.sleep(0.2)
