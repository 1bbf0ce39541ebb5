"""Fixtures of page tests; other chapters import them from ``samebook.web.tests.browser``."""

import pytest

from samebook.web.tests.browser import browser, open_page, site
from samebook.web.tests.cast import Cast, assemble

__all__ = ["browser", "cast", "open_page", "site"]


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()
