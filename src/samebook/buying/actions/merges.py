"""Ids of opportunities that were merged into others elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from samebook.buying.actions.importing import MAY_IMPORT
from samebook.buying.actions.known_ids import Done, known_ids, unknown
from samebook.buying.models import FormerId
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused


@action
def bring_merges(actor: Actor, said: Sequence[tuple[str, str]], *, at: datetime) -> list[Done]:
    """Know an opportunity by the ids that were merged into its own; histories of these are its own.

    Args:
        said: The id that stays and the one that went.

    Returns:
        An answer per pair, in their order.

    Raises:
        Refused: ``access.denied``. As an answer: ``buying.unknown_opportunity``, ``buying.both_here``.
    """
    actor.require(*MAY_IMPORT, to="import histories")
    known = known_ids({each for pair in said for each in pair})
    former = dict(
        FormerId.objects.filter(external_id__in=[gone for _, gone in said]).values_list("external_id", "opportunity_id")
    )
    done: list[Done] = []
    for stays, gone in said:
        here = known.get(stays)
        if here is None:
            done.append(unknown("opportunity_external_id"))
        elif former.get(gone) == here or gone == stays:
            done.append(("unchanged", here))
        elif gone in known:
            message = "Both are opportunities here, each with its own record; close the one that went, with its reason."
            done.append(Refused("buying.both_here", message, "merged_external_id"))
        else:
            FormerId.objects.create(external_id=gone[:100], opportunity_id=here, recorded_at=at)
            former[gone] = known[gone] = here
            done.append(("created", here))
    return done
