"""A company with accounts and leads in two territories, and the grounds they are counted on."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from samebook.accounts.actions import know
from samebook.accounts.models import Account
from samebook.kernel.access import Actor
from samebook.leads.actions import take_in
from samebook.leads.effect.tests.conftest import cast, own_folder
from samebook.leads.models import Lead
from samebook.leads.tests.company import arrival

__all__ = ["cast", "own_folder"]
EVERYBODY = Actor.system("test")


@pytest.fixture(autouse=True)
def own_grounds(settings, tmp_path):
    settings.SAMEBOOK_SEGMENTS = tmp_path / "segments"


@pytest.fixture
def records(cast):
    """Sixty accounts with a lead each; of some the industry or the size is not known."""
    chance = random.Random(5)
    start = datetime.now(UTC) - timedelta(days=80)
    for number in range(60):
        at = start + timedelta(hours=30 * number)
        told = {"lead.budget": str(chance.randrange(5_000, 95_000))} if chance.random() < 0.8 else {}
        said = {
            "email": f"p{number}@firm{number}.example",
            "name": f"Person {number}",
            "company": f"Firm {number}",
            "country": chance.choice(["DE", "AT", "GB", "FR"]),
            "title": chance.choice(["Head of Production", "Buyer", ""]),
        }
        take_in(EVERYBODY, [arrival(at=at, fields=told, **said)], at=at, origin="form")
    for pk in Account.objects.order_by("pk").values_list("pk", flat=True):
        facts = {}
        if chance.random() < 0.8:
            facts["account.industry"] = chance.choice(["chemicals", "food", "paper"])
        if chance.random() < 0.8:
            facts["account.employees"] = chance.randrange(10, 900)
        if facts:
            know(EVERYBODY, "account", {pk: facts}, at=datetime.now(UTC) - timedelta(hours=1), origin="import")
    return list(Lead.objects.order_by("pk"))
