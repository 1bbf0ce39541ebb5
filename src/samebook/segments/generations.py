"""The members of segments as files: a folder for each time they were counted, with the ids of each segment."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from samebook.segments.places import folder
from samebook.segments.rules import generations_to_keep

STAMP = "%Y%m%dT%H%M%S%f"
COLUMNS = ("record_id", "account_id", "territory_id", "owner_id", "may_contact")
"""Of each file of members, by ``record_id`` ascending."""


@dataclass(frozen=True, slots=True)
class Generation:
    """Members as they were counted at one time."""

    stamp: str

    @property
    def taken_at(self) -> datetime:
        return datetime.strptime(self.stamp, STAMP).replace(tzinfo=UTC)

    @property
    def place(self) -> Path:
        return folder("members") / self.stamp

    def members(self, key: str) -> Path:
        return self.place / f"{key}.parquet"

    def changed(self, key: str, since: str, way: str) -> Path:
        """Those ``added`` or ``left`` since one of ``rules.SINCE``."""
        return self.place / f"{key}.{way}-{since}.parquet"


def stamp_of(at: datetime) -> str:
    return at.astimezone(UTC).strftime(STAMP)


def generations() -> list[Generation]:
    """All that are kept, the newest first."""
    names = sorted((path.name for path in folder("members").iterdir() if path.name[0].isdigit()), reverse=True)
    return [Generation(name) for name in names]


def publish(place: Path, stamp: str) -> Generation:
    """Make a finished folder a generation; one of the same stamp is replaced."""
    generation = Generation(stamp)
    if generation.place.exists():
        shutil.rmtree(generation.place)
    place.rename(generation.place)
    return generation


def add(files: Iterable[Path], generation: Generation) -> None:
    """Put files into a generation, each in the place of the one of its name."""
    for file in files:
        file.replace(generation.place / file.name)


def forget_after(stamp: str) -> None:
    """Remove generations newer than the last that has its counts: who was writing them was stopped before the end."""
    for each in generations():
        if each.stamp > stamp:
            shutil.rmtree(each.place, ignore_errors=True)


def prune(now: datetime) -> None:
    """Remove what is not kept any more."""
    every = generations()
    kept = generations_to_keep([each.taken_at for each in every], now)
    for each in every:
        if each.taken_at not in kept:
            shutil.rmtree(each.place, ignore_errors=True)
