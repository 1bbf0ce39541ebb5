"""The processes that ``samebook serve`` keeps running: ``python -m samebook.config.processes web`` and others."""

import os
import signal
import sys
import threading
import time

THREADS = max(4, min(16, 2 * (os.cpu_count() or 2)))


def main(arguments: list[str]) -> None:
    """Be one of the processes: ``prepare``, ``web HOST PORT WORKERS``, ``work`` or ``tick``."""
    kind, rest = arguments[0], arguments[1:]
    if kind == "prepare":
        prepare()
        return
    end_with_parent()
    if kind == "web":
        web(rest[0], int(rest[1]), int(rest[2]))
        return
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    signal.signal(signal.SIGINT, lambda *_: stopping.set())
    _django()
    from samebook.config.warm import warm

    warm()
    if kind == "work":
        from samebook.jobs.worker import work

        work(stopping)
    elif kind == "tick":
        from samebook.jobs.ticker import run

        run(stopping)


def web(host: str, port: int, workers: int) -> None:
    """The web server. It loads the product in its own child, so that no database is open when that is begun."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    os.environ["SAMEBOOK_SUPERVISED"] = "1"
    Granian(
        "samebook.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=600,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=5,
        respawn_failed_workers=True,
        respawn_interval=1.0,
    ).serve()


def prepare() -> None:
    """Bring the tables up to date, and say what the operator should know of this machine."""
    _django()
    from samebook.config.sqlite import journal_mode

    if journal_mode() != "WAL":
        sys.stderr.write(
            "This machine's SQLite can damage a database in its fast mode (sqlite.org, “WAL-reset bug”), so the slower"
            " safe mode is used. Python with the package pysqlite3, or PostgreSQL, is faster.\n"
        )
    _migrate()


def end_with_parent() -> None:
    """End this process when its parent is gone, however that ended; by force when it does not end in seconds."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(8)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _django() -> None:
    from samebook.config.setup import django

    django()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        sys.stdout.write("Bringing the database up to date …\n")
        sys.stdout.flush()
        call_command("migrate", verbosity=0, interactive=False)


if __name__ == "__main__":
    main(sys.argv[1:])
