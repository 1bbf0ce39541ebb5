"""Which function does which kind of job; chapters declare, ``config`` collects."""

from collections.abc import Callable
from typing import Any

from samebook.jobs.progress import Progress

Handler = Callable[[dict[str, Any], Progress], dict[str, Any] | None]
"""Takes the job's arguments and its progress; returns the report that the page shows at the end."""

_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Declare the function that does jobs of a kind: ``handler("exchange.import")(run_import)``.

    It goes on from ``progress.checkpoint`` when an earlier try was stopped, and raises ``Refused`` when it cannot be
    done: the message is shown and nothing is tried again. Any other exception is tried again after a while.

    Raises:
        ValueError: Another function does this kind already.
    """

    def add(function: Handler) -> Handler:
        if _handlers.setdefault(kind, function) is not function:
            raise ValueError(f"Two functions for jobs of kind {kind}.")
        return function

    return add


def handler_of(kind: str) -> Handler | None:
    """The function for a kind, if any chapter has declared one."""
    return _handlers.get(kind)
