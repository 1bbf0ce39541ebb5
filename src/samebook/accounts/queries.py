"""Reading accounts and people; what the actor may see is settled first."""

from collections.abc import Collection, Mapping

from django.db.models import Q, QuerySet

from samebook.accounts.models import Account, Person
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing


def accounts_for(actor: Actor) -> QuerySet[Account]:
    """The living accounts that the actor may see: all, or those owned or in own territories; partners none."""
    living = Account.objects.filter(deleted_at=None, merged_into=None)
    seen = _accounts_seen(actor)
    return living if seen is None else living.filter(seen)


def people_for(actor: Actor) -> QuerySet[Person]:
    """The people at the accounts that the actor may see; those of no account for who sees all. Never the erased."""
    living = Person.objects.filter(erased_at=None, merged_into=None)
    if actor.sees_all:
        return living
    return living.filter(account__in=accounts_for(actor).order_by().values("pk"))


def account_detail(actor: Actor, account_id: int) -> Account:
    """One account with owner, territory and parent at hand.

    Raises:
        Missing: There is none, or it is not for this actor.
    """
    found = accounts_for(actor).select_related("owner", "territory", "parent").filter(pk=account_id).first()
    if found is None:
        raise Missing("account")
    return found


def companies_of(account_ids: Collection[int]) -> dict[int, int]:
    """By account, the company at the top of its hierarchy, itself where it has no parent. A query for each level.

    For rules that hold records together: not scoped, ids in and ids out.
    """
    above: dict[int, int] = {}
    asked = set(account_ids)
    while asked:
        rows = Account.objects.filter(pk__in=asked).values_list("pk", "merged_into", "parent")
        found = {pk: merged or parent or pk for pk, merged, parent in rows}
        above |= found
        asked = set(found.values()) - above.keys()
    return {pk: _top(pk, above) for pk in account_ids}


def _top(account_id: int, above: Mapping[int, int]) -> int:
    passed: set[int] = set()
    while above.get(account_id, account_id) != account_id and account_id not in passed:
        passed.add(account_id)
        account_id = above[account_id]
    return min({account_id, *passed}) if account_id in passed else account_id


def person_detail(actor: Actor, person_id: int) -> Person:
    """One person with the account at hand.

    Raises:
        Missing: There is none, or it is not for this actor.
    """
    found = people_for(actor).select_related("account").filter(pk=person_id).first()
    if found is None:
        raise Missing("person")
    return found


def _accounts_seen(actor: Actor) -> Q | None:
    if actor.sees_all:
        return None
    if not actor.has(Role.REP):
        return Q(pk__in=[])
    mine = Q(owner_id=actor.id) if actor.id is not None else Q(pk__in=[])
    return mine | Q(territory_id__in=actor.territories) if actor.territories else mine
