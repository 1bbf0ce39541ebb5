"""Stalls and meetings that files bring, and what logs of events tell of stalls."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from samebook.accounts.models import Person
from samebook.buying.actions.importing import MAY_IMPORT
from samebook.buying.actions.known_ids import Done, found, known_ids
from samebook.buying.models import Closing, Opportunity, StageChange
from samebook.buying.pipelines import Selling, selling_at
from samebook.buying.recounting import start_of
from samebook.buying.terms import Source
from samebook.company.queries import local_zone
from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.days import check_year
from samebook.kernel.refusals import Refused
from samebook.stalls import hooks
from samebook.stalls.actions.base import LONGEST, tell
from samebook.stalls.logs import Event, Reading, stalls_in
from samebook.stalls.models import MovedMeeting, Stall
from samebook.stalls.rules import (
    Span,
    check_began,
    check_cause,
    check_ended,
    check_instant,
    check_known_end,
    check_person,
)
from samebook.stalls.terms import EndedBy, Origin


@dataclass(frozen=True, slots=True)
class StallSaid:
    """A stall as a file says it; ``until`` None while it goes on. ``cause`` is a name or a label of the Book."""

    opportunity: str
    cause: str
    since: datetime
    until: datetime | None = None
    ended_by: str = ""
    external_id: str = ""
    person_email: str = ""
    note: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class MeetingSaid:
    """A meeting that a file says was put off."""

    opportunity: str
    at: datetime
    to_date: date | None = None
    external_id: str = ""


@action
def bring_stalls(actor: Actor, said: Sequence[StallSaid], *, at: datetime) -> list[Done]:
    """Keep the stalls that files tell; one that is known and has ended since is ended.

    A sale that is won or lost ends its stalls, whatever the file says; a stall without an end of its own ends with it.

    Raises:
        Refused: ``access.denied``. What is wrong with one row is its answer: ``buying.unknown_opportunity``,
            ``stalls.unknown_cause``, ``stalls.unknown_person``, ``stalls.unknown_end``, ``stalls.before_opening``,
            ``stalls.while_closed``, ``stalls.closed_before_opened``, ``stalls.ahead``, ``stalls.no_offset``,
            ``stalls.open_already``, ``stalls.external_id_taken``, ``day.outside``.
    """
    actor.require(*MAY_IMPORT, to="import stalls")
    known = known_ids({each.opportunity for each in said})
    batch = _Batch(actor, known.values(), at)
    batch.people = _people({each.person_email.lower() for each in said if each.person_email})
    batch.kept_ids = _kept_ids(Stall, {each.external_id[:200] for each in said if each.external_id})
    done: list[Done] = []
    for each in said:
        try:
            done.append(batch.keep(each, found(each.opportunity, known)))
        except Refused as refused:
            done.append(refused)
    return done


@action
def bring_moved_meetings(actor: Actor, said: Sequence[MeetingSaid], *, at: datetime) -> list[Done]:
    """Keep the meetings that files say were put off; one that is known adds nothing.

    Raises:
        Refused: ``access.denied``; as an answer ``buying.unknown_opportunity``, ``stalls.ahead``,
            ``stalls.no_offset``, ``stalls.external_id_taken``, ``day.outside``.
    """
    actor.require(*MAY_IMPORT, to="import stalls")
    known = known_ids({each.opportunity for each in said})
    here = set(MovedMeeting.objects.filter(opportunity__in=known.values()).values_list("opportunity_id", "happened_at"))
    kept_ids = _kept_ids(MovedMeeting, {each.external_id[:200] for each in said if each.external_id})
    done: list[Done] = []
    new: list[MovedMeeting] = []
    for each in said:
        try:
            check_instant(each.at, now=at, field="happened_at")
            if each.to_date is not None:
                check_year(each.to_date, "to_date")
            sale = found(each.opportunity, known)
            if (sale, each.at) not in here:
                _check_free(each.external_id[:200], kept_ids)
        except Refused as refused:
            done.append(refused)
            continue
        done.append(("unchanged" if (sale, each.at) in here else "created", sale))
        if (sale, each.at) not in here:
            here.add((sale, each.at))
            kept_ids.add(each.external_id[:200])
            new.append(
                MovedMeeting(
                    opportunity_id=sale, happened_at=each.at, to_date=each.to_date, origin=Origin.IMPORT,
                    recorded_at=at, external_id=each.external_id[:200] or None,
                )
            )  # fmt: skip
    MovedMeeting.objects.bulk_create(new)
    territory = dict(Opportunity.objects.filter(pk__in=known.values()).values_list("pk", "territory_id"))
    for moved in new:
        record(
            actor, "stalls.meeting.moved", moved, happened_at=at, origin=Entry.Origin.IMPORT,
            territory_id=territory.get(moved.opportunity_id), detail={"opportunity": moved.opportunity_id},
        )  # fmt: skip
    return done


@action
def read_logs(
    actor: Actor, external_ids: Collection[str], reading: Reading, *, at: datetime
) -> dict[str, tuple[int, int] | Refused]:
    """Keep the stalls that the histories of some sales tell, as logs of events brought them in.

    What is known from an earlier reading is changed where the log has gone on, and goes where it no longer says it.

    Returns:
        By external id, how many stalls were written or changed, and how many there are; or why not.

    Raises:
        Refused: ``access.denied``, ``stalls.unknown_cause``. As an answer: ``buying.unknown_opportunity``,
            ``stalls.no_history``.
    """
    actor.require(*MAY_IMPORT, to="import stalls")
    selling = selling_at(at)
    for cause in (reading.waits, reading.handed_over, reading.back_and_forth, reading.reopened):
        if cause:
            check_cause(cause, [each.name for each in selling.causes])
    known = known_ids(external_ids)
    events: dict[int, list[Event]] = defaultdict(list)
    rows = StageChange.objects.filter(opportunity__in=known.values()).exclude(origin=Source.ASSUMED)
    for change in rows.order_by("happened_at", "id"):
        events[change.opportunity_id].append(Event(change.happened_at, change.stage, change.resource))
    batch = _Batch(actor, known.values(), at)
    done: dict[str, tuple[int, int] | Refused] = {}
    for key in external_ids:
        try:
            sale = found(key, known)
            if sale not in events:
                message = "Nothing is known of its stages; bring the log in as “Stages entered” first."
                raise Refused("stalls.no_history", message, "opportunity_external_id")
            done[key] = batch.keep_log(sale, events[sale], stalls_in(events[sale], reading))
        except Refused as refused:
            done[key] = refused
    return done


class _Batch:
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
            _check_free(said.external_id[:200], self.kept_ids)
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


LOG = "log"
"""What stalls read from a log of events carry as their rule, so that a later reading finds them."""


def _people(emails: Collection[str]) -> dict[str, Person]:
    """Living people by their address."""
    living = Person.objects.filter(email__in=emails, merged_into=None, erased_at=None).only("email", "account")
    return {person.email: person for person in living.order_by("id")}


def _kept_ids(model: type[Stall] | type[MovedMeeting], said: Collection[str]) -> set[str]:
    """Which of the external ids that a file says are in use, whatever the sale."""
    held = model._default_manager.filter(external_id__in=said)
    return {str(each) for each in held.values_list("external_id", flat=True)}


def _check_free(external_id: str, kept_ids: Collection[str]) -> None:
    """An external id is of one record.

    Raises:
        Refused: ``stalls.external_id_taken``.
    """
    if external_id and external_id in kept_ids:
        message = "Another row, or a record that is here, has this external id; give each its own."
        raise Refused("stalls.external_id_taken", message, "external_id")
