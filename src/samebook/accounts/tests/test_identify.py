"""Matching on arrival, on the database."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samebook.accounts.actions import identify, suppress
from samebook.accounts.arrivals import Arrival
from samebook.accounts.models import Account, Fact, Person

pytestmark = pytest.mark.django_db


def one(actor, at, **given):
    return identify(actor, [Arrival(**given)], at=at)[0]


def account(at, name, **given):
    from samebook.accounts.rules import name_key

    return Account.objects.create(name=name, name_key=name_key(name), origin="person", created_at=at, **given)


def test_a_new_person_and_company_are_made_once(intake, at):
    first = one(intake, at, email="Ann@Acme.de", company="Acme GmbH", name="Ann Lee", country="Germany")
    again = one(intake, at, email="ann@acme.de", company="ACME")
    assert (first.account_by, first.person_by, first.matched_by) == ("created", "created", "created")
    assert (again.account_by, again.person_by) == ("person", "email")
    assert (again.account, again.person) == (first.account, first.person)
    assert (first.account.country, first.account.domain, first.person.email) == ("DE", "acme.de", "ann@acme.de")
    assert Account.objects.count() == Person.objects.count() == 1


def test_duplicates_in_one_list_are_one(intake, at):
    answers = identify(
        intake,
        [
            Arrival(email="ann@acme.de", company="Acme GmbH"),
            Arrival(email="bob@sales.acme.de"),
            Arrival(email="ANN@acme.de", name="Ann Lee"),
            Arrival(company="Acme", account_external_id="a-1"),
        ],
        at=at,
    )
    assert len({answer.account.pk for answer in answers}) == 1
    assert answers[0].person == answers[2].person
    person = Person.objects.get(email="ann@acme.de")
    assert (person.name, person.name_key, person.surname_key) == ("Ann Lee", "ann lee", "lee ann")
    assert Account.objects.get().external_id == "a-1"


def test_free_mail_never_names_a_company(intake, at):
    account(at, "Someone with a wrong domain", domain="gmail.com")
    answer = one(intake, at, email="ann@gmail.com", name="Ann")
    assert (answer.account, answer.account_by, answer.person_by) == (None, "", "created")


def test_the_external_id_outweighs_the_address(intake, at):
    one(intake, at, email="ann@acme.de", external_id="p-1")
    other = one(intake, at, email="bob@other.de", external_id="p-2")
    answer = one(intake, at, email="ann@acme.de", external_id="p-2")
    assert (answer.person, answer.person_by) == (other.person, "external_id")
    assert Person.objects.get(pk=other.person.pk).email == "bob@other.de"


def test_a_domain_shared_by_strangers_is_not_guessed_at(intake, at):
    account(at, "North", domain="shared.com")
    account(at, "South", domain="shared.com")
    answer = one(intake, at, email="ann@shared.com", name="Ann")
    assert answer.account is None
    named = one(intake, at, email="bob@shared.com", company="South Ltd")
    assert (named.account.name, named.account_by) == ("South", "domain")


def test_a_domain_of_a_group_means_its_top(intake, at):
    top = account(at, "Group", domain="group.com", country="DE")
    site = account(at, "Group Lyon", domain="group.com", country="FR", parent=top)
    account(at, "Group Nice", domain="group.com", country="FR", parent=top)
    assert one(intake, at, email="ann@group.com").account == top
    assert one(intake, at, email="bob@group.com", country="DE").account == top
    assert one(intake, at, email="cy@group.com", company="Group Lyon", country="FR").account == site


def test_a_name_matches_within_its_country_only(intake, at):
    german = account(at, "Müller AG", country="DE")
    account(at, "Mueller Export", country="DE")
    assert one(intake, at, company="MULLER", country="de").account == german
    swiss = one(intake, at, company="Müller", country="CH")
    assert swiss.account_by == "created"
    assert one(intake, at, company="Müller", name="Nobody's country").account_by == "created"


def test_the_same_name_at_another_domain_is_another_company(intake, at):
    account(at, "Schmidt GmbH", country="DE", domain="schmidt.de")
    assert one(intake, at, company="Schmidt", country="DE", email="a@schmidt-pumpen.de").account_by == "created"


def test_two_companies_of_one_name_with_ids_of_their_own_stay_two(intake, at):
    answers = identify(
        intake, [Arrival(account_external_id=key, company="Acme", country="DE") for key in ("1", "2", "1")], at=at
    )
    assert [answer.account_by for answer in answers] == ["created", "created", "external_id"]
    assert Account.objects.count() == 2


def test_a_company_known_by_domain_only_gets_its_name(intake, at):
    first = one(intake, at, email="ann@acme.de")
    assert first.account.name == "acme.de"
    one(intake, at, email="bob@acme.de", company="Acme GmbH")
    kept = Account.objects.get()
    assert (kept.name, kept.name_key) == ("Acme GmbH", "acme")


def test_merged_records_answer_for_their_survivor(intake, at):
    survivor = account(at, "Acme", domain="acme.de")
    account(at, "Acme old", external_id="old-7", merged_into=survivor)
    assert one(intake, at, account_external_id="old-7").account == survivor


def test_a_wrong_arrival_is_refused_alone(intake, at):
    answers = identify(
        intake,
        [
            Arrival(email="not an address"),
            Arrival(email="ann@acme.de"),
            Arrival(company="x\x00y"),
            Arrival(company="Acme", country="Atlantis"),
            Arrival(name="\ud800"),
            Arrival(company="Acme", account_facts={"account.employees": -1}),
        ],
        at=at,
    )
    codes = [answer.refused.code if answer.refused else None for answer in answers]
    assert codes == [
        "accounts.bad_email", None, "accounts.bad_text", "accounts.unknown_country", "accounts.bad_text",
        "accounts.bad_value",
    ]  # fmt: skip
    assert (Account.objects.count(), Person.objects.count()) == (1, 1)


def test_a_suppressed_address_comes_in_as_not_to_be_contacted(intake, at):
    suppress(intake, "email", "Ann@Acme.de", reason="asked", at=at)
    suppress(intake, "phone", "+49 30 123456", reason="asked", at=at)
    assert one(intake, at, email="ann@acme.de").person.do_not_contact
    assert one(intake, at, name="Bob", phone="030 123456", country="DE").person.do_not_contact
    assert not one(intake, at, email="cy@acme.de").person.do_not_contact


def test_facts_come_along_and_new_columns_are_filled(intake, at):
    answer = one(
        intake, at, company="Acme", country="DE",
        account_facts={"account.industry": "chemicals", "account.fleet": 12}, person_facts={"person.is_engineer": True},
        email="ann@acme.de",
    )  # fmt: skip
    kept = Account.objects.get()
    assert (kept.industry, kept.facts) == ("chemicals", {"account.fleet": 12})
    assert Person.objects.get().facts == {"person.is_engineer": True}
    assert Fact.objects.filter(record_kind="account", record_id=answer.account.pk).count() == 2


@pytest.mark.parametrize(("length", "made", "found"), [(1, 7, 3), (40, 7, 3), (400, 30, 3)])
def test_the_number_of_queries_depends_on_batches_not_on_arrivals(intake, at, length, made, found):
    """Django writes 45 accounts at a time on SQLite; reads are three whatever the length."""
    arrivals = [
        Arrival(email=f"p{n}@c{n}.de", company=f"Company {n}", country="DE", name=f"P {n}") for n in range(length)
    ]
    for limit in (made, found):
        with CaptureQueriesContext(connection) as queries:
            identify(intake, arrivals, at=at)
        asked = [query["sql"] for query in queries]
        asked = [sql for sql in asked if "SAVEPOINT" not in sql and "pg_advisory_xact_lock" not in sql]
        assert len(asked) <= limit, asked
    assert Account.objects.count() == Person.objects.count() == length


def test_what_became_known_at_many_times_is_learnt_in_one_write(intake, at):
    """A list of responses has as many times as responses; the facts of each carry their own."""
    asked = {}
    for length in (2, 40):
        arrivals = [
            Arrival(
                company=f"Company {length}-{n}", country="DE", known_at=at - timedelta(minutes=n),
                account_facts={"account.fleet": n},
            )
            for n in range(length)
        ]  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            found = identify(intake, arrivals, at=at)
        asked[length] = len(queries)
        kept = dict(Fact.objects.filter(field="account.fleet").values_list("record_id", "known_at"))
        assert [kept[each.account.pk] for each in found] == [arrival.known_at for arrival in arrivals]
    assert asked[2] == asked[40]


@pytest.mark.django_db(transaction=True)
def test_eight_arrivals_of_one_new_company_at_once_make_one(intake, at):
    gate, failed = threading.Barrier(8), []

    def arrive(number):
        gate.wait()
        try:
            one(intake, at, email="ann@acme.de" if number % 2 else f"p{number}@acme.de", company="Acme")
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=arrive, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (Account.objects.count(), Person.objects.count()) == (1, 5)
