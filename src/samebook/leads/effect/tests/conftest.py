from datetime import UTC, datetime, timedelta

import pytest

from samebook.leads.tests.company import Cast, founded


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """No test finds the table that another one left."""
    settings.SAMEBOOK_EFFECT = tmp_path / "effect"


@pytest.fixture
def cast(db: None) -> Cast:
    """The company of these tests, its edition in force for a hundred days."""
    return founded(at=datetime.now(UTC) - timedelta(days=100))
