"""Searching, and who may see what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samebook.accounts.actions import add_account, identify
from samebook.accounts.arrivals import Arrival
from samebook.accounts.models import Account
from samebook.accounts.queries import account_detail, accounts_for, people_for
from samebook.accounts.search import search
from samebook.company.models import Territory
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(intake, at):
    identify(
        intake,
        [
            Arrival(company="Müller Pumpen GmbH", email="ann.lee@mueller-pumpen.de", name="Ann Lee", country="DE",
                    phone="030 123456"),
            Arrival(company="Société Générale de Pompes SA", email="jose@sgp.fr", name="José Núñez", country="FR"),
            Arrival(company="Zenith", country="US"),
        ],
        at=at,
    )  # fmt: skip


def names(actor, text):
    return [found.name for found in search(actor, text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [("muller", "Müller Pumpen GmbH"), ("MÜLLER PUMPEN", "Müller Pumpen GmbH"), ("Muller Pmupen", "Müller Pumpen GmbH"),
     ("societe gen", "Société Générale de Pompes SA"), ("ann.lee@", "Ann Lee"),
     ("mueller-pumpen.de", "Müller Pumpen GmbH"),
     ("+49 30 123456", "Ann Lee"), ("nunez", "José Núñez"), ("Jose Nunes", "José Núñez"), ("zenth", "Zenith")],
)  # fmt: skip
def test_search_forgives(intake, book, text, first):
    assert names(intake, text)[:1] == [first]


@pytest.mark.parametrize(
    "text", ["", "z", "\x00\x00", "\ud800a", "%%", "__", "' OR 1=1", "x" * 5000, "@@@", "...", "(("]
)
def test_search_finds_nothing_in_nonsense(intake, book, text):
    assert names(intake, text) == []


def test_search_asks_a_constant_number_of_questions(intake, book):
    with CaptureQueriesContext(connection) as queries:
        search(intake, "muller pumpen")
    assert len(queries) <= 8


def test_who_sees_which_accounts(intake, at, book):
    north = Territory.objects.create(code="north", name="North", path="/1/")
    mine = add_account(intake, {"name": "Northern", "territory_id": north.pk}, at=at)
    rep = Actor(id=None, label="user:1", roles=frozenset({Role.REP}), territories=frozenset({north.pk}))
    partner = Actor(id=2, label="user:2", roles=frozenset({Role.PARTNER_USER}), territories=frozenset({north.pk}))
    assert list(accounts_for(rep)) == [mine]
    assert accounts_for(intake).count() == 4
    assert list(accounts_for(partner)) == list(people_for(partner)) == list(people_for(rep)) == []
    assert names(rep, "Northern") == ["Northern"]
    assert names(rep, "Zenith") == names(partner, "Northern") == []
    for foreign in (Account.objects.get(name="Zenith").pk, 10**9):
        with pytest.raises(Missing):
            account_detail(rep, foreign)
    with pytest.raises(Refused):
        add_account(partner, {"name": "New"}, at=at)


def test_what_another_system_calls_so_is_found_by_that_exactly_and_by_those_who_may_see_it(intake, book):
    Account.objects.filter(name="Zenith").update(external_id="001D0000-xyZ")
    assert names(intake, "001D0000-xyZ") == ["Zenith"]
    assert names(intake, "001D0000-xy") == []
    assert names(Actor(id=1, label="user:1", roles=frozenset({Role.REP})), "001D0000-xyZ") == []
