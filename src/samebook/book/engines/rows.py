"""What goes into an engine and comes out of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from samebook.book.judging import Verdict
from samebook.book.values import Value
from samebook.kernel.refusals import Problem

ROW = "row"
"""The column that numbers the results as the rows of the file."""

RESULT_COLUMNS = ("verdict", "level", "false", "unknown")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file of records.

    Attributes:
        fields: Columns that are fields of the Book, in the file's order.
        carried: Other columns; they are given back unread, such as an id. A column called as one of ours is left out.
    """

    fields: tuple[str, ...]
    carried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InputRow:
    """One record. ``number`` counts from 1 without the header; values are in the order of the columns."""

    number: int
    values: tuple[Value | None, ...]
    carried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is no record, with its cells as they stood and what is wrong with it."""

    number: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One result; criteria as ``A.money``, in the order of the Book."""

    number: int
    carried: Sequence[str | None]
    verdict: Verdict
    level: str | None
    false: tuple[str, ...]
    unknown: tuple[str, ...]


class Source(Protocol):
    """A file of records: its columns, then its rows in order, refused ones among them."""

    path: Path
    columns: Columns
    header: tuple[str, ...]
    """What the cells of a refused row are called."""

    def __iter__(self) -> Iterator[InputRow | RefusedRow]: ...


OnRefused = Callable[[RefusedRow], None]
"""Told of each refused row as it is met."""
