"""The folder of snapshots: which one is current, what its manifest says, and how one takes another's place."""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings

from samebook.kernel.refusals import Refused

KEPT = 3
FORMAT = 1


@dataclass(frozen=True)
class Snapshot:
    """One immutable folder of Parquet files. Two with the same stamp are the same."""

    folder: Path

    @property
    def stamp(self) -> str:
        return self.folder.name

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What is in it: see ``docs/snapshot.md``.

        Raises:
            Refused: ``numbers.snapshot_gone``, ``numbers.snapshot_damaged``.
        """
        try:
            loaded: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text("utf-8"))
        except FileNotFoundError:
            raise Refused("numbers.snapshot_gone", "The snapshot was replaced meanwhile; ask again.") from None
        except ValueError:
            message = f"The snapshot of {self.stamp} is damaged: its manifest cannot be read."
            raise Refused("numbers.snapshot_damaged", message) from None
        return loaded

    @property
    def as_of(self) -> datetime:
        return datetime.fromisoformat(self.manifest["as_of"])

    @property
    def simulated(self) -> bool:
        return bool(self.manifest["simulated"])

    @property
    def sealed_through(self) -> int | None:
        """The highest sealed sequence of the journal that is in it; null when nothing was sealed."""
        through: int | None = self.manifest["sealed_through"]
        return through

    def files(self, table: str) -> list[Path]:
        return [self.folder / file["name"] for file in self.manifest["tables"][table]["files"]]

    def rows(self, table: str) -> int:
        return int(self.manifest["tables"][table]["rows"])


def snapshots_folder() -> Path:
    """``SAMEBOOK_HOME/snapshots``, made when absent."""
    folder = Path(settings.SAMEBOOK_SNAPSHOTS)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def current(folder: Path | None = None) -> Snapshot | None:
    """The snapshot that pages read; None before the first."""
    folder = folder or snapshots_folder()
    try:
        stamp = (folder / "current").read_text("ascii").strip()
    except FileNotFoundError:
        return None
    snapshot = Snapshot(folder / stamp)
    return snapshot if (snapshot.folder / "manifest.json").exists() else None


def require_current(folder: Path | None = None) -> Snapshot:
    """The current snapshot.

    Raises:
        Refused: ``numbers.no_snapshot``.
    """
    snapshot = current(folder)
    if snapshot is None:
        raise Refused("numbers.no_snapshot", "No snapshot has been taken yet; run “samebook measure snapshot”.")
    return snapshot


def kept(folder: Path | None = None) -> list[Snapshot]:
    """Every complete snapshot, newest first."""
    folder = folder or snapshots_folder()
    found = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return [Snapshot(path) for path in sorted(found, reverse=True) if (path / "manifest.json").exists()]


def as_known_at(at: datetime | None, folder: Path | None = None) -> Snapshot:
    """The newest kept snapshot that is not later than ``at``; the current one for None.

    Raises:
        Refused: ``numbers.no_snapshot``, ``numbers.too_far_back``: records change, so the past cannot be recomputed.
    """
    if at is None:
        return require_current(folder)
    for snapshot in kept(folder):
        if snapshot.as_of <= at:
            return snapshot
    require_current(folder)
    raise Refused("numbers.too_far_back", f"No snapshot from before {at:%Y-%m-%d %H:%M} UTC is kept.", "as_of")


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """An empty folder to build a snapshot in; removed unless it was published. One builder at a time.

    Raises:
        Refused: ``numbers.snapshot_running``.
    """
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("numbers.snapshot_running", "A snapshot is being taken; wait until it is done.") from None
        place = folder / ".building"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o700)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)
    finally:
        os.close(descriptor)


def publish(place: Path, manifest: dict[str, Any], folder: Path) -> Snapshot:
    """Make a finished folder the current snapshot: whole or not at all, even when the power fails.

    Raises:
        Refused: ``numbers.same_time``.
    """
    stamp = str(manifest["stamp"])
    if (folder / stamp).exists():
        raise Refused("numbers.same_time", f"There already is a snapshot as of {manifest['as_of']}.")
    _write(place / "manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False))
    flush(place)
    place.rename(folder / stamp)
    flush(folder)
    _write(folder / ".current", stamp)
    (folder / ".current").replace(folder / "current")
    flush(folder)
    _prune(folder, stamp)
    return Snapshot(folder / stamp)


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Have the disk hold a file, or a folder's list of files."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    flush(path)


def _prune(folder: Path, stamp: str) -> None:
    for old in [snapshot for snapshot in kept(folder) if snapshot.stamp != stamp][KEPT - 1 :]:
        shutil.rmtree(old.folder, ignore_errors=True)
