"""What chapters show on each other's pages: a page of a lower chapter has room, the chapters above fill it.

Each chapter declares its panels in ``panels.py``; ``config`` registers them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from samebook.kernel.access import Actor

Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to a record, as ``{% timeline %}`` shows it.

    Attributes:
        is_day: Whether only the day is known; ``at`` is then its beginning.
    """

    at: datetime
    text: str
    url: str = ""
    by: str = ""
    side: str = ""
    tone: str = ""
    origin: str = ""
    is_day: bool = False


def no_moments(found: Found) -> Iterable[Moment]:
    return ()


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the page of another chapter's record.

    Attributes:
        on: The record's kind: ``account``, ``person``, ``opportunity``, ``book`` (an edition in force).
        template: Is given what was read as ``panel``, besides the page's own ``now``.
        read: What the actor may see of it, by the record's id; empty for nothing to show. The page has settled that
            the actor may see the record itself.
        moments: What of it belongs in the record's timeline.
        on_page: The same as ``read``, from what the page has read of the record itself; asked where the page hands that
            on, so that no panel reads it again.
    """

    on: str
    template: str
    read: Callable[[Actor, int], Found]
    moments: Callable[[Found], Iterable[Moment]] = no_moments
    on_page: Callable[[Any], Found] | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A panel with what it shows."""

    template: str
    found: Found
    moments: tuple[Moment, ...]


_panels: dict[str, list[Panel]] = {}


def register(panels: Sequence[Panel]) -> None:
    """Add panels below those that are there; one that is there already stays where it is."""
    for panel in panels:
        here = _panels.setdefault(panel.on, [])
        if panel not in here:
            here.append(panel)


def panels_on(kind: str) -> Sequence[Panel]:
    """The panels of records of one kind, in the order they were registered."""
    return tuple(_panels.get(kind, ()))


def panels_of(actor: Actor, on: str, record_id: int, page: Any = None) -> list[Filled]:
    """The panels of one record that have something to show, in the order they were registered.

    Args:
        page: What the page has read of the record, for the panels that take it from there.
    """
    read = (
        (panel, panel.read(actor, record_id) if page is None or panel.on_page is None else panel.on_page(page))
        for panel in panels_on(on)
    )
    return [Filled(panel.template, found, tuple(panel.moments(found))) for panel, found in read if found]
