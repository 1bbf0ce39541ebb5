"""Every read of buying groups; what the actor may see was settled when the opportunity was found for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo

from django.db.models import Max, Min, Prefetch, Q

from samebook.buying.models import Opportunity
from samebook.communications.models import Response
from samebook.company.queries import local_zone
from samebook.groups.heard import Heard, heard_on
from samebook.groups.models import Contact, Influence, Member, MemberRole, StanceSaid
from samebook.groups.terms import Way
from samebook.ui.templatetags.formats import day_text


def members_of(opportunity: Opportunity, decision: str | None = None) -> list[Member]:
    """Who takes part now, in both decisions or one, by name; those who were erased do not.

    Two queries. Each has ``person`` at hand, and ``roles.all()`` are the roles they have now, the first given first.
    """
    now = MemberRole.objects.filter(until=None).order_by("id")
    found = (
        Member.objects.filter(opportunity=opportunity, left_at=None, person__erased_at=None)
        .select_related("person")
        .defer("person__facts")
        .prefetch_related(Prefetch("roles", now))
        .order_by("person__surname_key", "person_id", "decision")
    )
    return list(found if decision is None else found.filter(decision=decision))


def former_members_of(opportunity: Opportunity, decision: str) -> list[Member]:
    """Who took part in a decision and left, the last first, with the roles they had; the erased have no name."""
    return list(
        Member.objects.filter(opportunity=opportunity, decision=decision)
        .exclude(left_at=None)
        .select_related("person")
        .prefetch_related(Prefetch("roles", MemberRole.objects.order_by("id")))
        .order_by("-left_at", "-id")[:50]
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """When somebody was reached, or wrote to us, first since the opening and last; how, the last time."""

    first_at: datetime | None
    last_at: datetime
    how: str


def seen_of(opportunity: Opportunity, people: Collection[int]) -> dict[int, Seen]:
    """By person: contacts that were noted, responses, and touches of history in which they got in touch.

    What was before the opening counts for the last contact only: it was about something else. Three queries at most.
    """
    opened_at = datetime.combine(opportunity.opened_on, time(), UTC)
    found: dict[int, Seen] = {}
    noted = Contact.objects.filter(opportunity=opportunity, person__in=people).order_by("happened_at", "id")
    for person_id, at, way in noted.values_list("person_id", "happened_at", "way"):
        first = found[person_id].first_at if person_id in found else at
        found[person_id] = Seen(first, at, Way.label_of(way))
    answered = (
        Response.objects.filter(person__in=people)
        .order_by()
        .values("person_id")
        .annotate(last=Max("received_at"), first=Min("received_at", filter=Q(received_at__gte=opened_at)))
    )
    for row in answered:
        here = found.get(row["person_id"])
        firsts = [at for at in (here.first_at if here else None, row["first"]) if at is not None]
        is_later = here is None or row["last"] > here.last_at
        found[row["person_id"]] = Seen(
            min(firsts, default=None),
            row["last"] if is_later or here is None else here.last_at,
            "Responded" if is_later or here is None else here.how,
        )
    touched = {pk: heard for (_, pk), heard in heard_on([opportunity.pk]).items() if pk in people}
    zone = local_zone() if touched else None
    return found | {pk: _with_heard(found.get(pk), heard, zone) for pk, heard in touched.items()}


def _with_heard(here: Seen | None, heard: Heard, zone: tzinfo | None) -> Seen:
    """What is noted, with what history says; that says as of when it was read, by the day of a zone."""
    first = min((at for at in (here.first_at if here else None, heard.first_at) if at is not None), default=None)
    if here is not None and here.last_at >= heard.last_at:
        return Seen(first, here.last_at, here.how)
    as_of = day_text(heard.as_of.astimezone(zone).date())
    return Seen(first, heard.last_at, f"Got in touch, by history as of {as_of}")


def influences_of(opportunity: Opportunity) -> list[tuple[int, int]]:
    """Who moves whom now, by the ids of people."""
    held = Influence.objects.filter(opportunity=opportunity, until=None).order_by("id")
    return list(held.values_list("who_id", "whom_id"))


def stances_of(member: Member) -> list[StanceSaid]:
    """Where a member stood, the last first, over all the times that they took part in the decision."""
    said = StanceSaid.objects.filter(
        member__opportunity=member.opportunity_id, member__person=member.person_id, member__decision=member.decision
    )
    return list(said.select_related("user").order_by("-happened_on", "-recorded_at", "-id"))


def last_stances_of(members: Collection[Member]) -> dict[int, StanceSaid]:
    """By member, what was said last."""
    said = StanceSaid.objects.filter(member__in=members).order_by("happened_on", "recorded_at", "id")
    return {each.member_id: each for each in said}


def contacts_of(opportunity: Opportunity, person_id: int) -> list[Contact]:
    """Contacts that were noted, the last first."""
    noted = Contact.objects.filter(opportunity=opportunity, person=person_id).select_related("user")
    return list(noted.order_by("-happened_at", "-id")[:50])
