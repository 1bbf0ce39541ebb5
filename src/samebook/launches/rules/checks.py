"""What may happen to a launch, and who may do it."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date

from samebook.kernel.access import Role
from samebook.kernel.refusals import Refused
from samebook.launches.rules.standing import Readiness
from samebook.launches.terms import State

PLANNING = (Role.MARKETING, Role.SALES_MANAGER)
"""Who plans launches, approves their documents and declares them ready."""
SIGNING = (Role.MARKETING, Role.SALES_MANAGER, Role.EXECUTIVE)
"""Who may sign for a gap."""
TRAINED = (Role.REP,)
"""Whose training a launch counts."""
MOST_CELLS = 20_000
"""A grid's largest size; a larger plan is several launches."""
MOST_LINES = 200
"""Milestones, rules, documents: how many of each a launch may have."""


def check_is_open(state: str) -> None:
    """The plan of a launch that was called off stays as it is.

    Raises:
        Refused: ``launches.called_off``.
    """
    if state == State.CALLED_OFF:
        raise Refused("launches.called_off", "This launch was called off; its plan is not changed any more.")


def check_is_planned(state: str) -> None:
    """What was declared ready is taken back before its plan changes.

    Raises:
        Refused: ``launches.called_off``, ``launches.declared``.
    """
    check_is_open(state)
    if state == State.READY:
        raise Refused("launches.declared", "This launch was declared ready; take the declaration back first.")


def check_can_declare(state: str, found: Readiness, *, shown_hash: str, stored: str) -> None:
    """A launch is ready when every required cell is covered or somebody signed for it.

    Raises:
        Refused: ``launches.called_off``, ``launches.declared``, ``launches.nothing_required``, ``launches.gaps``,
            ``launches.grid_changed``.
    """
    check_is_planned(state)
    if not found.required:
        raise Refused("launches.nothing_required", "Say first which cells this launch requires; there is none.")
    if found.gaps:
        cells = f"{found.gaps} required cell{'' if found.gaps == 1 else 's'}"
        message = (
            f"{cells} of {found.required} {'is' if found.gaps == 1 else 'are'} empty: fill them, or sign for them."
        )
        raise Refused("launches.gaps", message)
    check_shown(shown_hash, stored)


def check_can_sign(state: str, open_now: Collection[int], wanted: Collection[int]) -> None:
    """Only gaps are signed for, and all that are named must be gaps now.

    Raises:
        Refused: ``launches.called_off``, ``launches.no_gap``.
    """
    check_is_open(state)
    if not wanted or set(wanted) - set(open_now):
        raise Refused("launches.no_gap", "Not all of these cells are gaps now; read them again before you sign.")


def check_shown(shown_hash: str, stored: str) -> None:
    """Whoever signs has seen what is signed.

    Raises:
        Refused: ``launches.grid_changed``.
    """
    if shown_hash != stored:
        message = "The grid is not the one you were shown; read it again before you sign."
        raise Refused("launches.grid_changed", message)


def check_dates(begins_on: date, ready_by: date | None) -> None:
    """A launch is ready on the day it begins or before.

    Args:
        ready_by: None where the plan names no day of its own.

    Raises:
        Refused: ``launches.dates``.
    """
    for day, field in ((begins_on, "begins_on"), (ready_by, "ready_by")):
        if day is not None and not 2000 <= day.year <= 2100:
            raise Refused("launches.dates", "Give a day between the years 2000 and 2100.", field)
    if ready_by is not None and ready_by > begins_on:
        message = f"It begins on {begins_on:%-d %b %Y}; be ready on that day or before."
        raise Refused("launches.dates", message, "ready_by")


def check_size(roles: int, decisions: int, causes: int, segments: int) -> None:
    """A grid has a size that people can fill.

    Raises:
        Refused: ``launches.too_large``.
    """
    size = roles * decisions * causes * max(segments, 1)
    if size > MOST_CELLS:
        message = f"That makes {size:,} cells; a launch has {MOST_CELLS:,} at most. Leave segments or causes out."
        raise Refused("launches.too_large", message, "segments")


def check_known(said: Iterable[str], known: Collection[str], field: str, what: str) -> None:
    """Names are those of the Book, so that plays and stalls mean the same.

    Raises:
        Refused: ``launches.unknown_name``.
    """
    for name in said:
        if name not in known:
            message = f"{name[:60]!r} is no {what} of this launch; there are {', '.join(sorted(known)[:12]) or 'none'}."
            raise Refused("launches.unknown_name", message, field)


def check_because(because: str, field: str = "because") -> None:
    """Raises: Refused: ``launches.reason_missing``."""
    if not because.strip():
        raise Refused("launches.reason_missing", "Say why, in a few words.", field)


def check_can_approve(user_id: int | None, *, writer_id: int, is_approved: bool, is_over: bool) -> None:
    """A document is approved once, by a person other than its writer.

    Raises:
        Refused: ``launches.person_needed``, ``launches.approved``, ``launches.own_document``.
    """
    if user_id is None:
        raise Refused("launches.person_needed", "An approval is a person's; sign in to give it.")
    if is_approved or is_over:
        raise Refused("launches.approved", "This version was approved, replaced or taken out already.")
    if user_id == writer_id:
        raise Refused("launches.own_document", "Somebody else than its writer approves a document.")


def check_can_acknowledge(user_id: int | None, *, newest: bool, concerned: Collection[int]) -> None:
    """People acknowledge the newest material, for themselves.

    Raises:
        Refused: ``launches.person_needed``, ``launches.old_material``, ``launches.not_trained``.
    """
    if user_id is None:
        raise Refused("launches.person_needed", "Training is acknowledged by a person; sign in.")
    if not newest:
        raise Refused("launches.old_material", "There is a newer version of this material; work through that one.")
    if user_id not in concerned:
        raise Refused("launches.not_trained", "This launch asks no training of you.")


def hash_of(text: str) -> str:
    """The SHA-256 of what is signed, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
