"""Whether this home is simulated: a real home refuses simulated entries, a simulated one has no others."""

from collections.abc import Callable
from functools import partial

from django.db import transaction

home_is_simulated: list[Callable[[], bool | None]] = []
"""Filled by ``config``: reads the company's mark; None while the home has no company."""

_known: list[bool] = []


def simulated() -> bool | None:
    """The mark of this home, read once per process: it is set with the company and never changes."""
    if _known:
        return _known[0]
    for ask in home_is_simulated:
        answer = ask()
        if answer is not None:
            transaction.on_commit(partial(_remember, answer))
        return answer
    return None


def forget() -> None:
    """Read the mark again at the next entry; for tests, which change homes."""
    _known.clear()


def _remember(answer: bool) -> None:
    _known[:] = [answer]
