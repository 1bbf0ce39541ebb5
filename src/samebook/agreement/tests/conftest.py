import pytest

from samebook.agreement import hooks, queries
from samebook.agreement.tests.cast import hire
from samebook.company.models import Company
from samebook.company.tests.cast import found
from samebook.kernel.access import Actor


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Each test has a database of its own; what a process remembers of another's must not reach it."""
    queries._signed_book.cache_clear()
    queries._book.cache_clear()


@pytest.fixture(autouse=True)
def heard():
    """Which editions were told to chapters above; none of those listens here."""
    before, told = list(hooks.edition_took_force), []
    hooks.edition_took_force[:] = [lambda edition, at: told.append((edition.number, at))]
    yield told
    hooks.edition_took_force[:] = before


@pytest.fixture
def company(db) -> Company:
    return found()


@pytest.fixture
def sales(company) -> Actor:
    return hire("Sam", "sales_manager")


@pytest.fixture
def marketing(company) -> Actor:
    return hire("Mia", "marketing")


@pytest.fixture
def rep(company) -> Actor:
    return hire("Rio", "rep")
