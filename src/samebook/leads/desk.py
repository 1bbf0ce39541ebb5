"""What deciding about leads needs, read once for a whole list: the Book in force, the company, what reps carry."""

import heapq
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from samebook.agreement.queries import InForce
from samebook.book import Book
from samebook.book.values import Type
from samebook.company.clock import BusinessClock
from samebook.leads.queries import asked_by, carried_by
from samebook.leads.routing import Rep, Router
from samebook.leads.standing import Standing, standing


@dataclass
class Desk:
    """Reads lazily and once; lives for one action.

    Attributes:
        in_force: The edition and its compiled Book.
        at: The moment of the action.
        company: Its settings as they stand.
    """

    in_force: InForce
    at: datetime
    company: Standing = field(default_factory=standing)

    @property
    def terms(self) -> Book:
        """The text of the agreement, as read."""
        return self.in_force.book.book

    @cached_property
    def types(self) -> dict[str, Type]:
        """The types of the declared fields."""
        return {name: declared.type for name, declared in self.terms.fields.items()}

    @cached_property
    def router(self) -> Router:
        """Hands out leads, beginning with what each rep carries now."""
        carried = carried_by(self.company.reps)
        reps = [
            Rep(
                user.pk,
                user.name,
                self.company.territories_of.get(user.pk, frozenset()),
                user.capacity,
                *carried[user.pk],
            )
            for user in self.company.reps.values()
        ]
        return Router(reps, self.company.places)

    def territory_id(self, code: str | None) -> int | None:
        """The territory that a routing rule names; None when it names none, or one that is not on the map."""
        return self.company.codes.get(code) if code else None

    def clock(self, user_id: int | None) -> BusinessClock:
        """The business hours of a rep's team; the company's where there is none."""
        user = self.company.reps.get(user_id) if user_id is not None else None
        return self.company.clocks[user.team_id if user else None]

    def next_asker(self) -> int | None:
        """Whoever of telesales has the fewest leads to ask; None when the company has no telesales."""
        if len(self.company.askers) < 2:
            return next(iter(self.company.askers), None)
        held, user_id = self._askers[0]
        heapq.heapreplace(self._askers, (held + 1, user_id))
        return user_id

    @cached_property
    def _askers(self) -> list[tuple[int, int]]:
        held = asked_by(self.company.askers)
        queue = [(held[user_id], user_id) for user_id in self.company.askers]
        heapq.heapify(queue)
        return queue
