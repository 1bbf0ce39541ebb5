"""The whole board report through the product's door: counted by the job, shown, and both documents as files."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import million
from bench.numbers import _forget, _snapshot
from bench.pages import FEW, LEADS, sign_in
from bench.report import Figure
from bench.timing import percentile, shown

GOAL = 10
REPEAT = 3
READ = ("responses", "costs", "leads", "opportunities", "orders", "survey_answers", "touches", "sends")


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds by the clock, and of the processor, which other work on the machine does not lengthen."""

    clock: float
    processor: float


def measure(*, small: bool) -> Iterator[Figure]:
    """The last fiscal quarter that is over: nothing kept of it before, then kept."""
    from samebook.config.warm import warm

    house = million.ready(FEW if small else LEADS)
    warm()
    client = sign_in(house)["marketing"]
    _snapshot()
    path = f"/board/{_last_quarter()}"
    client.get("/board/")  # what a page loads once a process
    whole = [_whole(client, path) for _ in range(REPEAT)]
    rows = _rows()
    yield _figure(f"board report counted, shown, PDF and PowerPoint of both documents ({rows})", whole, small)
    shown_again = [_timed(lambda: _get(client, path)) for _ in range(REPEAT)]
    yield _figure("its page, kept", shown_again, None)
    paper = [_timed(lambda: _get(client, f"{path}/circulated.pdf")) for _ in range(REPEAT)]
    yield _figure("its PDF, kept", paper, None)


def _whole(client: Any, path: str) -> Taken:
    """From nothing kept to four files."""
    from samebook.board.figures.kept import folder
    from samebook.jobs.models import Job

    _forget()
    for file in folder().glob("*.json"):
        file.unlink()
    Job.objects.all().delete()

    def run() -> None:
        _get(client, path)
        _work()
        _get(client, path)
        for kind in ("circulated", "internal"):
            for ending in ("pdf", "pptx"):
                _get(client, f"{path}/{kind}.{ending}")

    return _timed(run)


def _work() -> None:
    from samebook.jobs.worker import claim, do

    while job := claim("bench", at=datetime.now(UTC) + timedelta(seconds=1)):
        do(job)
        job.refresh_from_db()
        assert job.state == job.State.DONE, job.failure


def _get(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


def _timed(run: Any) -> Taken:
    began, spent = time.perf_counter(), time.process_time()
    run()
    return Taken(time.perf_counter() - began, time.process_time() - spent)


def _figure(what: str, taken: list[Taken], small: bool | None) -> Figure:
    clock, processor = [each.clock for each in taken], [each.processor for each in taken]
    reached = None if small is None or small else max(clock) <= GOAL
    told = f"{shown(percentile(clock, 50))}, at most {shown(max(clock))}"
    beside = f"of the processor {shown(percentile(processor, 50))}"
    goal = "" if small is None else f"≤ {GOAL} s"
    return Figure(what, told, beside, goal, reached, {"clock": clock, "processor": processor})


def _rows() -> str:
    from samebook.numbers.snapshot.store import require_current

    snapshot = require_current()
    held = {name: snapshot.rows(name) for name in READ if name in snapshot.manifest["tables"]}
    return ", ".join(f"{rows:,} {name.replace('_', ' ')}" for name, rows in held.items())


def _last_quarter() -> str:
    from samebook.board.periods import name_of, quarters_back
    from samebook.company.queries import fiscal_calendar, local_day

    calendar = fiscal_calendar()
    return name_of(list(quarters_back(local_day(datetime.now(UTC)), calendar, 2))[1], calendar)
