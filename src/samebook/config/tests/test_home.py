"""What a home holds is its owner's alone, even where the folder was made by hand and is open to all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

MAKE = """
from samebook.config.setup import django
django()
from django.core.management import call_command
call_command("migrate", "contenttypes", verbosity=0)
"""


@pytest.fixture
def open_home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)
    return home


def make(home: Path) -> None:
    around = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    subprocess.run([sys.executable, "-c", MAKE], env=around | {"SAMEBOOK_HOME": str(home)}, check=True, umask=0o022)


def open_to_others(home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir() if path.stat().st_mode & 0o077)


def test_nobody_else_reads_the_database_keys_mail_uploads_or_snapshots(open_home: Path) -> None:
    make(open_home)
    held = {path.name for path in open_home.iterdir()}
    assert {"samebook.sqlite3", "mail", "session.key", "uploads", "snapshots"} <= held
    assert open_to_others(open_home) == []


def test_what_was_open_to_others_is_closed(open_home: Path) -> None:
    make(open_home)
    (open_home / "samebook.sqlite3").chmod(0o644)
    (open_home / "uploads").chmod(0o755)
    make(open_home)
    assert open_to_others(open_home) == []
