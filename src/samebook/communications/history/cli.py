"""``samebook import touches``, ``sends``, ``responses``, ``list`` and ``undo``: history from files that may be huge."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from samebook.kernel.commands import refusals

FILES = click.Path(dir_okay=False, path_type=Path)
OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.argument("files", nargs=-1, required=True, type=FILES, metavar="FILE..."),
    click.option("--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="What a column says; COLUMN= nothing."),
    click.option(
        "--word", "words", multiple=True, metavar="FIELD:WORD=OURS",
        help="What a word of the file means, such as channel:Brief=post.",
    ),
    click.option("--zone", default="", help="Of times without an offset, such as Europe/Berlin; else the company's."),
    click.option(
        "--time", "form", default="",
        help="How times are written: iso, dmy, mdy, ymd, seconds, milliseconds, microseconds, or “%d %b %Y %H:%M”.",
    ),
    click.option("--encoding", default="", help="Of CSV files; found out if not said."),
    click.option("--delimiter", default="", help="Between the cells of CSV files; found out if not said."),
    click.option("--strict", "is_strict", is_flag=True, help="Refuse rows that name a record that is not known here."),
    click.option("--dry-run", is_flag=True, help="Show what the columns would say and what would be refused."),
    click.option("--refused", type=FILES, help="Where refused rows go (CSV)."),
    click.option("--no-snapshot", is_flag=True, help="Leave it to the next snapshot to show the rows."),
    click.option("--json", "as_json", is_flag=True, help="Print the report as JSON."),
)  # fmt: skip
NOT_SAID = "–"


def _with_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command("touches")
@_with_options
def touches(**given: Any) -> None:
    """Import touches from FILEs (CSV, .csv.gz, Parquet) straight into what snapshots show."""
    _import("touches", **given)


@click.command("sends")
@_with_options
def sends(**given: Any) -> None:
    """Import messages sent from FILEs (CSV, .csv.gz, Parquet) straight into what snapshots show."""
    _import("sends", **given)


@click.command("responses")
@_with_options
def responses(**given: Any) -> None:
    """Import responses from FILEs (CSV, .csv.gz, Parquet) as history: no lead and no duty come of them."""
    _import("responses", **given)


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(as_json: bool) -> None:
    """Imports of history, the latest first, with what became of their rows."""
    _begin()
    from samebook.communications.history.queries import imports_for
    from samebook.kernel.access import Actor

    found = list(imports_for(Actor.system("import")))
    if as_json:
        keys = ("table", "state", "files", "report", "asked_by", "begun_at", "ended_at", "undone_at")
        told = [{"import": one.pk, **{key: getattr(one, key) for key in keys}} for one in found]
        click.echo(json.dumps(told, default=str, indent=1))
        return
    for one in found:
        names = ", ".join(Path(file["name"]).name for file in one.files[:3]) + (" …" if len(one.files) > 3 else "")
        said = "was broken off; the same command goes on" if one.state == "running" else one.state
        rows = f"{one.report['added']:,} rows" if one.report else ""
        click.echo(f"{one.pk:>4}  {one.begun_at:%Y-%m-%d %H:%M}  {one.table:<10} {said}  {rows}  {names}".rstrip())


@click.command("undo")
@click.argument("number", type=int)
@click.option("--no-snapshot", is_flag=True, help="Leave it to the next snapshot to show it.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def undo(*, number: int, no_snapshot: bool, as_json: bool) -> None:
    """Take out what import NUMBER added; one that was broken off is given up."""
    _begin()
    from samebook.communications.history.running import undone
    from samebook.kernel.access import Actor

    with refusals(as_json=as_json):
        affected = undone(Actor.system("import"), number)
        if not no_snapshot:
            _show(quiet=as_json)
    if as_json:
        click.echo(json.dumps({"undone": number, "affected": affected}))
        return
    click.echo(f"Import {number} is undone.")
    if affected:
        which = ", ".join(map(str, affected))
        click.echo(f"Later imports passed over rows that it had brought: {which}. Import their files again.")


def _import(
    name: str, *, files: tuple[Path, ...], maps: tuple[str, ...], words: tuple[str, ...], dry_run: bool,
    refused: Path | None, no_snapshot: bool, as_json: bool, **given: Any,
) -> None:  # fmt: skip
    _begin()
    from samebook.communications.history.choosing import Choices
    from samebook.communications.history.running import planned, run, total_rows, tried
    from samebook.kernel.access import Actor

    with refusals(as_json=as_json):
        plan = planned(name, files, Choices(maps=_maps(maps), words=_words(words), **given))
        if not as_json:
            _tell_plan(plan)
        if dry_run:
            _tell_dry_run(tried(plan), as_json=as_json)
            return
        with _Bar(name, total_rows(plan), quiet=as_json) as bar:
            report = run(Actor.system("import"), plan, refused=refused, advance=bar.at, began=bar.began)
        if report["added"] and not no_snapshot:
            _show(quiet=as_json)
    if as_json:
        click.echo(json.dumps(report))
        return
    _tell(report, refused, bar.seconds)


def _maps(pairs: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        column, mark, to = pair.rpartition("=")
        if not mark:
            raise click.BadParameter(f"“{pair}” is not COLUMN=FIELD.", param_hint="--map")
        found[column] = to.strip()
    return found


def _words(given: tuple[str, ...]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for each in given:
        name, first, rest = each.partition(":")
        word, second, ours = rest.rpartition("=")
        if not (first and second and ours) or name not in ("channel", "direction", "outcome", "source", "path", "arm"):
            raise click.BadParameter(f"“{each}” is not FIELD:WORD=OURS.", param_hint="--word")
        found.setdefault(name, {})[word.strip().lower()] = ours.strip()
    return found


def _tell_plan(plan: Any) -> None:
    """The columns as they are read, on standard error: what is in the file is in no pipe."""
    for column, to in plan.files[0].columns.items():
        click.echo(f"  {column} → {plan.table.by_name[to].label}", err=True)
    if plan.unused:
        click.echo(f"  not used: {', '.join(plan.unused)} (--map COLUMN=FIELD)", err=True)
    click.echo(f"  times: {plan.form.form}; without an offset in {plan.form.zone}", err=True)


def _tell_dry_run(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, default=str))
        return
    for row in found["examples"]:
        click.echo("  " + ", ".join(f"{key} {_shown(value)}" for key, value in row.items() if key != "import_id"))
    click.echo(f"Dry run over the first {found['rows']:,} rows: nothing was kept.")
    _tell_reasons(found)


def _tell(report: dict[str, Any], refused: Path | None, seconds: float) -> None:
    known = report["known"] + report["repeated"]
    lost = sum(report["refused"].values())
    click.echo(
        f"Import {report['import']}: {report['read']:,} rows read in {seconds:,.0f} s: {report['added']:,} added, "
        f"{known:,} were here already or stood twice, {lost:,} refused."
    )
    _tell_reasons(report)
    if lost:
        click.echo(f"They are in {refused} with the reason in each." if refused else "--refused FILE keeps them.")
    click.echo(f"“samebook import undo {report['import']}” takes them out again.")


def _tell_reasons(found: dict[str, Any]) -> None:
    from samebook.numbers.history.working import REASONS

    for code, many in sorted(found["refused"].items(), key=lambda one: -one[1]):
        click.echo(f"  {many:,} refused: {REASONS[code]}")
    for column, many in found["not_found"].items():
        click.echo(f"  {many:,} name a {column.removesuffix('_id')} that is not known here; they count without it")


def _shown(value: Any) -> str:
    return NOT_SAID if value is None else f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def _show(*, quiet: bool) -> None:
    """Take a snapshot, so that the figures show it; where one is being taken already, ask for another."""
    from django.db import connection

    from samebook.jobs.actions import ask_for
    from samebook.kernel.access import Actor
    from samebook.kernel.refusals import Refused
    from samebook.numbers import refresh
    from samebook.numbers.snapshot.store import snapshots_folder
    from samebook.numbers.snapshot.write import take_snapshot
    from samebook.numbers.tables import registry

    now = datetime.now(UTC)
    try:
        taken = take_snapshot(connection, registry, snapshots_folder(), at=now)
    except Refused as busy:
        if busy.code != "numbers.snapshot_running":
            raise
        ask_for(Actor.system("import"), refresh.KIND, {}, at=now)
        taken = None
    if not quiet:
        said = f"as of {taken.as_of:%Y-%m-%d %H:%M} UTC" if taken else "asked for; one is being taken just now"
        click.echo(f"Snapshot {said}.", err=True)


class _Bar:
    """Progress: a bar on a terminal, else a line every ten seconds."""

    EVERY = 10.0

    def __init__(self, name: str, total: int | None, *, quiet: bool) -> None:
        from tqdm import tqdm

        self._name, self._total, self._quiet = name, total, quiet
        self._is_terminal = sys.stderr.isatty()
        hidden = quiet or not self._is_terminal
        self._bar = tqdm(desc=f"Importing {name}", total=total, unit=" rows", unit_scale=True, disable=hidden)
        self._told = self._began = time.monotonic()
        self._first: int | None = None
        self.seconds = 0.0

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self._began
        self._bar.close()

    def began(self, number: int, goes_on: bool) -> None:
        if goes_on and not self._quiet:
            click.echo(f"Going on with import {number}, which was broken off.", err=True)

    def at(self, rows: int) -> None:
        self._first = rows if self._first is None else self._first
        self._bar.update(rows - self._bar.n)
        now = time.monotonic()
        if self._is_terminal or self._quiet or now - self._told < self.EVERY:
            return
        self._told = now
        pace = (rows - self._first) / (now - self._began)
        of = f" of {self._total:,}" if self._total else ""
        click.echo(f"{self._name}: {rows:,}{of} rows, {pace:,.0f} rows/s", err=True)


def _begin() -> None:
    from samebook.config.setup import django

    django()
