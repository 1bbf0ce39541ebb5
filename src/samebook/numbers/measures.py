"""A measure: one definition, in a ``.sql`` file of the chapter it belongs to, its header saying what it means."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, get_args

from sqlglot import exp

from samebook.book.measures.formulas import Formula
from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.language import read_query, tables_of
from samebook.numbers.tables import Registry, registry

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
HEADER = re.compile(r"--( ?)( *)(?:([a-z_]+):)?(.*)")
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

REQUIRED = ("name", "title", "means", "kind", "grain", "columns", "unit", "nulls", "time", "source", "by", "drill")


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


def read_measure(text: str, *, chapter: str, declared: Registry = registry) -> Measure:
    """Read and check one definition.

    Raises:
        Refused: ``measures.bad_header``, ``measures.not_in_subset``.
    """
    header, columns = _header(text)
    missing = [key for key in REQUIRED if not header.get(key) and not (key == "columns" and columns)]
    if missing:
        raise _bad(f"The header lacks {', '.join(missing)}.")
    query = read_query(text, declared)
    measure = Measure(
        name=header["name"],
        title=header["title"],
        means=header["means"],
        grain=header["grain"],
        unit=header["unit"],
        nulls=header["nulls"],
        time=header["time"],
        source=header["source"],
        drill=header["drill"],
        kind=_kind(header["kind"]),
        by=tuple(word.strip() for word in header["by"].split(",")),
        chapter=chapter,
        text=text,
        columns=columns,
        query=query,
        split=header.get("split", ""),
        horizons=tuple(float(word) for word in header.get("horizons", "").split(",") if word.strip()),
    )
    _check_columns(measure, declared)
    return measure


_loaded: dict[str, Measure] = {}


def text_hash(text: str) -> str:
    """What tells one definition from another."""
    return sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Found:
    """What the Book defines.

    Attributes:
        measures: By name.
        without_figures: Names of those that have none, with the reason.
    """

    measures: Mapping[str, Measure]
    without_figures: Mapping[str, str] = field(default_factory=dict)


Source = Callable[[int | None], Found]
"""Measures that are defined elsewhere: as they are in force now, or as an edition of that number had them."""
sources: list[Source] = []
"""Filled by ``config``; each keeps what it has read for as long as its text is the same."""


def measures() -> Mapping[str, Measure]:
    """Every measure by name, in the order of the chapters; then those of the Book in force.

    Raises:
        ValueError: Two of one name.
    """
    found = dict(shipped())
    for source in sources:
        found |= source(None).measures
    return found


def require_currency(measure: Measure, currency: str) -> None:
    """Refuse figures under the name of a currency that they are not in.

    Raises:
        Refused: ``measures.other_currency``.
    """
    if measure.currency and currency and measure.currency != currency:
        message = (
            f"By the Book “{measure.title}” is in {measure.currency}, and amounts are converted to the company's "
            f"currency, {currency}. Let the next edition say unit: {currency}."
        )
        raise Refused("measures.other_currency", message)


def without_figures() -> Mapping[str, str]:
    """Names of the measures of the Book in force that have no figures, with the reason."""
    return {name: why for source in sources for name, why in source(None).without_figures.items()}


def shipped() -> Mapping[str, Measure]:
    """The measures that are files of chapters.

    Raises:
        ValueError: Two of one name, or one that begins as the Book's do.
    """
    if not _loaded:
        found: dict[str, Measure] = {}
        for chapter, folder in registry.folders.items():
            for path in sorted(folder.glob("*.sql")):
                measure = read_measure(path.read_text("utf-8"), chapter=chapter)
                if measure.name != path.stem or measure.name in found or measure.name.startswith(BOOK):
                    raise ValueError(f"{path}: the name {measure.name} is not the file's, or is taken")
                found[measure.name] = measure
        _loaded.update(found)
    return _loaded


BOOK = "book_"
"""What the names of the Book's measures begin with, so that no release can take one of them."""


def measure_named(name: str, *, edition: int | None = None) -> Measure:
    """One measure.

    Args:
        edition: Number of an edition of the Book: as it was defined there, whatever is in force now.

    Raises:
        Missing: There is none of that name.
        Refused: ``measures.no_figures``, with the reason.
    """
    if not name.startswith(BOOK):
        if name in shipped():
            return shipped()[name]
        raise Missing(f"measure “{name[:60]}”")
    for source in sources:
        found = source(edition)
        if name in found.measures:
            return found.measures[name]
        if name in found.without_figures:
            raise Refused("measures.no_figures", found.without_figures[name])
    raise Missing(f"measure “{name[:60]}”")


def _header(text: str) -> tuple[dict[str, str], dict[str, str]]:
    header: dict[str, str] = {}
    columns: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        _, indent, name, words = (HEADER.fullmatch(line) or _refuse(line)).groups()
        if name and not indent:
            key, header[name] = name, words.strip()
        elif name and key == "columns":
            columns[name] = words.strip()
        elif key == "columns" and columns:
            columns[next(reversed(columns))] += f" {words.strip()}"
        elif key:
            more = f"{name}:{words}" if name else words.strip()
            header[key] = f"{header[key]} {more}".strip()
    return header, columns


def _check_columns(measure: Measure, declared: Registry) -> None:
    given = set(measure.query.named_selects)
    if given != set(measure.columns):
        raise _bad(f"Header and SELECT differ in columns: {', '.join(sorted(given ^ set(measure.columns)))}.")
    needed = {"record_id", *NEEDS[measure.kind], *([measure.split] if measure.split else [])}
    for name in measure.by:
        if name not in declared.dimensions:
            raise _bad(f"There is no dimension {name}.")
        needed.add(declared.dimension(name).column)
    if measure.kind == "survival" and not measure.horizons:
        raise _bad("A measure of kind survival has horizons.")
    if needed - given:
        raise _bad(f"A measure of kind {measure.kind} also gives {', '.join(sorted(needed - given))}.")


def _kind(word: str) -> Kind:
    if word not in get_args(Kind):
        raise _bad(f"There is no kind {word}; there are {', '.join(get_args(Kind))}.")
    return word  # type: ignore[return-value]


def _refuse(line: str) -> re.Match[str]:
    raise _bad(f"“{line[:60]}” is not a header line.")


def _bad(message: str) -> Refused:
    return Refused("measures.bad_header", message)
