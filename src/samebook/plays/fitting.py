"""Which plays fit a stall, and which is best. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from samebook.kernel.refusals import Refused

ENOUGH = 10
"""Ended stalls in which a play was used, before its results order it."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a play is looked for.

    Attributes:
        cause: The stall's; empty for a preventive play, which is not asked for a cause.
        roles: Those of whoever stalls, in this deal and decision; empty where nobody said.
        segments: Whether the account is in each segment of the Book; None where that is unknown.
        languages: Usual at the customer; empty where the country is not known.
    """

    cause: str = ""
    roles: frozenset[str] = frozenset()
    decision: str = ""
    segments: Mapping[str, bool | None] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """An approved version as it is matched.

    Attributes:
        worked, ended: Of the ended stalls in which the play was used, after how many the sale went on.
    """

    version_id: int
    play_id: int
    name: str
    causes: frozenset[str]
    roles: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()
    segment: str = ""
    languages: frozenset[str] = frozenset()
    worked: int = 0
    ended: int = 0


@dataclass(frozen=True, slots=True)
class Fit:
    """A play that fits.

    Attributes:
        points: One for each thing that it is made for and that is so here.
        why: In words, the strongest first; for people inside only.
        language: The one its texts are taken in.
    """

    offer: Offer
    points: int
    why: tuple[str, ...]
    language: str
    by_results: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """How causes, roles, decisions, segments and languages are called."""

    causes: Mapping[str, str]
    roles: Mapping[str, str]
    decisions: Mapping[str, str]
    languages: Mapping[str, str]

    def segment(self, name: str) -> str:
        return name.replace("_", " ")


def fit_of(offer: Offer, need: Need, words: Words) -> Fit | None:
    """How a play fits; None when it is made for something else.

    What nobody knows rules nothing out and earns nothing.
    """
    if _is_for_else(offer, need):
        return None
    why = []
    if need.cause:
        why.append(f"made for “{words.causes.get(need.cause, need.cause)}”")
    if met := sorted(offer.roles & need.roles):
        why.append(f"for people who have the role “{words.roles.get(met[0], met[0])}”")
    if need.decision and need.decision in offer.decisions:
        why.append(f"for the decision “{words.decisions.get(need.decision, need.decision).lower()}”")
    if offer.segment and need.segments.get(offer.segment):
        why.append(f"for {words.segment(offer.segment)}")
    language = language_for(offer.languages, need.languages)
    earned, said = _of_language(language, need, words)
    return Fit(offer, len(why) + earned, tuple([*why, said] if said else why), language)


def _is_for_else(offer: Offer, need: Need) -> bool:
    """Whether the play is made for another cause, decision, role or segment than is known here."""
    return (
        bool(need.cause and need.cause not in offer.causes)
        or bool(offer.decisions and need.decision and need.decision not in offer.decisions)
        or bool(offer.roles and need.roles and not offer.roles & need.roles)
        or bool(offer.segment and need.segments.get(offer.segment) is False)
    )


def _of_language(language: str, need: Need, words: Words) -> tuple[int, str]:
    """What the language earns or costs, and how that is said."""
    name = words.languages.get(language, language)
    if language in need.languages:
        return 1, f"in {name}"
    if need.languages and language:
        usual = ", ".join(sorted(words.languages.get(code, code) for code in need.languages))
        return -1, f"in {name}, though the customer's country speaks {usual}"
    return 0, ""


def language_for(written: frozenset[str], usual: frozenset[str]) -> str:
    """The language to take: one that is usual there, else English, else the first one."""
    both = sorted(written & usual)
    if both:
        return both[0]
    return "en" if "en" in written else min(written, default="")


def ranked(offers: Sequence[Offer], need: Need, words: Words) -> list[Fit]:
    """What fits, best first.

    Results order it once each play that fits has been used in ``ENOUGH`` ended stalls: the share that ended with the
    sale going on. Before that the fit does, then the name.
    """
    fits = [found for offer in offers if (found := fit_of(offer, need, words))]
    if fits and all(each.offer.ended >= ENOUGH for each in fits):
        by_share = sorted(fits, key=lambda each: (-each.offer.worked / each.offer.ended, -each.points, each.offer.name))
        return [Fit(each.offer, each.points, each.why, each.language, by_results=True) for each in by_share]
    return sorted(fits, key=lambda each: (-each.points, each.offer.name, each.offer.version_id))


def check_fits(found: Fit | None) -> Fit:
    """A play that is started by hand need not be the best, but is made for it.

    Raises:
        Refused: ``plays.does_not_fit``.
    """
    if found is None:
        raise Refused("plays.does_not_fit", "This play is made for another cause, role, decision or segment.")
    return found
