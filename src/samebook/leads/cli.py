"""``samebook book effect``: two texts of the Book compared on the leads of this home."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samebook.kernel.commands import refusals
from samebook.kernel.refusals import Refused

if TYPE_CHECKING:
    from samebook.leads.effect.rules import Side

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("first")
@click.argument("second")
@click.option("--from", "start", type=DAY, help="The first day that leads came; 89 days ago if not said.")
@click.option("--until", "last", type=DAY, help="The last day; today if not said.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the leads that differ to this CSV file."
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
def effect(
    first: str, second: str, *, start: datetime | None, last: datetime | None, out: Path | None, as_json: bool
) -> None:
    """Say what SECOND would have meant instead of FIRST for the leads that were recorded.

    Each is a file with a Book, the number of an edition, or draft:7 for the draft with that id in its address.
    """
    with refusals(as_json=as_json):
        report, rows = _compared(first, second, start, last, out)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _tell(report)
    if out is not None:
        click.echo(f"{rows:,} leads that differ, now or in hindsight, are in {out}.", err=True)


def _compared(
    first: str, second: str, start: datetime | None, last: datetime | None, out: Path | None
) -> tuple[dict[str, Any], int]:
    from samebook.config.setup import django

    django()
    import tempfile

    from samebook.kernel.access import Actor
    from samebook.kernel.periods import Period
    from samebook.leads.effect.comparing import compare
    from samebook.leads.effect.rules import usual_period

    actor, at = Actor.system("cli"), datetime.now(UTC)
    usual = usual_period(at.date())
    end = last.date() + timedelta(days=1) if last else usual.end
    period = Period(start.date() if start else min(usual.start, end - timedelta(days=1)), end)
    before, after = _side(actor, first), _side(actor, second)
    with tempfile.TemporaryDirectory(prefix="samebook-effect-") as folder:
        rows = Path(folder) / "rows.parquet"
        report = compare(
            actor, before, after, period, at=at, rows_to=rows, told=lambda what: click.echo(what, err=True)
        )
        return report, _write(rows, out) if out else 0


def _side(actor: Any, named: str) -> "Side":
    """A file, ``3`` for edition 3, or ``draft:7``.

    Raises:
        Refused: ``effect.no_text``, and what reading a file or an edition refuses.
    """
    from samebook.agreement.models import Edition
    from samebook.book import compile_book, content_hash, read_book
    from samebook.book.text import read_text
    from samebook.leads.effect.results import side_of
    from samebook.leads.effect.rules import Side

    number = named.removeprefix("draft:")
    if number.isascii() and number.isdecimal() and len(number) < 10:
        column = "pk" if named.startswith("draft:") else "number"
        edition = Edition.objects.defer("text").filter(**{column: int(number)}).first()
        if edition is None:
            raise Refused(
                "effect.no_text", f"There is no edition {named}; name a file, an edition’s number or draft:ID."
            )
        return side_of(actor, edition.pk)
    text = read_text(Path(named))
    book, problems = read_book(text)
    if book is None:
        raise Refused("book.problems", "\n".join(f"{named}, {problem}" for problem in problems))
    return Side(named, content_hash(text), compile_book(book))


def _write(rows: Path, out: Path) -> int:
    """The leads without names: ids, days, outcomes, criteria."""
    from samebook.book.engines.session import connect, refusing

    with connect() as session, refusing(f"{out} could not be written"):
        found = session.from_parquet(str(rows))
        found.order("lead_id").write_csv(str(out), header=True)
        return int(found.count("*").fetchall()[0][0])


def _tell(report: dict[str, Any]) -> None:
    from samebook.leads.effect.telling import days_of, outcome_inside, outcome_words, totals

    start, last = days_of(report)
    first, second = (report["sides"][side]["label"] for side in ("before", "after"))
    click.echo(f"{report['leads']:,} leads from {start} to {last}, by what was known on arrival.")
    click.echo(f"First: {first}. Second: {second}.\n")
    for row in totals(report):
        click.echo(f"{row.name:<12}{row.before['deliver']:>10,}{row.after['deliver']:>10,}{row.gained:>+10,}")
    click.echo(f"\n{report['changed']:,} would have had another outcome.")
    for move in report["counts"]["moves"]:
        if move["before"] != move["after"]:
            words = f"{outcome_words(move['before'])}, then {outcome_inside(move['after'])}"
            click.echo(f"{move['leads']:>8,}  {words}")
    for side, label in (("before", first), ("after", second)):
        late = report["counts"]["hindsight"][side]
        known = f"{late['changed']:,} of {late['known']:,} leads"
        click.echo(f"Hindsight, {label}: {known} of which something became known later would be judged otherwise.")
