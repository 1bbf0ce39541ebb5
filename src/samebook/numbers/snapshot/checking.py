"""Is a snapshot still what was written? Sizes and footers when it is opened, every byte when asked."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from samebook.kernel.refusals import Refused
from samebook.numbers.snapshot.store import Snapshot, digest


@lru_cache(maxsize=8)
def require_whole(snapshot: Snapshot) -> None:
    """Refuse a snapshot with a file that is missing, cut short or of other rows; seen once per process.

    Raises:
        Refused: ``numbers.snapshot_damaged``, naming the file; ``numbers.snapshot_gone``.
    """
    for _, file in _files(snapshot):
        if (problem := _problem(snapshot.folder / file["name"], file)) is not None:
            _require_there(snapshot)
            raise damaged(snapshot, f"{file['name']} {problem}")


def verify(snapshot: Snapshot) -> list[str]:
    """What is wrong with a snapshot, a sentence for each file; reads every byte."""
    problems = []
    for table, file in _files(snapshot):
        path = snapshot.folder / file["name"]
        problem = _problem(path, file)
        if problem is None and digest(path) != file["sha256"]:
            problem = "is not what was written: its SHA-256 is another one"
        if problem is not None:
            problems.append(f"{table}: {file['name']} {problem}.")
    return problems


def unreadable(snapshot: Snapshot, said: str) -> Refused:
    """Why a file of a snapshot could not be read just now: it was replaced, or it is damaged.

    Args:
        said: The engine's own words, for when every file looks whole.
    """
    require_whole.cache_clear()
    try:
        _require_there(snapshot)
        require_whole(snapshot)
    except Refused as refused:
        return refused
    return damaged(snapshot, said)


def damaged(snapshot: Snapshot, what: str) -> Refused:
    """What is told of a snapshot that cannot be used."""
    first = (what.strip().splitlines() or ["it cannot be read"])[0].rstrip(".")
    message = f"The snapshot of {snapshot.folder.name} is damaged: {first}. Take another: samebook measure snapshot."
    return Refused("numbers.snapshot_damaged", message)


def _require_there(snapshot: Snapshot) -> None:
    if not (snapshot.folder / "manifest.json").exists():
        raise Refused("numbers.snapshot_gone", "The snapshot was replaced meanwhile; ask again.")


def _files(snapshot: Snapshot) -> list[tuple[str, dict[str, Any]]]:
    return [(table, file) for table, entry in snapshot.manifest["tables"].items() for file in entry["files"]]


def _problem(path: Path, told: dict[str, Any]) -> str | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        size = path.stat().st_size
    except OSError:
        return "is missing"
    if size != told["bytes"]:
        return f"has {size:,} bytes instead of {told['bytes']:,}"
    try:
        rows = pq.read_metadata(path).num_rows
    except (pa.ArrowInvalid, OSError):
        return "is no whole Parquet file"
    return None if rows == told["rows"] else f"has {rows:,} rows instead of {told['rows']:,}"
