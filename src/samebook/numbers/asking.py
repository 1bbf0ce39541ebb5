"""What must be true of a question before it is answered, of measures and analyses alike."""

from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import Protocol

from samebook.kernel.access import Actor, Role
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers.tables import registry
from samebook.numbers.within import Within, require_reach

LONGEST_PERIOD = timedelta(days=366 * 30)


class Defined(Protocol):
    """A measure or an analysis."""

    @property
    def title(self) -> str: ...
    @property
    def tables(self) -> AbstractSet[str]: ...
    @property
    def whole_company_only(self) -> bool: ...


def check_reader(actor: Actor, asked: Defined) -> None:
    """Whether somebody may read it at all.

    Raises:
        Refused: ``access.denied``; ``numbers.company_only``, a rep asks for what has no territory.
    """
    if actor.sees_all:
        return
    actor.require(Role.REP, Role.PARTNER_MANAGER, to="read the numbers")
    if asked.whole_company_only:
        raise Refused("numbers.company_only", f"“{asked.title}” is known for the whole company only.")


def check_extent(asked: Defined, period: Period | None, within: Within | None) -> None:
    """Whether it can be asked of these days and these records; None for all.

    Raises:
        Refused: ``numbers.period_too_long``, ``numbers.not_within``.
    """
    if period is not None and period.end - period.start > LONGEST_PERIOD:
        raise Refused("numbers.period_too_long", "A period has 30 years at most.", "period")
    if within is not None:
        require_reach(within, asked.title, asked.tables, registry)
