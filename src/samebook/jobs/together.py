"""Work that several threads ask for at once, done as one list: one transaction and one flush to disk for all."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


@dataclass(slots=True)
class _Place(Generic[Asked, Answered]):
    """One thread's place in the line, and what became of it."""

    asked: Asked
    size: int
    done: threading.Event = field(default_factory=threading.Event)
    answer: Answered | None = None
    failure: BaseException | None = None


class Together(Generic[Asked, Answered]):
    """One thread works for all who wait; those who come meanwhile are its next list.

    It is always the same thread, so that what it holds (a connection to the database, with the pages it has read)
    serves the next list too, and those who wait take no time from it. Each process has its own line.

    Args:
        act: Does a list, all or nothing; one answer for each, in order. When it raises for several, each is done
            again by itself, so that one that fails harms no other.
        most: The size of a list; a single one may be larger.
        linger: Seconds that a list waits, at most, for those who were answered just before: clients that send one
            after the other come again at once, and would else fall into two lists that wait for each other.
        idle: Seconds without work after which the thread ends; who asks then starts another.
        leave: Called by the thread when it ends.
        undone: Whether nothing was done when this was raised; if that is not known, nobody of the list is tried again.
    """

    def __init__(
        self,
        act: Callable[[list[Asked]], Sequence[Answered]],
        *,
        most: int,
        linger: float = 0.0,
        idle: float = 60.0,
        leave: Callable[[], None] = lambda: None,
        undone: Callable[[Exception], bool] = lambda _: True,
    ) -> None:
        self._act = act
        self._most = most
        self._linger = linger
        self._idle = idle
        self._leave = leave
        self._undone = undone
        self._line: deque[_Place[Asked, Answered]] = deque()
        self._news = threading.Condition()
        self._at_work = False
        self._last = 0
        self._ended = 0.0

    def ask(self, asked: Asked, *, size: int = 1) -> Answered:
        """Have it done, with what others ask meanwhile; its answer, or what it raised."""
        place: _Place[Asked, Answered] = _Place(asked, size)
        with self._news:
            if not self._at_work:
                threading.Thread(target=self._run, name="together", daemon=True).start()
                self._at_work = True
            self._line.append(place)
            self._news.notify()
        place.done.wait()
        if place.failure is not None:
            raise place.failure
        return cast(Answered, place.answer)

    def _run(self) -> None:
        while places := self._next():
            self._work(places)
            self._last, self._ended = len(places), time.monotonic()
            for place in places:
                place.done.set()
        self._leave()

    def _next(self) -> list[_Place[Asked, Answered]]:
        """The head of the line, as far as it fits; none when nobody came for long, and the thread is to end."""
        with self._news:
            expected = self._last + len(self._line)
            if not self._news.wait_for(lambda: self._line, self._idle):
                self._at_work = False
                return []
            if time.monotonic() - self._ended <= self._linger:
                self._news.wait_for(lambda: len(self._line) >= expected, self._linger)
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
                place.answer = answer
        except Exception as failure:
            if len(places) == 1 or not self._undone(failure):
                for place in places:
                    place.failure = failure
                return
            for place in places:
                self._work([place])
        except BaseException as failure:
            for place in places:
                place.failure = failure
