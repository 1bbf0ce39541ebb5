"""The shipped measures' time on DuckDB, PostgreSQL and a Spark cluster, over the same files, in one run.

``python -m bench.engines --touches 1000000 --touches 10000000`` for one or two sizes; of two it says from which size
Spark would pay, if the growth between them leads there at all.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from bench.analyses import begin
from bench.report import Figure, keep, machine, table, told
from bench.timing import Times, shown, times

REPEAT = 3
SIZES = (200_000, 2_000_000)
SMALL = (20_000,)


def measure(*, small: bool) -> Iterator[Figure]:
    """Two sizes; small: one."""
    yield from measured(SMALL if small else SIZES)


def measured(sizes: Sequence[int]) -> Iterator[Figure]:
    """All measures by month, one after the other, on each engine at each size."""
    begin()
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    from tests.cluster.standalone import NoSpark
    from tests.cluster.standalone import cluster as spark_cluster
    from tests.postgres import NoPostgres
    from tests.postgres import cluster as postgres_cluster

    with ExitStack() as stack:
        addresses = {"duckdb": ""}
        try:
            addresses["postgres"] = stack.enter_context(postgres_cluster(is_durable=True))
            addresses["spark"] = stack.enter_context(spark_cluster()).url
        except (NoPostgres, NoSpark) as missing:
            print(f"Not measured: {missing} is missing.")
        found = {touches: _at(touches, addresses, stack) for touches in sizes}
    for touches, timed in found.items():
        yield from _figures(touches, timed)
    if len(found) > 1 and all("spark" in timed for timed in found.values()):
        yield _pays(found)


def _at(touches: int, addresses: dict[str, str], stack: ExitStack) -> dict[str, dict[str, Times]]:
    """Per engine the time of opening a fresh snapshot, and of all measures."""
    from bench.analyses_made import made
    from samebook.numbers.engines.chosen import MODULES, import_module

    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="samebook-bench-")))
    snapshot: Any = made(folder, touches=touches, leads=max(1_000, touches // 10))
    timed = {}
    for name, address in addresses.items():
        engine = import_module(MODULES[name]).made(address)
        opened = times(lambda engine=engine: _all(engine, snapshot, only=1), repeat=1, warm=0)
        timed[name] = {"first": opened, "all": times(lambda engine=engine: _all(engine, snapshot), repeat=REPEAT)}
    return timed


def _all(engine: Any, snapshot: Any, only: int | None = None) -> None:
    from samebook.numbers import queries
    from samebook.numbers.measures import shipped
    from samebook.numbers.queries import Asked
    from samebook.numbers.tables import registry

    with engine.open(snapshot) as session:
        for each in list(shipped().values())[:only]:
            dimension = registry.dimension("month") if "month" in each.by else None
            session.run(queries.grouped(Asked(each, dimension, None, None), registry))


def _figures(touches: int, timed: dict[str, dict[str, Times]]) -> Iterator[Figure]:
    from samebook.numbers.measures import shipped

    base = timed["duckdb"]["all"].median
    for name, parts in timed.items():
        yield Figure(
            f"{len(shipped())} measures on {name}, {touches:,} touches",
            str(parts["all"]),
            "" if name == "duckdb" else f"{shown(base)} on duckdb: {parts['all'].median / base:.1f} x",
            numbers={"touches": touches, "engine": name, "seconds": parts["all"].median},
        )
        yield Figure(
            f"the first figure of a fresh snapshot on {name}, {touches:,} touches", shown(parts["first"].median)
        )


def _pays(found: dict[int, dict[str, dict[str, Times]]]) -> Figure:
    """Where the straight lines through both sizes meet; nowhere, when Spark grows no slower."""
    (few, least), (many, most) = min(found.items()), max(found.items())
    grows = {
        name: (most[name]["all"].median - least[name]["all"].median) / (many - few) for name in ("duckdb", "spark")
    }
    begins = {name: least[name]["all"].median - grows[name] * few for name in grows}
    what = "touches from which Spark takes less time than DuckDB on this machine"
    if grows["duckdb"] <= grows["spark"]:
        return Figure(what, "not reached", "by these sizes Spark's time grows no slower", numbers={"grows": grows})
    size = (begins["spark"] - begins["duckdb"]) / (grows["duckdb"] - grows["spark"])
    said = f"{size:,.0f}" if few <= size <= many else f"about {size:,.0f}, by the growth between both"
    return Figure(what, said, numbers={"grows": grows, "size": size})


@click.command()
@click.option("--touches", multiple=True, type=click.IntRange(10_000), help="A size; give two for the crossing.")
def main(touches: tuple[int, ...]) -> None:
    """Measure, print, and keep the result as JSON."""
    state = machine()
    click.echo(f"\n== engines: {told(state)}")
    figures = list(measured(touches or SIZES))
    click.echo(table(figures))
    keep("engines", False, state, figures)


if __name__ == "__main__":
    main()
