"""``samebook analysis``: the built-in analyses with their definitions."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from samebook.kernel.commands import refusals


@click.group()
def analysis() -> None:
    """Built-in analyses: funnel, cohorts, time in stage, first response, retention, concentration, touches."""


@analysis.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_command(as_json: bool) -> None:
    """Every analysis with what it means."""
    _begin()
    from samebook.numbers.analyses import analyses
    from samebook.numbers.printing import print_catalogue

    print_catalogue(analyses().values(), about, as_json=as_json)


@analysis.command("show")
@click.argument("name")
def show_command(name: str) -> None:
    """One analysis' definition, as the product reads it."""
    _begin()
    from samebook.numbers.analyses import analysis_named

    with refusals():
        click.echo(analysis_named(name).text.rstrip())


@analysis.command("run")
@click.argument("name")
@click.option("--set", "settings", metavar="NAME=NUMBER", multiple=True, help="A parameter of the analysis.")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="First day.")
@click.option("--to", "end", type=click.DateTime(["%Y-%m-%d"]), help="First day that is not counted any more.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="First table as a CSV file.")
@click.option("--xlsx", "xlsx_file", type=click.Path(dir_okay=False, path_type=Path), help="Into an Excel file.")
def run_command(
    *,
    name: str,
    settings: tuple[str, ...],
    start: datetime | None,
    end: datetime | None,
    as_json: bool,
    csv_file: Path | None,
    xlsx_file: Path | None,
) -> None:
    """Run an analysis over the current snapshot."""
    if (start is None) != (end is None):
        raise click.UsageError("Give both --from and --to, or neither.")
    values = dict(_setting(text) for text in settings)
    _begin()
    from samebook.kernel.access import Actor
    from samebook.kernel.periods import Period
    from samebook.numbers.analyses import analyse
    from samebook.numbers.analyses.export import to_csv, to_xlsx

    with refusals(as_json=as_json):
        period = Period(start.date(), end.date()) if start and end else None
        result = analyse(name, actor=Actor.system("cli"), values=values, period=period)
    if csv_file:
        csv_file.write_bytes(to_csv(result).encode())
    if xlsx_file:
        xlsx_file.write_bytes(to_xlsx(result))
    if as_json:
        click.echo(json.dumps(as_data(result), ensure_ascii=False, indent=1))
    elif not (csv_file or xlsx_file):
        _print(result)


def about(one: Any) -> dict[str, Any]:
    """An analysis' definition as JSON values."""
    keys = ("name", "title", "means", "kind", "grain", "unit", "nulls", "time", "source", "by", "chapter")
    parts = ("default", "least", "most", "unit", "means")
    parameters = {
        name: {part: getattr(parameter, part) for part in parts} for name, parameter in one.parameters.items()
    }
    return {key: getattr(one, key) for key in keys} | {"parameters": parameters, "fingerprint": one.hash}


def as_data(result: Any) -> dict[str, Any]:
    """A result as JSON values; amounts as text, so that no cent is lost."""
    asked, found = result.asked, result.found
    tables = [
        {
            "name": table.name,
            "rows": [
                {
                    "heads": [_plain(head) for head in line.heads],
                    **{name: _plain(cell) for name, cell in line.cells.items()},
                }
                for line in table.lines
            ],
        }
        for table in found.tables
    ]
    return {
        "analysis": result.analysis.name,
        "values": dict(asked.values),
        "from": asked.period.start.isoformat() if asked.period else None,
        "to": asked.period.end.isoformat() if asked.period else None,
        "as_of": result.as_of.isoformat(),
        "snapshot": result.stamp,
        "simulated": result.simulated,
        "currency": result.currency,
        "row_count": found.row_count,
        "left_out": found.left_out,
        "notes": list(found.notes),
        "definition": result.analysis.hash,
        "tables": tables,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _setting(text: str) -> tuple[str, int]:
    name, _, number = text.partition("=")
    if not (name and number.isascii() and number.isdecimal()):
        raise click.BadParameter(f"“{text[:60]}”: write NAME=NUMBER, such as within_days=30.", param_hint="--set")
    return name, int(number[:9])


def _print(result: Any) -> None:
    from samebook.numbers.printing import counted, in_columns

    for table in result.found.tables:
        columns = [column for column in table.columns if not column.name.endswith(("_low", "_high"))]
        header = [*table.heads, *(column.title for column in columns)]
        shown = [
            [*(_head(head) for head in line.heads), *(_shown(line.cells, column) for column in columns)]
            for line in table.lines
        ]
        click.echo(f"{table.title}\n")
        for line in in_columns([header, *shown], to_the_right=[False] * len(table.heads) + [True] * len(columns)):
            click.echo(line)
        click.echo()
    for note in result.found.notes:
        click.echo(note)
    what, left_out = f"{result.found.row_count:,} {result.analysis.unit}", result.found.left_out
    click.echo(counted(what, result.as_of, left_out=left_out, simulated=result.simulated))


def _head(head: Any) -> str:
    return f"{head:%Y-%m}" if isinstance(head, date) else str(head if head is not None else "–")


def _shown(cells: Any, column: Any) -> str:
    from samebook.numbers.printing import figure

    style = "{:,.2f}" if column.kind == "number" else ""
    value, low, high = (cells.get(f"{column.name}{end}") for end in ("", "_low", "_high"))
    said = figure(value, column.kind, style=style)
    if low is None and high is None:
        return said
    ends = " to ".join(figure(end, column.kind, style=style) for end in (low, high))
    return f"{said} ({ends})"


def _begin() -> None:
    from samebook.config.setup import django

    django()
