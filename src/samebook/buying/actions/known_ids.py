"""Histories that files bring: whose each entry is, and that they are told to the journal."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from samebook.buying.models import CloseDateMove, FormerId, Opportunity, StageChange
from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

Done = tuple[str, int | None] | Refused
"""What became of an entry: created or unchanged, with the opportunity's id; or why not."""


def known_ids(external_ids: Collection[str]) -> dict[str, int]:
    """Opportunities by their external id, and by those that were merged into it; unknown ones are left out.

    They are held until the transaction ends, in one order as by everybody: one after the other, in the order of a file,
    two who write would wait for each other.
    """
    former = FormerId.objects.filter(external_id__in=external_ids).values_list("external_id", "opportunity_id")
    own = Opportunity.objects.filter(external_id__in=external_ids).values_list("external_id", "id")
    known = dict(former) | {key: pk for key, pk in own if key}
    list(Opportunity.objects.select_for_update().filter(pk__in=set(known.values())).order_by("pk").values_list("pk"))
    return known


def found(external_id: str, known: Mapping[str, int]) -> int:
    """The opportunity's own id.

    Raises:
        Refused: ``buying.unknown_opportunity``.
    """
    if external_id not in known:
        raise unknown("opportunity_external_id")
    return known[external_id]


def unknown(field: str) -> Refused:
    """That nobody has this external id."""
    return Refused("buying.unknown_opportunity", "No opportunity has this external id; import them first.", field)


def record_history(actor: Actor, rows: Sequence[StageChange | CloseDateMove], at: datetime) -> None:
    """One journal entry for each opportunity whose history came, with how many entries came."""
    counts = Counter(row.opportunity_id for row in rows)
    for opportunity in Opportunity.objects.filter(pk__in=counts).only("pk", "territory_id"):
        record(
            actor, "buying.opportunity.history_imported", opportunity, happened_at=at, origin=Entry.Origin.IMPORT,
            territory_id=opportunity.territory_id, detail={"entries": counts[opportunity.pk]},
        )  # fmt: skip
