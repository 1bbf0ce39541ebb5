"""What may stand in the journal, and how entries are hashed."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from samebook.kernel.refusals import Refused

CLOCK_SKEW = timedelta(minutes=5)


def check_times(happened_at: datetime | None, origin: str, *, now: datetime) -> None:
    """``happened_at`` may differ from the server's clock only when its origin says why, and never lies ahead."""
    if happened_at is None:
        return
    if origin == "system" and abs(happened_at - now) > CLOCK_SKEW:
        raise Refused("journal.time_without_origin", "Say where the time comes from: an import or a person's word.")
    if happened_at > now + CLOCK_SKEW:
        raise Refused("journal.future", "That lies in the future; enter when it happened.", "happened_at")


def personal_hash(salt: str, value: dict[str, Any]) -> str:
    """The salted hash that stands for personal values in the chain (SHA-256, hexadecimal)."""
    return hashlib.sha256((salt + canonical(value)).encode()).hexdigest()


def canonical(value: Any) -> str:
    """One text for one value: sorted keys, no spaces, code points kept."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
