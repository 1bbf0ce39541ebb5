"""What deciding about leads needs, read once for a whole list: the Book in force, the reps, the clocks, who asks."""

import heapq
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from samebook.agreement.queries import InForce
from samebook.book import Book
from samebook.book.values import Type
from samebook.company.clock import BusinessClock
from samebook.company.models import User
from samebook.company.queries import clock_of_team
from samebook.leads.queries import askers, places, reps
from samebook.leads.routing import Place, Router


@dataclass(slots=False)
class Desk:
    """Reads lazily and once; lives for one action.

    Attributes:
        in_force: The edition and its compiled Book.
        at: The moment of the action.
    """

    in_force: InForce
    at: datetime
    _clocks: dict[int | None, BusinessClock] = field(default_factory=dict)

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
        return Router(reps(), self._map[0])

    def territory_id(self, code: str | None) -> int | None:
        """The territory that a routing rule names; None when it names none, or one that is not on the map."""
        return self._map[1].get(code) if code else None

    @cached_property
    def users(self) -> dict[int, User]:
        """Users who are given leads, by id."""
        return {user.pk: user for user in User.objects.filter(user_roles__role="rep")}

    def clock(self, user_id: int | None) -> BusinessClock:
        """The business hours of a user's team; the company's where there is none."""
        user = self.users.get(user_id) if user_id is not None else None
        team_id = user.team_id if user else None
        if team_id not in self._clocks:
            self._clocks[team_id] = clock_of_team(team_id)
        return self._clocks[team_id]

    def next_asker(self) -> int | None:
        """Whoever of telesales has the fewest leads to ask; None when the company has no telesales."""
        if not self._askers:
            return None
        held, user_id = self._askers[0]
        heapq.heapreplace(self._askers, (held + 1, user_id))
        return user_id

    @cached_property
    def _askers(self) -> list[tuple[int, int]]:
        queue = [(held, user_id) for user_id, held in askers()]
        heapq.heapify(queue)
        return queue

    @cached_property
    def _map(self) -> tuple[dict[int, Place], dict[str, int]]:
        return places()
