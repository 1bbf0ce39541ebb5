"""The cast of page tests; the browser is every chapter's (the root ``conftest.py``)."""

import pytest

from samebook.web.tests.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()
