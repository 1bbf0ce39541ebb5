"""Work that several threads ask for at once, done as one list: one transaction and one flush to disk for all."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")

GLANCE = 0.0002
"""Seconds between two looks at the line."""


@dataclass(slots=True)
class _Place(Generic[Asked, Answered]):
    """One thread's place in the line, and what became of it."""

    asked: Asked
    size: int
    answers: list[Answered] | None = None
    failure: BaseException | None = None

    @property
    def is_done(self) -> bool:
        return self.answers is not None or self.failure is not None


class Together(Generic[Asked, Answered]):
    """Whoever finds nobody at work works for all who wait; those who come meanwhile wait for the next list.

    Alone, a thread waits for nobody. Nothing is handed to another process: each has its own line.

    Args:
        act: Does a list, all or nothing; one answer for each, in order. When it raises for several, each is done
            again by itself, so that one that fails harms no other.
        most: The size of a list; a single one may be larger.
        linger: Seconds that a list waits, at most, for those who were answered just before: clients that send one
            after the other come again at once, and would else fall into two lists that wait for each other.
    """

    def __init__(self, act: Callable[[list[Asked]], Sequence[Answered]], *, most: int, linger: float = 0.0) -> None:
        self._act = act
        self._most = most
        self._linger = linger
        self._line: deque[_Place[Asked, Answered]] = deque()
        self._at_work = threading.Lock()
        self._last = 0
        self._ended = 0.0

    def ask(self, asked: Asked, *, size: int = 1) -> Answered:
        """Have it done, by this thread or another; its answer, or what it raised."""
        place: _Place[Asked, Answered] = _Place(asked, size)
        self._line.append(place)
        waited = not self._at_work.acquire(blocking=False)
        if waited:
            self._at_work.acquire()
        try:
            if not place.is_done:
                self._gather(waited=waited)
            while not place.is_done:
                places = self._next()
                self._work(places)
                self._last, self._ended = len(places), time.monotonic()
        finally:
            self._at_work.release()
        if place.failure is not None:
            raise place.failure
        return (place.answers or [])[0]

    def _gather(self, *, waited: bool) -> None:
        """Let those who were answered a moment ago join, if there were several or somebody waited meanwhile."""
        now = time.monotonic()
        if now - self._ended > self._linger:
            return
        expected = self._last + (len(self._line) if waited else 0)
        while len(self._line) < expected and time.monotonic() - now < self._linger:
            time.sleep(GLANCE)

    def _next(self) -> list[_Place[Asked, Answered]]:
        """The head of the line, as far as it fits; only who is at work takes from it."""
        places = [self._line.popleft()]
        size = places[0].size
        while self._line and size + self._line[0].size <= self._most:
            places.append(self._line.popleft())
            size += places[-1].size
        return places

    def _work(self, places: list[_Place[Asked, Answered]]) -> None:
        try:
            answers = self._act([place.asked for place in places])
            for place, answer in zip(places, answers, strict=True):
                place.answers = [answer]
        except Exception as failure:
            if len(places) == 1:
                places[0].failure = failure
                return
            for place in places:
                self._work([place])
        except BaseException as failure:
            for place in places:
                place.failure = failure
            raise
