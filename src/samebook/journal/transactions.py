"""One action is one transaction: the writer's turn, the change, and its entries, all or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from samebook.jobs.turn import write
from samebook.journal.lines import Line, write_lines

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class Running:
    """The action that runs: the entries it has recorded, and what it knows of its home's mark.

    Attributes:
        at: The moment that the innermost action was given; None when it takes none.
    """

    lines: list[Line] = field(default_factory=list)
    asked: bool = False
    simulated: bool | None = None
    at: datetime | None = None


_running: ContextVar[Running | None] = ContextVar("running", default=None)


@contextmanager
def writing(*, apart: bool = True) -> Iterator[None]:
    """Hold the writer's turn and a transaction; entries recorded inside are written just before the commit.

    An action called by another joins its transaction: when the outer one fails, both are undone. When only the
    inner one fails and the outer one catches that, the inner one's changes and entries are undone and nothing else.

    Args:
        apart: Whether a part can be undone alone. If not, its failure undoes the transaction of whoever called it,
            or the part of that which can be; it saves a savepoint.
    """
    outer = _running.get()
    if outer is not None:
        with _part(outer.lines, apart=apart):
            yield
        return
    mine = Running()
    token = _running.set(mine)
    try:
        with write():
            yield
            write_lines(mine.lines)
    finally:
        _running.reset(token)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a write: one function, one transaction, journalled. See ``writing``."""
    return _written(function, apart=True)


def joined_action(function: Callable[P, R]) -> Callable[P, R]:
    """An action that never fails alone inside another; for what intake calls for every lead."""
    return _written(function, apart=False)


def _written(function: Callable[P, R], *, apart: bool) -> Callable[P, R]:
    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with writing(apart=apart):
            doing = running()
            before, moment = doing.at, kwargs.get("at")
            doing.at = moment if isinstance(moment, datetime) else before
            try:
                return function(*args, **kwargs)
            finally:
                doing.at = before

    return run


def running() -> Running:
    """The action that is running.

    Raises:
        RuntimeError: Nothing is running; a change outside an action would go unrecorded.
    """
    found = _running.get()
    if found is None:
        raise RuntimeError("Changes are made in actions only; mark the function with @action.")
    return found


@contextmanager
def _part(lines: list[Line], *, apart: bool) -> Iterator[None]:
    before = len(lines)
    try:
        with transaction.atomic(savepoint=apart):
            yield
    except BaseException:
        del lines[before:]
        raise
