"""Private segments are read once for all requests, anew when anything they mean changes, and not at all for a title."""

from datetime import UTC, datetime

import pytest

from samebook.accounts.models import Account, Person
from samebook.kernel.refusals import Refused
from samebook.leads.tests.company import sign
from samebook.segments import actions, listing, remembered, resolving
from samebook.segments.actions import change_segment, make_segment
from samebook.segments.definitions import definitions_for, titles_for
from samebook.segments.jobs import count_segments
from samebook.segments.models import ListedMember
from samebook.segments.narrowing import offered_for
from samebook.segments.tests.people import BOOK, EVERYBODY

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(remembered, "_known", type(remembered._known)())


@pytest.fixture
def parsed(monkeypatch) -> list[str]:
    """The texts that were parsed, as they come."""
    texts: list[str] = []
    parse = resolving.parse_condition
    monkeypatch.setattr(resolving, "parse_condition", lambda text, *told: texts.append(text) or parse(text, *told))
    return texts


def make(actor, name, condition, **others):
    return make_segment(actor, name=name, condition=condition, at=NOW, **others)


def private(actor):
    return {each.name: each for each in definitions_for(actor, at=NOW) if each.private}


def test_a_segment_is_read_once_however_many_ask(cast, parsed):
    make(cast.rep, "one", "account.employees > 50", shared_with="sales")
    make(cast.rep, "two", "in_segment('one') and account.employees < 90", shared_with="sales")
    first = private(cast.rep)
    parsed.clear()
    again = private(cast.manager)
    assert parsed == []
    assert again["two"].condition is first["two"].condition
    assert again["two"].builds_on == (("one", first["one"].key),)


def test_a_segment_is_read_anew_when_what_it_names_or_the_edition_changes(cast):
    one = make(cast.rep, "one", "account.employees > 50")
    make(cast.rep, "two", "in_segment('one') and account.employees < 90")
    before = private(cast.rep)["two"]
    assert before.condition.truth({"account.employees": 60}) is True
    change_segment(cast.rep, one.pk, name="one", condition="account.employees > 70", means="", shared_with="", at=NOW)
    after = private(cast.rep)["two"]
    assert after.condition.truth({"account.employees": 60}) is False
    assert after.fingerprint != before.fingerprint
    sign(
        cast,
        BOOK.replace("  plants:\n", "  two:\n    means: Theirs.\n    when: account.employees > 1\n  plants:\n"),
        at=NOW,
    )
    later = {each.key: each for each in definitions_for(cast.rep, at=datetime.now(UTC))}
    assert "give yours another name" in later[before.key].problem


def test_what_is_remembered_is_bounded_and_the_last_is_always_in_it(cast, monkeypatch):
    monkeypatch.setattr(remembered, "KEPT", 60)
    for actor in (cast.rep, cast.teammate, cast.marketing):
        make(actor, "one", "account.employees > 50 and account.employees < 9000")
        private(actor)
    [kept] = remembered._known.values()
    assert kept.size == len("account.employees > 50 and account.employees < 9000")
    monkeypatch.setattr(remembered, "KEPT", 10)
    assert private(cast.rep)["one"].condition is private(cast.rep)["one"].condition


def test_lists_and_measures_offer_titles_without_reading_a_condition(people, parsed):
    row = make(people.marketing, "mine", "account.employees > 50")
    count_segments(at=NOW)
    parsed.clear()
    remembered._known.clear()
    key = f"private-{row.pk}"
    assert dict(listing.offered(people.marketing, "account", at=NOW))[key] == "Mine (private)"
    assert dict(listing.offered(people.marketing, "lead", at=NOW))[key] == "Mine (private), accounts"
    assert dict(offered_for(people.marketing, ["leads", "accounts"], at=NOW))[key] == "Mine (private)"
    assert key not in titles_for(people.rep, at=NOW)
    assert parsed == []
    found = definitions_for(people.marketing, at=NOW)
    assert list(titles_for(people.marketing, at=NOW).items()) == [(each.key, each.marked_title) for each in found]


def test_a_segment_that_is_of_people_now_narrows_by_the_accounts_it_was_counted_with(people):
    row = make(people.marketing, "mine", "account.employees > 50")
    count_segments(at=NOW)
    ids = set(ListedMember.objects.filter(listed__key=f"private-{row.pk}").values_list("record_id", flat=True))
    change_segment(people.marketing, row.pk, name="mine", condition="person.engineer", means="", shared_with="", at=NOW)
    found = listing.narrowed(people.marketing, f"private-{row.pk}", Account.objects.all(), at=NOW)
    assert {each.pk for each in found} == ids != set()
    persons = listing.narrowed(people.marketing, f"private-{row.pk}", Person.objects.all(), at=NOW)
    assert {each.account_id for each in persons} <= ids


def test_one_persons_segments_have_a_length_together(cast, monkeypatch):
    monkeypatch.setattr(actions, "MOST_CHARACTERS", 50)
    row = make(cast.rep, "one", "account.employees > 50")
    make(cast.rep, "two", "account.employees > 60")
    with pytest.raises(Refused, match="together") as refused:
        make(cast.rep, "three", "account.employees > 70")
    assert (refused.value.code, refused.value.field) == ("segments.too_many", "condition")
    change_segment(cast.rep, row.pk, name="one", condition="account.employees > 51", means="", shared_with="", at=NOW)
    make(cast.teammate, "three", "account.employees > 70")
    assert len(private(EVERYBODY)) == 3
