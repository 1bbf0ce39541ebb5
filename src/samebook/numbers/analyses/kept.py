"""The newest answer to each question about an analysis, kept on disk: at hand after a restart or a new snapshot, and
while an engine is down. One file for each question, as ``numbers.kept`` has them for measures.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from samebook.numbers.analyses.results import AnalysisResult, Asked, Found
from samebook.numbers.coding import Unreadable, from_plain, to_plain
from samebook.numbers.kept import LARGEST, write
from samebook.numbers.snapshot.store import snapshots_folder

FORMAT = 2
MOST_FILES = 500


@dataclass(frozen=True, slots=True)
class Words:
    """A question as JSON values, from which it can be asked again."""

    told: dict[str, Any]

    @classmethod
    def of(cls, asked: Asked) -> "Words":
        days, within = asked.period, asked.within
        return cls({
            "analysis": asked.analysis.name,
            "hash": asked.analysis.hash,
            "values": dict(asked.values),
            "period": [days.start.isoformat(), days.end.isoformat()] if days else None,
            "territories": None if asked.territories is None else sorted(asked.territories),
            "within": f"{within.ref} {within.stamp}" if within else None,
        })  # fmt: skip

    @property
    def file(self) -> Path:
        digest = sha256(json.dumps(self.told, sort_keys=True).encode()).hexdigest()[:40]
        return folder() / f"{digest}.json"


def folder() -> Path:
    """Beside the snapshots, so that it goes with them; made when absent."""
    place = snapshots_folder() / ".analyses"
    place.mkdir(exist_ok=True, mode=0o700)
    return place


def look_up(asked: Asked) -> AnalysisResult | None:
    """The newest answer that is kept; ``stamp`` and ``as_of`` say of which snapshot."""
    words = Words.of(asked)
    try:
        held = json.loads(words.file.read_bytes())
        if held["format"] != FORMAT or held["question"] != words.told:
            return None
        found = from_plain(held["found"])
        assert isinstance(found, Found)
        at = datetime.fromisoformat(held["as_of"])
        return AnalysisResult(asked, at, held["stamp"], held["simulated"], held["currency"], found)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AssertionError, Unreadable):
        words.file.unlink(missing_ok=True)
        return None


def keep(result: AnalysisResult) -> None:
    """Keep an answer in the place of an earlier one; the oldest files make room."""
    words = Words.of(result.asked)
    held = {
        "format": FORMAT, "question": words.told, "as_of": result.as_of.isoformat(), "stamp": result.stamp,
        "simulated": result.simulated, "currency": result.currency, "found": to_plain(result.found),
    }  # fmt: skip
    text = json.dumps(held).encode()
    if len(text) > LARGEST:
        return
    write(words.file, text)
    files = sorted(folder().glob("*.json"), key=os.path.getmtime, reverse=True)
    for file in files[MOST_FILES:]:
        file.unlink(missing_ok=True)
