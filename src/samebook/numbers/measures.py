"""A measure: one definition, in a ``.sql`` file of the chapter it belongs to, its header saying what it means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, get_args

from sqlglot import exp

from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.language import read_query, tables_of
from samebook.numbers.tables import Registry, registry

Kind = Literal["count", "share", "rate", "mean", "quantile", "survival", "ratio", "amount"]
NEEDS: Mapping[Kind, tuple[str, ...]] = {
    "count": (),
    "share": (),
    "rate": ("hit",),
    "mean": ("value",),
    "quantile": ("value",),
    "survival": ("duration", "ended"),
    "ratio": ("record_kind", "amount", "base"),
    "amount": ("amount",),
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

    @property
    def has_day(self) -> bool:
        return "day" in self.columns

    @property
    def told_as(self) -> str:
        """What its figures are, in words: “Number of leads”."""
        return TOLD[self.kind].format(unit=self.unit, Unit=self.unit.capitalize())

    @property
    def hash(self) -> str:
        return sha256(self.text.encode()).hexdigest()[:16]

    @property
    def tables(self) -> set[str]:
        return tables_of(self.query)

    @property
    def whole_company_only(self) -> bool:
        """Whether it reads something that belongs to no territory, so that a rep's part of it means nothing."""
        found = [registry.table(name) for name in self.tables]
        return any(not (table.territory or table.is_open) for table in found)


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
        **{key: header[key] for key in ("name", "title", "means", "grain", "unit", "nulls", "time", "source", "drill")},
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


def measures() -> Mapping[str, Measure]:
    """Every measure by name, in the order of the chapters.

    Raises:
        ValueError: Two of one name.
    """
    if not _loaded:
        found: dict[str, Measure] = {}
        for chapter, folder in registry.folders.items():
            for path in sorted(folder.glob("*.sql")):
                measure = read_measure(path.read_text("utf-8"), chapter=chapter)
                if measure.name != path.stem or measure.name in found:
                    raise ValueError(f"{path}: the name {measure.name} is not the file's, or is taken")
                found[measure.name] = measure
        _loaded.update(found)
    return _loaded


def measure_named(name: str) -> Measure:
    """One measure.

    Raises:
        Missing: There is none of that name.
    """
    try:
        return measures()[name]
    except KeyError:
        raise Missing(f"measure “{name[:60]}”") from None


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
            header[key] = f"{header[key]} {(name + ':') if name else ''}{words.strip()}".strip()
    return header, columns


def _check_columns(measure: Measure, declared: Registry) -> None:
    given = set(measure.query.named_selects)
    if given != set(measure.columns):
        raise _bad(f"Header and SELECT differ in columns: {', '.join(sorted(given ^ set(measure.columns)))}.")
    needed = {"record_id", *NEEDS[measure.kind], *([measure.split] if measure.split else [])}
    for name in measure.by:
        if name not in declared.dimensions:
            raise _bad(f"There is no dimension {name}.")
        needed.add(declared.dimensions[name].column)
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
