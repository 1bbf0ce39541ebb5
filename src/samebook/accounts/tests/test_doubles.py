import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from samebook.accounts.actions import SameAccount, add_account, identify
from samebook.accounts.arrivals import Arrival
from samebook.accounts.models import Account
from samebook.company.models import Territory
from samebook.journal.models import Entry
from samebook.kernel.access import Actor, Role

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def refused(actor, **values):
    with pytest.raises(SameAccount) as caught:
        add_account(actor, values, at=AT)
    return caught.value


@pytest.mark.django_db
@pytest.mark.parametrize(
    "again",
    [
        {"name": "ACME  gmbh"},
        {"name": "Acme GmbH", "country": "DE"},
        {"name": "Acme Group", "domain": "https://www.acme.de/about"},
    ],
    ids=["the name in other letters", "name and country", "the website"],
)
def test_a_company_that_is_here_is_not_added_again(intake, again):
    first = add_account(intake, {"name": "Acme GmbH", "domain": "acme.de", "country": "DE"}, at=AT)
    before = Entry.objects.count()
    found = refused(intake, **again)
    assert (found.code, found.field, found.account_id) == ("accounts.same_account", "name", first.pk)
    assert "Acme GmbH" in found.message
    assert (Account.objects.count(), Entry.objects.count()) == (1, before)


@pytest.mark.django_db
def test_a_company_that_arrived_is_found_as_well(intake):
    [arrived] = identify(intake, [Arrival(company="Acme GmbH", email="ann@acme.de")], at=AT)
    assert refused(intake, name="Acme GmbH").account_id == arrived.account.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [{"name": "Acme GmbH", "country": "AT"}, {"name": "Acme GmbH", "domain": "acme.example"}, {"name": "Bolt GmbH"}],
    ids=["in another country", "of another website", "of another name"],
)
def test_a_company_that_only_looks_alike_is_added(intake, other):
    add_account(intake, {"name": "Acme GmbH", "domain": "acme.de", "country": "DE"}, at=AT)
    add_account(intake, other, at=AT)
    assert Account.objects.count() == 2


@pytest.mark.django_db
def test_one_that_is_said_to_be_another_is_added(intake):
    add_account(intake, {"name": "Acme GmbH"}, at=AT)
    add_account(intake, {"name": "Acme GmbH"}, is_another=True, at=AT)
    assert Account.objects.count() == 2


@pytest.mark.django_db
def test_a_site_shares_its_companys_name_and_website_but_not_another_sites_city(intake):
    company = add_account(intake, {"name": "Acme GmbH", "domain": "acme.de"}, at=AT)
    site = {"name": "Acme GmbH", "domain": "acme.de", "parent_id": company.pk}
    bonn = add_account(intake, site | {"city": "Bonn"}, at=AT)
    add_account(intake, site | {"city": "Köln"}, at=AT)
    assert refused(intake, **site, city="bonn").account_id == bonn.pk
    assert Account.objects.count() == 3


@pytest.mark.django_db
def test_of_an_account_that_is_not_theirs_a_rep_learns_nothing_but_that_it_is_here(intake):
    south = Territory.objects.create(code="south", name="South", path="/south/")
    add_account(intake, {"name": "Acme Holding GmbH", "domain": "acme.de", "territory_id": south.pk}, at=AT)
    rep = Actor(id=1, label="user:1", roles=frozenset({Role.REP}))
    found = refused(rep, name="Acme", domain="acme.de")
    assert found.account_id is None
    assert found.message == "This company is here already, as an account that is not yours to see."


@pytest.mark.django_db(transaction=True)
def test_one_company_added_by_several_at_once_is_one(intake):
    gate, answers = threading.Barrier(4), []

    def add():
        gate.wait()
        try:
            answers.append(add_account(intake, {"name": "Acme GmbH", "domain": "acme.de"}, at=AT).pk)
        except SameAccount as found:
            answers.append(-(found.account_id or 0))
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [account] = Account.objects.all()
    assert sorted(answers) == [-account.pk] * 3 + [account.pk]
