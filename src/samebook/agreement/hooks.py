"""Where chapters above hear of the agreement; filled in ``config/declarations.py``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from samebook.agreement.models import Edition
from samebook.book.expressions import Expression
from samebook.book.model import DeclaredField
from samebook.book.scopes import COMPANY, Scope
from samebook.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Matching:
    """How many leads, or accounts, a condition is true of, by what was known of them at an instant.

    Attributes:
        count: Records it is true of.
        unknown: Records for which a value that decides is not known.
        of: Records in all, as far as the reader may see them; of leads those that came since a day.
        since: That day; None for all that ever came.
        whole: Whether the reader sees every lead.
        accounts: How many accounts those leads are of; only where the condition speaks of accounts alone.
        examples: A few of those it is true of, as (name, address).
        of_accounts: Whether accounts are counted, all there are; else leads.
        within: Of which leads alone, as "of Germany"; empty for the company's.
        note: What a reader must know of whose leads are counted; empty where nothing is odd.
    """

    count: int
    unknown: int
    of: int
    as_of: datetime
    since: date | None = None
    whole: bool = True
    accounts: int | None = None
    examples: tuple[tuple[str, str], ...] = ()
    of_accounts: bool = False
    within: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Why nothing is counted; ``again`` when it is worth asking in a moment."""

    why: str
    again: bool = False


edition_took_force: list[Callable[[Edition, datetime], None]] = []
"""Called inside the transaction in which an edition takes force, with the edition and the time."""

edition_ended: list[Callable[[Edition, datetime], None]] = []
"""Called inside the transaction in which an edition of a scope ends without another in its place."""


class Matcher(Protocol):
    """Counts what a condition is true of: the leads of a scope, or accounts."""

    def __call__(
        self,
        actor: Actor,
        expression: Expression,
        fields: Mapping[str, DeclaredField],
        *,
        scope: Scope,
        accounts: bool,
    ) -> Matching | NotCounted | None: ...


matching: list[Matcher] = []
"""Asked while a condition is built, with the reader, the condition and the draft's fields; the first answer is shown.

It aims at an answer within 300 ms and gives up after a few seconds. Nothing is shown while the list is empty.
"""


clause_pages: list[Callable[[Actor, Edition], Mapping[tuple[str, str], tuple[str, str]]]] = []
"""Asked for an edition that is shown: by section and key of a clause (``segments``, its name) the label and address of
a page about it that the reader may open."""


def match(
    actor: Actor,
    expression: Expression,
    fields: Mapping[str, DeclaredField],
    *,
    scope: Scope = COMPANY,
    accounts: bool = False,
) -> Matching | NotCounted | None:
    """What the first that can says of a condition.

    Args:
        scope: Whose leads are counted.
        accounts: Count every account instead; the condition then speaks of accounts alone.
    """
    counts = (count(actor, expression, fields, scope=scope, accounts=accounts) for count in matching)
    return next((found for found in counts if found), None)
