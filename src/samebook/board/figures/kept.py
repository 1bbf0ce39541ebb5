"""Figures that were counted, kept in the home by snapshot and period, so that a page need not count them again."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from samebook.board.figures.counting import FORMAT, Told, count
from samebook.kernel.periods import Period
from samebook.numbers.snapshot.store import require_current

KEPT = 60
"""So many periods keep their newest figures."""


def folder() -> Path:
    """``SAMEBOOK_HOME/boards``, open to its owner only, made when absent."""
    place = Path(settings.SAMEBOOK_BOARDS)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def figures_of(period: Period, *, at: datetime, told: Told = lambda done, of: None) -> dict[str, Any]:
    """The figures as of the current snapshot: those kept, else counted now and kept.

    Raises:
        Refused: As ``count``.
    """
    stamp = require_current().stamp
    here = last_kept(period)
    if here is not None and here["snapshot"]["stamp"] == stamp:
        return here
    found = count(period, at=at, told=told)
    _write(_file(period), found)
    _forget_old()
    return found


def last_kept(period: Period) -> dict[str, Any] | None:
    """The newest figures that were counted of a period, whatever their snapshot; null for none or a broken file."""
    try:
        found: dict[str, Any] = json.loads(_file(period).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(found, dict) and found.get("format") == FORMAT
    return found if whole else None


def as_of(figures: dict[str, Any]) -> datetime:
    """The instant that figures show."""
    return datetime.fromisoformat(figures["snapshot"]["as_of"]).astimezone(UTC)


def _file(period: Period) -> Path:
    return folder() / f"figures-{period.start}-{period.end}.json"


def _write(path: Path, found: dict[str, Any]) -> None:
    """A whole file or none, open to its owner only."""
    part = path.with_name(f".{path.name}-{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(found, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _forget_old() -> None:
    files = sorted(folder().glob("figures-*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in files[KEPT:]:
        old.unlink(missing_ok=True)
