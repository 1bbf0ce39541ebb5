"""What a measure is: a SELECT that gives a row per record, and what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from sqlglot import exp

from samebook.book.measures.formulas import Formula
from samebook.numbers.language import tables_of
from samebook.numbers.tables import registry

Kind = Literal[
    "count", "share", "rate", "mean", "quantile", "survival", "ratio", "amount", "rank", "formula", "change", "score"
]
NEEDS: Mapping[Kind, tuple[str, ...]] = {
    "count": (),
    "share": (),
    "rate": ("hit",),
    "mean": ("value",),
    "quantile": ("value",),
    "survival": ("duration", "ended"),
    "ratio": ("record_kind", "amount", "base"),
    "amount": ("amount",),
    "rank": ("value",),
    "formula": (),
    "change": (),
    "score": ("value", "together"),
}
"""Per kind, the columns that the SELECT gives beside ``record_id``."""
TOLD: Mapping[Kind, str] = {
    "count": "Number of {unit}",
    "share": "Share of the {unit}, in %",
    "rate": "Share {unit}, in %",
    "mean": "{Unit}, on average",
    "quantile": "{Unit}: median and quartiles",
    "survival": "Share in %, as {unit} go by",
    "ratio": "Amount for each, in the company's currency",
    "amount": "Amount in the company's currency",
    "rank": "{Unit}",
    "formula": "{Unit}",
    "change": "What changed from one period to another",
    "score": "Share for minus share against, in {unit}",
}
"""What a figure of each kind is, as its reader would say it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with a definition. Its SELECT gives one row per record, so that every figure drills to its records.

    Attributes:
        kind: How the rows become a figure; see ``NEEDS`` and ``evaluate``.
        means: For whoever reads the figure.
        nulls: What is left out, and what null means.
        time: Which time decides whether a record is in a period.
        source: Where the definition comes from.
        by: Dimensions it may be split by.
        drill: The kind of record behind it.
        split: Column whose values make rows of their own within each group (kind ``share``); may be empty.
        horizons: Times at which a survival measure is read off, in its unit of time.
        columns: Output columns with their meaning.
        has_day: Whether a period applies; else the figure is as things stand.
        hash: Of the text; part of the result's identity.
        edition: Number of the edition of the Book that defines it; None for one that is shipped.
        formula: What is computed of the columns that ``aggregates`` read (kind ``formula``).
        per: What the formula is divided by, when it is a ratio of two measures.
        aggregates: For a formula, what is read of each group, by name.
        at: The share of a quantile (kind ``rank``).
        lookups: Names under which the SELECT joins tables to look up words of its own rows; they narrow nothing.
        made: What it is made of, when it is another measure in other periods.
        currency: The currency that the Book names for it; empty when it names none.
    """

    name: str
    title: str
    means: str
    kind: Kind
    grain: str
    unit: str
    nulls: str
    time: str
    source: str
    by: tuple[str, ...]
    drill: str
    chapter: str
    text: str
    columns: Mapping[str, str]
    query: exp.Query = field(compare=False, repr=False)
    split: str = ""
    horizons: tuple[float, ...] = ()
    edition: int | None = None
    formula: Formula | None = field(default=None, compare=False, repr=False)
    per: Formula | None = field(default=None, compare=False, repr=False)
    aggregates: Mapping[str, str] = field(default_factory=dict)
    at: float = 0.5
    lookups: frozenset[str] = frozenset()
    made: "Made | None" = None
    currency: str = ""

    @property
    def has_day(self) -> bool:
        return "day" in self.columns

    @property
    def told_as(self) -> str:
        """What its figures are, in words: “Number of leads”."""
        unit = self.unit or ("number" if self.kind in ("rank", "formula") else "")
        return TOLD[self.kind].format(unit=unit, Unit=unit.capitalize())

    @property
    def hash(self) -> str:
        return text_hash(self.text)

    @property
    def tables(self) -> set[str]:
        """The fact tables whose rows it counts."""
        looked_up = {each.name for each in self.query.find_all(exp.Table) if each.alias in self.lookups}
        counted = {each.name for each in self.query.find_all(exp.Table) if each.alias not in self.lookups}
        return tables_of(self.query) - (looked_up - counted)

    @property
    def whole_company_only(self) -> bool:
        """Whether it reads something that belongs to no territory, so that a rep's part of it means nothing."""
        found = [registry.table(name) for name in self.tables]
        return any(not (table.territory or table.is_open) for table in found)


@dataclass(frozen=True, slots=True)
class Made:
    """A measure in other periods than the one asked for.

    Attributes:
        of: The measure.
        since: Since when it counts, up to the end of each period: ``fiscal year``, ``fiscal quarter``, ``year``,
            ``all``; empty for a change.
        against: What it is compared with: ``previous period``, ``year before``; empty when it is cumulative.
    """

    of: Measure
    since: str = ""
    against: str = ""


def text_hash(text: str) -> str:
    """What tells one definition from another."""
    return sha256(text.encode()).hexdigest()[:16]
