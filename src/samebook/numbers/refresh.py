"""Keeping the snapshot fresh: a job that takes one in a process of its own, and the tick that asks for it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job
from samebook.jobs.progress import Progress
from samebook.jobs.queries import OPEN
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.numbers.engines import engine
from samebook.numbers.snapshot.store import Snapshot, current, snapshots_folder
from samebook.numbers.tables import registry

KIND = "snapshot.refresh"
QUIET = timedelta(minutes=10)
"""So long a snapshot stands at least, however much happens."""
OLDEST = timedelta(hours=1)
"""So long at most, even when nothing happens: clocks run out by themselves."""


refreshed: list[Callable[[Snapshot], None]] = []
"""Called when a snapshot was taken by the job, with it; what takes long asks for a job of its own."""


def run_refresh(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Take a snapshot; the job's handler. The process of its own gives its memory back and leaves pages alone.

    Raises:
        Refused: As ``take_snapshot``.
    """
    before = current()
    total = sum(before.rows(table) for table in before.manifest["tables"]) if before else None
    command = [sys.executable, "-m", "samebook.numbers.snapshot"]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": str(settings.SETTINGS_MODULE)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env, text=True) as child:  # noqa: S603 (own module)
        try:
            stamp = _follow(child, progress, total)
        except BaseException:
            child.kill()
            raise
    if stamp is None:
        raise RuntimeError(f"The snapshot's process ended with {child.returncode} and no word.")
    taken = Snapshot(snapshots_folder() / stamp)
    with suppress(Refused):  # an engine that is down is told of where a figure is asked for
        engine().prepare(taken)
    for tell in refreshed:
        tell(taken)
    rows = {table: taken.rows(table) for table in taken.manifest["tables"]}
    return {"stamp": stamp, "as_of": taken.as_of.isoformat(), "rows": rows, "sealed_through": taken.sealed_through}


def ask_when_stale(at: datetime) -> None:
    """Ask for a snapshot when the current one is old, unless one is asked for; called by the clock."""
    snapshot = current()
    if snapshot is not None:
        age = at - snapshot.as_of
        if age < QUIET or (age < OLDEST and _sealed_through() == snapshot.sealed_through):
            return
    if running() is None:
        ask_for(Actor.system("ticker"), KIND, {}, at=at)


def running() -> Job | None:
    """The job that takes a snapshot now, or waits to; None when none is asked for."""
    return Job.objects.filter(kind=KIND, state__in=OPEN).order_by("-id").first()


def _follow(child: "subprocess.Popen[str]", progress: Progress, total: int | None) -> str | None:
    done: dict[str, int] = {}
    stamp = None
    for told in _lines(child):
        if "code" in told:
            raise Refused(told["code"], told["message"])
        stamp = told.get("stamp")
        if stamp is None:
            done[told["table"]] = told["rows"]
            progress.advance(sum(done.values()), total)
    return stamp


def _lines(child: "subprocess.Popen[str]") -> Iterator[dict[str, Any]]:
    for line in child.stdout or ():
        yield json.loads(line)


def _sealed_through() -> int | None:
    from samebook.numbers.snapshot.read import last_of  # heavy, and not needed where Django only starts

    grown = [table for table in registry.tables.values() if table.grows_by]
    return last_of(connection, grown[0]) if grown else None
