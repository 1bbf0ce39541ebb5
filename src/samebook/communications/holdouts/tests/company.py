"""A small company for hold-outs: sixty accounts with somebody who may be contacted, two without."""

from datetime import UTC, date, datetime
from decimal import Decimal

from samebook.accounts.models import Account, Person
from samebook.communications.holdouts.actions import HoldoutInput, plan_holdout
from samebook.communications.holdouts.models import HoldoutAccount
from samebook.communications.holdouts.terms import Aim
from samebook.communications.models import Communication
from samebook.company.models import Currency, ExchangeRate, Territory
from samebook.company.tests.cast import found
from samebook.kernel.access import Actor, Role

PLANNED_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
RUNNING_AT = datetime(2026, 1, 20, 9, 0, tzinfo=UTC)
ENDED_AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MARKETING = Actor(None, "token:1", frozenset({Role.MARKETING}), sees_all=True)
N = 60


def assembled():
    """Accounts A-1 to A-60 in one territory, A-61 and A-62 without anybody who may be contacted; a mailing, a fair."""
    found()
    Currency.objects.create(code="USD")
    Currency.objects.create(code="CHF")
    ExchangeRate.objects.create(currency_id="USD", from_date=date(2026, 1, 1), rate=Decimal("0.5"))
    north = Territory.objects.create(code="north", name="North", path="/1/")
    for number in range(1, N + 3):
        account = Account.objects.create(
            external_id=f"A-{number}", origin="api", name=f"Plant {number}", name_key=f"p{number}", territory=north,
            created_at=PLANNED_AT,
        )  # fmt: skip
        Person.objects.create(
            account=account, name=f"P {number}", origin="api", created_at=PLANNED_AT, do_not_contact=number > N
        )
    for name in ("Mailing", "Fair"):
        Communication.objects.create(name=name, channel="mail", created_at=PLANNED_AT)


def mailing():
    return Communication.objects.get(name="Mailing")


def given(**changed):
    values = {
        "name": "Spring",
        "communications": [mailing().pk],
        "aim": Aim.WON,
        "share": Decimal("0.5"),
        "worthwhile": Decimal("0.2"),
        "starts_on": date(2026, 1, 6),
        "days": 28,
        "accounts": "\n".join(f"A-{number}" for number in range(1, N + 3)),
    }
    return HoldoutInput(**values | changed)


def planned(**changed):
    return plan_holdout(MARKETING, given(**changed), at=PLANNED_AT, seed="a seed")


def accounts_of(holdout, arm):
    rows = HoldoutAccount.objects.filter(holdout=holdout, arm=arm).order_by("account_id")
    return [row.account for row in rows.select_related("account")]
