"""What works and what a lot says, in the cells of a page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.numbers.analyses import Analysis, analysis_named
from samebook.numbers.analyses.answering import Given, answer
from samebook.numbers.analyses.drawing import describe, frame_of
from samebook.numbers.analyses.results import AnalysisResult, Table
from samebook.numbers.charts.frames import Frame
from samebook.numbers.estimates import Estimate
from samebook.plays.effects.estimating import ENDS
from samebook.plays.effects.models import Lot
from samebook.plays.effects.readouts import Readout
from samebook.ui.templatetags.formats import day_text, percent_text

SHOWN = ("stalls_with_plays", "stages_with_plays")
BOUNDS = ("_low", "_high")
NOT_ENDED = "open"


@dataclass(frozen=True, slots=True)
class Part:
    """One analysis as the page shows it; ``refused`` says in words why there is none."""

    analysis: Analysis
    given: Given | None
    refused: str = ""

    @property
    def result(self) -> AnalysisResult | None:
        return self.given.result if self.given else None

    @property
    def why_none(self) -> str:
        """Why there are no figures."""
        failure = self.given.failure if self.given else None
        return failure.message if failure else self.refused

    @property
    def described(self) -> str:
        """What the picture shows; empty where there is none."""
        drawn = self.result and self.result.found.picture and self.result.found.picture.points
        return describe(self.result) if self.result and drawn else ""

    @property
    def frame(self) -> Frame | None:
        """The room that the picture takes."""
        return frame_of(self.result) if self.result and self.result.found.picture else None

    @property
    def at_risk(self) -> dict[str, Any] | None:
        """How many were at risk, by arm and day."""
        table = self._table("at_risk")
        if table is None:
            return None
        columns = [(column.title, column.name) for column in table.columns]
        rows = [(line.heads[0], [(title, line.cells[name]) for title, name in columns]) for line in table.lines]
        return {"days": [title for title, _ in columns], "rows": rows}

    @property
    def ends(self) -> dict[str, Any] | None:
        """How they ended by the horizon, in each arm: share, least and most."""
        table = self._table("ends")
        if table is None:
            return None
        columns = [(column.title, column.name) for column in table.columns if not column.name.endswith(BOUNDS)]
        rows = [
            (line.heads[0], [(title, *(line.cells[name + end] for end in ("", *BOUNDS))) for title, name in columns])
            for line in table.lines
        ]
        return {"title": table.title, "arms": [title for title, _ in columns], "rows": rows}

    def _table(self, name: str) -> Table | None:
        tables = self.result.found.tables if self.result else ()
        return next((each for each in tables if each.name == name), None)


def parts_for(actor: Actor, *, at: datetime) -> list[Part]:
    """Both analyses, of everything that the actor may see; without a snapshot each says so."""
    found = []
    for name in SHOWN:
        analysis = analysis_named(name)
        try:
            given = answer(analysis, actor=actor, values={}, period=None, within=None, at=at)
        except Refused as refused:
            if refused.code not in ("numbers.no_snapshot", "numbers.company_only"):
                raise
            found.append(Part(analysis, None, refused.message))
        else:
            found.append(Part(analysis, given))
    return found


def fixed(lot: Lot) -> list[tuple[str, str]]:
    """What cannot be changed any more."""
    first, last = (day_text(timezone.localtime(each).date()) for each in (lot.begins_at, lot.draws_until))
    told = [
        ("Play", lot.play.name if lot.play else "every play"),
        ("Held back", f"{percent_text(lot.share)} of accounts; all stalls of an account have one arm"),
        ("Draws", f"stalls opened from {first} to {last}, when they are opened; not those that files bring"),
        ("Counts", f"days from the draw to the end of the stall, whatever ended it, up to {lot.horizon}"),
        ("Read out", "the first stall of each account, in the arm that the lot gave it, whatever was done"),
        ("Worth knowing", f"{lot.worthwhile} days saved or more"),
    ]
    if lot.stopped_at:
        stopped = day_text(timezone.localtime(lot.stopped_at).date())
        told.append(("Stopped", f"{stopped}: {lot.stop_reason}"))
    return told


def arms_of(read: Readout) -> list[dict[str, Any]]:
    """A row for each arm: its mean, and how its stalls ended by the horizon."""
    rows = []
    for arm, drawn in read.arms.items():
        mean = read.found.means[arm].estimate() if read.found.means and read.found.saved.value is not None else None
        ends: list[tuple[str, Estimate]] = [
            (title, read.found.shares[end][arm])
            for end, title in {**ENDS, NOT_ENDED: "Not ended"}.items()
            if end in read.found.shares
        ]
        rows.append({"arm": arm.label, "n": drawn.n, "begun": drawn.begun, "mean": mean, "ends": ends})
    return rows
