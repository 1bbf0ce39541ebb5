"""One opportunity as its page shows it: its stages, who takes part, what happened."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from samebook.accounts.models import Person
from samebook.buying.models import Opportunity, StageChange
from samebook.buying.terms import reason_in_words, stage_name
from samebook.company.queries import users_by_id
from samebook.journal.models import Entry
from samebook.journal.queries import entries_for
from samebook.kernel.access import Actor, user_id_in
from samebook.ui.panels import Filled, Moment, panels_of


class OpportunityFile:
    """Everything about one opportunity that was found for the actor; each part is read when it is first asked for."""

    def __init__(self, actor: Actor, opportunity: Opportunity, at: datetime) -> None:
        self.actor, self.opportunity, self.at = actor, opportunity, at

    @cached_property
    def people(self) -> list[Person]:
        """Those at the customer who take part."""
        return list(self.opportunity.people.filter(erased_at=None).defer("facts").order_by("surname_key", "id"))

    @cached_property
    def stages(self) -> list[tuple[StageChange, timedelta]]:
        """The stages it went through, the first one first, each with how long it lasted, or lasts."""
        changes = list(self.opportunity.stage_changes.order_by("happened_at", "id"))
        if not changes:
            return []
        ends = [*(change.happened_at for change in changes[1:]), self._end]
        return [
            (change, max(end - change.happened_at, timedelta(0))) for change, end in zip(changes, ends, strict=True)
        ]

    @property
    def in_stage(self) -> timedelta | None:
        """How long it has been in its stage; None once it is closed."""
        return self.stages[-1][1] if self.stages and self.opportunity.outcome == "open" else None

    @property
    def reason(self) -> str:
        """Why it was won or lost, in words."""
        return reason_in_words(self.opportunity.outcome_reason)

    @cached_property
    def panels(self) -> list[Filled]:
        return panels_of(self.actor, "opportunity", self.opportunity.pk)

    @cached_property
    def timeline(self) -> list[Moment]:
        """The journal of the opportunity, and what the chapters above say happened; newest first."""
        entries = [read.entry for read in entries_for(self.actor, record=("opportunity", self.opportunity.pk)).entries]
        names = self._names(entries)
        here = [
            Moment(
                entry.happened_at, entry_in_words(entry.code, entry.detail), side="sales",
                by=names.get(user_id_in(entry.actor), ""),
                origin="from a file" if entry.origin == Entry.Origin.IMPORT else "",
            )
            for entry in entries
        ]  # fmt: skip
        there = [moment for panel in self.panels for moment in panel.moments]
        return sorted([*here, *there], key=lambda one: one.at, reverse=True)

    @property
    def _end(self) -> datetime:
        """When its last stage ended: now, or when it was closed (the entry's moment; a day has none of its own)."""
        if self.opportunity.outcome == "open":
            return self.at
        closed = [moment.at for moment in self.timeline if moment.text.startswith(("Won", "Lost"))]
        return max(closed, default=self.at)

    def _names(self, entries: list[Entry]) -> Mapping[int, str]:
        ids = {key for entry in entries if (key := user_id_in(entry.actor))}
        owner = self.opportunity.owner
        here = {owner.pk: owner.name} if owner is not None else {}
        missing = ids - here.keys()
        return here | {pk: user.name for pk, user in users_by_id(missing).items()} if missing else here


def entry_in_words(code: str, detail: Mapping[str, Any]) -> str:
    """One journal entry about an opportunity, as a line of its timeline."""
    verb = code.rpartition(".")[2]
    match verb:
        case "moved":
            return f"{stage_name(str(detail.get('before')))} → {stage_name(str(detail.get('after')))}"
        case "changed":
            return "; ".join(_change(name, value) for name, value in detail.items()) or "Changed"
        case "won" | "lost" as outcome:
            reason = reason_in_words(str(detail.get("reason") or ""))
            return f"{outcome.capitalize()}: {reason}" if reason else outcome.capitalize()
        case "people_named":
            count = len(detail.get("people", ()))
            return f"{count} {'person takes' if count == 1 else 'people take'} part"
        case "imported":
            return "Brought in"
    return verb.replace("_", " ").capitalize()


def _change(name: str, value: Any) -> str:
    label = {"amount": "Amount", "expected_close_date": "Expected close", "premise": "Premise"}.get(name, name)
    if name == "premise" or not isinstance(value, list):
        return f"{label} changed"
    return f"{label}: {value[0] or 'not known'} → {value[1] or 'not known'}"
