"""``samebook journal``: note the head of the chain, verify it, read entries."""

import json
import re
from typing import Any

import click

HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})\Z")


@click.group()
def journal() -> None:
    """Read and verify the journal."""


@journal.command("head")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def head_command(as_json: bool) -> None:
    """Print the last sealed place and its hash; note it where nobody here can change it."""
    _begin()
    from samebook.journal.sealing import head

    found = head()
    if as_json:
        click.echo(json.dumps({"sequence": found[0], "hash": found[1]} if found else None))
    else:
        click.echo(f"{found[0]}:{found[1]}" if found else "Nothing is sealed yet.")


@journal.command("verify")
@click.option("--head", "noted", metavar="SEQ:HASH", help="A head noted earlier, which must still stand in the chain.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def verify_command(noted: str | None, as_json: bool) -> None:
    """Check the whole chain; exit code 1 when anything was changed or is missing."""
    match = HEAD.match(noted) if noted is not None else None
    if noted is not None and match is None:
        raise click.BadParameter("write it as “samebook journal head” prints it, like 17:9fd1…", param_hint="--head")
    _begin()
    from tqdm import tqdm

    from samebook.journal.verify import verify

    with tqdm(unit=" entries", leave=False, disable=None if not as_json else True) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        result = verify((int(match[1]), match[2]) if match else None, progress=progress)
    if as_json:
        click.echo(json.dumps(_as_data(result)))
    else:
        for line in sentences(result):
            click.echo(line)
    if not result.sound:
        raise SystemExit(1)


@journal.command("list")
@click.option("--record", metavar="KIND:ID", help="Entries about one record, like lead:17.")
@click.option("--code", default="", help="A code or its beginning, like leads.lead.delivered.")
@click.option("--by", default="", help="Who acted, like user:17.")
@click.option("--before", type=click.IntRange(1), help="Go on below this number.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 500))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_command(*, record: str | None, code: str, by: str, before: int | None, limit: int, as_json: bool) -> None:
    """Print entries, newest first, without personal values."""
    kind, _, number = (record or "").partition(":")
    if record and not re.fullmatch(r"[0-9]{1,18}", number, re.ASCII):
        raise click.BadParameter("write kind and number, like lead:17", param_hint="--record")
    _begin()
    from samebook.journal.queries import entries_for
    from samebook.kernel.access import Actor

    page = entries_for(
        Actor.system("cli"),
        record=(kind, int(number)) if record else None,
        code=code,
        by=by,
        before=before,
        limit=limit,
    )
    for read in page.entries:
        entry = read.entry
        about = f"{entry.record_kind}:{entry.record_id}"
        if as_json:
            row = {"id": entry.pk, "sequence": read.sequence, "recorded_at": entry.recorded_at.isoformat()}
            row |= {"happened_at": entry.happened_at.isoformat(), "origin": entry.origin, "actor": entry.actor}
            row |= {"code": entry.code, "record": about, "edition": entry.edition_id, "detail": entry.detail}
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            detail = json.dumps(entry.detail, ensure_ascii=False) if entry.detail else ""
            click.echo(
                f"{entry.pk}  {entry.recorded_at:%Y-%m-%d %H:%M:%S}Z  {entry.actor}  {entry.code}  {about}  {detail}"
            )
    if page.before and not as_json:
        click.echo(f"… more with --before {page.before}")


def sentences(result: Any) -> list[str]:
    """What a check found, for people."""
    kinds = [
        (result.changed, "changed after they were sealed"),
        (result.missing, "missing, though sealed"),
        (result.gaps, "without a seal between others"),
        (result.personal_changed, "with personal values that are not those sealed"),
    ]
    lines = [f"{result.entries} sealed entries checked, {result.waiting} wait for a seal, {result.erased} erased."]
    for found, words in kinds:
        if found.count:
            more = ", …" if found.count > len(found.places) else ""
            lines.append(f"{found.count} {words}: at {', '.join(map(str, found.places))}{more}")
    if result.left_out:
        lines.append(f"{result.left_out} entries lost their seal.")
    if result.head_found is False:
        lines.append("The noted head does not stand in this chain: it was cut or rewritten since.")
    if result.head_found:
        lines.append("The noted head stands in this chain.")
    if result.head:
        lines.append(f"Head: {result.head[0]}:{result.head[1]}")
    lines.append("The journal is sound." if result.sound else "THE JOURNAL IS BROKEN.")
    return lines


def _as_data(result: Any) -> dict[str, Any]:
    from dataclasses import asdict

    head = {"sequence": result.head[0], "hash": result.head[1]} if result.head else None
    return asdict(result) | {"sound": result.sound, "first_broken": result.first_broken, "head": head}


def _begin() -> None:
    from samebook.config.setup import django

    django()
