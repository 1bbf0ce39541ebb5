"""What may happen to a launch, and what covers a cell of its grid. No database, clock or network."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from samebook.kernel.access import Role
from samebook.kernel.refusals import Refused
from samebook.launches.terms import KIND, NO_CAUSE, Standing, State

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


class Place(NamedTuple):
    """Where a cell lies in the grid."""

    role: str
    decision: str
    cause: str
    segment: str


class Word(NamedTuple):
    """A rule of the author; an empty part stands for all, ``role`` may name a kind of roles."""

    role: str
    decision: str
    cause: str
    segment: str
    required: bool
    because: str


@dataclass(frozen=True, slots=True)
class Cover:
    """A play or a document as the grid sees it; an empty collection stands for all.

    Attributes:
        kind: ``play`` or ``document``.
        version: Its number; what was signed names it.
        languages: In which it is there; empty covers a launch that names no language only.
        review_on: The last day on which it is current; None for one that is not reviewed.
    """

    kind: str
    id: int
    title: str
    version: int
    is_approved: bool
    review_on: date | None
    languages: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()

    def fits(self, place: Place) -> bool:
        """Whether it is made for this place, in whatever state it is."""
        return (
            (not self.roles or place.role in self.roles)
            and (not self.decisions or place.decision in self.decisions)
            and (not self.causes or place.cause in self.causes)
            and (not self.segments or place.segment in self.segments)
        )

    def fault(self, day: date) -> str:
        """Why it covers nothing on a day; empty where it does."""
        if not self.is_approved:
            return "not approved"
        if self.review_on is not None and self.review_on < day:
            return f"to be reviewed since {self.review_on:%-d %b %Y}"
        return ""


@dataclass(frozen=True, slots=True)
class Covering:
    """What covers a place, and what of it is missing."""

    is_covered: bool
    by: tuple[Cover, ...] = ()
    missing: tuple[str, ...] = ()
    faults: tuple[tuple[Cover, str], ...] = ()

    @property
    def why(self) -> str:
        """Why it is a gap, in words; empty for one that is covered."""
        if self.is_covered:
            return ""
        said = [f"“{cover.title}” is {fault}" for cover, fault in self.faults[:3]]
        if self.by and self.missing:
            said.insert(0, f"nothing in {', '.join(language.upper() for language in self.missing)}")
        return "; ".join(said) or "nothing is prepared"


class Look:
    """The covers of a launch, sorted so that each place looks at those made for its role and cause alone."""

    def __init__(self, covers: Iterable[Cover], languages: Sequence[str], day: date) -> None:
        self._covers, self._languages, self._day = tuple(covers), tuple(languages), day
        self._near: dict[tuple[str, str], list[tuple[Cover, str]]] = {}

    def at(self, place: Place) -> Covering:
        """What covers a place: something approved and current, in every language that the launch needs."""
        fitting = [pair for pair in self._for(place.role, place.cause) if pair[0].fits(place)]
        good = tuple(cover for cover, fault in fitting if not fault)
        there = {language for cover in good for language in cover.languages}
        missing = tuple(language for language in self._languages if language not in there)
        faults = tuple((cover, fault) for cover, fault in fitting if fault)
        return Covering(bool(good) and not missing, good, missing, faults)

    def _for(self, role: str, cause: str) -> list[tuple[Cover, str]]:
        key = (role, cause)
        if key not in self._near:
            self._near[key] = [
                (cover, cover.fault(self._day))
                for cover in self._covers
                if (not cover.roles or role in cover.roles) and (not cover.causes or cause in cover.causes)
            ]
        return self._near[key]


def required_by(place: Place, kind: str, words: Sequence[Word]) -> tuple[bool, str]:
    """Whether a place is required and why: the last word that matches it decides; without one it is not."""
    for word in reversed(words):
        if matches(word, place, kind):
            return word.required, word.because
    return False, ""


def matches(word: Word, place: Place, kind: str) -> bool:
    """Whether a word is about a place.

    Args:
        kind: What kind of role the place's is; empty for one that the Book does not name any more.
    """
    return (
        word.role in ("", place.role, f"{KIND}{kind}")
        and word.decision in ("", place.decision)
        and word.cause in ("", place.cause)
        and word.segment in ("", place.segment)
    )


def proposed(roles: Iterable[tuple[str, str, Sequence[str]]]) -> list[Word]:
    """A start for the author: what the Book's roles and causes make sensible.

    Args:
        roles: Name, kind, and the decisions in which it counts.
    """
    kinds: dict[str, set[str]] = defaultdict(set)
    for _, kind, decisions in roles:
        kinds[kind].update(decisions)
    words = []
    if "stalls" in kinds:
        stalls = "Most of a sale is spent with people who hold it up; each cause needs an answer before it is met."
        words += [Word(f"{KIND}stalls", each, "", "", True, stalls) for each in sorted(kinds["stalls"])]
        already = "It answers a cause; before any stall there is none."
        words.append(Word(f"{KIND}stalls", "", NO_CAUSE, "", False, already))
    for kind, because in (
        ("refuses", "Whoever says no has to be met with the value before they say it."),
        ("decides", "Whoever decides needs the value in their words."),
    ):
        words += [Word(f"{KIND}{kind}", each, NO_CAUSE, "", True, because) for each in sorted(kinds.get(kind, ()))]
    return words


def signature_stands(signed_at: datetime, *, was_covered: bool, lost_at: datetime | None) -> bool:
    """Whether a signature for a gap still stands: a cell that was covered since makes another gap.

    Args:
        was_covered: As last counted.
        lost_at: When the cell was last found to have lost its cover; None for never.
    """
    return not was_covered and (lost_at is None or signed_at >= lost_at)


def standing_of(*, required: bool, covered: bool, signed: bool) -> Standing:
    if not required:
        return Standing.NOT_REQUIRED
    if covered:
        return Standing.COVERED
    return Standing.SIGNED if signed else Standing.GAP


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready a launch is: required cells, and of those covered, signed for, and open."""

    required: int = 0
    covered: int = 0
    signed: int = 0

    @property
    def gaps(self) -> int:
        return self.required - self.covered - self.signed

    @property
    def share(self) -> float | None:
        """Covered of required; None where nothing is required."""
        return self.covered / self.required if self.required else None


def readiness_of(standings: Iterable[Standing]) -> Readiness:
    counts: dict[Standing, int] = defaultdict(int)
    for each in standings:
        counts[each] += 1
    covered, signed = counts[Standing.COVERED], counts[Standing.SIGNED]
    return Readiness(covered + signed + counts[Standing.GAP], covered, signed)


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


def check_dates(planned_on: date, begins_on: date, ready_by: date | None) -> None:
    """A launch is ready before it begins.

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
