"""Every read of opportunities; what the actor may see is applied first."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from samebook.accounts.lists import with_lists
from samebook.buying.models import Opportunity, TeamMember
from samebook.buying.rules import may_work_on
from samebook.buying.terms import TeamPart
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing


def opportunities_for(actor: Actor) -> QuerySet[Opportunity]:
    """The opportunities the actor may see: all, or those of their territories, their own, and those they help with."""
    opportunities = Opportunity.objects.all()
    if actor.sees_all:
        return opportunities
    if not actor.has(Role.REP):
        return opportunities.none()
    teams = TeamMember.objects.filter(user_id=actor.id or 0).values("opportunity_id")
    return opportunities.filter(Q(territory_id__in=actor.territories) | Q(owner_id=actor.id) | Q(pk__in=teams))


def opportunity_for(actor: Actor, opportunity_id: int) -> Opportunity:
    """One opportunity with its account and owner.

    Raises:
        Missing: It is not there, or not the actor's to see.
    """
    found = (
        opportunities_for(actor)
        .select_related("account", "owner", "territory", "communication", "partner", "edition", "won_back_from")
        .filter(pk=opportunity_id)
        .first()
    )
    if found is None:
        raise Missing("opportunity")
    return found


def team_of(opportunity: Opportunity) -> dict[int, str]:
    """What others do about an opportunity that was found for the reader, by user."""
    return dict(opportunity.team.values_list("user_id", "part"))


def works_on(actor: Actor, opportunity: Opportunity) -> bool:
    """Whether the actor may change an opportunity that was found for them; its team is read only where that counts."""
    owner_id = opportunity.owner_id
    return may_work_on(actor, owner_id=owner_id) or (
        actor.has(Role.REP) and may_work_on(actor, owner_id=owner_id, team=team_of(opportunity))
    )


def may_move(actor: Actor, opportunities: Sequence[Opportunity]) -> set[int]:
    """Which of the opportunities on a page the actor may work on. One query at most."""
    mine = {each.pk for each in opportunities if may_work_on(actor, owner_id=each.owner_id)}
    others = [each.pk for each in opportunities if each.pk not in mine]
    if not others or not actor.has(Role.REP) or actor.id is None:
        return mine
    helped = TeamMember.objects.filter(opportunity__in=others, user_id=actor.id, part=TeamPart.WORKS)
    return mine | set(helped.values_list("opportunity_id", flat=True))


def closing_until(actor: Actor, day: date) -> QuerySet[Opportunity]:
    """The actor's own open opportunities that should be decided by a day, or should have been, the next first."""
    return (
        opportunities_for(actor)
        .filter(owner_id=actor.id, outcome="open", expected_close_date__lte=day)
        .select_related("account")
        .order_by("expected_close_date", "id")
    )


SELLING = "SELECT DISTINCT account_id FROM buying_opportunity WHERE account_id IN [accounts] AND outcome = 'open'"


def accounts_with_open_opportunity(account_ids: set[int]) -> set[int]:
    """Which of the accounts have an opportunity that is open. For intake: not scoped, gives ids only."""
    if not account_ids:
        return set()
    sql, parameters = with_lists(SELLING, accounts=account_ids)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return {account_id for (account_id,) in cursor.fetchall()}
