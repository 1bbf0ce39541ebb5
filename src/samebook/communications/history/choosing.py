"""Which column of a history file says what: guessed by its name, changed by whoever brings it, kept for the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from samebook.exchange.dialects import Dialect, guess_dialect
from samebook.exchange.guessing import guess_days, plain
from samebook.exchange.reading import read_header
from samebook.kernel.refusals import Refused
from samebook.numbers.history.declared import BulkTable
from samebook.numbers.history.reading import HistoryFile, header_of
from samebook.numbers.history.times import ORDERS, UNITS, TimeForm, instants

SEEN = 2_000
"""Rows that are looked at to find how a file writes its times."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the command line says.

    Attributes:
        maps: Column of the file → field; "" to leave it out.
        words: Field → the file's word in lower case → ours.
        zone: "" for what was last chosen, else the company's.
        form: "" to find out; see ``TimeForm``.
    """

    maps: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    zone: str = ""
    form: str = ""
    encoding: str = ""
    delimiter: str = ""
    is_strict: bool = False


def opened(path: Path, choices: Choices) -> tuple[Dialect | None, list[str]]:
    """How a file is written, None for Parquet, and its columns.

    Raises:
        Refused: The file cannot be read, or is neither.
    """
    if not path.is_file():
        raise Refused("history.no_file", f"There is no file {path}.", "file")
    if path.suffix.lower() in (".parquet", ".pq"):
        return None, header_of(path)
    dialect = guess_dialect(path, encoding=choices.encoding, delimiter=choices.delimiter)
    return dialect, read_header(path, dialect)


def guess(header: Sequence[str], table: BulkTable) -> dict[str, str]:
    """Column → field, by its name or one that is known for it; no field twice."""
    own = {plain(text): one.name for one in table.fields for text in (one.name, one.label)}
    also = {plain(text): one.name for one in reversed(table.fields) for text in one.also}
    found: dict[str, str] = {}
    for known in (own, also):
        for name in header:
            to = known.get(plain(name))
            if to and name not in found and to not in found.values():
                found[name] = to
    return found


def mapped(
    header: Sequence[str], table: BulkTable, before: Mapping[str, str] | None, choices: Choices
) -> dict[str, str]:
    """What each column says: as last time for a file like this, else guessed; what is said now outweighs both.

    Raises:
        Refused: ``history.no_column``, ``history.no_field``, ``history.twice``, ``history.no_time``.
    """
    found = dict(before) if before is not None else guess(header, table)
    for column, to in choices.maps.items():
        if column not in header:
            raise Refused("history.no_column", f"The file has no column “{column[:60]}”.{_near(column, header)}", "map")
        if to and to not in table.by_name:
            raise Refused("history.no_field", f"A row has no “{to[:60]}”.{_near(to, list(table.by_name))}", "map")
        found = {name: field_ for name, field_ in found.items() if name != column and field_ != to}
        if to:
            found[column] = to
    twice = [to for to in found.values() if list(found.values()).count(to) > 1]
    if twice:
        raise Refused("history.twice", f"Two columns say {twice[0]}; choose one with --map.", "map")
    if table.instant.name not in found.values():
        listed = ", ".join(f"“{name[:40]}”" for name in header[:30])
        message = (
            f"No column says {table.instant.name}. Name it: --map COLUMN={table.instant.name}. There are {listed}."
        )
        raise Refused("history.no_time", message, "map")
    return {name: found[name] for name in header if name in found}


def file_of(path: Path, dialect: Dialect | None, columns: Mapping[str, str]) -> HistoryFile:
    """A file with the columns that are read of it."""
    if dialect is None:
        return HistoryFile(path, columns)
    return HistoryFile(path, columns, dialect.encoding, dialect.delimiter)


def check_columns(header: Sequence[str], columns: Mapping[str, str], path: Path) -> None:
    """That a further file has the columns of the first.

    Raises:
        Refused: ``history.no_column``.
    """
    missing = [name for name in columns if name not in header]
    if missing:
        message = f"{path.name} has no column “{missing[0][:60]}”, as the first file has. Import it by itself."
        raise Refused("history.no_column", message, "file")


def time_form(texts: Sequence[str], zone: str) -> TimeForm:
    """How a column of texts writes its times.

    Raises:
        Refused: ``history.date_order``, when the days can be read in two ways; ``history.time_unknown``.
    """
    days = [text.strip() for text in texts if text.strip()]
    _, wrong = instants(_array(days), TimeForm(zone))
    if not days or int(wrong.sum()) * 2 <= len(days):
        return TimeForm(zone)
    has_days, order = guess_days([text.split(" ")[0].split("T")[0].rstrip(",") for text in days])
    shown = days[0][:40]
    if has_days and not order:
        message = f"“{shown}” can be read in two ways. Say which comes first: --time dmy or --time mdy."
        raise Refused("history.date_order", message, "time")
    if has_days and order in ORDERS:
        return TimeForm(zone, order)
    forms = f"iso, {', '.join((*ORDERS, *UNITS))}, or a pattern such as “%d %b %Y %H:%M”"
    raise Refused(
        "history.time_unknown", f"“{shown}” is no time that is known. Say how it is written: --time {forms}.", "time"
    )


def _array(texts: Sequence[str]) -> "object":
    import pyarrow as pa

    return pa.array(texts, pa.string())


def _near(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f" Did you mean “{near[0]}”?" if near else ""
