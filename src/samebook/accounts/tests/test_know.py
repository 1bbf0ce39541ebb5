"""What is known, since when, from where."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from samebook.accounts import hooks
from samebook.accounts.actions import identify, know
from samebook.accounts.arrivals import Arrival
from samebook.accounts.models import Account, Fact
from samebook.kernel.refusals import Missing, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(intake, at):
    return identify(intake, [Arrival(company="Acme", country="DE")], at=at - timedelta(days=100))[0].account


@pytest.fixture
def told(monkeypatch):
    calls = []
    monkeypatch.setattr(hooks, "facts_changed", [lambda actor, kind, ids, at: calls.append((kind, ids))])
    monkeypatch.setattr("samebook.accounts.actions.knowing.facts_changed", hooks.facts_changed)
    return calls


def learn(intake, account, at, **values):
    given = {f"account.{name}": value for name, value in values.items()}
    return know(intake, "account", {account.pk: given}, at=at, origin="person")


def test_values_go_to_their_column_or_to_the_json(intake, at, account, told):
    learn(intake, account, at, industry="food", employees=200, budget=Decimal("10.50"), since=date(2027, 1, 1))
    account.refresh_from_db()
    assert (account.industry, account.employees) == ("food", 200)
    assert account.facts == {"account.budget": "10.50", "account.since": "2027-01-01"}
    assert told == [("account", [account.pk])]
    assert Fact.objects.filter(record_id=account.pk, actor=intake.label, known_at=at).count() == 4


def test_an_older_import_changes_history_only(intake, at, account, told):
    learn(intake, account, at, industry="food", fleet=5)
    told.clear()
    old = {account.pk: {"account.industry": "paper", "account.fleet": 3, "account.city": "Bonn"}}
    know(intake, "account", old, at=at, origin="import", known_at=at - timedelta(days=30))
    account.refresh_from_db()
    assert (account.industry, account.facts["account.fleet"], account.city) == ("food", 5, "Bonn")
    assert Fact.objects.filter(field="account.industry").count() == 2
    newer = {account.pk: {"account.fleet": 7}}
    know(intake, "account", newer, at=at + timedelta(days=2), origin="import", known_at=at + timedelta(days=1))
    assert Account.objects.get().facts["account.fleet"] == 7


def test_what_is_known_already_adds_nothing(intake, at, account, told):
    learn(intake, account, at, fleet=5)
    assert learn(intake, account, at + timedelta(days=1), fleet=5) == []
    assert (Fact.objects.count(), len(told)) == (1, 1)


def test_none_makes_it_unknown_again(intake, at, account):
    learn(intake, account, at, fleet=5, industry="food")
    learn(intake, account, at + timedelta(days=1), fleet=None, industry=None)
    account.refresh_from_db()
    assert (account.facts, account.industry) == ({}, "")


def test_a_new_name_has_a_new_key(intake, at, account):
    learn(intake, account, at, name="Zenith GmbH")
    assert Account.objects.get().name_key == "zenith"


def test_what_cannot_be_is_refused_and_nothing_is_kept(intake, at, account):
    for values in ({"employees": -1}, {"employees": "many"}, {"employees": 10**30}, {"x": "\x00"}, {"country": "Mars"}):
        with pytest.raises(Refused):
            learn(intake, account, at, fleet=1, **values)
    with pytest.raises(Refused):
        know(intake, "account", {account.pk: {"lead.x": 1}}, at=at, origin="person")
    with pytest.raises(Refused):
        know(intake, "account", {account.pk: {}}, at=at, origin="person", known_at=at + timedelta(days=1))
    with pytest.raises(Missing):
        know(intake, "account", {account.pk + 1: {"account.x": 1}}, at=at, origin="person")
    assert Fact.objects.count() == 0
