"""One part of an edition, open in its form: found where it stands, and found again when others changed the draft."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from samebook.agreement import actions, points, queries, rules
from samebook.agreement.clauses import clauses_changed, label_of
from samebook.agreement.editor.changing import place_of
from samebook.agreement.editor.kinds import NEW, Kind, holder_of, kind_of, path_of
from samebook.agreement.editor.meanwhile import CHANGED, GONE, SAME, standing
from samebook.agreement.editor.reading import MEASURES, Reading
from samebook.agreement.forms.measures import MeasureForm
from samebook.agreement.models import Edition, Saved
from samebook.agreement.terms import Side
from samebook.agreement.views.negotiation import address_of
from samebook.book.editing.spans import Data
from samebook.kernel.refusals import Refused
from samebook.ui.doors import SignedRequest

WRITE = "write editions"


@dataclass
class Open:
    """One part of an edition, open in its form.

    Attributes:
        what: ``same`` as when the form was opened, ``changed`` by somebody else, or ``gone`` (the key is a new one).
        later: What others saved since the form was opened, the newest first.
        over: Of a measure, the table that its form counts.
    """

    edition: Edition
    reading: Reading
    kind: Kind
    key: str
    what: str = SAME
    later: list[Saved] = field(default_factory=list)
    over: str = ""

    @property
    def scope(self) -> str:
        """What its conditions name, as ``Reading.fields_for`` takes it."""
        return f"{MEASURES}{self.over}" if self.over else self.kind.section

    @property
    def is_new(self) -> bool:
        return self.key.rpartition(".")[2] == NEW

    @property
    def data(self) -> Data:
        return None if self.is_new else self.reading.at(*path_of(self.kind, self.key))

    @property
    def condition(self) -> str:
        """The condition as it is written; empty when there is none."""
        found = self.data.get(self.kind.condition) if isinstance(self.data, dict) else None
        return found if isinstance(found, str) else ""

    @property
    def others(self) -> str:
        """Who changed the draft meanwhile."""
        return " and ".join(dict.fromkeys(saved.author.name for saved in self.later if saved.author)) or "Someone"

    def urls(self) -> dict[str, str]:
        arguments = [self.edition.pk, self.kind.section, self.key]
        return {
            f"{name}_url": reverse(f"agreement:form_{name}", args=arguments) for name in ("part", "builder", "delete")
        }


def edition_for(request: SignedRequest, edition_id: int) -> Edition:
    """The edition, for those who may write; whatever its state."""
    request.actor.require(*rules.DEPARTMENTS, to=WRITE)
    return queries.edition_of(request.actor, edition_id)


def measure_form(there: Open, data: Any, mode: str, sides: Sequence[Side]) -> MeasureForm:
    """The form of a measure, which decides whose columns its conditions name."""
    form = MeasureForm(there.kind, there.data, data, key=there.key, reading=there.reading, mode=mode, sides=sides)
    there.over = form.table
    return form


def reading_for(edition: Edition) -> Reading:
    """An edition's text for its forms; refused when no form can read it."""
    reading = Reading(edition.text)
    if not isinstance(reading.data, dict):
        raise Refused("book.yaml", "The forms cannot read this text; mend it in the text.")
    return reading.naming(queries.territory_names())


def opened(edition: Edition, section: str, key: str) -> Open:
    """A part where it stands; ``Missing`` for one that does not."""
    found = Open(edition, reading_for(edition), kind_of(section), key)
    if not found.is_new or found.kind.section == "criteria":
        path_of(found.kind, key)
    holder_of(found.kind, key)
    if not found.is_new:
        place_of(found.reading, found.kind, key)
    return found


def found_again(edition: Edition, section: str, key: str, seen_hash: str) -> Open:
    """The part whose form was opened over another text of this edition: where it stands now, and what became of it."""
    if seen_hash == edition.content_hash:
        return opened(edition, section, key)
    text, later = points.saved_since(edition, seen_hash)
    if text is None:
        here = opened(edition, section, key)
        here.what = CHANGED
        return here
    before = opened(Edition(pk=edition.pk, text=text), section, key)
    now = reading_for(edition)
    found = standing(before.reading, now, before.kind, key)
    there = _anew(now, before.kind, found.key) if found.what == GONE else found.key
    return Open(edition, now, before.kind, there, found.what, later)


def propose_otherwise(
    request: SignedRequest, there: Open, text: str, *, reason: str, side: str | None = None
) -> HttpResponseBase:
    """Make a counter-proposal of what a form changes.

    Raises:
        Refused: ``agreement.more_than_clause``, the form changes clauses that only hold together, as a level and its
            follow-up; or what ``propose_changes`` refuses.
    """
    edition = there.edition
    try:
        counters = actions.propose_changes(
            request.actor, edition.pk, text=text, reason=reason, side=side, at=datetime.now(UTC)
        )
    except Refused as refused:
        changed = [label_of(clause.name) for clause, _ in clauses_changed(edition.text, text)]
        if refused.code != "agreement.book_problems" or len(changed) < 2:
            raise
        message = (
            f"This changes {' and '.join(changed)} together, and a counter-proposal says one clause. Say in a comment "
            "what you miss, or amend the proposal and change both."
        )
        raise Refused("agreement.more_than_clause", message) from refused
    messages.success(request, "Proposed. The other side takes it over or says why not.")
    return redirect(address_of(edition.pk, counters[0].clause))


def _anew(now: Reading, kind: Kind, key: str) -> str:
    """The key to put a part back under that is gone; a criterion whose level is gone goes to the last one."""
    if kind.by == "one":
        return key
    if kind.section == "pipeline_stages":
        pipelines = now.at("pipelines")
        count = len(pipelines) if isinstance(pipelines, list) else 0
        return f"{min(int(key.partition('.')[0]), max(count - 1, 0))}.{NEW}"
    if kind.section != "criteria":
        return NEW
    level = min(int(key.partition(".")[0]), max(len(now.levels) - 1, 0))
    return f"{level}.{NEW}"
