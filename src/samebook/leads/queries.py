"""Every read of leads; what the actor may see is applied first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection
from django.db.models import Case, Count, DateTimeField, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import Least

from samebook.accounts.lists import with_lists
from samebook.accounts.models import Fact
from samebook.agreement.queries import Editions, InForce
from samebook.book.built_in import NOT_A_LEAD
from samebook.communications.models import Response
from samebook.jobs.rows import read
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing
from samebook.leads.models import Attempt, Lead
from samebook.leads.rules import WITH_REP
from samebook.leads.terms import OPEN, Status

CAP = 1_000
"""Work-list counts stop here and say “1,000+”."""


def leads_for(actor: Actor) -> QuerySet[Lead]:
    """The leads the actor may see: all, or those delivered to them and those of their territories."""
    leads = Lead.objects.all()
    if actor.sees_all:
        return leads
    if not actor.has(Role.REP):
        return leads.none()
    own = Q(owner_id=actor.id or 0)  # nobody is 0; None would find what nobody owns
    return leads.filter(Q(territory_id__in=actor.territories) | own)


def lead_for(actor: Actor, lead_id: int) -> Lead:
    """One lead with all that its page names.

    Raises:
        Missing: It is not there, or not the actor's to see.
    """
    found = (
        leads_for(actor)
        .select_related(
            "account",
            "person",
            "owner__team__calendar",
            "territory",
            "edition",
            "communication",
            "opportunity",
            "ask_owner",
        )
        .defer("edition__text")
        .filter(pk=lead_id)
        .first()
    )
    if found is None:
        raise Missing("lead")
    return found


def asked_person(lead_id: int, person_id: int, *, lock: bool = False) -> Lead:
    """The lead that a person was asked about by mail; the signed link stands for the right to see it.

    Raises:
        Missing: It is not there, or no longer this person's.
    """
    leads = Lead.objects.select_for_update(of=("self",)) if lock else Lead.objects.all()
    found = leads.select_related("person", "account", "communication").filter(pk=lead_id, person_id=person_id).first()
    if found is None:
        raise Missing("request")
    return found


def attempts_of(lead: Lead) -> QuerySet[Attempt]:
    """The attempts on a lead that was already found for the actor, newest first."""
    return lead.attempts.select_related("user").order_by("-happened_at", "-id")


def responses_of(lead: Lead) -> list[Response]:
    """The responses that belong to a lead that was already found for the actor, the first one first."""
    return list(
        Response.objects.filter(lead_response__lead=lead)
        .select_related("person", "communication")
        .order_by("received_at", "id")
    )


def facts_about(lead: Lead) -> list[Fact]:
    """Everything that was learnt of a lead, its person and its account, in the order it was known."""
    about = Q(record_kind="lead", record_id=lead.pk)
    if lead.person_id:
        about |= Q(record_kind="person", record_id=lead.person_id)
    if lead.account_id:
        about |= Q(record_kind="account", record_id=lead.account_id)
    return list(Fact.objects.filter(about).order_by("known_at", "id"))


def capped_count(leads: QuerySet[Lead], cap: int = CAP) -> int:
    """How many there are, counted no further than one past the cap."""
    return leads.order_by()[: cap + 1].count()


ATTEMPTS_OWED = Q(reached_at=None, attempts_made__lt=F("attempts_owed"))
STILL_LATE = Q(breached_at__isnull=False) & (Q(first_attempt_at=None) | Q(status=Status.DELIVERED) | ATTEMPTS_OWED)
"""Of the leads with a rep: the follow-up was found late and is still owed."""
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When nothing is due: after everything that is."""


def delivered_to(actor: Actor) -> QuerySet[Lead]:
    """The actor's own leads to follow up: what is due next first, then those to which nothing is owed, newest first."""
    return (
        leads_for(actor)
        .filter(owner_id=actor.id, status__in=WITH_REP)
        .select_related("account", "person")
        .order_by(
            Least(
                _due("first_attempt_due_at", Q(first_attempt_at=None)),
                _due("follow_up_due_at", ATTEMPTS_OWED),
                _due("answer_due_at", Q(status=Status.DELIVERED)),
            ),
            "-delivered_at",
            "-id",
        )
    )


def _due(field: str, owed: Q) -> Case:
    """When one duty of a lead with a rep is due, as ``rules.next_duty`` reads it; ``NEVER`` when it is not owed."""
    return Case(
        When(owed & Q(**{f"{field}__isnull": False}), then=F(field)),
        default=Value(NEVER),
        output_field=DateTimeField(),
    )


def to_ask(actor: Actor) -> QuerySet[Lead]:
    """The ask queue: the nearest deadline first."""
    return (
        leads_for(actor)
        .filter(status=Status.ASK)
        .select_related("account", "person", "ask_owner")
        .order_by("ask_until", "id")
    )


def breached(actor: Actor) -> QuerySet[Lead]:
    """Leads whose follow-up is late and still owed, the oldest breach first."""
    return (
        leads_for(actor)
        .filter(STILL_LATE, status__in=WITH_REP)
        .select_related("account", "person", "owner")
        .order_by("breached_at", "id")
    )


def unrouted(actor: Actor) -> QuerySet[Lead]:
    """Leads that meet a level and found no rep, the oldest first."""
    return leads_for(actor).filter(status=Status.UNROUTED).order_by("received_at", "id")


def rejected_since(actor: Actor, since: datetime) -> QuerySet[Lead]:
    """Leads that sales rejected since a moment, the newest first, with the edition that has the reason's words."""
    return leads_for(actor).filter(status=Status.REJECTED, rejected_at__gte=since).order_by("-rejected_at", "-id")


def coming_back(actor: Actor, *, until: datetime) -> QuerySet[Lead]:
    """Leads in nurture that are judged again before a moment, the next first."""
    return leads_for(actor).filter(status=Status.NURTURE, recycle_at__lt=until).order_by("recycle_at", "id")


@dataclass(frozen=True, slots=True)
class Load:
    """What one rep has to follow up: leads with them, not answered yet, late now, and the next first attempt due."""

    rep_id: int
    team_id: int | None
    name: str
    held: int
    unanswered: int
    late: int
    next_due_at: datetime | None


def follow_ups_by_rep(actor: Actor) -> list[Load]:
    """Open follow-up of each rep, who has most late first. One query."""
    rows = (
        leads_for(actor)
        .filter(status__in=WITH_REP)
        .values("owner_id", "owner__name", "owner__team_id")
        .annotate(
            held=Count("id"),
            unanswered=Count("id", filter=Q(status=Status.DELIVERED)),
            late=Count("id", filter=STILL_LATE),
            next_due_at=Min("first_attempt_due_at", filter=Q(first_attempt_at=None)),
        )
        .order_by("-late", "owner__name", "owner_id")
    )
    return [
        Load(
            row["owner_id"], row["owner__team_id"], row["owner__name"], row["held"], row["unanswered"], row["late"],
            row["next_due_at"],
        )
        for row in rows
    ]  # fmt: skip


OPEN_LEADS = """
SELECT id, person_id, account_id, received_at, status, verdict, level, territory_id, edition_id, routed_because
FROM leads_lead
WHERE id IN (
    SELECT id FROM leads_lead WHERE person_id IN [people]
    UNION SELECT id FROM leads_lead WHERE account_id IN [accounts]
) AND status IN [open]
ORDER BY received_at, id
"""
RESPONDED = """
SELECT r.external_id, l.lead_id FROM communications_response r
LEFT JOIN leads_leadresponse l ON l.response_id = r.id
WHERE r.external_id IN [names]
"""
CARRIED = """
SELECT owner_id, COUNT(*), MAX(id) FROM leads_lead
WHERE owner_id IN [users] AND status IN [with_rep]
GROUP BY owner_id
"""
ASKED = "SELECT ask_owner_id, COUNT(*) FROM leads_lead WHERE ask_owner_id IN [users] AND status = 'ask' GROUP BY 1"


def open_leads_of(person_ids: set[int], account_ids: set[int]) -> list[Lead]:
    """Open leads of these people or accounts, oldest first; with no more of each than joining it takes. For intake."""
    if not person_ids and not account_ids:
        return []
    sql, parameters = with_lists(OPEN_LEADS, people=person_ids, accounts=account_ids, open=OPEN)
    return read(Lead, sql, parameters)


def responded(external_ids: Collection[str]) -> dict[str, Lead | None]:
    """The responses that are here already, by external id, each with its lead. For intake: mostly there are none."""
    sql, parameters = with_lists(RESPONDED, names=external_ids)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found = dict(cursor.fetchall())
    leads = Lead.objects.in_bulk(list(filter(None, found.values()))) if found else {}
    return {name: leads.get(lead_id) for name, lead_id in found.items()}


def carried_by(user_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Per user: how many leads they have to follow up, and the newest of them by id. One query, over an index."""
    sql, parameters = with_lists(CARRIED, users=user_ids, with_rep=WITH_REP)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found = {user_id: (held, newest) for user_id, held, newest in cursor.fetchall()}
    return {user_id: found.get(user_id, (0, 0)) for user_id in user_ids}


def asked_by(user_ids: Collection[int]) -> dict[int, int]:
    """Per user: how many leads they have to ask. One query."""
    sql, parameters = with_lists(ASKED, users=user_ids)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found = dict(cursor.fetchall())
    return {user_id: found.get(user_id, 0) for user_id in user_ids}


def first_messages(lead_ids: Iterable[int]) -> dict[int, str]:
    """The message of the response that made each lead, by lead id."""
    return dict(
        Lead.objects.filter(pk__in=list(lead_ids), lead_responses__is_first=True).values_list(
            "id", "lead_responses__response__message"
        )
    )


def set_aside_reasons(current: InForce | None) -> dict[str, str]:
    """Why something is not a lead, in the words of the Book in force, and ``service_request``; name → meaning."""
    reasons = current.book.book.not_a_lead if current else NOT_A_LEAD
    service = {Status.SERVICE_REQUEST.value: "A customer who needs help, not an offer."}
    return {name: reason.means for name, reason in reasons.items()} | service


def reasons_of_all(editions: Editions | None) -> dict[str, str]:
    """The same in the words of every edition in force, for what arrives before its scope is known."""
    if editions is None or not editions.others:
        return set_aside_reasons(editions.company if editions else None)
    return {name: means for each in reversed(editions.all) for name, means in set_aside_reasons(each).items()}
