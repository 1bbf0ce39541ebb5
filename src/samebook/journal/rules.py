"""What may stand in the journal, and how entries are hashed."""

import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import Any

from samebook.kernel.refusals import Refused

CLOCK_SKEW = timedelta(minutes=5)
BEGINNING = "0" * 64
"""Stands for the hash before the first entry."""

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=str)
_nul = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def check_times(happened_at: datetime | None, origin: str, *, now: datetime) -> None:
    """``happened_at`` may differ from the server's clock only when its origin says why, and never lies ahead.

    Raises:
        Refused: ``journal.time_without_zone``, ``journal.time_without_origin``, ``journal.future``.
    """
    if happened_at is None:
        return
    if happened_at.tzinfo is None:
        raise Refused("journal.time_without_zone", "Say in which time zone it happened.", "happened_at")
    if origin == "system" and abs(happened_at - now) > CLOCK_SKEW:
        raise Refused("journal.time_without_origin", "Say where the time comes from: an import or a person's word.")
    if happened_at > now + CLOCK_SKEW:
        raise Refused("journal.future", "That lies in the future; enter when it happened.", "happened_at")


def origin_here(origin: str, home_simulated: bool | None) -> str:
    """The origin an entry gets in this home: everything in a simulated home is simulated, nothing in a real one.

    Raises:
        Refused: ``journal.simulated_in_real_home``.
    """
    if home_simulated:
        return "simulated"
    if origin == "simulated" and home_simulated is False:
        raise Refused(
            "journal.simulated_in_real_home", "This home belongs to a real company; simulated records stay out of it."
        )
    return origin


def canonical(value: object) -> str:
    """One text for one value: sorted keys, no spaces, code points kept; dates and decimals as their text.

    Raises:
        Refused: ``journal.unwritable``, a NUL, half a character, or a number that is none.
    """
    try:
        text = _encode.encode(value)
        if not text.isascii():
            text.encode()
    except ValueError:
        raise Refused("journal.unwritable", "A text with broken characters or a number without a value.") from None
    if "\\u0000" in text and _nul.search(text):
        raise Refused("journal.unwritable", "A text with a NUL character cannot be kept; remove it.")
    return text


def personal_hash(salt: str, value: str) -> str:
    """The salted hash that stands for personal values, given as canonical text (SHA-256, hexadecimal)."""
    return hashlib.sha256((salt + value).encode()).hexdigest()


def chain_hash(previous: str, sequence: int, fields: tuple[Any, ...], detail: str) -> str:
    """The seal of one entry: it holds the seal before, the entry's place, and everything the entry says.

    Args:
        previous: The seal before; ``BEGINNING`` for the first.
        sequence: The entry's place in the chain, from 1.
        fields: Id, recorded_at, happened_at (``YYYY-MM-DD HH:MM:SS.ffffff`` in UTC), origin, actor, code,
            record kind and id, territory, edition, personal hash.
        detail: Canonical JSON.
    """
    text = f"{previous}{sequence}{_encode.encode(fields)}{detail}"
    return hashlib.sha256(text.encode()).hexdigest()
