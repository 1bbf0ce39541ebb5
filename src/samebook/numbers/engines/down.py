"""An engine that does not answer: what is told, and since when. All processes of a home tell the same."""

import contextlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from django.conf import settings

from samebook.kernel.refusals import Refused

PAUSE = 5.0
"""Seconds in which an engine that just failed is not tried again, so that pages do not queue up before it."""
_failed: dict["Place", float] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an engine is.

    Attributes:
        name: As in ``SAMEBOOK_ENGINE``.
        title: For whoever reads a page.
        address: Host and port, without names and passwords.
    """

    name: str
    title: str
    address: str


def require_rested(place: Place) -> None:
    """Refuse at once what was tried a moment ago.

    Raises:
        Refused: ``numbers.engine_down``.
    """
    if monotonic() - _failed.get(place, -PAUSE) < PAUSE:
        raise _told(place, _since(place, datetime.now(UTC)))


def is_down(place: Place, why: str, *, at: datetime | None = None) -> Refused:
    """Note that an engine failed, unless it is noted already; what to tell.

    Args:
        why: In the engine's own words, a clause.
        at: When it failed; None for now.
    """
    _failed[place] = monotonic()
    return _told(place, _since(place, at or datetime.now(UTC)), why)


def is_up(place: Place) -> None:
    """Forget the failure: the engine answered."""
    _failed.pop(place, None)
    with contextlib.suppress(OSError):
        _note().unlink(missing_ok=True)


def _since(place: Place, at: datetime) -> datetime:
    """When the first failure was that no answer followed; noted when it is this one."""
    told = {"engine": place.name, "address": place.address}
    try:
        noted = json.loads(_note().read_text("utf-8"))
        since = datetime.fromisoformat(noted.pop("since"))
        if noted == told:
            return since
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        pass
    with contextlib.suppress(OSError):
        beside = _note().with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps({**told, "since": at.isoformat()}), "utf-8")
        beside.replace(_note())
    return at


def _note() -> Path:
    return Path(settings.SAMEBOOK_ENGINE_NOTE)


def _told(place: Place, since: datetime, why: str = "") -> Refused:
    because = f" ({why})" if why else ""
    message = (
        f"{place.title} at {place.address} does not answer since {since.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        f"{because}. Nothing is lost; the figures come when it is there again."
    )
    return Refused("numbers.engine_down", message)
