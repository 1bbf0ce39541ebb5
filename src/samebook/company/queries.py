"""What others ask of the company: who acts, where, in which zone and money."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef

from samebook.company.models import Company, Territory, User, UserRole
from samebook.kernel.access import SEES_ALL, Actor, Role


def the_company() -> Company | None:
    """The one company of this home with its calendar; None before it is founded. One query."""
    return Company.objects.select_related("calendar").first()


def actor_for(user: User) -> Actor:
    """The user as one who acts; two queries. Ask once a request.

    Territories include all below the user's own. A user who was deactivated may do and see nothing.
    """
    label = f"user:{user.pk}"
    if not user.is_active:
        return Actor(id=user.pk, label=label)
    roles = frozenset(Role(role) for role in UserRole.objects.filter(user=user).values_list("role", flat=True))
    return Actor(
        id=user.pk,
        label=label,
        roles=roles,
        territories=frozenset(territory_ids_of(user)),
        sees_all=not roles.isdisjoint(SEES_ALL),
    )


def territory_ids_of(user: User) -> set[int]:
    """Ids of the user's territories and of all below them. One query."""
    below = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = Territory.objects.filter(users=user).alias(below=below).filter(below__startswith=F("path"))
    return set(Territory.objects.filter(Exists(above)).values_list("pk", flat=True))
