"""Lists and measures narrowed to a segment hold its members and no others."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from samebook.accounts.models import Account, Person
from samebook.accounts.queries import accounts_for
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.models import Lead
from samebook.numbers.evaluate import drill, evaluate
from samebook.numbers.measures import measure_named
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.segments import copying, listing
from samebook.segments.actions import delete_segment, make_segment
from samebook.segments.definitions import definitions_for
from samebook.segments.jobs import count_segments
from samebook.segments.models import Listed, ListedMember
from samebook.segments.narrowing import offered_for, within_for
from samebook.segments.queries import every_member
from samebook.segments.tests.people import EVERYBODY

pytestmark = pytest.mark.django_db

MODELS = {"account": Account, "person": Person, "lead": Lead}


def now():
    return datetime.now(UTC)


def counted():
    """Every segment counted, with the ids of its members by key."""
    count_segments(at=now())
    return {
        each.key: ({row.record_id for row in every_member(EVERYBODY, each)}, each.kind)
        for each in definitions_for(EVERYBODY, at=now())
    }


@pytest.mark.parametrize("few", [0, 10_000])
def test_a_list_that_is_narrowed_to_a_segment_has_its_members(people, monkeypatch, few):
    """Found from the members, and looked up among them."""
    monkeypatch.setattr(listing, "FEW", few)
    found = counted()
    assert {kind for _, kind in found.values()} == set(MODELS)
    for key, (ids, kind) in found.items():
        rows = listing.narrowed(EVERYBODY, key, MODELS[kind].objects.all(), at=now())
        assert set(rows.values_list("pk", flat=True)) == ids
        assert rows.count() == len(ids) > 0


@pytest.mark.parametrize("few", [0, 10_000])
def test_leads_and_people_are_narrowed_to_the_accounts_and_people_they_belong_to(people, monkeypatch, few):
    monkeypatch.setattr(listing, "FEW", few)
    found = counted()
    accounts, persons = found["plants"][0], found["engineers"][0]
    rows = listing.narrowed(EVERYBODY, "plants", Lead.objects.all(), at=now())
    assert {lead.pk for lead in Lead.objects.all() if lead.account_id in accounts} == {lead.pk for lead in rows}
    rows = listing.narrowed(EVERYBODY, "engineers", Lead.objects.all(), at=now())
    assert {lead.pk for lead in Lead.objects.all() if lead.person_id in persons} == {lead.pk for lead in rows}
    rows = listing.narrowed(EVERYBODY, "plants", Person.objects.all(), at=now())
    assert {one.pk for one in Person.objects.all() if one.account_id in accounts} == {one.pk for one in rows}
    assert dict(listing.offered(EVERYBODY, "lead", at=now()))["plants"] == "Plants, accounts"
    with pytest.raises(Refused, match="made of people"):
        listing.narrowed(EVERYBODY, "engineers", Account.objects.all(), at=now())


def test_a_list_that_is_narrowed_keeps_to_what_its_reader_may_see(people):
    counted()
    rep = people.rep
    whole = listing.narrowed(EVERYBODY, "plants", accounts_for(EVERYBODY), at=now())
    theirs = listing.narrowed(rep, "plants", accounts_for(rep), at=now())
    mine = whole.filter(Q(territory_id__in=rep.territories) | Q(owner_id=rep.id))
    assert set(theirs) == set(mine)
    assert 0 < theirs.count() < whole.count()


def test_rows_follow_who_comes_and_who_leaves(people):
    before = counted()["plants"][0]
    leaver = min(before)
    Account.objects.filter(pk=leaver).update(employees=3)
    joiner = Account.objects.filter(deleted_at=None, merged_into=None).exclude(pk__in=before).first()
    Account.objects.filter(pk=joiner.pk).update(industry="food", employees=800)
    after = counted()["plants"][0]
    assert after == before - {leaver} | {joiner.pk}
    rows = listing.narrowed(EVERYBODY, "plants", Account.objects.all(), at=now())
    assert set(rows.values_list("pk", flat=True)) == after


def test_a_copy_that_was_broken_off_is_made_whole_the_next_time(people, monkeypatch):
    monkeypatch.setattr(copying, "A_WRITE", 1)
    found = counted()
    ListedMember.objects.filter(record_id__in=list(found["plants"][0])[:3]).delete()
    ListedMember.objects.create(listed=Listed.objects.get(key="plants"), record_id=10**9)
    counted()
    listed = Listed.objects.get(key="plants")
    assert set(ListedMember.objects.filter(listed=listed).values_list("record_id", flat=True)) == found["plants"][0]


def test_a_segment_that_is_no_more_leaves_no_rows(people):
    mine = make_segment(people.marketing, name="mine", condition="account.employees > 50", at=now())
    key = f"private-{mine.pk}"
    assert counted()[key][0]
    offered = dict(listing.offered(people.marketing, "account", at=now()))
    assert offered[key] == "Mine (private)"
    assert key not in dict(listing.offered(people.rep, "account", at=now()))
    with pytest.raises(Missing):
        listing.narrowed(people.rep, key, Account.objects.all(), at=now())
    delete_segment(people.marketing, mine.pk, at=now())
    counted()
    assert not Listed.objects.filter(key=key).exists()
    assert set(ListedMember.objects.values_list("listed_id", flat=True)) <= set(
        Listed.objects.values_list("pk", flat=True)
    )


def test_a_segment_too_large_for_a_list_is_not_offered_and_says_where_to_look(people, monkeypatch):
    monkeypatch.setattr(copying, "MOST", 5)
    monkeypatch.setattr(listing, "MOST", 5)
    counted()
    assert "plants" not in dict(listing.offered(EVERYBODY, "account", at=now()))
    assert not ListedMember.objects.filter(listed__key="plants").exists()
    with pytest.raises(Refused, match="own page") as refused:
        listing.narrowed(EVERYBODY, "plants", Account.objects.all(), at=now())
    assert refused.value.code == "segments.too_many_for_a_list"


def test_the_number_of_queries_of_a_list_does_not_depend_on_the_members(people):
    counted()
    asked = []
    for key in ("plants", "big_plants"):
        with CaptureQueriesContext(connection) as queries:
            list(listing.narrowed(EVERYBODY, key, Account.objects.all(), at=now()))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_measure_of_a_segment_counts_its_members(people, settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path / "snapshots"
    found = counted()
    take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=now())
    of_accounts = within_for(EVERYBODY, "plants", at=now())
    of_leads = within_for(EVERYBODY, "funded", at=now())
    every = drill("delivered", "all", actor=EVERYBODY).ids
    accounts = dict(Lead.objects.values_list("pk", "account_id"))
    wanted = {
        of_accounts: [number for number in every if accounts[number] in found["plants"][0]],
        of_leads: [number for number in every if number in found["funded"][0]],
    }
    for within, ids in wanted.items():
        assert list(drill("delivered", "all", actor=EVERYBODY, within=within).ids) == ids
        assert evaluate("delivered", actor=EVERYBODY, within=within).row_count == len(ids)
        assert 0 < len(ids) < len(every)
    with pytest.raises(Refused, match="segment of people"):
        within_for(EVERYBODY, "engineers", at=now())


def test_a_measure_offers_the_segments_that_it_can_be_narrowed_to(people):
    counted()
    offered = {
        name: {key for key, _ in offered_for(EVERYBODY, measure_named(name).tables, at=now())}
        for name in ("delivered", "win_rate", "cost_per_qualified_lead")
    }
    assert offered["delivered"] == {"plants", "big_plants", "not_big", "at_home", "funded"}
    assert offered["win_rate"] == offered["delivered"] - {"funded"}
    assert offered["cost_per_qualified_lead"] == set()


def test_who_may_not_read_records_is_offered_nothing(people):
    with pytest.raises(Refused):
        listing.offered(Actor(99, "user:99", frozenset({Role.PARTNER_USER})), "account", at=now())
