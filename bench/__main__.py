"""Run measurements, one process each, and print one table. No exit status depends on a clock."""

import json
import subprocess
import sys

import click

from bench.report import RESULTS, Figure, table

NAMES = (
    "judge", "startup", "routing", "intake", "imports", "pages", "numbers", "snapshot", "effect", "segments",
    "live_count", "history", "analyses", "board", "engines", "stalls", "stalled_time", "selling",
)  # fmt: skip


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option("--small", is_flag=True, help="Sizes of seconds, to see that everything runs; meets no goal.")
def main(names: tuple[str, ...], *, small: bool) -> None:
    """Measure NAMES, or everything."""
    figures: list[Figure] = []
    failed: list[str] = []
    for name in names or NAMES:
        command = [sys.executable, "-m", "bench.one", name, *(["--small"] if small else [])]
        path = RESULTS / f"{name}{'-small' if small else ''}.json"
        path.unlink(missing_ok=True)
        if subprocess.run(command, check=False).returncode or not path.exists():
            failed.append(name)
            continue
        figures += [Figure(**each) for each in json.loads(path.read_text("utf-8"))["figures"]]
    click.echo(f"\n{table(figures)}")
    if failed:
        click.echo(f"Did not run to its end: {', '.join(failed)}.", err=True)
        raise SystemExit(1)


if __name__ == "__main__":
    main()
