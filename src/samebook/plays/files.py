"""Files of plays: in a folder of their own in the home, under names of ours, readable by nobody else, never run."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from samebook.kernel.refusals import Missing
from samebook.plays.rules import check_file


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was kept: under ``key``; ``content_hash`` is the SHA-256 of its bytes."""

    key: str
    ending: str
    size: int
    content_hash: str


def folder() -> Path:
    """``SAMEBOOK_HOME/plays``, made when absent, for its owner only."""
    path = Path(settings.SAMEBOOK_PLAYS)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep(name: str, size: int, chunks: Iterable[bytes]) -> Kept:
    """Write a file as it comes.

    Raises:
        Refused: ``plays.file_kind``, ``plays.file_large``, ``plays.file_empty``; then nothing is kept.
    """
    parts: list[bytes] = []
    total = 0
    for chunk in chunks:
        total += len(chunk)
        check_file(name, max(size, total), (parts[0] if parts else chunk)[:16])
        parts.append(chunk)
    ending = check_file(name, total, parts[0][:16] if parts else b"")
    key, digest = secrets.token_hex(16), hashlib.sha256()
    path = folder() / key
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
        for part in parts:
            digest.update(part)
            file.write(part)
    return Kept(key, ending, total, digest.hexdigest())


def path_of(key: str) -> Path:
    """Where a kept file lies.

    Raises:
        Missing: It is not there.
    """
    path = folder() / key
    if not key.isalnum() or not path.is_file():
        raise Missing("document")
    return path


def forget(key: str) -> None:
    """Take a file away that no record names."""
    (folder() / key).unlink(missing_ok=True)
