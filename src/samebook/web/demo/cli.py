"""``samebook demo``: build the demo company when there is none, and serve it."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from samebook.kernel.commands import refusals
from samebook.kernel.progress import Lines
from samebook.kernel.refusals import Refused

USUAL_SEED = 7
BAR = "{desc}: {percentage:3.0f}% {bar} {remaining} left"
"""What is left is reckoned from the pace so far; a question mark until there is one."""


@click.command()
@click.option("--serve", "serves", is_flag=True, help="Serve it afterwards, to this machine only.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option(
    "--scale", default=1.0, show_default=True, type=click.FloatRange(0.01, 100), help="1 is about 12,000 leads."
)
@click.option("--seed", default=USUAL_SEED, show_default=True, type=click.IntRange(0, 2**32 - 1))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day of the simulation; today if not said.")
@click.option("--json", "as_json", is_flag=True, help="Print what was built as JSON.")
def demo(*, serves: bool, port: int, scale: float, seed: int, until: datetime | None, as_json: bool) -> None:
    """Build the demo company in an empty home, and serve it; one that is there is kept as it is."""
    import samebook.config.sqlite  # noqa: F401 (chooses the SQLite library before a database is opened)
    from samebook.web.demo.place import LOGINS, check_usable, chosen_home, held_in

    with refusals(as_json=as_json):
        home = chosen_home()
        held = held_in(home)
        check_usable(home, held)
        if serves:
            _check_port(port)
        report: dict[str, Any] = {"home": str(home), "built": held.what == "nothing"}
        if held.what == "nothing":
            report |= _build(home, scale=scale, seed=seed, last=_last(until), quiet=as_json)
    logins = home / LOGINS
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        click.echo(f"The demo company is in {home}; everything in it is simulated. Sign in as:")
        click.echo(_first_part(logins.read_text("utf-8")) if logins.exists() else f"({logins} is gone.)")
    if serves:
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "samebook", "serve", "--port", str(port)])  # noqa: S606


def _build(home: Path, *, scale: float, seed: int, last: datetime, quiet: bool) -> dict[str, Any]:
    from samebook.web.demo.place import LOGINS, TRUTH, building_site, write_private

    began = time.monotonic()
    with building_site(home) as site, _progress(quiet=quiet) as progress:
        os.environ["SAMEBOOK_HOME"] = str(site)
        _tables(progress)
        from samebook.web.demo.build import build, truth_text
        from samebook.web.demo.world import Plan

        built = build(Plan(seed=seed, scale=scale, until=last), progress)
        write_private(site / TRUTH, truth_text(built.truth))
        write_private(site / LOGINS, logins_text(built.shown, built.logins))
        counts = _counts()
        _leave()
    os.environ["SAMEBOOK_HOME"] = str(home)
    slow = {name: {"acts": acts, "seconds": round(spent, 2)} for name, (acts, spent) in built.seconds.items()}
    return {"seconds": round(time.monotonic() - began, 1), "counts": counts, "refused": built.refused, "acts": slow}


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """How far it is, on standard error: a bar on a terminal, a few lines in a log, nothing beside JSON."""
    if quiet:
        yield lambda what, done, of: None
    elif not sys.stderr.isatty():
        yield Lines(partial(click.echo, err=True))
    else:
        from tqdm import tqdm

        with tqdm(unit=" days", leave=False, bar_format=BAR) as bar:

            def draw(what: str, done: int, of: int) -> None:
                bar.total = of
                bar.set_description_str(what, refresh=False)
                bar.update(done - bar.n)
                bar.refresh()

            yield draw


def _tables(progress: Any) -> None:
    progress("Making the tables", 0, 1)
    from samebook.config.setup import django

    django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _counts() -> dict[str, int]:
    from samebook.accounts.models import Account, Person
    from samebook.buying.models import Opportunity
    from samebook.communications.models import Response
    from samebook.customers.models import Order
    from samebook.journal.models import Entry
    from samebook.leads.models import Attempt, Lead

    models = (Account, Person, Response, Lead, Attempt, Opportunity, Order, Entry)
    return {str(model._meta.verbose_name_plural): model._default_manager.count() for model in models}


def _leave() -> None:
    """Write everything into the database's one file and let go of it, so that it can be moved."""
    from django.db import connection, connections

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA optimize")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()


def logins_text(shown: Any, everybody: Any) -> str:
    """One line for each role, an empty line, then everybody."""

    def line(login: Any) -> str:
        return f"  {login.worker.role.label:16} {login.email:38} {login.password:14} {login.worker.name}"

    return "\n".join([*map(line, shown), "", "Everybody:", *map(line, everybody)]) + "\n"


def _first_part(text: str) -> str:
    return text.split("\n\n", 1)[0]


def _last(until: datetime | None) -> datetime:
    """The last moment: now, or the afternoon of a day that is over."""
    now = datetime.now(UTC).replace(microsecond=0)
    if until is None or until.date() == now.date():
        return now
    last = until.replace(hour=15, tzinfo=UTC)
    if last > now:
        raise Refused("demo.until_ahead", "The simulation cannot end in the future; give a day that is over.", "until")
    return last


def _check_port(port: int) -> None:
    from samebook.config.serve import why_not_free

    in_use = why_not_free("127.0.0.1", port)
    if in_use:
        raise Refused("demo.port_taken", in_use, "port")
