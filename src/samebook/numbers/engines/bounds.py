"""How much memory and disk DuckDB may take: beyond the one it goes on with the other, beyond both it refuses."""

import contextlib
import os
import re
import shutil
import socket
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from samebook.kernel.refusals import Refused

AMOUNT = re.compile(r"[0-9]{1,9} ?([KMGT]i?B)", re.IGNORECASE)


def bounds() -> Mapping[str, str]:
    """DuckDB's settings for ``SAMEBOOK_MEMORY`` and ``SAMEBOOK_SPILL``.

    Raises:
        Refused: ``numbers.bad_setting``.
    """
    memory = _amount("SAMEBOOK_MEMORY", settings.SAMEBOOK_MEMORY)
    if settings.SAMEBOOK_SPILL == "0":
        return {"memory_limit": memory, "temp_directory": ""}
    disk = _amount("SAMEBOOK_SPILL", settings.SAMEBOOK_SPILL)
    folder = str(_own_folder(Path(settings.SAMEBOOK_SPILL_FOLDER)))
    return {"memory_limit": memory, "temp_directory": folder, "max_temp_directory_size": disk}


@cache
def _own_folder(spill: Path) -> Path:
    """Where this process writes; what processes of this machine left that are gone is thrown away."""
    machine = re.sub(r"[^A-Za-z0-9]", "_", socket.gethostname())
    spill.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in spill.glob(f"{machine}-*"):
        number = path.name.removeprefix(f"{machine}-")
        if number.isdigit() and (int(number) == os.getpid() or not _lives(int(number))):
            shutil.rmtree(path, ignore_errors=True)
    own = spill / f"{machine}-{os.getpid()}"
    own.mkdir(mode=0o700, exist_ok=True)
    return own


def _lives(process: int) -> bool:
    with contextlib.suppress(PermissionError):
        try:
            os.kill(process, 0)
        except (ProcessLookupError, OverflowError):
            return False
    return True


def _amount(name: str, value: str) -> str:
    if not AMOUNT.fullmatch(value.strip()):
        raise Refused("numbers.bad_setting", f"{name} is an amount such as 1GB or 500MB, not “{value[:40]}”.")
    return value.strip()
