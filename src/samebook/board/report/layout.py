"""What a board report holds, as plain data. The page, the paper, the slides and the workbook are made from it alone.

There are two documents. ``Circulated`` has no field in which an effect on revenue could stand; ``Internal`` has one.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from samebook.board.report.drawing import Drawn


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in words. What is unknown is empty.

    Attributes:
        interval: 95 %.
        n: What it rests on: ``412 leads``.
        before: The same figure of the days before.
        change: Against them, with its interval.
        benchmark: The value it is held against; empty for none entered.
        against: How it stands to the benchmark, and where that comes from; says so when none was entered.
        means: Its definition, with what is left out and which day decides.
        note: What a reader must know beside it; mostly empty.
    """

    measure: str
    title: str
    value: str
    interval: str
    n: str
    before: str
    change: str
    benchmark: str = ""
    against: str = ""
    means: str = ""
    note: str = ""
    drawn: Drawn | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise of one edition in the period; ``days`` is empty where they are the report's own."""

    side: str
    says: str
    edition: str
    days: str
    owed: str
    kept: str
    stands: str


@dataclass(frozen=True, slots=True)
class Signed:
    """Whether sales stands by its block: ``state`` is unsigned, signed or void."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one side says in this document; ``as_own`` where sales stands by a sentence about revenue."""

    voice: str
    who: str
    when: str
    text: str
    as_own: bool = False


@dataclass(frozen=True, slots=True)
class Restated:
    """Figures of a closed period that were counted again: ``rows`` are (what, frozen, now, why)."""

    title: str
    reason: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What one randomised hold-out says, with counts and interval; too small a one says what it could have seen.

    Attributes:
        standing: Whether it bears a claim.
        is_cited: Whether a comment cites it.
    """

    title: str
    standing: str
    says: str
    is_cited: bool = False


@dataclass(frozen=True, slots=True)
class Circulated:
    """The report that may leave the departments. Marketing claims activity only.

    Attributes:
        period: The name in addresses.
        beside: What the figures are compared with, in short: ``92 days before``.
        state: Closed, or provisional and why.
        headline: The one sentence that marketing may say of what became of its leads.
        hash: SHA-256 of the figures with their benchmarks.
        definitions: (title, text).
    """

    title: str
    company: str
    period: str
    label: str
    days: str
    compared: str
    beside: str
    is_closed: bool
    state: str
    as_of: str
    instant: str
    made: str
    simulated: bool
    editions: str
    hash: str
    headline: str
    activity: tuple[Line, ...]
    promises: tuple[Promise, ...]
    promoters: tuple[Line, ...]
    without_promoters: str
    sales: tuple[Line, ...]
    signed: Signed
    said: tuple[Said, ...]
    restated: tuple[Restated, ...]
    definitions: tuple[tuple[str, str], ...]
    kind: str = field(default="circulated", init=False)

    def as_data(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Internal(Circulated):
    """The internal view: all of the circulated report, and the effects that recorded hold-outs support."""

    effects: tuple[Effect, ...] = ()
    without_effects: str = ""
    kind: str = field(default="internal", init=False)


Report = Circulated | Internal
