"""The one folder that holds a company: database, snapshot, uploads, keys, mail."""

import contextlib
import os
import secrets
from functools import cache
from pathlib import Path


@cache
def home() -> Path:
    """``SAMEBOOK_HOME``, made when absent; readable by its owner only."""
    path = Path(os.environ.get("SAMEBOOK_HOME", ".home")).expanduser().resolve()
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def private_file(name: str) -> Path:
    """A file of this home for its owner only, made when absent: the home may have been made by hand, open to all.

    SQLite gives the files beside a database the mode of the database.
    """
    path = home() / name
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with contextlib.suppress(PermissionError):  # another user's file: theirs to close
        path.chmod(0o600)
    return path


def private_folder(name: str) -> Path:
    """A folder of this home for its owner only, made when absent."""
    path = home() / name
    path.mkdir(exist_ok=True, mode=0o700)
    with contextlib.suppress(PermissionError):
        path.chmod(0o700)
    return path


def secret(name: str) -> str:
    """A random secret of this home, made on first use and kept in a file of mode 0600."""
    path = home() / f"{name}.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text("ascii").strip()
