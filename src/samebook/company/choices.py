"""What forms offer to choose from: reps and territories, as (id, words)."""

from samebook.company.queries import active_reps, territories
from samebook.kernel.access import Actor

STEP = "\u2003"
"""An em space for each step down the tree: a list of choices drops plain ones."""


def rep_choices() -> list[tuple[int, str]]:
    """Active reps by name. One query."""
    return list(active_reps().prefetch_related(None).order_by("name", "pk").values_list("pk", "name"))


def territory_choices(actor: Actor) -> list[tuple[int, str]]:
    """The territories the actor sees, in reading order, indented as the tree is. One query."""
    return [(place.pk, STEP * depth + place.name) for place, depth in territories(actor)]
