"""Orders from files."""

from datetime import UTC, datetime

import pytest

from samebook.accounts.models import Account
from samebook.company.models import Currency
from samebook.customers.imports import ORDERS
from samebook.customers.models import Order
from samebook.customers.queries import orders_for
from samebook.exchange.importing import run
from samebook.exchange.mapping_text import read_mapping
from samebook.exchange.sources import TextFile
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ACTOR = Actor.system("import")
TEXT = """external_id,account_external_id,company,ordered_on,amount,currency
o1,a1,Acme,2027-03-01,100,EUR
o2,a1,,2027-03-02,-20.5,EUR
o3,,,2027-03-02,1,EUR
o4,a2,Zenith,2027-03-02,1,USD
o5,a3,Null,2027-03-02,-1,EUR
"""


@pytest.fixture
def bring(tmp_path):
    def bring(text):
        path = tmp_path / "file.csv"
        path.write_text(text)
        columns = ", ".join(f"{name}: {name}" for name in text.splitlines()[0].split(","))
        mapping, problems = read_mapping(f"target: orders\ncolumns: {{{columns}}}", {"orders": ORDERS})
        assert not problems, problems
        return run(ACTOR, ORDERS, TextFile(path, mapping.dialect_of(path)), mapping, at=AT)

    return bring


def test_orders_find_their_account_and_make_it_a_customer(bring):
    Currency.objects.get_or_create(code="EUR")
    report = bring(TEXT)
    assert (report.created, report.refused) == (3, {"customers.no_account": 1, "company.unknown_currency": 1})
    acme = Account.objects.get(external_id="a1")
    assert (acme.name, acme.is_customer, acme.orders.count()) == ("Acme", True, 2)
    assert not Account.objects.get(external_id="a3").is_customer, "a refund alone makes no customer"
    assert bring(TEXT).unchanged == 3
    assert bring(TEXT.replace("100,EUR", "150,EUR")).changed == 1
    assert Order.objects.count() == 3


def test_a_rep_sees_the_orders_of_own_accounts_only(bring):
    Currency.objects.get_or_create(code="EUR")
    bring(TEXT)
    rep = Actor(id=1, label="user:1", roles=frozenset({Role.REP}))
    assert not orders_for(rep).exists()
    assert orders_for(ACTOR).count() == 3
    with pytest.raises(Refused):
        ORDERS.load(rep, [], at=AT)
