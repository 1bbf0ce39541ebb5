"""What every part of a sheet is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from samebook.book import CompiledBook
from samebook.kernel.periods import Period
from samebook.leads.quarter.layout import Clause, Table
from samebook.leads.quarter.reading import Reader
from samebook.leads.quarter.rules import Force, Window, minutes_of, window
from samebook.leads.quarter.wording import Wording

Windows = tuple[Window, Window]
"""This quarter and the one before it, as far as a clause said in them what it says now."""


@dataclass(frozen=True, slots=True)
class Context:
    """An edition, a quarter and the one before, and the numbers.

    Attributes:
        forces: When each edition of the same scope is in force.
        places: Names of territories by id.
    """

    compiled: CompiledBook
    wording: Wording
    quarter: Period
    before: Period
    forces: Sequence[Force]
    reader: Reader
    places: Mapping[int, str]

    def windows(self, name: str) -> Windows:
        """Both quarters for one clause."""
        editions = self.wording.same(name)
        this, last = (
            window(period, editions, self.forces, zone=self.reader.zone, as_of=self.reader.snapshot.as_of)
            for period in (self.quarter, self.before)
        )
        return this, last

    def by_calendar(self, name: str) -> Windows:
        """The same for what no edition judged: the whole quarters, where the clause stood in them at all."""
        as_of = self.reader.snapshot.as_of
        this, last = (
            replace(each, minutes=minutes_of(each.period, self.reader.zone, as_of) if each.minutes else 0)
            for each in self.windows(name)
        )
        return this, last

    def clause(self, name: str, found: Sequence[str] = (), tables: Sequence[Table] = ()) -> Clause:
        """A clause in the words of the Book."""
        says, because = _sentence(self.wording.says(name)), self.wording.because.get(name, "")
        return Clause(name, self.wording.label(name), says, because, tuple(found), tuple(tables))


def _sentence(said: str) -> str:
    said = f"{said[:1].upper()}{said[1:]}"
    return f"{said}." if said and said[-1] not in ".?!" else said
