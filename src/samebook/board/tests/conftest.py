"""The company of the quarterly review: two editions, 700 leads, a snapshot of 21 March 2026."""

import pytest

from samebook.company.actions import add_user
from samebook.company.models import User
from samebook.company.queries import actor_for
from samebook.kernel.access import Role
from samebook.leads.quarter.tests.conftest import AS_OF, FIRST, cast, leads
from samebook.leads.tests.company import PASSWORD

__all__ = ["AS_OF", "cast", "executive", "leads"]


@pytest.fixture(autouse=True)
def _places(settings, tmp_path):
    settings.SAMEBOOK_BOARDS = tmp_path / "boards"


@pytest.fixture
def executive(cast):
    ada = actor_for(User.objects.get(email="ada@nordlicht.example"))
    user = add_user(
        ada, name="Erik", email="erik@nordlicht.example", roles=[Role.EXECUTIVE], password=PASSWORD, at=FIRST
    )
    return actor_for(user)
