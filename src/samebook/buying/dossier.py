"""One opportunity as its page shows it: its stages, who takes part, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cached_property
from typing import Any

from samebook.accounts.models import Person
from samebook.book import DeclaredField, parse_value
from samebook.book.wording import in_words, label_of
from samebook.buying.drawing import Moves, Segment, moves_drawn, stages_drawn
from samebook.buying.models import CloseDateMove, Closing, Opportunity, ProductLine, StageChange, TeamMember
from samebook.buying.pipelines import Selling, Way, selling_at, way_of
from samebook.buying.queries import opportunities_for, opportunity_for, works_on
from samebook.buying.recounting import start_of
from samebook.buying.terms import Decision, reason_in_words, stage_name
from samebook.company.choices import rep_choices
from samebook.company.queries import local_zone, users_by_id
from samebook.journal.models import Entry
from samebook.journal.queries import entries_for
from samebook.kernel.access import Actor, user_id_in
from samebook.kernel.money import Money
from samebook.ui.panels import Filled, Moment, panels_of

COLLEAGUES = 200
"""How many people of an account are offered to choose from."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit to a stage as its page shows it; one that goes on lasts until now."""

    entered_at: datetime
    left_at: datetime


class OpportunityFile:
    """Everything about one opportunity that was found for the actor; each part is read when it is first asked for.

    Made for one request: its page, the forms on it and the panels of the chapters above read from the same one.

    Args:
        zone: The company's time zone, where it is known.
    """

    def __init__(self, actor: Actor, opportunity: Opportunity, at: datetime, *, zone: tzinfo | None = None) -> None:
        self.actor, self.opportunity, self.at, self._zone = actor, opportunity, at, zone

    @cached_property
    def selling(self) -> Selling:
        """How the company sells by the edition in force."""
        return selling_at(self.at)

    @cached_property
    def way(self) -> Way:
        """The pipeline that it goes by, and the Book it stands in."""
        return way_of(self.opportunity, self.at, self.selling)

    @cached_property
    def zone(self) -> tzinfo:
        """The company's time zone."""
        return self._zone or local_zone()

    @property
    def today(self) -> date:
        """The company's day."""
        return self.at.astimezone(self.zone).date()

    @cached_property
    def works_on(self) -> bool:
        """Whether the actor may change it."""
        return works_on(self.actor, self.opportunity)

    @cached_property
    def reps(self) -> list[tuple[int, str]]:
        """Whom forms offer as its owner or for its team."""
        return rep_choices()

    @cached_property
    def all_people(self) -> list[Person]:
        """Who was named as taking part, whoever was erased since included."""
        return list(self.opportunity.people.defer("facts").order_by("surname_key", "id"))

    @property
    def people(self) -> list[Person]:
        """Those at the customer who take part."""
        return [each for each in self.all_people if each.erased_at is None]

    @cached_property
    def colleagues(self) -> list[Person]:
        """Who is at the account and may be named, the first of them."""
        if self.opportunity.account is None:
            return []
        living = self.opportunity.account.people.filter(erased_at=None, merged_into=None).defer("facts")
        return list(living.order_by("surname_key", "id")[:COLLEAGUES])

    @cached_property
    def history(self) -> list[tuple[StageChange, Stay | None]]:
        """Every stage that was entered, the first one first, with the sale's stay there; None for no visit."""
        changes = list(self.opportunity.stage_changes.select_related("user").order_by("happened_at", "id"))
        return [(change, self._stay(change)) for change in changes]

    @property
    def line(self) -> list[Segment]:
        """The stages in a line, as wide as they lasted."""
        return stages_drawn(
            [
                (change.stage_name, change.decision, stay.entered_at, stay.left_at)
                for change, stay in self.history
                if stay is not None
            ]
        )

    @property
    def in_stage_since(self) -> datetime | None:
        """When it entered its stage; None once it is closed."""
        return self.opportunity.stage_entered_at if self.opportunity.outcome == "open" else None

    @cached_property
    def date_moves(self) -> list[CloseDateMove]:
        """The close date as it was said and moved, the first one first."""
        return list(self.opportunity.close_date_moves.select_related("user").order_by("happened_at", "id"))

    @property
    def moved(self) -> int:
        """How often a close date was moved to another."""
        return sum(move.days is not None for move in self.date_moves)

    @property
    def dates_drawn(self) -> Moves:
        return moves_drawn([(move.happened_at, move.to_date) for move in self.date_moves], self.at)

    @cached_property
    def products(self) -> list[ProductLine]:
        return list(self.opportunity.products.order_by("id"))

    @property
    def offered(self) -> Money | None:
        """What the priced lines come to; None where none is priced."""
        priced = [line.amount for line in self.products if line.amount is not None]
        currency = self.opportunity.currency_id
        return Money(sum(priced, Decimal(0)), currency) if priced and currency else None

    @cached_property
    def competitors(self) -> list[str]:
        return list(self.opportunity.competitors.order_by("id").values_list("name", flat=True))

    @cached_property
    def team(self) -> list[TeamMember]:
        return list(self.opportunity.team.select_related("user").order_by("user__name", "id"))

    @cached_property
    def closings(self) -> list[Closing]:
        """Closings that did not hold."""
        return list(self.opportunity.closings.exclude(reopened_at=None).order_by("closed_at", "id"))

    @cached_property
    def related(self) -> list[tuple[str, Opportunity]]:
        """The lost sale that came back as this one, and the sales that this one came back as; as far as seen."""
        seen = opportunities_for(self.actor)
        before = self.opportunity.won_back_from_id
        found = [("Came back from", one) for one in seen.filter(pk=before)] if before else []
        return [
            *found,
            *(("Came back as", one) for one in seen.filter(won_back_from=self.opportunity.pk).order_by("pk")),
        ]

    @cached_property
    def told(self) -> tuple[list[tuple[str, str]], str, str, int | None]:
        """What the Book's fields say, the pipeline and decision in words, and the usual days in this stage."""
        selling, pipeline = self.way
        stage = pipeline.stage(self.opportunity.stage)
        facts = [(label_of(n), _value(self.opportunity.facts.get(n), f)) for n, f in selling.declared.items()]
        decision = Decision.label_of(stage.decision) if stage else ""
        return facts, stage_name(self.opportunity.pipeline), decision, stage.expected_days if stage else None

    @property
    def reason(self) -> str:
        """Why it was won or lost, in words."""
        return reason_in_words(self.opportunity.outcome_reason)

    @cached_property
    def panels(self) -> list[Filled]:
        return panels_of(self.actor, "opportunity", self.opportunity.pk, self)

    @cached_property
    def timeline(self) -> list[Moment]:
        """The journal of the opportunity, and what the chapters above say happened; newest first."""
        found = entries_for(self.actor, record=("opportunity", self.opportunity.pk)).entries
        entries = [read.entry for read in found if read.entry.code.startswith("buying.")]
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

    def _stay(self, change: StageChange) -> Stay | None:
        if change.visit is None:
            return None
        entered = max(change.happened_at, start_of(self.opportunity.opened_on, self.zone))
        return Stay(entered, max(change.left_at or self.at, entered))

    def _names(self, entries: list[Entry]) -> Mapping[int, str]:
        ids = {key for entry in entries if (key := user_id_in(entry.actor))}
        owner = self.opportunity.owner
        here = {owner.pk: owner.name} if owner is not None else {}
        missing = ids - here.keys()
        return here | {pk: user.name for pk, user in users_by_id(missing).items()} if missing else here


def file_of(actor: Actor, opportunity_id: int, at: datetime, *, zone: tzinfo | None = None) -> OpportunityFile:
    """The file of one opportunity; ``Missing`` where it is not the actor's to see."""
    return OpportunityFile(actor, opportunity_for(actor, opportunity_id), at, zone=zone)


LABELS = {"expected_close_date": "Expected close", "partner_id": "Partner", "communication_id": "Communication"}


def _value(text: str | None, declared: DeclaredField) -> str:
    return in_words(parse_value(declared.type, text), declared) if text else ""


def entry_in_words(code: str, detail: Mapping[str, Any]) -> str:  # noqa: PLR0911 (a line for each act)
    """One journal entry about an opportunity, as a line of its timeline."""
    verb = code.rpartition(".")[2]
    match verb:
        case "moved":
            despite = f" ({detail['despite']})" if detail.get("despite") else ""
            return f"{stage_name(str(detail.get('before')))} → {stage_name(str(detail.get('after')))}{despite}"
        case "changed":
            return "; ".join(_change(name, value) for name, value in detail.items()) or "Changed"
        case "reopened":
            return f"Opened again: {detail.get('why')}"
        case "products_named" | "competitors_named":
            said = ", ".join(map(str, detail.get("products") or detail.get("competitors") or ()))
            return f"{'Offered' if verb == 'products_named' else 'Competitors'}: {said or 'none'}"
        case "team_named":
            return f"{len(detail.get('team', ()))} besides the owner work on it or read it"
        case "history_imported":
            return f"History brought in: {detail.get('entries')} entries"
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
    label = LABELS.get(name) or label_of(name) if "." in name else LABELS.get(name, name.replace("_", " ").capitalize())
    if name in ("premise", "owner", "partner_id", "communication_id") or not isinstance(value, list):
        return f"{label} changed"
    return f"{label}: {value[0] or 'not known'} → {value[1] or 'not known'}"
