"""What covers a cell of a launch's grid: plays and documents that are approved, current and in every language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Place(NamedTuple):
    """Where a cell lies in the grid."""

    role: str
    decision: str
    cause: str
    segment: str


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
