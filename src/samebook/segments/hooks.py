"""What chapters above tell: where the rows of a lead come from; filled in ``config/declarations.py``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from samebook.kernel.access import Actor
from samebook.segments.rules import Pair
from samebook.segments.terms import Kind

if TYPE_CHECKING:
    import pyarrow as pa

    from samebook.segments.showing import Ids, Shown


@dataclass(frozen=True, slots=True)
class Written:
    """A ground that was written: as of when, and which fields it holds."""

    as_of: datetime
    pairs: frozenset[Pair]


@dataclass(frozen=True, slots=True)
class Rows:
    """How the rows of a kind are had.

    Attributes:
        write: ``write(file, people, at=…)`` writes the ground to a file with the columns of ``grounds.META`` and one
            for each field; ``people`` is the ground of people, written before it.
        read: ``read(pairs)`` gives fields that the ground lacks as ``record_id`` and a column for each.
        show: ``show(actor, ids)`` names the records that the actor may see, in the order of the ids.
    """

    write: Callable[[Path, Path, datetime], Written]
    read: "Callable[[Iterable[Pair]], pa.Table]"
    show: "Callable[[Actor, Ids], list[Shown]]"


rows_of: dict[Kind, Rows] = {}
"""Kinds whose records stand in chapters above; ``config`` adds leads. Accounts and people are read here."""
