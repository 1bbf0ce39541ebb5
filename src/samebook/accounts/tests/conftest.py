"""The cast and the helpers that the tests of accounts share."""

from datetime import UTC, datetime

import pytest

from samebook.kernel.access import Actor

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def at():
    return AT


@pytest.fixture
def intake():
    return Actor.system("intake")
