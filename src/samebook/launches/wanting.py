"""What a launch misses, as plays are told of it: a cell of its grid."""

from datetime import datetime

from django.urls import reverse

from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing
from samebook.launches.axes import axes_at
from samebook.launches.grid import place_of
from samebook.launches.queries import cell_for
from samebook.launches.shown import place_in_words
from samebook.launches.terms import NO_CAUSE
from samebook.plays.aims import For
from samebook.plays.occasions import Occasion

CELL = "cell"


def cell_as_occasion(actor: Actor, cell_id: int, at: datetime) -> Occasion:
    """A cell with what a play needs to cover it.

    Raises:
        Missing: It is not there, of a launch that is not the actor's to see, or before any stall, where no play is
            written against a cause.
    """
    cell = cell_for(actor, cell_id)
    if cell.cause == NO_CAUSE:
        raise Missing("cell")
    launch = cell.launch
    said = For(
        causes=[cell.cause], roles=[cell.role], decisions=[cell.decision], languages=launch.languages,
        segment=cell.segment,
    )  # fmt: skip
    words = f"The launch {launch.name}: {place_in_words(place_of(cell), axes_at(at))}"
    return Occasion(words, reverse("launches:cell", args=[launch.pk, cell.pk]), said)
