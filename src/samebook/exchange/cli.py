"""``samebook import``: files that the operator names, into the records."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from samebook.kernel.commands import refusals

COUNTED = {"created": "added", "changed": "changed", "unchanged": "were here already"}


@click.command("import")
@click.argument("target", required=False)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", "mapping_name", help="A shipped mapping's name, or a mapping file.")
@click.option("--dry-run", is_flag=True, help="Do everything and undo it.")
@click.option("--refused", type=click.Path(dir_okay=False, path_type=Path), help="Where refused rows go (CSV).")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--list", "list_all", is_flag=True, help="List targets with their fields, and shipped mappings.")
def import_(
    *,
    target: str | None,
    file: Path | None,
    mapping_name: str | None,
    dry_run: bool,
    refused: Path | None,
    as_json: bool,
    list_all: bool,
) -> None:
    """Import FILE (CSV, also .csv.gz, or .xlsx) into TARGET by a mapping."""
    from samebook.config.setup import django

    django()
    if list_all:
        click.echo(listing())
        return
    if target is None or file is None or mapping_name is None:
        raise click.UsageError("Name the target, the file and --mapping; --list shows what there is.")
    with refusals(as_json=as_json):
        report = import_file(target, file, mapping_name, dry_run=dry_run, refused=refused, quiet=as_json)
    click.echo(json.dumps(report, default=str) if as_json else in_words(report, refused))


def import_file(
    target_name: str, file: Path, mapping_name: str, *, dry_run: bool, refused: Path | None, quiet: bool
) -> dict[str, Any]:
    """Import one trusted file with a progress bar.

    Raises:
        Refused: The target, the mapping or the file cannot be used.
    """
    from tqdm import tqdm

    from samebook.exchange.importing import run
    from samebook.exchange.jobs import checked_mapping
    from samebook.exchange.mapping import find_mapping
    from samebook.exchange.sources import TextFile
    from samebook.exchange.targets import target_named
    from samebook.kernel.access import Actor
    from samebook.kernel.refusals import Refused

    target = target_named(target_name)
    mapping = checked_mapping(find_mapping(mapping_name))
    if mapping.target != target.name:
        raise Refused("exchange.other_target", f"This mapping is for {mapping.target}, not {target.name}.", "mapping")
    source = TextFile(file, mapping.dialect_of(file))
    with tqdm(desc=f"Importing {target.label.lower()}", unit=" rows", disable=quiet or None) as bar:
        report = run(
            Actor.system("import"), target, source, mapping, at=datetime.now(UTC), dry_run=dry_run,
            refused_path=refused, advance=lambda done, _: bar.update(done - bar.n),
        )  # fmt: skip
    if refused is not None and not report.refused:
        refused.unlink(missing_ok=True)
    return report.as_data()


def listing() -> str:
    """Targets with their fields, and the mappings that ship."""
    from samebook.exchange.mapping import SHIPPED
    from samebook.exchange.targets import targets

    lines = []
    for target in targets():
        lines.append(f"{target.name}: {target.label}")
        for one in target.all_fields().values():
            need = ", required" if one.required else ""
            lines.append(f"  {one.name} ({one.type}{need}) {one.help or one.label}")
    shipped = ", ".join(sorted(path.stem for path in SHIPPED.glob("*.yaml")))
    return "\n".join([*lines, f"Shipped mappings: {shipped}"])


def in_words(report: dict[str, Any], refused: Path | None) -> str:
    """The report for a person."""
    counts = [f"{report[what]:,} {word}" for what, word in COUNTED.items()]
    lines = ["Dry run: nothing was kept."] if report["dry_run"] else []
    lines.append(f"{report['rows']:,} rows: {', '.join(counts)}, {sum(report['refused'].values()):,} refused.")
    lines += [f"  {times:,} × {report['examples'][code]}" for code, times in sorted(report["refused"].items())]
    if report["unused_columns"]:
        lines.append(f"Columns not used: {', '.join(report['unused_columns'])}")
    if report["refused"]:
        hint = f"They are in {refused} with the reason in each." if refused else "--refused FILE keeps them."
        lines.append(hint)
    return "\n".join(lines)
