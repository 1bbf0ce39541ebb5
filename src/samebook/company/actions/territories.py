"""The sales map: a tree that never closes on itself."""

from datetime import datetime

from django.db.models import Max, Value
from django.db.models.functions import Concat, Length, Substr

from samebook.company import rules
from samebook.company.actions.common import administer, found, unique
from samebook.company.hooks import map_changed
from samebook.company.models import Territory
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor


@action
def add_territory(actor: Actor, *, code: str, name: str, at: datetime, parent_id: int | None = None) -> Territory:
    """Add a node below another, or at the top.

    Args:
        code: What the Book's routing calls it: small letters, digits and hyphens; never changed.

    Raises:
        Refused: ``access.denied``, ``company.taken``, ``company.code_shape``, ``company.territory_too_deep``.
    """
    administer(actor)
    parent = found(Territory, parent_id, field="parent") if parent_id is not None else None
    territory = Territory(
        code=rules.check_code(code), name=rules.clean_line(name, field="name", longest=100), parent=parent
    )
    with unique(f"There already is a territory “{territory.code}”.", field="code"):
        territory.save(force_insert=True)
    territory.path = rules.check_path(f"{parent.path if parent else '/'}{territory.pk}/")
    territory.save(update_fields=["path"])
    record(
        actor,
        "company.territory.added",
        territory,
        happened_at=at,
        detail={"code": territory.code, "parent": parent_id},
    )
    for hook in map_changed:
        hook(actor, at)
    return territory


@action
def rename_territory(actor: Actor, territory_id: int, *, name: str, at: datetime) -> Territory:
    """Change what people call it; its code stays."""
    administer(actor)
    territory = found(Territory, territory_id)
    territory.name = rules.clean_line(name, field="name", longest=100)
    territory.save(update_fields=["name"])
    record(actor, "company.territory.renamed", territory, happened_at=at)
    for hook in map_changed:
        hook(actor, at)
    return territory


@action
def move_territory(actor: Actor, territory_id: int, *, parent_id: int | None, at: datetime) -> Territory:
    """Hang a node and all below it elsewhere; None for the top.

    Raises:
        Refused: ``access.denied``, ``company.territory_circle``, ``company.territory_too_deep``.
    """
    administer(actor)
    territory = found(Territory, territory_id)
    parent = found(Territory, parent_id, field="parent") if parent_id is not None else None
    rules.check_no_circle(territory.path, parent.path if parent else "/")
    before, after = territory.path, f"{parent.path if parent else '/'}{territory.pk}/"
    below = Territory.objects.filter(path__startswith=before)
    longest = below.aggregate(longest=Max(Length("path")))["longest"]
    rules.check_path(after, tail=longest - len(before))
    below.update(path=Concat(Value(after), Substr("path", len(before) + 1)))
    territory.parent, territory.path = parent, after
    territory.save(update_fields=["parent"])
    record(actor, "company.territory.moved", territory, happened_at=at, detail={"before": before, "after": after})
    return territory
