"""A home of its own in real processes, for tests that kill, race or restart them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
BEGIN = "from samebook.config.setup import django; django()\n"


class OwnHome:
    """A migrated home in a folder, on a database of its own; each piece of code runs in its own process."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "SAMEBOOK_"))}
        self.env = kept | {
            "SAMEBOOK_HOME": str(folder),
            "DATABASE_URL": database_url,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
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

    def finish(self, process: "subprocess.Popen[str]", *, timeout: float = 60) -> str:
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


def database_beside(url: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
