from datetime import UTC, datetime, timedelta

import pytest

from samebook.leads.tests.company import Cast, founded
from samebook.segments.tests.people import BOOK, peopled


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """No test finds what another one left."""
    settings.SAMEBOOK_EFFECT = tmp_path / "effect"
    settings.SAMEBOOK_SEGMENTS = tmp_path / "segments"


@pytest.fixture
def cast(db: None) -> Cast:
    """The company of these tests, its edition in force for a hundred days."""
    return founded(BOOK, at=datetime.now(UTC) - timedelta(days=100))


@pytest.fixture
def people(cast: Cast) -> Cast:
    """The company with accounts, people and leads made at random, some barred, merged, deleted or erased."""
    peopled(cast)
    return cast
