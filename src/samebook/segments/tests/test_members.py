"""Members, counts and changes held against Python's predicate on the rows, record by record."""

from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from samebook.accounts.actions import know, suppress
from samebook.accounts.models import Account, Person
from samebook.agreement.queries import in_force
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.models import Lead
from samebook.segments.actions import make_segment
from samebook.segments.definitions import definition_for, definitions_for
from samebook.segments.generations import COLUMNS, generations
from samebook.segments.jobs import count_segments
from samebook.segments.models import SegmentCount
from samebook.segments.queries import counts_for, every_member, members, page_of_members, trend_of
from samebook.segments.terms import Kind
from samebook.segments.tests.people import EVERYBODY, may_contact, records_of

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


def file_rows(key, actor=EVERYBODY):
    found = members(actor, key, at=datetime.now(UTC))
    return {row["record_id"]: row for row in pq.read_table(found.path).to_pylist()}


def truths(definition):
    """By record, whether the condition is true of it, by the Python form alone."""
    fields = in_force(datetime.now(UTC)).book.fields
    return {key: definition.condition.truth(record) for key, record in records_of(definition.kind, fields).items()}


def test_members_are_those_of_whom_python_finds_the_condition_true_one_by_one(people):
    count_segments(at=NOW)
    seen = set()
    for definition in definitions_for(EVERYBODY, at=NOW):
        wanted = truths(definition)
        rows = file_rows(definition.key)
        assert set(rows) == {key for key, truth in wanted.items() if truth}, definition.key
        assert list(rows) == sorted(rows)
        count = counts_for(EVERYBODY, [definition])[definition.key]
        assert count.members == len(rows)
        assert count.unknown == sum(truth is None for truth in wanted.values())
        assert count.of == len(wanted)
        assert count.may_contact == sum(row["may_contact"] for row in rows.values())
        seen |= set(wanted.values())
    assert seen == {True, False, None}


def test_the_file_of_members_has_the_columns_that_others_rely_on(people):
    count_segments(at=NOW)
    found = members(EVERYBODY, "engineers", at=NOW)
    table = pq.read_table(found.path)
    assert (
        tuple(table.column_names) == COLUMNS == ("record_id", "account_id", "territory_id", "owner_id", "may_contact")
    )
    assert (found.id_column, found.kind, found.members) == ("record_id", Kind.PERSON, table.num_rows)
    by_id = Person.objects.select_related("account").in_bulk(table["record_id"].to_pylist())
    for row in table.to_pylist():
        person = by_id[row["record_id"]]
        assert row["account_id"] == person.account_id
        assert row["territory_id"] == person.account.territory_id
        assert row["may_contact"] == may_contact(person)


def test_nested_segments_of_the_book_and_private_ones_compile_to_what_they_say(people):
    make_segment(people.marketing, name="mine", condition="in_segment('not_big') and account.employees > 50", at=NOW)
    make_segment(people.marketing, name="deeper", condition="in_segment('mine') and person.engineer", at=NOW)
    count_segments(at=NOW)
    fields = in_force(NOW).book.fields
    employees = {key: record.get("account.employees") for key, record in records_of("account", fields).items()}
    industry = {key: record.get("account.industry") for key, record in records_of("account", fields).items()}
    wanted = set()
    for key, known in employees.items():
        plant = (
            None if known is None or industry[key] is None else industry[key] in ("chemicals", "food") and known > 100
        )
        if known is not None and known > 50 and (plant is False or known < 500):
            wanted.add(key)
        if industry[key] == "paper" and known is not None and known > 50:
            wanted.add(key)
    [mine, deeper] = [each for each in definitions_for(people.marketing, at=NOW) if each.private][::-1]
    assert set(file_rows(mine.key, people.marketing)) == wanted
    assert mine.kind is Kind.ACCOUNT
    assert deeper.kind is Kind.PERSON
    engineers = Person.objects.filter(account__in=wanted, erased_at=None, merged_into=None)
    wanted = {person.pk for person in engineers if person.facts.get("person.engineer") is True}
    assert set(file_rows(deeper.key, people.marketing)) == wanted
    assert wanted


def test_a_rep_is_told_and_shown_only_what_is_in_their_territories_or_theirs(people):
    count_segments(at=NOW)
    some = 0
    for key, model, owner in (("plants", Account, ""), ("engineers", Person, "account__"), ("funded", Lead, "")):
        everybody = set(file_rows(key))
        for actor in (people.rep, people.outsider):
            definition = definition_for(actor, key, at=NOW)
            rows = model.objects.filter(pk__in=everybody)
            theirs = set(rows.filter(**{f"{owner}territory__in": actor.territories}).values_list("pk", flat=True))
            theirs |= set(rows.filter(**{f"{owner}owner": actor.id}).values_list("pk", flat=True))
            shown = list(every_member(actor, definition))
            assert {row.record_id for row in shown} == theirs
            count = counts_for(actor, [definition])[key]
            assert count.members == len(theirs) < len(everybody)
            assert count.may_contact == sum(row.may_contact for row in shown)
            assert trend_of(actor, definition)[-1][1] == len(theirs)
            some += len(theirs)
    assert some


def test_pages_of_members_follow_each_other_without_gap_or_repetition(people):
    count_segments(at=NOW)
    definition = definition_for(EVERYBODY, "not_big", at=NOW)
    found, after, pages = [], 0, 0
    while after is not None:
        page = page_of_members(EVERYBODY, definition, after=after, size=7)
        found += [row.record_id for row in page.rows]
        after, pages = page.after, pages + 1
    assert found == sorted(file_rows("not_big"))
    assert pages > 2


def test_only_those_who_may_be_contacted_can_be_asked_for_and_only_they_have_addresses(people):
    count_segments(at=NOW)
    definition = definition_for(EVERYBODY, "engineers", at=NOW)
    every = {row.record_id: row for row in every_member(EVERYBODY, definition)}
    some = {row.record_id for row in every_member(EVERYBODY, definition, contactable=True)}
    people_by_id = Person.objects.in_bulk(list(every))
    assert some == {key for key in every if may_contact(people_by_id[key])} != set(every)
    for key, row in every.items():
        assert (row.email != "") == (key in some)


def test_whoever_objects_after_the_count_is_not_given_out_with_an_address(people):
    count_segments(at=NOW)
    definition = definition_for(EVERYBODY, "engineers", at=NOW)
    [first, *_] = [row for row in every_member(EVERYBODY, definition, contactable=True) if row.email]
    suppress(people.marketing, "email", first.email, reason="said so", at=NOW)
    [again] = [row for row in every_member(EVERYBODY, definition) if row.record_id == first.record_id]
    assert (again.may_contact, again.email, again.phone) == (False, "", "")


def test_who_came_and_who_left_since_is_told_and_listed(people):
    count_segments(at=NOW - timedelta(days=9))
    count_segments(at=NOW - timedelta(hours=1))
    before = set(file_rows("plants"))
    gone = sorted(before)[0]
    come = min(set(records_of("account", in_force(NOW).book.fields)) - before)
    know(EVERYBODY, "account", {gone: {"account.employees": 3}}, at=NOW, origin="person")
    facts = {"account.employees": 300, "account.industry": "food"}
    know(EVERYBODY, "account", {come: facts}, at=NOW, origin="person")
    count_segments(at=NOW)
    definition = definition_for(EVERYBODY, "plants", at=NOW)
    count = counts_for(EVERYBODY, [definition])["plants"]
    assert set(count.changes) == {"last", "week"}
    for change in count.changes.values():
        assert (change.added, change.left, change.redefined) == (1, 1, False)
    assert count.last.since == NOW - timedelta(hours=1)
    assert count.changes["week"].since == NOW - timedelta(days=9)
    for way, key in (("added", come), ("left", gone)):
        assert [row.record_id for row in every_member(EVERYBODY, definition, since="last", way=way)] == [key]
    for actor in (people.rep, people.outsider):
        mine = counts_for(actor, [definition])["plants"].last
        account = Account.objects.get(pk=come)
        sees = account.territory_id in actor.territories or account.owner_id == actor.id
        assert mine.added == sees
    assert trend_of(EVERYBODY, definition)[-1][1] == count.members
    assert len(trend_of(EVERYBODY, definition)) == 3


def test_a_change_of_the_definition_is_told_beside_who_came_and_left(people):
    row = make_segment(people.marketing, name="large", condition="account.employees > 500", at=NOW)
    count_segments(at=NOW - timedelta(hours=1))
    row.condition = "account.employees > 200"
    row.save()
    count_segments(at=NOW)
    [definition] = [each for each in definitions_for(people.marketing, at=NOW) if each.private]
    count = counts_for(people.marketing, [definition])[definition.key]
    assert count.last.redefined
    assert count.last.added > 0 == count.last.left
    assert [same for _, _, same in trend_of(people.marketing, definition)] == [False, True]


def test_one_segment_is_counted_anew_on_the_ground_that_stands(people):
    count_segments(at=NOW - timedelta(hours=2))
    count_segments(at=NOW - timedelta(hours=1))
    row = make_segment(people.marketing, name="large", condition="account.employees > 500", at=NOW)
    know(EVERYBODY, "account", {min(file_rows("plants")): {"account.employees": 3}}, at=NOW, origin="person")
    count_segments(at=NOW, only=[f"private-{row.pk}"])
    assert len(generations()) == 2
    rows = SegmentCount.objects.filter(stamp=generations()[0].stamp)
    assert {each.as_of for each in rows} == {NOW - timedelta(hours=1)}
    assert set(rows.values_list("key", flat=True)) >= {"plants", f"private-{row.pk}"}
    known = [
        each for each in records_of("account", in_force(NOW).book.fields).values() if each.get("account.employees")
    ]
    assert len(file_rows(f"private-{row.pk}", people.marketing)) in (
        sum(each["account.employees"] > 500 for each in known),
        sum(each["account.employees"] > 500 for each in known) + 1,
    )


def test_what_was_never_counted_says_so(people):
    with pytest.raises(Refused, match="not been counted yet"):
        members(EVERYBODY, "plants", at=NOW)
    with pytest.raises(Missing):
        members(EVERYBODY, "nothing_of_the_kind", at=NOW)
    for key in ("private-1", "private-x", "private-99999999999999999999", "private-²"):
        with pytest.raises(Missing):
            members(EVERYBODY, key, at=NOW)


@pytest.mark.parametrize("role", [Role.PARTNER_MANAGER, Role.PARTNER_USER])
def test_partners_read_no_segment(people, role):
    count_segments(at=NOW)
    with pytest.raises(Refused, match="do not let you read segments"):
        members(Actor(7, "user:7", frozenset({role})), "plants", at=NOW)


def test_erased_and_merged_people_are_in_no_list(people):
    count_segments(at=NOW)
    gone = {*Person.objects.exclude(erased_at=None).values_list("pk", flat=True)}
    gone |= {*Person.objects.exclude(merged_into=None).values_list("pk", flat=True)}
    assert gone
    for key in ("engineers",):
        assert set(file_rows(key)).isdisjoint(gone)
    definition = definition_for(EVERYBODY, "engineers", at=NOW)
    one = min(file_rows("engineers"))
    Person.objects.filter(pk=one).update(erased_at=NOW)
    assert one not in {row.record_id for row in every_member(EVERYBODY, definition)}
