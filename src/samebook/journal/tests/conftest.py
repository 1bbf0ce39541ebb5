from collections.abc import Iterator

import pytest

from samebook.journal import origins
from samebook.kernel.access import Actor


@pytest.fixture
def system() -> Actor:
    return Actor.system("test")


@pytest.fixture
def home_mark() -> Iterator[list[object]]:
    """Say what the home is marked as, whatever the chapters above have registered."""
    before, answer = list(origins.home_is_simulated), [None]
    origins.home_is_simulated[:] = [lambda: answer[0]]
    origins.forget()
    yield answer
    origins.home_is_simulated[:] = before
    origins.forget()
