"""``samebook init``: begin a company in an empty home."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from samebook.kernel.commands import refusals
from samebook.kernel.refusals import Refused

OURS = (".key", ".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".turn", ".lock", ".log", ".down")
FOLDERS = {
    "static", "mail", "uploads", "snapshot", "snapshots", "spill", "effect", "quarters", "boards", "segments",
    "history", "plays",
}  # fmt: skip


@click.command()
@click.option("--name", help="The company's name.")
@click.option("--country", help="Where it is: a code of ISO 3166, such as DE. Chooses the public holidays.")
@click.option("--currency", help="Its money: a code of ISO 4217, such as EUR. Cannot be changed later.")
@click.option("--time-zone", help="Its time zone, such as Europe/Berlin.")
@click.option("--fiscal-year-start", type=click.IntRange(1, 12), help="The month its fiscal year starts in.")
@click.option("--hours", help="Working hours, such as “Mon-Fri 08:00-17:00”.")
@click.option("--administrator-name", help="Who may change settings first.")
@click.option("--administrator-email", help="The address they sign in with.")
@click.option("--password-file", type=click.File(), help="Where their password stands; - for standard input.")
@click.option("--json", "as_json", is_flag=True, help="Ask nothing, print JSON.")
def init(*, password_file: Any, as_json: bool, **given: Any) -> None:
    """Begin a real company in an empty home: tables, company, calendar, first administrator.

    What is not given as an option is asked for.
    """
    with refusals(as_json=as_json):
        home = _prepare()
        values = _values(given, ask=not as_json)
        password = password_file.readline().rstrip("\r\n") if password_file else _ask_password(ask=not as_json)
        from samebook.company.actions import found_company

        company = found_company(**values, password=password, at=datetime.now(UTC))
    if as_json:
        click.echo(json.dumps({"company": company.name, "home": str(home), "email": values["administrator_email"]}))
    else:
        click.echo(f"{company.name} is founded in {home}.")
        click.echo(f"Start it with “samebook serve” and sign in as {values['administrator_email']}.")


def _prepare() -> Path:
    """Make the tables of a home that holds nothing else."""
    place = Path(os.environ.get("SAMEBOOK_HOME", ".home")).expanduser().resolve()
    strange = sorted(path.name for path in place.iterdir() if not _is_ours(path)) if place.is_dir() else []
    if strange:
        message = f"{place} already holds {strange[0]}; name an empty folder in SAMEBOOK_HOME."
        raise Refused("company.home_not_empty", message)
    from samebook.config.setup import django

    django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from samebook.company.queries import the_company

    company = the_company()
    if company is not None:
        message = f"{place} already belongs to {company.name}; name an empty folder in SAMEBOOK_HOME."
        raise Refused("company.exists", message)
    return place


def _is_ours(path: Path) -> bool:
    return path.name in FOLDERS or path.name.endswith(OURS)


def _values(given: dict[str, Any], *, ask: bool) -> dict[str, Any]:
    """Every value checked: given ones are refused when wrong, asked ones asked again."""
    from samebook.company import rules
    from samebook.company.hours import format_hours, parse_hours
    from samebook.company.terms import USUAL_HOURS, zones_of

    values: dict[str, Any] = {}

    def take(key: str, question: str, check: Callable[[Any], Any], default: str | None = None) -> None:
        if given[key] is not None:
            values[key] = check(given[key])
        elif ask:
            values[key] = click.prompt(question, default=default, value_proc=_asked(check), err=True)
        elif default is not None and key in ("hours", "fiscal_year_start", "time_zone"):
            values[key] = check(default)
        else:
            raise click.UsageError(f"Missing option --{key.replace('_', '-')}; nothing is asked with --json.")

    take("name", "Company", lambda text: rules.clean_line(text, field="name", longest=200))
    take("country", "Country (code of two letters)", rules.check_country)
    take("currency", "Currency (code of three letters)", rules.check_currency)
    take("time_zone", "Time zone", rules.check_zone, next(iter(zones_of(values["country"])), "UTC"))
    take("fiscal_year_start", "Month the fiscal year starts in", _month, "1")
    take("hours", "Working hours", parse_hours, format_hours(USUAL_HOURS))
    take(
        "administrator_name",
        "First administrator",
        lambda text: rules.clean_line(text, field="administrator_name", longest=150),
    )
    take("administrator_email", "Their e-mail", lambda text: rules.check_email(text, field="administrator_email"))
    return values


def _month(text: str | int) -> int:
    from samebook.company.rules import check_fiscal_start

    return check_fiscal_start(int(text)) if str(text).isdecimal() and len(str(text)) < 3 else check_fiscal_start(0)


def _asked(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A check that makes click ask again."""

    def checked(text: Any) -> Any:
        try:
            return check(text)
        except Refused as refused:
            raise click.BadParameter(refused.message) from None

    return checked


def _ask_password(*, ask: bool) -> str:
    if not ask:
        raise click.UsageError("Missing option --password-file; nothing is asked with --json.")
    answer: str = click.prompt("Their password", hide_input=True, confirmation_prompt=True, err=True)
    return answer
