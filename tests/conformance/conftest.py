"""The made snapshot, and the engine that the settings name."""

from collections.abc import Iterator

import pytest

from samebook.book.tests.conftest import _database
from samebook.numbers.tables import registry
from tests.conformance.made import made_snapshot


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return made_snapshot(registry, tmp_path_factory.mktemp("made"))


@pytest.fixture
def made_is_current(made, settings):
    settings.SAMEBOOK_SNAPSHOTS = made.folder.parent
    return made


@pytest.fixture(scope="session")
def dictionary_url(postgres_url) -> Iterator[str]:
    """A PostgreSQL database that sorts texts by a dictionary's rules, so that nothing may rely on code points."""
    with _database(postgres_url) as url:
        yield url
