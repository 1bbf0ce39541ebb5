"""Who gets a lead: by the account's owner, by territory, level and capacity, fairly, saying why. Pure.

Among the reps of a territory the one with the smallest share of their capacity in use comes first; between equals
the one whose newest lead is the oldest. Each choice costs the logarithm of the number of reps.
"""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Rank = tuple[float, int, int]
"""Share of the capacity in use, newest lead, id: the smallest comes first."""

USUAL_LOAD = 20
"""What a rep without a limit is taken to carry, so that they share fairly with those who have one."""


@dataclass(frozen=True, slots=True)
class Rep:
    """A rep as routing sees them.

    Attributes:
        id: The user's id.
        name: For the sentence that says why.
        territories: Ids the rep was given, not expanded to children.
        capacity: How many delivered leads may be open at once; None for no limit.
        open_leads: How many are.
        newest_lead: The highest id among them; 0 when there is none.
    """

    id: int
    name: str
    territories: frozenset[int]
    capacity: int | None
    open_leads: int
    newest_lead: int


@dataclass(frozen=True, slots=True)
class Place:
    """A territory with its ancestors, nearest first, itself included."""

    id: int
    name: str
    upward: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a lead goes. ``rep_id`` is None when nobody can take it; ``because`` says why either way."""

    rep_id: int | None
    because: str


@dataclass(slots=True)
class Router:
    """Hands out leads one after another, remembering what it gave.

    Args:
        reps: Everyone who may be given a lead.
        places: The sales map by territory id.
    """

    reps: Iterable[Rep]
    places: Mapping[int, Place]
    _open: dict[int, int] = field(init=False)
    _newest: dict[int, int] = field(init=False)
    _given: int = field(init=False)
    _by_id: dict[int, Rep] = field(init=False)
    _queues: dict[int, list[Rank]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_id = {rep.id: rep for rep in self.reps}
        self._open = {rep.id: rep.open_leads for rep in self._by_id.values()}
        self._newest = {rep.id: rep.newest_lead for rep in self._by_id.values()}
        self._given = max(self._newest.values(), default=0)
        self._queues = {}
        for rep in self._by_id.values():
            for territory in rep.territories:
                self._queues.setdefault(territory, []).append(self._rank(rep.id))
        for queue in self._queues.values():
            heapq.heapify(queue)

    def route(self, territory_id: int | None, *, owner_id: int | None) -> Routed:
        """Choose a rep and count the lead as theirs.

        Args:
            territory_id: What the Book's routing named; None when no rule held.
            owner_id: The account's owner: account control comes before fairness, and before capacity.
        """
        if owner_id is not None and owner_id in self._by_id:
            self._give(owner_id)
            return Routed(owner_id, f"{self._by_id[owner_id].name} owns the account.")
        if territory_id is None:
            return Routed(None, "No rule of routing is true for it.")
        place = self.places[territory_id]
        has_reps = False
        for step in place.upward:
            has_reps = has_reps or bool(self._queues.get(step))
            rep_id = self._first_free(step)
            if rep_id is not None:
                because = self._reason(rep_id, place, step)
                self._give(rep_id)
                return Routed(rep_id, because)
        why = "every rep there is at capacity" if has_reps else "it has no rep"
        return Routed(None, f"{place.name}: {why}.")

    def room(self, territory_id: int, *, most: int) -> int:
        """How many more leads of a territory its reps, and those of the territories above it, can take; up to most."""
        reps = {rep_id for step in self.places[territory_id].upward for _, _, rep_id in self._queues.get(step, ())}
        limits = {rep_id: self._by_id[rep_id].capacity for rep_id in reps}
        free = (most if limit is None else max(limit - self._open[rep_id], 0) for rep_id, limit in limits.items())
        return min(sum(free), most)

    def _rank(self, rep_id: int) -> Rank:
        capacity = self._by_id[rep_id].capacity
        return self._open[rep_id] / (USUAL_LOAD if capacity is None else max(capacity, 1)), self._newest[rep_id], rep_id

    def _first_free(self, territory_id: int) -> int | None:
        """The best rep of one territory with room left. Stale ranks in the heap are renewed as they surface."""
        queue = self._queues.get(territory_id, [])
        while queue:
            rank = queue[0]
            now = self._rank(rank[2])
            if rank != now:
                heapq.heapreplace(queue, now)
                continue
            rep = self._by_id[rank[2]]
            return rep.id if rep.capacity is None or self._open[rep.id] < rep.capacity else self._with_room(queue)
        return None

    def _with_room(self, queue: list[Rank]) -> int | None:
        """The best rank is full (a capacity of 0, or all are); look whether anybody has room."""
        free = [
            self._rank(rep_id)
            for _, _, rep_id in queue
            if (limit := self._by_id[rep_id].capacity) is None or self._open[rep_id] < limit
        ]
        return min(free)[2] if free else None

    def _give(self, rep_id: int) -> None:
        self._open[rep_id] += 1
        self._given += 1
        self._newest[rep_id] = self._given

    def _reason(self, rep_id: int, place: Place, step: int) -> str:
        rep = self._by_id[rep_id]
        where = place.name if step == place.id else f"{place.name}, by {self.places[step].name} above it"
        of = len(self._queues[step])
        load = f"{self._open[rep_id]} open" + ("" if rep.capacity is None else f" of {rep.capacity}")
        why = "was the only rep there" if of == 1 else f"was the first of {of} in turn"
        return f"{where}: {rep.name}, with {load}, {why}."
