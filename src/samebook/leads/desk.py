"""What deciding about leads needs, read once for a whole list: the Books in force, the company, what reps carry."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from samebook.agreement.queries import Editions, InForce
from samebook.book import Book
from samebook.book.values import Type
from samebook.company.clock import BusinessClock
from samebook.leads.models import Lead
from samebook.leads.queries import asked_by, carried_by
from samebook.leads.routing import Rep, Router
from samebook.leads.scopes import edition_for
from samebook.leads.standing import Standing, standing


@dataclass
class Desk:
    """Reads lazily and once; lives for one action.

    Attributes:
        editions: Every edition in force.
        at: The moment of the action.
        company: Its settings as they stand.
    """

    editions: Editions
    at: datetime
    company: Standing = field(default_factory=standing)
    _under: dict[int, "Desk"] = field(default_factory=dict, repr=False)

    @property
    def in_force(self) -> InForce:
        """The edition by which this desk decides: the company's, unless it is one ``under`` it."""
        return self.editions.company

    def under(self, edition: InForce) -> "Desk":
        """The same desk, with the same reps and what they carry by now, deciding by an edition of a scope."""
        if edition is self.in_force:
            return self
        key = edition.edition.pk
        if key not in self._under:
            self._under[key] = _ScopedDesk(self.editions, self.at, self.company, first=self, by=edition)
        return self._under[key]

    def judge_of(self, lead: Lead, known: Mapping[str, Any]) -> InForce | None:
        """The edition of a lead's scope; None where it is not the one that was signed, and nothing is judged.

        Args:
            known: The lead by the fields of the company's edition (``records.record_of``); asked only where a unit
                has an edition of its own.
        """
        if not self.editions.others:
            return self.editions.company
        return edition_for(lead, known, self.editions, self.company)

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
        held, user_id = self.askers[0]
        heapq.heapreplace(self.askers, (held + 1, user_id))
        return user_id

    @cached_property
    def askers(self) -> list[tuple[int, int]]:
        """Those who ask, by how many leads they have to ask: a heap."""
        held = asked_by(self.company.askers)
        queue = [(held[user_id], user_id) for user_id in self.company.askers]
        heapq.heapify(queue)
        return queue


@dataclass
class _ScopedDesk(Desk):
    """A desk that decides by the edition of a scope; whom it gives leads to, the first desk remembers."""

    first: Desk = field(kw_only=True)
    by: InForce = field(kw_only=True)

    @property
    def in_force(self) -> InForce:
        return self.by

    @cached_property
    def router(self) -> Router:
        return self.first.router

    @cached_property
    def askers(self) -> list[tuple[int, int]]:
        return self.first.askers
