"""Where chapters above hear of the agreement; filled in ``config/apps.py``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from samebook.agreement.models import Edition
from samebook.book.expressions import Expression
from samebook.book.model import DeclaredField
from samebook.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Matching:
    """How many leads a condition is true of, as of an instant; ``examples`` as (name, address), a few."""

    count: int
    unknown: int
    of: int
    as_of: datetime
    examples: tuple[tuple[str, str], ...] = ()


edition_took_force: list[Callable[[Edition, datetime], None]] = []
"""Called inside the transaction in which an edition takes force, with the edition and the time."""

matching: list[Callable[[Actor, Expression, Mapping[str, DeclaredField]], Matching | None]] = []
"""Asked while a condition is built, with the reader, the condition and the draft's fields; the first answer is shown.

It must answer within 300 ms, and None where it cannot. Nothing is shown while the list is empty.
"""
