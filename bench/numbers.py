"""Server time of pages of numbers: at hand, after a restart, with a newer snapshot; beside computing the figures."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bench import million
from bench.pages import FEW, LEADS, sign_in
from bench.report import Figure
from bench.timing import percentile, shown

GOAL = 100
MEASURES = ("follow_up_on_time", "delivered", "lead_to_won", "first_response_time", "leads_by_verdict", "win_rate")
QUERIES = (
    "",
    "?by=month",
    "?by=source&period=this:year&compare=year",
    "?by=territory&period=last:365&compare=previous",
)


def measure(*, small: bool) -> Iterator[Figure]:
    """Each page of six measures, alone, by month, and compared, in a process that was begun like the server's."""
    from samebook.config.warm import warm
    from samebook.numbers import evaluate

    count = FEW if small else LEADS
    house = million.ready(count)
    warm()
    client = sign_in(house)["marketing"]
    _snapshot()
    paths = tuple(f"/numbers/{name}{query}" for name in MEASURES for query in QUERIES)
    computed = _each(client, paths, before=_forget)
    yield _figure(f"{len(paths)} numbers pages of {count:,} leads, computed", computed, "", None)
    beside = f"computed, of the processor: {_processor(computed)}"
    _each(client, paths)  # each was forgotten before the next
    yield _figure("the same, at hand", _each(client, paths + paths), beside, small)
    restarted = _each(client, paths, before=evaluate._cache.clear)
    yield _figure("the same, each the first after a restart", restarted, beside, small)
    _snapshot()
    stale = _each(client, paths, before=_no_jobs)
    yield _figure("the same, a newer snapshot just taken: the last figures, a job asked for", stale, beside, small)


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of each request: by the clock, and of the processor, which other work lengthens less."""

    clock: list[float]
    processor: list[float]


def _each(client: Any, paths: tuple[str, ...], *, before: Callable[[], Any] = lambda: None) -> Taken:
    """Each page once."""
    taken = Taken([], [])
    for path in paths:
        before()
        began, spent = time.perf_counter(), time.process_time()
        answer = client.get(path)
        taken.clock.append(time.perf_counter() - began)
        taken.processor.append(time.process_time() - spent)
        assert answer.status_code == 200, path
    return taken


def _figure(what: str, taken: Taken, beside: str, small: bool | None) -> Figure:
    p50, p95 = percentile(taken.clock, 50), percentile(taken.clock, 95)
    reached = None if small is None or small else p95 * 1000 <= GOAL
    goal = "" if small is None else f"p95 ≤ {GOAL} ms"
    figure = f"p95 {shown(p95)}, p50 {shown(p50)}; of the processor {_processor(taken)}"
    return Figure(what, figure, beside, goal, reached, {"clock": taken.clock, "processor": taken.processor})


def _processor(taken: Taken) -> str:
    return f"p95 {shown(percentile(taken.processor, 95))}, p50 {shown(percentile(taken.processor, 50))}"


def _snapshot() -> None:
    from django.db import connection

    from samebook.numbers.snapshot.store import snapshots_folder
    from samebook.numbers.snapshot.write import take_snapshot
    from samebook.numbers.tables import registry

    take_snapshot(connection, registry, snapshots_folder(), at=datetime.now(UTC))


def _forget() -> None:
    """What the process and the disk keep."""
    from samebook.numbers import evaluate, kept

    evaluate._cache.clear()
    for file in kept.folder().glob("*.json"):
        file.unlink()


def _no_jobs() -> None:
    """Of what was asked for before, so that each page asks anew."""
    from samebook.jobs.models import Job

    Job.objects.filter(kind="numbers.refresh_kept").delete()
