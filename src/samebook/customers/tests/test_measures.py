from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from samebook.accounts.models import Account
from samebook.company.models import Currency, ExchangeRate, Territory
from samebook.company.tests.cast import found
from samebook.customers.models import Order
from samebook.kernel.access import Actor, Role
from samebook.numbers.evaluate import evaluate
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

AT = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_orders_add_up_in_the_companys_currency_refunds_taken_off(settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    found()
    Currency.objects.create(code="USD")
    ExchangeRate.objects.create(currency_id="USD", from_date=date(2026, 1, 1), rate=Decimal("0.9"))
    ExchangeRate.objects.create(currency_id="USD", from_date=date(2026, 2, 1), rate=Decimal("0.8"))
    for number in (1, 2):
        Territory.objects.create(id=number, code=f"t{number}", name=f"Territory {number}")
        Account.objects.create(id=number, origin="api", name="A", name_key="a", territory_id=number, created_at=AT)
    lines = [
        (1, date(2026, 1, 31), "100.00", "EUR"),
        (1, date(2026, 1, 31), "-20.50", "EUR"),  # a refund
        (1, date(2026, 1, 31), "10.05", "USD"),  # 9.045, rounded to 9.05
        (2, date(2026, 2, 1), "10.00", "USD"),  # 8.00, the rate of the day
        (2, date(2025, 12, 31), "7.00", "USD"),  # before there was a rate
    ]
    for account, day, amount, currency in lines:
        Order.objects.create(
            account_id=account, ordered_on=day, amount=Decimal(amount), currency_id=currency, created_at=AT
        )
    take_snapshot(connection, registry, tmp_path, at=AT)

    def ordered(by, actor):
        result = evaluate("ordered", actor=actor, dimension=by)
        return {row.label: (row.n, row.cells["amount"], row.cells["apart"]) for row in result.rows}

    everybody = Actor.system("test")
    assert ordered(None, everybody) == {"All": (5, Decimal("96.55"), 1)}
    assert ordered("month", everybody) == {
        "2025-12": (1, None, 1),
        "2026-01": (3, Decimal("88.55"), 0),
        "2026-02": (1, Decimal("8.00"), 0),
    }
    rep = Actor(5, "user:5", frozenset({Role.REP}), frozenset({2}))
    assert ordered("territory", rep) == {"Territory 2": (2, Decimal("8.00"), 1)}
