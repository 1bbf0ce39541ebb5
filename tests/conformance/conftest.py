"""The made snapshot, and the engine that the settings name."""

import pytest

from samebook.numbers.tables import registry
from tests.conformance.made import made_snapshot


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return made_snapshot(registry, tmp_path_factory.mktemp("made"))


@pytest.fixture
def made_is_current(made, settings):
    settings.SAMEBOOK_SNAPSHOTS = made.folder.parent
    return made
