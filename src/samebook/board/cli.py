"""``samebook board``: a report as a file, closing a period, and verifying what is frozen."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from samebook.kernel.commands import refusals
from samebook.kernel.refusals import Missing

KINDS = click.Choice(["circulated", "internal"])


@click.group()
def board() -> None:
    """The board report of a period."""


@board.command("report")
@click.argument("period")
@click.option("--kind", default="circulated", show_default=True, type=KINDS, help="Which of the two documents.")
@click.option("--to", "to", type=click.Path(dir_okay=False, path_type=Path), help="A file: .pdf, .pptx or .xlsx.")
@click.option("--json", "as_json", is_flag=True, help="Print the document as JSON.")
def report_command(period: str, *, kind: str, to: Path | None, as_json: bool) -> None:
    """Count PERIOD (2026-q3, 2026-m09, 2026-07-01--2026-09-30) and write its report, or print it."""
    _begin()
    from samebook.board.report.files import file_of

    with refusals(as_json=as_json):
        found, now = _opened(period, kind), datetime.now(UTC)
        if to is not None:
            to.write_bytes(file_of(found, to.suffix.removeprefix("."), at=now))
    if as_json:
        click.echo(json.dumps(found.report.as_data(), ensure_ascii=False, indent=1))
    elif to is not None:
        click.echo(f"{found.report.title} is in {to}. {found.report.state}")
    else:
        _print(found.report)


@board.command("close")
@click.argument("period")
@click.option(
    "--hash", "shown", metavar="SHA256", help="Close only figures with this hash, as “report --json” shows it."
)
def close_command(period: str, *, shown: str | None) -> None:
    """Freeze the figures of PERIOD for good, with edition, snapshot and hash."""
    _begin()
    from samebook.board.actions import close_period
    from samebook.kernel.access import Actor

    with refusals():
        found = _opened(period, "circulated")
        closed = close_period(
            Actor.system("cli"),
            found.period,
            found.figures,
            shown_hash=found.report.hash if shown is None else shown,
            at=datetime.now(UTC),
        )
    click.echo(f"{found.report.label} is closed. SHA-256 of its figures: {closed.hash}")


@board.command("verify")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def verify_command(*, as_json: bool) -> None:
    """Take every frozen hash again; exit code 1 when something is not what was frozen."""
    _begin()
    from samebook.board.verifying import verify

    found = verify()
    if as_json:
        click.echo(json.dumps({"checked": found.checked, "wrong": list(found.wrong)}, ensure_ascii=False))
    else:
        for line in found.wrong:
            click.echo(line)
        click.echo(f"{found.checked:,} frozen texts checked, {len(found.wrong):,} wrong.")
    if found.wrong:
        raise SystemExit(1)


def _opened(period: str, kind: str) -> Any:
    from samebook.board.periods import period_named
    from samebook.board.report.opening import opened
    from samebook.board.terms import Kind
    from samebook.company.queries import fiscal_calendar
    from samebook.kernel.access import Actor

    days = period_named(period, fiscal_calendar())
    found = opened(Actor.system("cli"), Kind(kind), days, at=datetime.now(UTC), counts=True)
    if found is None:
        raise Missing("board report")
    return found


def _print(report: Any) -> None:
    click.echo(f"{report.title}, {report.days}. {report.state}\n{report.headline}")
    for title, lines in (
        ("Activity", report.activity),
        ("Net Promoter Score", report.promoters),
        ("Pipeline and revenue, as sales reports them", report.sales),
    ):
        if lines:
            click.echo(f"\n{title}")
        for line in lines:
            interval = f" ({line.interval})" if line.interval else ""
            change = f"; before {line.before}" if line.before else ""
            change += f", {line.change}" if line.before and line.change else ""
            click.echo(f"  {line.title}: {line.value or 'no data'}{interval}{change}")
    click.echo(f"\n{report.signed.words}")


def _begin() -> None:
    from samebook.config.setup import django

    django()
