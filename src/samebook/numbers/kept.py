"""Figures that pages asked for, kept on disk: at hand after a restart, a new snapshot, or while an engine is down.

One file for each question (measure with its definition, split, days, territories, records), which holds the newest
answer with the snapshot it is of. Who sees other territories asks another question, so nobody is answered with
another's figures.
"""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.numbers.coding import Unreadable, from_plain, to_plain
from samebook.numbers.measures import Measure
from samebook.numbers.results import Result
from samebook.numbers.snapshot.store import snapshots_folder
from samebook.numbers.within import Within

FORMAT = 1
MOST_FILES = 2_000
MOST_BYTES = 200_000_000
LARGEST = 4_000_000
"""A larger answer (a curve of very many steps) is computed each time instead."""
ENDING = ".json"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked; the same question has the same answer on one snapshot.

    Attributes:
        territories: Ids that the asker sees; None for everything.
    """

    measure: Measure
    dimension: str | None = None
    period: Period | None = None
    territories: frozenset[int] | None = None
    within: Within | None = None

    @classmethod
    def of(
        cls, actor: Actor, measure: Measure, dimension: str | None, period: Period | None, within: Within | None
    ) -> "Question":
        """The question of an actor."""
        territories = None if actor.sees_all else actor.territories
        return cls(measure, dimension, period if measure.has_day else None, territories, within)

    @property
    def words(self) -> dict[str, Any]:
        """The question as JSON values, from which ``reading`` asks it again."""
        return {
            "measure": self.measure.name,
            "hash": self.measure.hash,
            "edition": self.measure.edition,
            "dimension": self.dimension,
            "period": [self.period.start.isoformat(), self.period.end.isoformat()] if self.period else None,
            "territories": None if self.territories is None else sorted(self.territories),
            "within": f"{self.within.ref} {self.within.stamp}" if self.within else None,
        }

    @property
    def digest(self) -> str:
        """Its file's name."""
        return sha256(json.dumps(self.words, sort_keys=True).encode()).hexdigest()[:40]


def folder() -> Path:
    """Beside the snapshots, so that it goes with them; made when absent."""
    place = snapshots_folder() / ".figures"
    place.mkdir(exist_ok=True, mode=0o700)
    return place


def look_up(question: Question, *, asked: bool = True) -> Result | None:
    """The newest answer that is kept; ``stamp`` and ``as_of`` say of which snapshot.

    Args:
        asked: Whether somebody asks just now.
    """
    file = folder() / (question.digest + ENDING)
    try:
        held = json.loads(file.read_bytes())
        if held["format"] != FORMAT or held["question"] != question.words:
            return None
        found = from_plain(held["result"])
        if asked:
            os.utime(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, Unreadable):
        file.unlink(missing_ok=True)
        return None
    return found if isinstance(found, Result) else None


def keep(question: Question, result: Result, *, asked: bool = True) -> None:
    """Keep an answer in the place of an earlier one; the oldest questions make room.

    Args:
        asked: Whether somebody asked just now; else the time of asking stays what it was.
    """
    file = folder() / (question.digest + ENDING)
    try:
        text = json.dumps({"format": FORMAT, "question": question.words, "result": to_plain(result)}).encode()
    except Unreadable:
        return
    if len(text) > LARGEST:
        file.unlink(missing_ok=True)
        return
    when = time.time() if asked or not file.exists() else file.stat().st_mtime
    write(file, text, when)
    if asked:
        _make_room()


def write(file: Path, text: bytes, when: float | None = None) -> None:
    """Put a file in its place, whole or not at all.

    Args:
        when: Seconds since 1970 that it shows as its time.
    """
    with NamedTemporaryFile(dir=file.parent, prefix=".new", delete=False) as held:
        held.write(text)
    if when is not None:
        os.utime(held.name, (when, when))
    Path(held.name).replace(file)


def asked_since(moment: datetime) -> Iterator[dict[str, Any]]:
    """The words of each question asked since, the last one first."""
    for file, _, at in _files():
        if at < moment.timestamp():
            return
        try:
            held = json.loads(file.read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(held, dict) and held.get("format") == FORMAT and isinstance(held.get("question"), dict):
            yield held["question"]


def _make_room() -> None:
    used = 0
    for place, (file, size, _) in enumerate(_files()):
        used += size
        if place >= MOST_FILES or used > MOST_BYTES:
            file.unlink(missing_ok=True)


def _files() -> list[tuple[Path, int, float]]:
    """Each file with its size and when it was asked for, the last one first."""
    found = []
    for entry in os.scandir(folder()):
        if entry.name.endswith(ENDING):
            try:
                state = entry.stat()
            except FileNotFoundError:
                continue
            found.append((Path(entry.path), state.st_size, state.st_mtime))
    return sorted(found, key=lambda each: (-each[2], each[0].name))
