"""Which cells of a grid the author's words require, and the words that are proposed to begin with."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from samebook.launches.rules.covering import Place
from samebook.launches.terms import KIND, NO_CAUSE


class Word(NamedTuple):
    """A rule of the author; an empty part stands for all, ``role`` may name a kind of roles."""

    role: str
    decision: str
    cause: str
    segment: str
    required: bool
    because: str


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
