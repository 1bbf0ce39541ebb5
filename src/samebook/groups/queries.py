"""Every read of buying groups; what the actor may see was settled when the opportunity was found for them."""

from django.db.models import Prefetch

from samebook.buying.models import Opportunity
from samebook.groups.models import Member, MemberRole


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
