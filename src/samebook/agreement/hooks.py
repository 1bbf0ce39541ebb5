"""Where chapters above hear of the agreement; filled in ``config/declarations.py``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from samebook.agreement.models import Edition
from samebook.book.expressions import Expression
from samebook.book.model import DeclaredField
from samebook.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Matching:
    """How many leads a condition is true of, by what was known of them at an instant.

    Attributes:
        count: Leads it is true of.
        unknown: Leads for which a value that decides is not known.
        of: Leads in all: those that came since a day, as far as the reader may see them.
        since: That day; None for all that ever came.
        whole: Whether the reader sees every lead.
        accounts: How many accounts those leads are of; only where the condition speaks of accounts alone.
        examples: A few of those it is true of, as (name, address).
    """

    count: int
    unknown: int
    of: int
    as_of: datetime
    since: date | None = None
    whole: bool = True
    accounts: int | None = None
    examples: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Why nothing is counted; ``again`` when it is worth asking in a moment."""

    why: str
    again: bool = False


edition_took_force: list[Callable[[Edition, datetime], None]] = []
"""Called inside the transaction in which an edition takes force, with the edition and the time."""

edition_ended: list[Callable[[Edition, datetime], None]] = []
"""Called inside the transaction in which an edition of a scope ends without another in its place."""

matching: list[Callable[[Actor, Expression, Mapping[str, DeclaredField]], Matching | NotCounted | None]] = []
"""Asked while a condition is built, with the reader, the condition and the draft's fields; the first answer is shown.

It aims at an answer within 300 ms and gives up after a few seconds. Nothing is shown while the list is empty.
"""


clause_pages: list[Callable[[Actor, Edition], Mapping[tuple[str, str], tuple[str, str]]]] = []
"""Asked for an edition that is shown: by section and key of a clause (``segments``, its name) the label and address of
a page about it that the reader may open."""


def match(actor: Actor, expression: Expression, fields: Mapping[str, DeclaredField]) -> Matching | NotCounted | None:
    """What the first that can says of a condition."""
    return next((found for count in matching if (found := count(actor, expression, fields))), None)
