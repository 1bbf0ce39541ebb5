"""An analysis: one definition, in a ``.sql`` file of the chapter it belongs to, its header saying what it means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal, get_args

from sqlglot import exp

from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.analyses.header import read_header
from samebook.numbers.language import PARAMETERS, read_query, tables_of
from samebook.numbers.tables import Registry, registry

Kind = Literal["funnel", "cohorts", "visits", "waits", "retention", "concentration", "spread", "arms", "standing"]
Type = Literal["integer", "text", "decimal", "number", "date"]
NEEDS: Mapping[Kind, tuple[str, ...]] = {
    "funnel": ("cohort", "followed", "step", "place", "state", "days", "n"),
    "cohorts": ("cohort", "step", "age", "n"),
    "visits": ("stage", "next_stage", "days", "ended", "n"),
    "waits": ("part", "duration", "ended", "n"),
    "retention": ("cohort", "age", "accounts", "n", "revenue", "apart"),
    "concentration": ("held", "bucket", "n", "revenue", "weighted", "apart"),
    "spread": ("part", "happened", "n"),
    "arms": ("split", "part", "arm", "at", "event", "n"),
    "standing": ("split", "part", "is_held", "days", "n"),
}
"""Per kind, the columns that the SELECT gives; ``kinds`` makes tables and charts of them."""
TAKES: Mapping[Kind, tuple[str, ...]] = {"arms": ("most_days",)}
"""Per kind, the numbers that it takes beside the rows; the SELECT need not use them."""
REQUIRED = ("name", "title", "means", "kind", "grain", "unit", "nulls", "time", "source", "by")
PERIOD = ("from_on", "until_on")
COLUMN = re.compile(r"(\w+)(?: \(([^)]*)\))?\. +(\S.*)")
PARAMETER = re.compile(r"(\d+) \(from (\d+) to (\d+)(?:, ([^)]*))?\)\. +(\S.*)")


@dataclass(frozen=True, slots=True)
class Column:
    """What the SELECT gives; ``unit`` is empty for keys and words."""

    type: Type
    unit: str
    means: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A whole number that the asker may set."""

    name: str
    default: int
    least: int
    most: int
    unit: str
    means: str

    @property
    def title(self) -> str:
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Analysis:
    """A question with a definition.

    Attributes:
        kind: What is made of the rows; see ``NEEDS``.
        means: For whoever reads the page.
        grain: What one row of the SELECT is.
        unit: What is counted: leads.
        nulls: What is left out, and what null means.
        time: Which day decides whether a record is in the days asked for.
        by: Columns that rows are told apart by.
        parameters: What the asker may set, by name, beside the days.
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
    chapter: str
    text: str
    columns: Mapping[str, Column] = field(compare=False)
    parameters: Mapping[str, Parameter] = field(compare=False)
    query: exp.Query = field(compare=False, repr=False)

    @property
    def has_days(self) -> bool:
        """Whether days can be asked for; else it is of everything."""
        return any(node.name in PERIOD for node in self.query.find_all(exp.Placeholder))

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


def read_analysis(text: str, *, chapter: str, declared: Registry = registry) -> Analysis:
    """Read and check one definition.

    Raises:
        Refused: ``analyses.bad_header``, ``measures.not_in_subset``.
    """
    header, sections = read_header(text)
    lacking = [key for key in REQUIRED if not header.get(key)]
    if lacking:
        raise _bad(f"The header lacks {', '.join(lacking)}.")
    parameters = {name: _parameter(name, said) for name, said in sections["parameters"].items()}
    analysis = Analysis(
        **{key: header[key] for key in ("name", "title", "means", "grain", "unit", "nulls", "time", "source")},
        kind=_one_of(header["kind"], Kind, "kind"),
        by=tuple(word.strip() for word in header["by"].split(",")),
        chapter=chapter,
        text=text,
        columns={name: _column(name, said) for name, said in sections["columns"].items()},
        parameters=parameters,
        query=read_query(text, declared, PARAMETERS | set(PERIOD) | set(parameters)),
    )
    _check(analysis)
    return analysis


_loaded: dict[str, Analysis] = {}


def analyses() -> Mapping[str, Analysis]:
    """Every analysis by name, in the order of the chapters.

    Raises:
        ValueError: Two of one name.
    """
    if not _loaded:
        found: dict[str, Analysis] = {}
        for chapter, folder in registry.analyses.items():
            for path in sorted(folder.glob("*.sql")):
                analysis = read_analysis(path.read_text("utf-8"), chapter=chapter)
                if analysis.name != path.stem or analysis.name in found:
                    raise ValueError(f"{path}: the name {analysis.name} is not the file's, or is taken")
                found[analysis.name] = analysis
        _loaded.update(found)
    return _loaded


def analysis_named(name: str) -> Analysis:
    """One analysis.

    Raises:
        Missing: There is none of that name.
    """
    try:
        return analyses()[name]
    except KeyError:
        raise Missing(f"analysis “{name[:60]}”") from None


def _check(analysis: Analysis) -> None:
    given, needed = set(analysis.query.named_selects), set(NEEDS[analysis.kind])
    if given != set(analysis.columns):
        raise _bad(f"Header and SELECT differ in columns: {', '.join(sorted(given ^ set(analysis.columns)))}.")
    if given != needed:
        raise _bad(f"An analysis of kind {analysis.kind} gives {', '.join(NEEDS[analysis.kind])} and no more.")
    if unknown := set(analysis.by) - given:
        raise _bad(f"It is split by what it does not give: {', '.join(sorted(unknown))}.")
    takes = TAKES.get(analysis.kind, ())
    if lacking := set(takes) - set(analysis.parameters):
        raise _bad(f"An analysis of kind {analysis.kind} has the parameter {', '.join(sorted(lacking))}.")
    used = {node.name for node in analysis.query.find_all(exp.Placeholder)} | set(takes)
    if idle := set(analysis.parameters) - used:
        raise _bad(f"The SELECT does not use {', '.join(sorted(idle))}.")
    if len(used & set(PERIOD)) == 1:
        raise _bad("It uses :from_on and :until_on, or neither.")


def _column(name: str, said: str) -> Column:
    match = COLUMN.fullmatch(said)
    if match is None:
        raise _bad(f"Column {name}: write its type, its unit in brackets if it has one, and what it means.")
    return Column(_one_of(match[1], Type, "type"), match[2] or "", match[3])


def _parameter(name: str, said: str) -> Parameter:
    match = PARAMETER.fullmatch(said)
    if match is None:
        raise _bad(f"Parameter {name}: write 90 (from 1 to 730, days). What it means.")
    default, least, most = (int(match[place]) for place in (1, 2, 3))
    if not least <= default <= most:
        raise _bad(f"Parameter {name}: {default} lies outside {least} to {most}.")
    return Parameter(name, default, least, most, match[4] or "", match[5])


def _one_of(word: str, words: Any, what: str) -> Any:
    if word not in get_args(words):
        raise _bad(f"There is no {what} {word}; there are {', '.join(get_args(words))}.")
    return word


def _bad(message: str) -> Refused:
    return Refused("analyses.bad_header", message)
