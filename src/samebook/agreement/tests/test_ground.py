"""Which leads a scope holds, and how two scopes lie to each other."""

import pytest

from samebook.agreement.ground import Ground, Place, Relation, holds, ranked, territory_of
from samebook.book import compile_book, read_book
from samebook.book.scopes import COMPANY, read_scope

ABOVE = {
    "europe": ("europe",),
    "dach": ("dach", "europe"),
    "bavaria": ("bavaria", "dach", "europe"),
    "uk": ("uk", "europe"),
    "keys": ("keys",),
}
HEAD = """\
samebook: 1
title: T
fields: {account.big: {type: boolean}, account.city: {type: text}}
qualification:
  - level: A
    criteria:
      money: {when: account.employees > 5}
"""
COUNTRY = "coalesce(lead.country, account.country)"


def book(*rules: str):
    text = HEAD + "".join(["routing:\n" if rules else "", *(f"  - {{{rule}}}\n" for rule in rules)])
    found, problems = read_book(text)
    assert found is not None, problems
    return compile_book(found)


def relation(one: str, other: str, *rules: str) -> Relation:
    return Ground(book(*rules), ABOVE).relation(read_scope(one), read_scope(other))


BY_COUNTRY = (f"when: \"{COUNTRY} in ('DE', 'AT')\", to: dach", f"when: \"{COUNTRY} = 'GB'\", to: uk", "to: europe")
SPLIT = (f"when: \"{COUNTRY} = 'DE' and account.city = 'Munich'\", to: bavaria", *BY_COUNTRY)


@pytest.mark.parametrize(
    ("one", "other", "rules", "found"),
    [
        ("company", "country DE", (), Relation.AROUND),
        ("unit uk", "company", (), Relation.WITHIN),
        ("country DE", "country DE", (), Relation.SAME),
        ("country DE", "country FR", (), Relation.APART),
        ("unit bavaria", "unit dach", (), Relation.WITHIN),
        ("unit europe", "unit bavaria", (), Relation.AROUND),
        ("unit uk", "unit dach", (), Relation.APART),
        ("country GB", "unit dach", BY_COUNTRY, Relation.APART),
        ("country DE", "unit dach", BY_COUNTRY, Relation.WITHIN),
        ("unit europe", "country DE", BY_COUNTRY, Relation.AROUND),
        ("country GB", "unit uk", BY_COUNTRY, Relation.WITHIN),
        ("unit bavaria", "country DE", SPLIT, Relation.WITHIN),
        ("country DE", "unit dach", SPLIT, Relation.WITHIN),
        ("country DE", "unit keys", ("when: account.big, to: keys", *BY_COUNTRY), Relation.OVERLAP),
        ("country DE", "unit dach", ("when: account.big, to: keys", *BY_COUNTRY), Relation.OVERLAP),
        ("country DE", "unit uk", ("when: account.big, to: keys", *BY_COUNTRY), Relation.APART),
        ("country FR", "unit dach", BY_COUNTRY[:2], Relation.OVERLAP),
        ("country FR", "unit keys", (), Relation.OVERLAP),
        ("country DE", "unit keys", ("levels: [A], to: keys", *BY_COUNTRY), Relation.APART),
        ("country DE", "unit keys", ("when: account.employees is not null, to: keys", *BY_COUNTRY), Relation.OVERLAP),
        ("country DE", "unit keys", ("when: lead.country is null, to: keys", *BY_COUNTRY), Relation.APART),
        ("country DE", "unit keys", ("when: account.country is null, to: keys", *BY_COUNTRY), Relation.OVERLAP),
    ],
)
def test_how_two_scopes_lie_to_each_other(one, other, rules, found):
    """A country and a unit are told apart by the company's routing; where that leaves a doubt they overlap."""
    assert relation(one, other, *rules) is found
    turned = {Relation.WITHIN: Relation.AROUND, Relation.AROUND: Relation.WITHIN}
    assert relation(other, one, *rules) is turned.get(found, found)


@pytest.mark.parametrize(
    ("scope", "country", "upward", "is_held"),
    [
        ("company", "", (), True),
        ("country FR", "FR", (), True),
        ("country FR", "DE", ("dach",), False),
        ("country FR", "", (), False),
        ("unit dach", "DE", ("dach", "europe"), True),
        ("unit dach", "", ("bavaria", "dach", "europe"), True),
        ("unit dach", "DE", ("europe",), False),
        ("unit dach", "DE", (), False),
    ],
)
def test_a_unit_holds_what_lies_below_its_territory_and_a_country_what_comes_from_it(scope, country, upward, is_held):
    assert holds(read_scope(scope), Place(country, upward)) is is_held


def test_the_territory_of_a_lead_is_found_by_the_companys_rules_for_every_level_else_by_its_account():
    routed = book("levels: [A], to: keys", f"when: \"{COUNTRY} = 'GB'\", to: uk")
    assert territory_of(routed, {"lead.country": "GB"}, country="GB", account_territory="dach") == "uk"
    assert territory_of(routed, {"account.country": "GB"}, country="GB", account_territory=None) == "uk"
    assert territory_of(routed, {"lead.country": "FR"}, country="FR", account_territory="dach") == "dach"
    assert territory_of(routed, {}, country="", account_territory=None) is None
    by_lead = book("when: \"lead.country = 'GB'\", to: uk")
    assert territory_of(by_lead, {"account.country": "GB"}, country="GB", account_territory=None) == "uk"


def test_the_narrower_of_two_scopes_comes_first_whichever_of_country_and_unit_that_is():
    scopes = [COMPANY, *map(read_scope, ("unit europe", "country DE", "unit bavaria"))]
    split = ranked(scopes, Ground(book(*SPLIT), ABOVE))
    assert [str(each) for each in split] == ["unit bavaria", "country DE", "unit europe", "company"]
    whole = ranked(scopes[:3], Ground(book(*BY_COUNTRY), ABOVE))
    assert [str(each) for each in whole] == ["country DE", "unit europe", "company"]
    assert [str(each) for each in ranked(map(read_scope, ("country FR", "country DE")), None)] == [
        "country DE", "country FR",
    ]  # fmt: skip
