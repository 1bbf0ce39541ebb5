"""The whole board report through the product's door: counted by the job, shown, and both documents as files.

``python -m bench.board --times 50`` measures it on a small home whose snapshot has every row so many times.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from bench import million
from bench.numbers import _forget, _snapshot
from bench.pages import FEW, LEADS, sign_in
from bench.report import Figure, keep, machine, table, told
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
    yield from measured(FEW if small else LEADS, times=1, small=small)


def measured(leads: int, *, times: int, small: bool) -> Iterator[Figure]:
    """The same at a size.

    Args:
        times: How often each row of the records stands in the snapshot.
    """
    from samebook.config.warm import warm

    house = million.ready(leads)
    warm()
    client = sign_in(house)["marketing"]
    _snapshot()
    if times > 1:
        _multiply(times)
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
    spent = f"{shown(percentile(clock, 50))}, at most {shown(max(clock))}"
    beside = f"of the processor {shown(percentile(processor, 50))}"
    goal = "" if small is None else f"≤ {GOAL} s"
    return Figure(what, spent, beside, goal, reached, {"clock": clock, "processor": processor})


def _rows() -> str:
    from samebook.numbers.snapshot.store import require_current

    snapshot = require_current()
    held = {name: snapshot.rows(name) for name in READ if name in snapshot.manifest["tables"]}
    return ", ".join(f"{rows:,} {name.replace('_', ' ')}" for name, rows in held.items())


def _multiply(times: int) -> None:
    """Take the place of the snapshot with one that has each row of the tables read so many times, with other ids."""
    import shutil

    import duckdb

    from samebook.numbers.snapshot.store import building, digest, publish, require_current, snapshots_folder
    from samebook.numbers.tables import registry

    snapshot, at = require_current(), datetime.now(UTC)
    manifest = {**snapshot.manifest, "stamp": f"{at:%Y%m%dT%H%M%S.%fZ}", "as_of": at.isoformat()}
    with building(snapshots_folder()) as place:
        shutil.copytree(snapshot.folder, place, dirs_exist_ok=True)
        for name in READ:
            held = manifest["tables"].get(name)
            if not held or not held["rows"]:
                continue
            key, file = registry.table(name).key, place / f"{name}.parquet"
            again = (
                f"SELECT t.* REPLACE ({key} + n * 1000000000 AS {key}) FROM read_parquet('{snapshot.files(name)[0]}') t"
            )
            duckdb.sql(f"COPY ({again}, range({times}) AS more(n)) TO '{file}' (FORMAT parquet)")
            rows, sizes = held["rows"] * times, {"bytes": file.stat().st_size, "sha256": digest(file)}
            manifest["tables"][name] = {**held, "rows": rows, "files": [{"name": file.name, "rows": rows, **sizes}]}
        publish(place, manifest, snapshots_folder())


def _last_quarter() -> str:
    from samebook.board.periods import name_of, quarters_back
    from samebook.company.queries import fiscal_calendar, local_day

    calendar = fiscal_calendar()
    return name_of(list(quarters_back(local_day(datetime.now(UTC)), calendar, 2))[1], calendar)


@click.command()
@click.option("--times", default=50, type=click.IntRange(1, 5_000), show_default=True, help="Rows for each row.")
def main(times: int) -> None:
    """Measure on a small home whose snapshot has every row so many times."""
    state = machine()
    click.echo(told(state))
    figures = list(measured(FEW, times=times, small=False))
    click.echo(table(figures))
    keep(f"board-{times}-times", False, state, figures)


if __name__ == "__main__":
    main()
