"""``samebook serve``."""

import os

import click

from samebook.kernel.commands import refusals


@click.command()
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes; more than one needs PostgreSQL.")
def serve(*, port: int, host: str, workers: int | None) -> None:
    """Serve this home: web pages, long work, and what happens by the clock. Updates the database first."""
    from samebook.config.serve import serve as run
    from samebook.web.demo.place import check_host

    with refusals():
        check_host(host)
    on_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    if not on_postgres and (workers or 1) > 1:
        raise click.BadParameter(
            "SQLite serves best with one web process; set DATABASE_URL to a PostgreSQL database for more.",
            param_hint="--workers",
        )
    chosen = workers or (min(4, os.cpu_count() or 1) if on_postgres else 1)
    raise SystemExit(run(host=host, port=port, workers=chosen, say=click.echo))
