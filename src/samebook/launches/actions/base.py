"""What every action on a launch does first and last: find and lock it; count the change and tell it."""

from collections.abc import Callable, Mapping, Sequence

from samebook.accounts.rules import clean_text
from samebook.journal.actions import record
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.launches.axes import Axes
from samebook.launches.models import Launch
from samebook.launches.queries import launches_for
from samebook.launches.rules import MOST_LINES, PLANNING, check_is_open, check_known
from samebook.launches.terms import KIND


def locked(
    actor: Actor, launch_id: int, *, to: str, check: Callable[[str], None] = check_is_open, planning: bool = True
) -> Launch:
    """The launch, locked, for somebody who may do this.

    Args:
        to: The act in words that complete "may".
        check: What its state must be.
        planning: Whether it takes somebody who plans launches; else whoever sees it.

    Raises:
        Refused: ``access.denied``, or what ``check`` refuses.
        Missing: Not there, or not the actor's to see.
    """
    if planning:
        actor.require(*PLANNING, to=to)
    found = launches_for(actor).select_for_update(of=("self",)).filter(pk=launch_id).first()
    if found is None:
        raise Missing("launch")
    check(found.state)
    return found


def save(launch: Launch, *fields: str) -> None:
    """Keep what was changed, and count the change."""
    launch.version += 1
    launch.save(update_fields=[*fields, "version"])


def tell(actor: Actor, verb: str, launch: Launch, **detail: object) -> None:
    """One journal entry about it; what is empty is left out."""
    kept = {key: value for key, value in detail.items() if value not in (None, "", [])}
    record(actor, f"launches.launch.{verb}", launch, edition_id=launch.edition_id, detail=kept)


def words(said: str, field: str, most: int) -> str:
    """Text as it is kept: cleaned, cut at its longest."""
    return clean_text(said, field, most)


def check_place(launch: Launch, axes: Axes, said: Mapping[str, Sequence[str]]) -> None:
    """Only names that the grid has: roles (or kinds of them), decisions, causes, segments.

    Raises:
        Refused: ``launches.unknown_name``.
    """
    kinds = {f"{KIND}{kind}" for name, kind in axes.kinds.items() if name in launch.roles}
    known = {
        "role": {*launch.roles, *kinds},
        "decision": set(launch.decisions),
        "cause": set(launch.causes),
        "segment": set(launch.segments),
    }
    for field, names in said.items():
        check_known((name for name in names if name), known[field], field, field)


def check_room(count: int, what: str) -> None:
    """A launch has a number of lines that people can keep.

    Raises:
        Refused: ``launches.too_many``.
    """
    if count >= MOST_LINES:
        raise Refused("launches.too_many", f"A launch has {MOST_LINES} {what} at most.")
