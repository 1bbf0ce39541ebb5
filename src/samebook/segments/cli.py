"""``samebook segment``: segments with their counts, counted now, and their members as files."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from samebook.kernel.commands import refusals


@click.group()
def segment() -> None:
    """Segments with their counts, and their members as files."""


@segment.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_command(as_json: bool) -> None:
    """Every segment, private ones too, with what it counted last."""
    _begin()
    from samebook.kernel.access import Actor
    from samebook.segments.definitions import definitions_for
    from samebook.segments.queries import counts_for

    actor = Actor.system("cli")
    with refusals(as_json=as_json):
        found = definitions_for(actor, at=datetime.now(UTC))
        counts = counts_for(actor, found)
    if as_json:
        told = [about(each, counts.get(each.key)) for each in found]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    widest = max((len(each.key) for each in found), default=0)
    for each in found:
        count = counts.get(each.key)
        number = f"{count.members:>12,}" if count else f"{'–':>12}"
        click.echo(f"{each.key:<{widest}}  {each.kind.many if each.kind else '–':<8}{number}  {each.shown}")


@segment.command("show")
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show_command(key: str, *, as_json: bool) -> None:
    """One segment: what it says, what it counted, who came and left."""
    _begin()
    with refusals(as_json=as_json):
        found, count = _found(key)
    if as_json:
        click.echo(json.dumps(about(found, count), ensure_ascii=False, indent=1))
        return
    click.echo(found.shown + (f": {found.means}" if found.means else ""))
    click.echo(found.english or found.problem)
    click.echo(found.text)
    if count is None:
        click.echo("It has not been counted.")
        return
    click.echo(
        f"{count.members:,} of {count.of:,} {found.kind.many}, {count.may_contact:,} of them may be contacted, "
        f"{count.unknown:,} unknown; as of {count.as_of:%Y-%m-%d %H:%M:%S} UTC."
    )
    for change in count.changes.values():
        click.echo(f"Since {change.since:%Y-%m-%d %H:%M} UTC {change.added:,} came and {change.left:,} left.")


@segment.command("count")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def count_command(as_json: bool) -> None:
    """Count every segment now."""
    _begin()
    from samebook.segments.jobs import count_segments

    with refusals(as_json=as_json):
        counted = count_segments(at=datetime.now(UTC))
    if as_json:
        click.echo(json.dumps({each.definition.key: each.total(3) for each in counted}, indent=1))
        return
    for each in counted:
        click.echo(f"{each.total(3):>12,}  {each.definition.key}")


@segment.command("export")
@click.argument("key")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Into a CSV file.")
@click.option("--xlsx", "xlsx_file", type=click.Path(dir_okay=False, path_type=Path), help="Into an Excel file.")
@click.option("--contactable", is_flag=True, help="Only who may be contacted.")
@click.option("--since", type=click.Choice(["last", "week", "month"]), help="With --way: since which count.")
@click.option("--way", type=click.Choice(["added", "left"]), help="Those who came or left, with --since.")
def export_command(
    key: str, *, csv_file: Path | None, xlsx_file: Path | None, contactable: bool, since: str | None, way: str | None
) -> None:
    """Write a segment's members to a file; addresses of who may not be contacted are left out."""
    if not (csv_file or xlsx_file):
        raise click.UsageError("Say where to: --csv FILE or --xlsx FILE.")
    if bool(since) != bool(way):
        raise click.UsageError("Give both --since and --way, or neither.")
    _begin()
    with refusals():
        _export(key, csv_file, xlsx_file, {"contactable": contactable, "since": since or "", "way": way or ""})


def about(found: Any, count: Any) -> dict[str, Any]:
    """A segment as JSON values; ``count`` is null before the first one."""
    told = {
        "key": found.key,
        "name": found.name,
        "is_private": found.private is not None,
        "means": found.means,
        "kind": found.kind,
        "condition": found.text,
        "english": found.english,
        "problem": found.problem,
        "builds_on": [key for _, key in found.builds_on],
        "fingerprint": found.fingerprint,
    }
    return told | {"count": _count_as_data(count) if count else None}


def _count_as_data(count: Any) -> dict[str, Any]:
    numbers = {name: getattr(count, name) for name in ("of", "members", "may_contact", "unknown", "outdated")}
    changes = {
        name: {"since": each.since.isoformat(), "added": each.added, "left": each.left, "redefined": each.redefined}
        for name, each in count.changes.items()
    }
    return {"as_of": count.as_of.isoformat(), **numbers, "changes": changes}


def _export(key: str, csv_file: Path | None, xlsx_file: Path | None, wanted: dict[str, Any]) -> None:
    from samebook.agreement.queries import in_force
    from samebook.kernel.access import Actor
    from samebook.segments.actions import note_export
    from samebook.segments.export import csv_lines, definition_of, to_xlsx
    from samebook.segments.queries import every_member, not_counted, page_of_members

    actor, now = Actor.system("cli"), datetime.now(UTC)
    found, count = _found(key)
    if count is None or found.kind is None:
        raise not_counted(found)
    page_of_members(actor, found, size=1)
    only = " ".join(str(value) for value in (wanted["way"], wanted["since"]) if value)
    only += " who may be contacted" if wanted["contactable"] else ""
    if csv_file:
        with csv_file.open("w", encoding="utf-8", newline="") as file:
            file.writelines(csv_lines(found.kind, every_member(actor, found, **wanted)))
    if xlsx_file:
        current = in_force(now)
        told = definition_of(found, count, edition=str(current.edition) if current else "", only=only)
        xlsx_file.write_bytes(to_xlsx(found.kind, every_member(actor, found, **wanted), told))
    note_export(actor, found, rows=only or "all members", at=now)


def _found(key: str) -> tuple[Any, Any]:
    from samebook.kernel.access import Actor
    from samebook.segments.definitions import definition_for
    from samebook.segments.queries import counts_for

    actor = Actor.system("cli")
    found = definition_for(actor, key, at=datetime.now(UTC))
    return found, counts_for(actor, [found]).get(key)


def _begin() -> None:
    from samebook.config.setup import django

    django()
