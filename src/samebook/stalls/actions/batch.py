"""The sales of a batch of rows or logs, and keeping their stalls beside those that are known."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from samebook.accounts.models import Person
from samebook.buying.actions.known_ids import Done
from samebook.buying.models import Closing, Opportunity, StageChange
from samebook.buying.pipelines import Selling, selling_at
from samebook.buying.recounting import start_of
from samebook.company.queries import local_zone
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.stalls import hooks
from samebook.stalls.actions.base import LONGEST, tell
from samebook.stalls.logs import Event
from samebook.stalls.models import Stall
from samebook.stalls.rules import (
    Span,
    check_began,
    check_cause,
    check_ended,
    check_free,
    check_known_end,
    check_person,
)
from samebook.stalls.terms import EndedBy, Origin

LOG = "log"
"""What stalls read from a log of events carry as their rule, so that a later reading finds them."""


@dataclass(frozen=True, slots=True)
class StallSaid:
    """A stall as a file says it; ``until`` None while it has not ended. ``cause`` is a name or a label of the Book."""

    opportunity: str
    cause: str
    since: datetime
    until: datetime | None = None
    ended_by: str = ""
    external_id: str = ""
    person_email: str = ""
    note: str = ""
    words: str = ""


class Batch:
    """The sales of a batch with what stalls must fit into: read once for all of them."""

    def __init__(self, actor: Actor, ids: Collection[int], at: datetime) -> None:
        self.actor, self.at, self.zone = actor, at, local_zone()
        self.selling: Selling = selling_at(at)
        self.sales = {each.pk: each for each in Opportunity.objects.filter(pk__in=ids).defer("premise", "facts")}
        self.closed: dict[int, list[tuple[Span, str]]] = defaultdict(list)
        for one in Closing.objects.filter(opportunity__in=ids).order_by("closed_at", "id"):
            self.closed[one.opportunity_id].append((Span(one.closed_at, one.reopened_at), one.outcome))
        self.visits: dict[int, list[tuple[datetime, str, str]]] = defaultdict(list)
        entered = StageChange.objects.filter(opportunity__in=ids, visit__isnull=False).order_by("happened_at", "id")
        for change in entered:
            self.visits[change.opportunity_id].append((change.happened_at, change.stage, change.decision))
        self.here: dict[int, list[Stall]] = defaultdict(list)
        for stall in Stall.objects.filter(opportunity__in=ids).order_by("opened_at", "id"):
            self.here[stall.opportunity_id].append(stall)
        self.people: dict[str, Person] = {}
        self.kept_ids: set[str] = set()
        takes_part = Opportunity.people.through.objects.filter(opportunity__in=ids)
        self.takes_part: set[tuple[int, int]] = set(takes_part.values_list("opportunity_id", "person_id"))

    def keep(self, said: StallSaid, sale_id: int) -> Done:
        """One row of a file."""
        sale = self.sales[sale_id]
        cause = self._cause(said.cause)
        person = self._person(said.person_email, sale) if said.person_email else None
        check_known_end(said.ended_by)
        until, ended_by = self._end(sale, said.since, said.until, said.ended_by)
        same = self._same(sale_id, said, cause, person)
        if same is None:
            if until is None and any(
                one.is_open and (one.cause, one.person_id) == (cause, person) for one in self.here[sale_id]
            ):
                raise Refused("stalls.open_already", "This stall is open already.", "cause")
            check_free(said.external_id[:200], self.kept_ids)
            self.kept_ids.add(said.external_id[:200])
            stall = self._new(sale, cause, Span(said.since, until), ended_by)
            stall.person_id, stall.note = person, said.note.strip()[:LONGEST]
            stall.words, stall.external_id = said.words.strip()[:LONGEST], said.external_id[:200] or None
            self._write(stall, sale)
            return "created", stall.pk
        if not same.is_open or until is None:
            return "unchanged", same.pk
        self._close(same, until, ended_by, sale, words=said.words)
        return "changed", same.pk

    def keep_log(self, sale_id: int, events: Sequence[Event], told: Mapping[str, Sequence[Span]]) -> tuple[int, int]:
        """The stalls of one log, beside those of an earlier reading of it."""
        sale = self.sales[sale_id]
        wanted: dict[tuple[str, datetime], Span] = {}
        for cause, spans in told.items():
            for span in spans:
                wanted[cause, span.start] = span
        earlier = {(one.cause, one.opened_at): one for one in self.here[sale_id] if one.rule == LOG}
        changed = 0
        for key, stall in earlier.items():
            if key not in wanted:
                stall.delete()
                self.here[sale_id].remove(stall)
                changed += 1
        for (cause, start), span in wanted.items():
            until, ended_by = self._end(sale, start, span.until, "")
            here = earlier.get((cause, start))
            if here is None:
                stall = self._new(sale, cause, Span(start, until), ended_by)
                stall.rule = LOG
                self._write(stall, sale)
                changed += 1
            elif here.closed_at != until:
                here.closed_at, here.ended_by = until, ended_by
                here.save(update_fields=["closed_at", "ended_by"])
                tell(self.actor, "closed" if until else "opened", here, sale.territory_id, self.at, imported=True)
                changed += 1
        return changed, len(wanted)

    def _cause(self, said: str) -> str:
        names = {each.name: each.name for each in self.selling.causes}
        names |= {each.label.casefold(): each.name for each in self.selling.causes}
        cause = names.get(said.strip(), names.get(said.strip().casefold(), ""))
        check_cause(cause, [each.name for each in self.selling.causes])
        return cause

    def _person(self, email: str, sale: Opportunity) -> int:
        """Who stalls, by their address: one of those who take part, or who are at the account of the sale."""
        here = self.people.get(email.lower())
        near = here is not None and (here.account_id == sale.account_id or (sale.pk, here.pk) in self.takes_part)
        check_person(here.pk if here is not None else 0, at_account=[here.pk] if here is not None and near else ())
        assert here is not None
        return here.pk

    def _end(self, sale: Opportunity, since: datetime, until: datetime | None, by: str) -> tuple[datetime | None, str]:
        """When a stall ended and what ended it: by its own end, or before that with the sale."""
        spans = [span for span, _ in self.closed[sale.pk]]
        check_began(since, now=self.at, opened_at=start_of(sale.opened_on, self.zone), closed=spans)
        if until is not None:
            check_ended(until, since=since, now=self.at)
        for span, outcome in self.closed[sale.pk]:
            if span.start >= since and (until is None or span.start <= until):
                return span.start, outcome
        return until, ("" if until is None else by or EndedBy.UNKNOWN.value)

    def _same(self, sale_id: int, said: StallSaid, cause: str, person: int | None) -> Stall | None:
        """The stall that a row is about, if it is here: by its external id, else by what it says."""
        for stall in self.here[sale_id]:
            if said.external_id:
                if stall.external_id == said.external_id[:200]:
                    return stall
            elif (stall.cause, stall.person_id, stall.opened_at) == (cause, person, said.since):
                return stall
        return None

    def _new(self, sale: Opportunity, cause: str, span: Span, ended_by: str) -> Stall:
        before = [visit for visit in self.visits[sale.pk] if visit[0] <= span.start]
        _, stage, decision = before[-1] if before else (None, sale.stage, "")
        return Stall(
            opportunity=sale, cause=cause, stage=stage, decision=decision, opened_at=span.start, origin=Origin.IMPORT,
            recorded_at=self.at, closed_at=span.until, ended_by=ended_by,
        )  # fmt: skip

    def _write(self, stall: Stall, sale: Opportunity) -> None:
        stall.save()
        self.here[sale.pk].append(stall)
        tell(self.actor, "imported", stall, sale.territory_id, self.at, imported=True)
        for told in hooks.opened if stall.is_open else ():
            told(self.actor, stall, self.at)

    def _close(self, stall: Stall, until: datetime, by: str, sale: Opportunity, *, words: str) -> None:
        stall.closed_at, stall.ended_by, stall.words = until, by, words.strip()[:LONGEST]
        stall.save(update_fields=["closed_at", "ended_by", "words"])
        tell(self.actor, "closed", stall, sale.territory_id, self.at, imported=True)
        for told in hooks.closed:
            told(self.actor, stall, self.at)
