"""Files that people send: kept apart, readable by nobody else, parsed by a capped child only."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from samebook.exchange.rewriting import MEMORY, SECONDS
from samebook.kernel.refusals import Refused

LARGEST = 500 * 1024 * 1024
MOST_ROWS = 5_000_000


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What the child found in an upload; the rows are in ``path``."""

    path: Path
    encoding: str
    delimiter: str
    sheet: str
    sheets: list[str]
    header: list[str]
    rows: int


def folder_of(job: str) -> Path:
    """``SAMEBOOK_HOME/uploads/<job>``, made when absent, for its owner only.

    Args:
        job: Letters and digits.
    """
    if not job.isalnum():
        raise Refused("exchange.bad_upload", "There is no such upload.", "file")
    folder = Path(settings.UPLOADS) / job
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def keep(job: str, chunks: Iterable[bytes]) -> Path:
    """Write an upload as it comes; its name is ours, mode 0600.

    Raises:
        Refused: ``exchange.upload_too_large`` (then nothing is kept), ``exchange.bad_upload``.
    """
    path = folder_of(job) / "upload"
    path.unlink(missing_ok=True)
    size = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                break
            file.write(chunk)
    if size > LARGEST:
        path.unlink()
        raise Refused("exchange.upload_too_large", f"A file has {LARGEST // 1024**2} MB at most; part it.", "file")
    return path


def forget(job: str) -> None:
    """Take an upload away with all that was made of it."""
    shutil.rmtree(folder_of(job), ignore_errors=True)


def rewrite(
    upload: Path,
    *,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    most_rows: int = MOST_ROWS,
    memory: int = MEMORY,
    seconds: int = SECONDS,
) -> Rewriting:
    """Let the child read an upload and write it as Parquet beside it.

    Args:
        memory: Bytes of address space that the child may have.
        seconds: Of processor time; twice as long by the clock.

    Raises:
        Refused: What the child refused; ``exchange.too_large_to_read`` when it reached a limit.
    """
    out = upload.with_name("rows.parquet")
    out.unlink(missing_ok=True)
    command = [
        sys.executable, "-m", "samebook.exchange.rewriting",
        str(upload), str(out), encoding, delimiter, sheet, str(most_rows), str(memory), str(seconds),
    ]  # fmt: skip
    paths = [str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")]
    surroundings = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "TMPDIR": str(upload.parent),
    }
    too_large = Refused(
        "exchange.too_large_to_read", "The file takes more memory or time than is given; part it.", "file"
    )
    try:
        child = subprocess.run(  # noqa: S603 (our own module, no shell)
            command, env=surroundings, cwd=upload.parent, capture_output=True, timeout=2 * seconds, check=False
        )
        found = json.loads(child.stdout) if child.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        found = None
    if found is None or found.get("refused", {}).get("code") == "exchange.too_large_to_read":
        out.unlink(missing_ok=True)
        raise too_large
    if "refused" in found:
        out.unlink(missing_ok=True)
        raise Refused(**found["refused"])
    out.chmod(0o600)
    return Rewriting(out, **found)
