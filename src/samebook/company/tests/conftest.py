import pytest

from samebook.company.models import Company, User
from samebook.company.queries import actor_for
from samebook.company.tests.cast import found
from samebook.kernel.access import Actor


@pytest.fixture
def company(db: None) -> Company:
    return found()


@pytest.fixture
def administrator(company: Company) -> Actor:
    return actor_for(User.objects.get(email="ada@velden.example"))
