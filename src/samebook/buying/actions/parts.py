"""The products, the competitors and the team of an open opportunity, each said as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from samebook.buying.actions.base import save, tell, to_work_on
from samebook.buying.models import Competitor, Opportunity, ProductLine, TeamMember
from samebook.buying.rules import check_line, check_may_name_team
from samebook.buying.terms import TeamPart
from samebook.company.queries import users_by_id
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

MOST = 50
"""How many lines, competitors or people one opportunity may have."""


@dataclass(frozen=True, slots=True)
class Line:
    """One product: how many, and what for all of them in the opportunity's currency; None when not priced."""

    product: str
    quantity: Decimal = Decimal(1)
    amount: Decimal | None = None


@action
def set_products(
    actor: Actor, opportunity_id: int, *, lines: Sequence[Line], at: datetime, seen: int | None = None
) -> Opportunity:
    """Say what is offered; lines left out are offered no longer.

    Raises:
        Refused: ``buying.product_missing``, ``buying.quantity``, ``buying.amount``, ``buying.too_many``.
    """
    opportunity = to_work_on(actor, opportunity_id, seen=seen)
    _check_count(len(lines), "products")
    for line in lines:
        check_line(line.product, line.quantity, line.amount)
        if line.amount is not None and opportunity.currency_id is None:
            raise Refused("buying.line_without_currency", "Say the opportunity's currency first.", "amount")
    wanted = [(line.product.strip()[:100], line.quantity, line.amount) for line in lines]
    if wanted != list(opportunity.products.order_by("id").values_list("product", "quantity", "amount")):
        opportunity.products.all().delete()
        ProductLine.objects.bulk_create(
            [ProductLine(opportunity=opportunity, product=name, quantity=q, amount=a) for name, q, a in wanted]
        )
        save(opportunity)
        tell(actor, "products_named", opportunity, at, products=[name for name, _, _ in wanted])
    return opportunity


@action
def name_competitors(
    actor: Actor, opportunity_id: int, *, names: Sequence[str], at: datetime, seen: int | None = None
) -> Opportunity:
    """Say who else offers; one name in two spellings of its capitals is one competitor."""
    opportunity = to_work_on(actor, opportunity_id, seen=seen)
    cleaned = (" ".join(name.split())[:100] for name in names)
    wanted = {name.casefold()[:100]: name for name in cleaned if name}
    _check_count(len(wanted), "competitors")
    if wanted != dict(opportunity.competitors.values_list("key", "name")):
        opportunity.competitors.all().delete()
        Competitor.objects.bulk_create(
            [Competitor(opportunity=opportunity, key=key, name=name) for key, name in wanted.items()]
        )
        save(opportunity)
        tell(actor, "competitors_named", opportunity, at, competitors=sorted(wanted.values()))
    return opportunity


@action
def name_team(
    actor: Actor, opportunity_id: int, *, team: Mapping[int, str], at: datetime, seen: int | None = None
) -> Opportunity:
    """Say who besides the owner works on it or reads it, by user; those left out do no longer.

    Raises:
        Refused: ``buying.unknown_part``, ``buying.not_here``, ``buying.not_yours``.
    """
    opportunity = to_work_on(actor, opportunity_id, seen=seen)
    check_may_name_team(actor, owner_id=opportunity.owner_id)
    _check_count(len(team), "team")
    wanted = {user: part for user, part in team.items() if user != opportunity.owner_id}
    if set(wanted.values()) - set(TeamPart.values()):
        raise Refused("buying.unknown_part", f"Choose one of {', '.join(TeamPart.values())}.", "team")
    found = users_by_id(wanted.keys())
    if len(found) < len(wanted) or not all(user.is_active for user in found.values()):
        raise Refused("buying.not_here", "Choose people who work here.", "team")
    if wanted != dict(opportunity.team.values_list("user_id", "part")):
        opportunity.team.all().delete()
        TeamMember.objects.bulk_create(
            [TeamMember(opportunity=opportunity, user_id=user, part=part) for user, part in wanted.items()]
        )
        save(opportunity)
        tell(actor, "team_named", opportunity, at, team=[f"{user}: {wanted[user]}" for user in sorted(wanted)])
    return opportunity


def _check_count(count: int, field: str) -> None:
    if count > MOST:
        raise Refused("buying.too_many", f"An opportunity has {MOST} of them at most.", field)
