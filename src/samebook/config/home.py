"""The one folder that holds a company: database, snapshot, uploads, keys, mail."""

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
