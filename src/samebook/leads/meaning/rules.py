"""What may be compared and asked, and what follows from the truths of a record. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

from samebook.agreement.rules import SIDE_OF_ROLE
from samebook.agreement.terms import Side
from samebook.book.expressions import And, Expression
from samebook.kernel.access import SEES_RECORDS, Role
from samebook.kernel.refusals import Refused
from samebook.kernel.texts import is_text
from samebook.leads.meaning.terms import Counted
from samebook.segments.rules import holder_of, pairs_of

MAY_COMPARE: Final = SEES_RECORDS
ASKED: Final = {role: side for role, side in SIDE_OF_ROLE.items() if role is not Role.TELESALES}
"""Who is asked what they mean, and for which side; telesales asks prospects and is not asked itself."""
MOST_DEFINITIONS: Final = 6
MOST_INVITED: Final = 40
LONGEST_WORD: Final = 80
LONGEST_CONDITION: Final = 10_000
LONGEST_LABEL: Final = 80
FEWEST_HIDDEN: Final = 3
"""So many must have answered in an anonymous poll before anything is shown, and on each side before sides are."""
LONGEST_POLL: Final = timedelta(days=90)
TRUE, FALSE, UNKNOWN = "1", "0", "?"
PATTERN = re.compile(r"[10?*u]{1,40}\Z")


@dataclass(frozen=True, slots=True)
class Definition:
    """One of the definitions that are compared.

    Attributes:
        label: Whose or where it is: ``Edition 3: target market``.
        edition_id: The edition whose fields and segments its condition speaks of.
        private: The key of a private segment, which is read as whoever asks may read it; empty for all else.
    """

    label: str
    condition: str
    edition_id: int
    private: str = ""

    @classmethod
    def of(cls, told: Mapping[str, str | int]) -> "Definition":
        return cls(str(told["label"]), str(told["condition"]), int(told["edition_id"]), str(told.get("private", "")))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose to compare: a source by its key, or what they wrote themselves, with what they call it.

    Whose a chosen definition is, and what it says, is read from its source; only what was written here is taken as
    it was sent, and its label says so.
    """

    key: str = ""
    label: str = ""
    condition: str = ""

    def __post_init__(self) -> None:
        """However it came: what cannot be kept, or is longer than a page can show, is no choice.

        Raises:
            Refused: ``meaning.chosen``, ``meaning.label``, ``meaning.long_condition``.
        """
        if not all(map(is_text, (self.key, self.label, self.condition))):
            raise Refused("meaning.chosen", "It holds a character that cannot be kept; write it again.")
        if len(self.label) > LONGEST_LABEL:
            raise Refused("meaning.label", f"Call it something of {LONGEST_LABEL} characters at most.", "label")
        if len(self.condition) > LONGEST_CONDITION:
            raise Refused("meaning.long_condition", f"A condition has {LONGEST_CONDITION:,} characters at most.")

    @classmethod
    def of(cls, told: object) -> "Chosen":
        """As a form sent it back.

        Raises:
            Refused: ``meaning.chosen``, ``meaning.label``, ``meaning.long_condition``.
        """
        texts = isinstance(told, dict) and all(isinstance(value, str) for value in told.values())
        if not isinstance(told, dict) or not texts or set(told) not in ({"key"}, {"label", "condition"}):
            raise Refused("meaning.chosen", "A chosen definition has been damaged; choose it again.")
        return cls(**told) if "key" in told else cls.written(told["label"], told["condition"])

    @classmethod
    def written(cls, label: str, condition: str) -> "Chosen":
        """What was written here, its label on one line.

        Raises:
            Refused: ``meaning.chosen``, ``meaning.label``, ``meaning.long_condition``.
        """
        return cls(label=" ".join(label.split()), condition=condition)

    def told(self) -> dict[str, str]:
        """As a form sends it back."""
        return {"key": self.key} if self.key else {"label": self.label, "condition": self.condition}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two definitions over the same records; counts of records."""

    first: int
    second: int
    both: int
    only_first: int
    only_second: int
    neither: int
    unknown: int

    @property
    def either(self) -> int:
        return self.both + self.only_first + self.only_second

    @property
    def overlap(self) -> float | None:
        """Jaccard's index: of the records that either takes in, the share that both do; None where none is."""
        return self.both / self.either if self.either else None


def check_word(word: str, *, field: str = "word") -> str:
    """The word as it is kept.

    Raises:
        Refused: ``meaning.no_word``, ``meaning.long_word``.
    """
    word = " ".join(word.split())
    if not word or not is_text(word):
        raise Refused("meaning.no_word", "Say which word it is about.", field)
    if len(word) > LONGEST_WORD:
        raise Refused("meaning.long_word", f"A word or phrase of {LONGEST_WORD} characters at most.", field)
    return word


def check_definitions(definitions: Sequence[Definition]) -> None:
    """Two to six, no two with one condition.

    Raises:
        Refused: ``meaning.too_few``, ``meaning.too_many``, ``meaning.same``.
    """
    if len(definitions) < 2:
        raise Refused("meaning.too_few", "Choose two definitions at least; one alone differs from nothing.")
    if len(definitions) > MOST_DEFINITIONS:
        raise Refused("meaning.too_many", f"{MOST_DEFINITIONS} definitions at most; leave some out.")
    for one, other in combinations(definitions, 2):
        if one.condition == other.condition and one.edition_id == other.edition_id:
            raise Refused("meaning.same", f"“{one.label}” and “{other.label}” are the same condition; choose another.")


def counted_as(expressions: Iterable[Expression]) -> Counted:
    """Accounts when no condition speaks of anything else, else leads, which have an account and a person too."""
    holders = {holder_of(name) for name, _ in pairs_of(*expressions)}
    return Counted.ACCOUNT if holders <= {"account"} else Counted.LEAD


def check_kind(kind: Counted, expressions: Sequence[Expression]) -> None:
    """Accounts have no person's or lead's fields.

    Raises:
        Refused: ``meaning.of_leads``.
    """
    if kind is Counted.ACCOUNT and counted_as(expressions) is Counted.LEAD:
        raise Refused("meaning.of_leads", "A definition speaks of people or leads; count leads instead.", "kind")


def conjuncts(expression: Expression) -> tuple[Expression, ...]:
    """What must all be true for it to be; itself alone where it is no “all of these”."""
    return expression.parts if isinstance(expression, And) else (expression,)


def pairs_in(combos: Mapping[str, int]) -> list[Pair]:
    """Every two definitions counted together.

    Args:
        combos: Records by their truths, a sign for each definition: ``1`` true, ``0`` false, ``?`` unknown.
    """
    width = max((len(combo) for combo in combos), default=0)
    return [_pair(combos, first, second) for first, second in combinations(range(width), 2)]


def _pair(combos: Mapping[str, int], first: int, second: int) -> Pair:
    counts: dict[str, int] = {}
    for combo, records in combos.items():
        signs = combo[first] + combo[second]
        key = UNKNOWN if UNKNOWN in signs else signs
        counts[key] = counts.get(key, 0) + records
    in_order = (counts.get(key, 0) for key in ("11", "10", "01", "00", UNKNOWN))
    return Pair(first, second, *in_order)


def patterns_of(width: int, first: int, second: int) -> dict[str, str]:
    """The groups of two definitions as patterns over all: ``*`` is any truth, ``u`` one of these is unknown."""

    def pattern(one: str, other: str) -> str:
        return "".join({first: one, second: other}.get(place, "*") for place in range(width))

    return {
        "both": pattern("1", "1"),
        "only_first": pattern("1", "0"),
        "only_second": pattern("0", "1"),
        "neither": pattern("0", "0"),
        "unknown": pattern("u", "u"),
    }


def check_closing(closes_at: datetime, *, at: datetime) -> None:
    """A poll is open for an hour at least, and for ninety days at most.

    Raises:
        Refused: ``meaning.closes_soon``, ``meaning.closes_late``.
    """
    if closes_at < at + timedelta(hours=1):
        raise Refused("meaning.closes_soon", "People need an hour at least; choose a later time.", "closes_at")
    if closes_at > at + LONGEST_POLL:
        raise Refused("meaning.closes_late", f"{LONGEST_POLL.days} days at most; choose an earlier time.", "closes_at")


def check_invited(sides: Sequence[Side], *, is_anonymous: bool) -> None:
    """At least two people; where names are hidden at least three, or each would know the other.

    Raises:
        Refused: ``meaning.few_invited``, ``meaning.many_invited``.
    """
    fewest = FEWEST_HIDDEN if is_anonymous else 2
    if len(sides) < fewest:
        why = " where names are hidden" if is_anonymous else ""
        raise Refused("meaning.few_invited", f"Ask {fewest} people at least{why}.", "invited")
    if len(sides) > MOST_INVITED:
        raise Refused("meaning.many_invited", f"Ask {MOST_INVITED} people at most.", "invited")


def answers_are_shown(answers: int, *, is_anonymous: bool) -> bool:
    """Whether a closed poll shows anything: of two answers without names each knows whose the other is."""
    return answers >= (FEWEST_HIDDEN if is_anonymous else 1)


def sides_are_shown(sides: Iterable[str], *, is_anonymous: bool) -> bool:
    """Whether answers keep their side: where names are hidden, only with three answers on each side that answered."""
    if not is_anonymous:
        return True
    answered = list(sides)
    return all(answered.count(side) >= FEWEST_HIDDEN for side in set(answered))


def numbered(labels: Iterable[str]) -> Iterator[str]:
    """``Marketing 1``, ``Marketing 2``, ``Sales 1``: each label with its number."""
    seen: dict[str, int] = {}
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        yield f"{label} {seen[label]}"


def name_for(word: str) -> str:
    """A word as the Book calls a segment: ``good_account``."""
    name = re.sub(r"[^a-z0-9]+", "_", word.lower()).strip("_")[:50]
    return name if name and name[0].isalpha() else f"segment_{name}".strip("_")
