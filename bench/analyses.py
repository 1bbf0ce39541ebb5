"""Every built-in analysis over a generated snapshot, through the product's door and by hand-written DuckDB SQL.

``python -m bench.analyses --touches 100000000`` for other sizes; ``--growth`` also measures a tenth of them.
"""

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from bench.analyses_by_hand import QUERIES
from bench.report import Figure, keep, machine, table, told
from bench.timing import Times, shown, times

GOAL = 1.5
REPEAT = 5


def measure(*, small: bool) -> Iterator[Figure]:
    """Ten million touches, one million leads, 200,000 opportunities; small: a hundredth."""
    yield from measured(100_000 if small else 10_000_000, small=small, growth=False)


def measured(touches: int, *, small: bool, growth: bool) -> Iterator[Figure]:
    """The analyses at a size, and with ``growth`` how the time of each grew from a tenth of the touches."""
    begin()
    before = dict(_timed(touches // 10, small=small)) if growth else {}
    for name, (ours, by_hand) in _timed(touches, small=small):
        ratio = ours.median / by_hand.median
        yield Figure(
            f"{name}, {touches:,} touches",
            str(ours),
            f"{by_hand} by hand: {ratio:.2f} x",
            f"<= {GOAL} x",
            None if small else ratio <= GOAL,
            {"ours": ours.median, "by_hand": by_hand.median, "ratio": ratio},
        )
        if name in before:
            grown = ours.median / before[name][0].median
            yield Figure(
                f"{name}, from {touches // 10:,} touches",
                f"{grown:.1f} x the time",
                shown(before[name][0].median),
                "<= 10 x",
                None if small else grown <= 10,
                {"growth": grown},
            )


def begin() -> None:
    """Django with a home of its own."""
    import os

    from samebook.config import sqlite

    os.environ["SAMEBOOK_HOME"] = tempfile.mkdtemp(prefix="samebook-bench-")
    sqlite.install()
    from samebook.config.setup import django

    django()


def _timed(touches: int, *, small: bool) -> Iterator[tuple[str, tuple[Times, Times]]]:
    from bench.analyses_made import made
    from samebook.kernel.access import Actor
    from samebook.numbers.analyses import analyses
    from samebook.numbers.analyses.running import ask, evaluated
    from samebook.numbers.engines.duck import cursor_on

    with tempfile.TemporaryDirectory(prefix="samebook-bench-") as folder:
        snapshot = made(Path(folder), touches=touches, leads=touches // 10 if small else 1_000_000)
        cursor = cursor_on(snapshot)
        for name in (each for each in analyses() if each in QUERIES):  # the others have a benchmark of their own
            asked = ask(name, actor=Actor.system("bench"))
            by_hand = QUERIES[name]
            check(name, evaluated(asked, snapshot), cursor.execute(by_hand).fetchall())
            yield name, in_turn(partial(evaluated, asked, snapshot), partial(_run, cursor, by_hand))
        cursor.close()


def in_turn(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[Times, Times]:
    """Times of both, one after the other each time, so that what else the machine does falls on both alike."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(REPEAT):
        for act, taken in zip((ours, theirs), seconds, strict=True):
            taken.extend(times(act, repeat=1, warm=0).seconds)
    return Times(tuple(seconds[0])), Times(tuple(seconds[1]))


def _run(cursor: Any, text: str) -> None:
    cursor.execute(text).fetchall()


def check(name: str, result: Any, rows: list[Any]) -> None:
    """The two count the same records, so that the same work is compared: the first cell by hand is how many."""
    counted = sum(row[0] for row in rows)
    if counted != result.found.row_count:
        raise AssertionError(f"{name}: {result.found.row_count:,} records, by hand {counted:,}")


@click.command()
@click.option("--touches", default=10_000_000, type=click.IntRange(1_000, 1_000_000_000), show_default=True)
@click.option("--growth", is_flag=True, help="Measure a tenth of the touches, too.")
def main(touches: int, *, growth: bool) -> None:
    """Measure at a size of one's own."""
    state = machine()
    click.echo(told(state))
    figures = list(measured(touches, small=False, growth=growth))
    click.echo(table(figures))
    keep(f"analyses-{touches}", False, state, figures)


if __name__ == "__main__":
    main()
