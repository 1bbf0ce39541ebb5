"""Stalls and meetings that files bring, and what logs of events tell of stalls."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from samebook.accounts.models import Person
from samebook.buying.actions.importing import MAY_IMPORT
from samebook.buying.actions.known_ids import Done, found, known_ids
from samebook.buying.models import Opportunity, StageChange
from samebook.buying.pipelines import selling_at
from samebook.buying.terms import Source
from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.days import check_year
from samebook.kernel.refusals import Refused
from samebook.stalls.actions.batch import Batch, StallSaid
from samebook.stalls.logs import Event, Reading, stalls_in
from samebook.stalls.models import MovedMeeting, Stall
from samebook.stalls.rules import check_cause, check_free, check_instant
from samebook.stalls.terms import Origin


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
    batch = Batch(actor, known.values(), at)
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
                check_free(each.external_id[:200], kept_ids)
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
    batch = Batch(actor, known.values(), at)
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


def _people(emails: Collection[str]) -> dict[str, Person]:
    """Living people by their address."""
    living = Person.objects.filter(email__in=emails, merged_into=None, erased_at=None).only("email", "account")
    return {person.email: person for person in living.order_by("id")}


def _kept_ids(model: type[Stall] | type[MovedMeeting], said: Collection[str]) -> set[str]:
    """Which of the external ids that a file says are in use, whatever the sale."""
    held = model._default_manager.filter(external_id__in=said)
    return {str(each) for each in held.values_list("external_id", flat=True)}
