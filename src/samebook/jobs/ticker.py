"""What happens by the clock: short tasks at even intervals; long work is asked for as a job."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import close_old_connections

log = logging.getLogger(__name__)

Tick = Callable[[datetime], object]
"""Takes the time; what it returns is not looked at."""


@dataclass(slots=True)
class Task:
    """A task and the moment, on the monotonic clock, at which it is due."""

    name: str
    seconds: float
    run: Tick
    due: float = 0.0


_tasks: dict[str, Task] = {}


def every(seconds: float, name: str = "") -> Callable[[Tick], Tick]:
    """Declare a task of the clock: ``every(5, "seal the journal")(seal_tick)``; it is called with the time.

    Declaring the same name again replaces the task.
    """

    def add(function: Tick) -> Tick:
        called = name or f"{function.__module__}.{getattr(function, '__qualname__', 'task')}"
        _tasks[called] = Task(called, seconds, function)
        return function

    return add


def tasks() -> list[Task]:
    """The declared tasks."""
    return list(_tasks.values())


def tick(declared: list[Task], *, now: float, at: datetime) -> float:
    """Run what is due, each on its own: one that fails is logged and runs again at its next turn.

    Turns keep their even spacing, however long a task takes; turns that were missed are not made up for.

    Args:
        now: The monotonic clock.
        at: The time that the tasks are told.

    Returns:
        When, on the monotonic clock, the next one is due.
    """
    for task in declared:
        if task.due > now:
            continue
        began = time.monotonic()
        try:
            task.run(at)
        except Exception:
            log.exception("“%s” failed; it runs again in %g s.", task.name, task.seconds)
        took = time.monotonic() - began
        if took > task.seconds:
            log.warning("“%s” took %.1f s and is due every %g s.", task.name, took, task.seconds)
        elapsed = max(now, now + took) - task.due if task.due else 0.0
        task.due = (task.due or now) + task.seconds * (1 + elapsed // task.seconds)
    return min((task.due for task in declared), default=now + 1)


def run(stopping: threading.Event) -> None:
    """Run the declared tasks until asked to stop."""
    declared = tasks()
    while not stopping.is_set():
        close_old_connections()
        due = tick(declared, now=time.monotonic(), at=datetime.now(UTC))
        stopping.wait(max(0.05, due - time.monotonic()))
