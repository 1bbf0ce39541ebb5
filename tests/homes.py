"""A home of its own in real processes, for tests that kill, race or restart them."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 900.0
"""Seconds after which a process is taken to hang; far more than any needs on a busy machine."""
BEGIN = "from samebook.config.setup import django; django()\n"


class OwnHome:
    """A home in a folder, on a database of its own; each piece of code runs in its own process."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "SAMEBOOK_"))}
        path = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
        self.env = kept | {"SAMEBOOK_HOME": str(folder), "DATABASE_URL": database_url, "PYTHONPATH": path}

    def migrate(self) -> None:
        self.run("from django.core.management import call_command; call_command('migrate', verbosity=0)")

    def start(self, code: str, *arguments: str) -> "subprocess.Popen[str]":
        """Begin the code in a process of its own, Django ready."""
        return subprocess.Popen(
            [sys.executable, "-c", BEGIN + code, *arguments],
            env=self.env,
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def finish(self, process: "subprocess.Popen[str]", *, timeout: float = PATIENCE) -> str:
        """Wait for a process that must end well; what it printed."""
        out, err = process.communicate(timeout=timeout)
        assert process.returncode == 0, err
        return out

    def run(self, code: str, *arguments: str) -> str:
        """Run the code to its end; what it printed."""
        return self.finish(self.start(code, *arguments))

    def ask(self, expression: str, *, using: str = "") -> Any:
        """The value of an expression in the home, by way of JSON."""
        return json.loads(self.run(f"import json\n{using}\nprint(json.dumps({expression}))"))


class Homes:
    """Makes homes as copies of one that is migrated once.

    Args:
        folder: Where they stand.
        server: Address of a PostgreSQL server; empty for SQLite.
    """

    def __init__(self, folder: Path, server: str) -> None:
        self.folder, self.server, self.count = folder, server, 0
        self.name = f"home_{uuid.uuid4().hex[:12]}"
        self.template = self._home("template")
        if server:
            self._on_server("CREATE DATABASE {}", f"{self.name}_template")
        self.template.migrate()

    def make(self) -> OwnHome:
        self.count += 1
        home = self._home(str(self.count))
        shutil.copytree(self.template.folder, home.folder)
        if self.server:
            self._on_server("CREATE DATABASE {} TEMPLATE {}", f"{self.name}_{self.count}", f"{self.name}_template")
        return home

    def close(self) -> None:
        """Drop the databases; dropping takes a checkpoint each, so not where the whole cluster goes."""
        if self.server and not os.environ.get("SAMEBOOK_TEST_CLUSTER"):
            for which in ["template", *range(1, self.count + 1)]:
                self._on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", f"{self.name}_{which}")

    def _home(self, which: str) -> OwnHome:
        url = urlunsplit(urlsplit(self.server)._replace(path=f"/{self.name}_{which}")) if self.server else ""
        return OwnHome(self.folder / which, url)

    def _on_server(self, statement: LiteralString, *names: str) -> None:
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.server, autocommit=True) as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
