"""``samebook measure``: figures with their definition, and the snapshot they are read from."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from samebook.kernel.commands import refusals


@click.group()
def measure() -> None:
    """Figures with their definitions, and the snapshot they are read from."""


@measure.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_command(as_json: bool) -> None:
    """Every measure with what it means."""
    _begin()
    from samebook.numbers.measures import measures
    from samebook.numbers.printing import print_catalogue

    print_catalogue(measures().values(), about, as_json=as_json)


@measure.command("show")
@click.argument("name")
def show_command(name: str) -> None:
    """One measure's definition, as the product reads it."""
    _begin()
    from samebook.numbers.measures import measure_named

    with refusals():
        click.echo(measure_named(name).text.rstrip())


@measure.command("tables")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--write", "file", type=click.Path(dir_okay=False, path_type=Path), help="Into a file, as JSON.")
def tables_command(as_json: bool, file: Path | None) -> None:
    """The tables and columns that measures speak of."""
    _begin()
    from samebook.numbers.shape import shape_text
    from samebook.numbers.tables import registry

    if file:
        file.write_text(shape_text(registry), "utf-8")
    elif as_json:
        click.echo(shape_text(registry).rstrip())
    else:
        for table in sorted(registry.tables.values(), key=lambda each: each.name):
            click.echo(f"{table.name}: {table.grain}")
            for column in table.columns:
                click.echo(f"  {column.name}, {column.type}{f', {column.unit}' if column.unit else ''}: {column.means}")


@measure.command("run")
@click.argument("name")
@click.option("--by", "dimension", metavar="DIM", help="Split by one of the measure's dimensions.")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="First day.")
@click.option("--to", "end", type=click.DateTime(["%Y-%m-%d"]), help="First day that is not counted any more.")
@click.option(
    "--compare", type=click.Choice(["previous", "year"]), help="Beside the days before, as many; or a year before."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Into a CSV file.")
@click.option("--xlsx", "xlsx_file", type=click.Path(dir_okay=False, path_type=Path), help="Into an Excel file.")
def run_command(
    *,
    name: str,
    dimension: str | None,
    start: datetime | None,
    end: datetime | None,
    compare: str | None,
    as_json: bool,
    csv_file: Path | None,
    xlsx_file: Path | None,
) -> None:
    """Evaluate a measure over the current snapshot."""
    if (start is None) != (end is None):
        raise click.UsageError("Give both --from and --to, or neither.")
    _begin()
    from samebook.kernel.access import Actor
    from samebook.kernel.periods import Period
    from samebook.numbers.evaluate import evaluate
    from samebook.numbers.export import to_csv, to_xlsx
    from samebook.numbers.side_by_side import evaluate_compared

    with refusals(as_json=as_json):
        period = Period(start.date(), end.date()) if start and end else None
        asked: dict[str, Any] = {"actor": Actor.system("cli"), "dimension": dimension, "period": period}
        both = evaluate_compared(name, way=compare, **asked) if compare else None
        result = both.result if both else evaluate(name, **asked)
    if csv_file:
        csv_file.write_bytes(to_csv(result).encode())
    if xlsx_file:
        xlsx_file.write_bytes(to_xlsx(result, compared=both))
    if as_json:
        click.echo(json.dumps(as_data(result), ensure_ascii=False, indent=1))
    elif not (csv_file or xlsx_file):
        _print(result)
        if both:
            click.echo(f"{both.comparison.note} {both.how}")


@measure.command("snapshot")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON.")
def snapshot_command(as_json: bool) -> None:
    """Take a snapshot of the records now; pages read it from then on."""
    _begin()
    from django.db import connection
    from tqdm import tqdm

    from samebook.numbers.snapshot.store import snapshots_folder
    from samebook.numbers.snapshot.write import take_snapshot
    from samebook.numbers.tables import registry

    with (
        refusals(as_json=as_json),
        tqdm(unit=" rows", leave=False, unit_scale=True, disable=True if as_json else None) as bar,
    ):
        done: dict[str, int] = {}

        def progress(table: str, rows: int) -> None:
            done[table] = rows
            bar.set_description(table)
            bar.update(sum(done.values()) - bar.n)

        taken = take_snapshot(connection, registry, snapshots_folder(), at=datetime.now(UTC), progress=progress)
    if as_json:
        click.echo(json.dumps(taken.manifest, ensure_ascii=False, indent=1))
        return
    rows = sum(taken.rows(table) for table in taken.manifest["tables"])
    click.echo(f"Snapshot as of {taken.as_of:%Y-%m-%d %H:%M:%S} UTC: {rows:,} rows.")


@measure.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print what is wrong as JSON.")
def verify_command(*, as_json: bool) -> None:
    """Read every byte of the kept snapshots and compare them with their manifests.

    Exits with 1 when something is wrong.
    """
    _begin()
    from samebook.numbers.snapshot.checking import verify
    from samebook.numbers.snapshot.store import kept

    with refusals(as_json=as_json):
        found = {snapshot.stamp: verify(snapshot) for snapshot in kept()}
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    for stamp, problems in () if as_json else found.items():
        click.echo(f"{stamp}: {'; '.join(problems) if problems else 'whole'}")
    if not found and not as_json:
        click.echo("There is no snapshot.")
    if any(found.values()):
        raise SystemExit(1)


def about(one: Any) -> dict[str, Any]:
    """A measure's definition as JSON values."""
    keys = ("name", "title", "means", "kind", "grain", "unit", "nulls", "time", "source", "by", "drill", "chapter")
    return {key: getattr(one, key) for key in keys} | {"columns": dict(one.columns), "fingerprint": one.hash}


def as_data(result: Any) -> dict[str, Any]:
    """A result as JSON values; amounts as text, so that no cent is lost."""
    from decimal import Decimal

    def plain(value: Any) -> Any:
        return str(value) if isinstance(value, Decimal) else value

    rows = [
        {"key": row.key, "label": row.label}
        | ({"split": row.split} if row.split is not None else {})
        | {name: plain(value) for name, value in row.cells.items()}
        for row in result.rows
    ]
    return {
        "measure": result.measure.name,
        "title": result.measure.title,
        "by": result.dimension.name if result.dimension else None,
        "from": result.period.start.isoformat() if result.period else None,
        "to": result.period.end.isoformat() if result.period else None,
        "as_of": result.as_of.isoformat(),
        "snapshot": result.stamp,
        "simulated": result.simulated,
        "currency": result.currency,
        "editions": list(result.editions),
        "row_count": result.row_count,
        "left_out": result.left_out,
        "definition": result.measure.hash,
        "rows": rows,
    }


def _print(result: Any) -> None:
    from samebook.numbers.export import FORMATS, table_of
    from samebook.numbers.printing import counted, in_columns

    header, rows = table_of(result)
    first = len(header) - len(result.columns)
    kinds = [""] * first + [column.kind for column in result.columns]
    shown = [[_shown(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in rows]
    for line in in_columns([header, *shown], to_the_right=[kind in FORMATS for kind in kinds]):
        click.echo(line)
    editions = f", edition {', '.join(map(str, result.editions))}" if result.editions else ""
    what, left_out = f"{result.row_count:,} records", result.left_out
    click.echo(counted(what, result.as_of, left_out=left_out, simulated=result.simulated, more=editions))


def _shown(cell: Any, kind: str) -> str:
    from samebook.numbers.printing import STYLES, figure

    if cell is None or kind in STYLES:
        return figure(cell, kind)
    return f"{cell:%Y-%m}" if hasattr(cell, "month") else str(cell)


def _begin() -> None:
    from samebook.config.setup import django

    django()
