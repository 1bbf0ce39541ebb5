"""Consent, suppression and forgetting."""

from datetime import timedelta

import pytest

from samebook.accounts.actions import change_person, erase_person, identify, know, record_consent, suppress
from samebook.accounts.actions.contact import may_contact
from samebook.accounts.arrivals import Arrival
from samebook.accounts.models import Fact, Person, Suppression
from samebook.journal.models import Personal
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(intake, at):
    return identify(intake, [Arrival(email="ann@acme.de", name="Ann Lee", phone="+4930123456")], at=at)[0].person


def consent(intake, ann, at, granted, **more):
    given = {"purpose": "news", "channel": "email", "origin": "form", **more}
    return record_consent(intake, ann.pk, granted=granted, at=at, **given)


def test_the_latest_word_counts(intake, at, ann):
    assert may_contact(ann, "email")
    consent(intake, ann, at, granted=False)
    assert not may_contact(ann, "email")
    assert may_contact(ann, "email", purpose="invoice")
    assert may_contact(ann, "phone")
    consent(intake, ann, at + timedelta(days=1), granted=True, wording="2027-1")
    assert may_contact(ann, "email")
    consent(intake, ann, at + timedelta(days=2), granted=False, happened_at=at - timedelta(days=1))
    assert may_contact(ann, "email"), "a withdrawal told late, but older, is not the latest word"
    assert not Person.objects.get().do_not_contact


def test_a_person_who_withdrew_everything_is_not_to_be_contacted(intake, at, ann):
    consent(intake, ann, at, granted=False)
    assert Person.objects.get().do_not_contact


def test_suppression_is_kept_as_a_keyed_hash_and_holds_at_once(intake, at, ann, settings):
    suppress(intake, "email", " ANN@acme.de ", reason="asked", at=at)
    suppress(intake, "email", "ann@acme.de", reason="asked", at=at)
    ann.refresh_from_db()
    assert ann.do_not_contact
    assert not may_contact(ann, "email")
    kept = Suppression.objects.get().address_hash
    settings.SUPPRESSION_KEY = "another home's"
    assert may_contact(ann, "email")
    assert "ann" not in kept


def test_an_erased_person_leaves_nothing_and_stays_suppressed(intake, at, ann):
    know(intake, "person", {ann.pk: {"person.hobby": "chess"}}, at=at, origin="person")
    change_person(intake, ann.pk, {"title": "Head"}, at=at)
    suppress(intake, "email", "ann@acme.de", reason="asked", at=at)
    assert Personal.objects.filter(person_id=ann.pk).exists()
    erase_person(intake, ann.pk, at=at)
    ann.refresh_from_db()
    assert (ann.name, ann.name_key, ann.email, ann.phone, ann.title, ann.facts) == ("", "", "", "", "", {})
    assert not Fact.objects.filter(record_kind="person").exists()
    assert not Personal.objects.filter(person_id=ann.pk).exists()
    again = identify(intake, [Arrival(email="ann@acme.de")], at=at)[0].person
    assert again.pk != ann.pk
    assert again.do_not_contact
    assert not may_contact(again, "email")


def test_only_an_administrator_erases(at, ann):
    rep = Actor(id=1, label="user:1", roles=frozenset({Role.MARKETING}), sees_all=True)
    with pytest.raises(Refused):
        erase_person(rep, ann.pk, at=at)


@pytest.mark.parametrize(
    "more", [{"channel": "pigeon"}, {"origin": "rumour"}, {"purpose": "x" * 41}, {"wording": "\x00"}]
)
def test_consent_that_makes_no_sense_is_refused(intake, at, ann, more):
    with pytest.raises(Refused):
        consent(intake, ann, at, granted=True, **more)
    with pytest.raises(Refused):
        consent(intake, ann, at, granted=True, happened_at=at + timedelta(days=1))
