"""Private segments: who may make, read, change and delete them, and what is refused in which words."""

from datetime import UTC, datetime

import pytest

from samebook.jobs.models import Job
from samebook.journal.models import Entry
from samebook.journal.queries import entries_for
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.tests.company import sign
from samebook.segments.actions import change_segment, delete_segment, make_segment
from samebook.segments.definitions import definitions_for
from samebook.segments.jobs import count_segments
from samebook.segments.models import Segment, SegmentCount
from samebook.segments.queries import counts_for
from samebook.segments.tests.people import BOOK
from samebook.web.journal_words import SENTENCES, shown

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


def make(actor, name="mine", condition="account.employees > 50", **others):
    return make_segment(actor, name=name, condition=condition, at=NOW, **others)


def change(actor, row, **others):
    said = {"name": row.name, "condition": row.condition, "means": row.means, "shared_with": row.shared_with}
    return change_segment(actor, row.pk, **(said | others), at=NOW)


def names(actor):
    return [each.name for each in definitions_for(actor, at=NOW) if each.private]


def test_a_private_segment_is_its_owners_unless_it_is_shared_with_their_side(cast):
    row = make(cast.rep)
    assert names(cast.rep) == ["mine"]
    assert names(cast.teammate) == names(cast.marketing) == names(cast.administrator) == []
    change(cast.rep, row, shared_with="sales")
    assert names(cast.teammate) == names(cast.manager) == ["mine"]
    assert names(cast.marketing) == names(cast.administrator) == []
    with pytest.raises(Missing):
        change(cast.teammate, row, name="theirs")
    with pytest.raises(Missing):
        delete_segment(cast.marketing, row.pk, at=NOW)


def test_nobody_shares_with_a_side_that_is_not_theirs(cast):
    with pytest.raises(Refused, match="share it with sales"):
        make(cast.rep, shared_with="marketing")
    with pytest.raises(Refused, match="nobody"):
        make(cast.administrator, shared_with="sales")


def test_two_people_may_use_one_name_for_their_own(cast):
    make(cast.rep)
    make(cast.teammate)
    with pytest.raises(Refused, match="already") as refused:
        make(cast.rep)
    assert refused.value.field == "name"


def test_a_name_of_the_book_is_refused(cast):
    with pytest.raises(Refused, match="both sides signed") as refused:
        make(cast.marketing, name="plants")
    assert refused.value.code == "segments.name_signed"


@pytest.mark.parametrize("name", ["", "Plants", "1st", "a b", "x" * 41, "ü", "a-b", "_a"])
def test_a_name_is_small_letters_digits_and_lines(cast, name):
    with pytest.raises(Refused, match="small letters"):
        make(cast.marketing, name=name)


def test_a_circle_is_refused_with_its_names(cast):
    first = make(cast.marketing, "one")
    second = make(cast.marketing, "two", "in_segment('one')")
    make(cast.marketing, "three", "in_segment('two') or in_segment('plants')")
    with pytest.raises(Refused, match="circle: one → three → two → one") as refused:
        change(cast.marketing, first, condition="in_segment('three') and account.employees > 5")
    assert refused.value.field == "condition"
    with pytest.raises(Refused, match="circle: one → one"):
        change(cast.marketing, first, condition="in_segment('one')")
    assert Segment.objects.get(pk=first.pk).condition == "account.employees > 50"
    assert second.pk


def test_eight_deep_is_the_most(cast):
    make(cast.marketing, "s1")
    for number in range(2, 9):
        make(cast.marketing, f"s{number}", f"in_segment('s{number - 1}')")
    with pytest.raises(Refused, match="deep"):
        make(cast.marketing, "s9", "in_segment('s8')")


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("", "add a row"),
        ("account.employes > 5", "account.employees"),
        ("account.employees >", ""),
        ("in_segment('nothing')", "no segment"),
        ("account.employees = 'many'", ""),
        ("account.employees > 5; drop table x", ""),
        ("x" * 20_001, "characters"),
        ("\0", ""),
    ],
)
def test_a_condition_that_cannot_be_read_is_refused_at_its_field(cast, condition, says):
    with pytest.raises(Refused) as refused:
        make(cast.marketing, condition=condition)
    assert refused.value.field == "condition"
    assert says in refused.value.message
    assert not Segment.objects.exists()


def test_a_segment_of_another_person_cannot_be_built_on(cast):
    make(cast.rep, shared_with="sales")
    with pytest.raises(Refused, match="no segment"):
        make(cast.teammate, "other", "in_segment('mine')")


def test_what_others_build_on_is_neither_deleted_nor_given_another_name(cast):
    row = make(cast.marketing, "one")
    user = make(cast.marketing, "two", "in_segment('one')")
    with pytest.raises(Refused, match="“Two” builds on it"):
        delete_segment(cast.marketing, row.pk, at=NOW)
    with pytest.raises(Refused, match="“Two” builds on it"):
        change(cast.marketing, row, name="uno")
    change(cast.marketing, row, condition="account.employees > 60")
    delete_segment(cast.marketing, user.pk, at=NOW)
    delete_segment(cast.marketing, row.pk, at=NOW)
    assert not Segment.objects.exists()


def test_each_write_is_in_the_journal_and_asks_for_a_count_of_what_it_touches(cast):
    row = make(cast.marketing, "one")
    make(cast.marketing, "two", "in_segment('one')")
    change(cast.marketing, row, condition="account.employees > 60")
    codes = list(Entry.objects.filter(code__startswith="segments.").order_by("pk").values_list("code", flat=True))
    assert codes == ["segments.segment.made", "segments.segment.made", "segments.segment.changed"]
    for entry in Entry.objects.filter(code__startswith="segments."):
        assert entry.code in SENTENCES
        assert entry.detail == {"name": f"private-{entry.record_id}", "shared": "nobody"}, "the name is the owner's own"
    told = [one.text for one in shown(cast.administrator, entries_for(cast.administrator).entries)]
    assert f"Private segment changed: private-{row.pk}" in told
    last = Job.objects.filter(kind="segments.count").order_by("-pk").first()
    assert last.arguments == {"only": [f"private-{row.pk}", f"private-{row.pk + 1}"]}


@pytest.mark.parametrize("role", [Role.PARTNER_MANAGER, Role.PARTNER_USER])
def test_partners_and_clients_have_no_segments_of_their_own(cast, role):
    with pytest.raises(Refused, match="segments of your own"):
        make(Actor(cast.rep.id, cast.rep.label, frozenset({role})))
    with pytest.raises(Refused, match="Only a person"):
        make(Actor(None, "token:1", frozenset({Role.MARKETING}), sees_all=True))


def test_a_field_that_left_the_book_leaves_the_segment_shown_and_not_counted(people):
    make(people.marketing, "far", "account.turnover > 5")
    make(people.marketing, "further", "in_segment('far') and account.employees > 5")
    make(people.marketing, "still", "account.employees > 5")
    count_segments(at=NOW)
    assert SegmentCount.objects.filter(key__startswith="private-").count() == 3
    without = BOOK.replace("  account.turnover: {type: decimal, unit: EUR}\n", "")
    sign(people, without.replace("Test agreement", "Another"), at=datetime.now(UTC))
    later = datetime.now(UTC)
    count_segments(at=later)
    found = {each.name: each for each in definitions_for(people.marketing, at=later)}
    assert "account.turnover" in found["far"].problem
    assert "mend that one first" in found["further"].problem
    assert found["still"].problem == ""
    counts = counts_for(people.marketing, found.values())
    assert found["still"].key in counts
    assert {found["far"].key, found["further"].key}.isdisjoint(counts)


def test_a_later_edition_that_takes_the_name_is_told_to_its_owner(people):
    make(people.marketing, "coastal", "account.employees > 5")
    taking = BOOK.replace("segments:\n", "segments:\n  coastal:\n    when: account.country = 'DE'\n", 1)
    sign(people, taking, at=datetime.now(UTC))
    later = datetime.now(UTC)
    [signed, mine] = [each for each in definitions_for(people.marketing, at=later) if each.name == "coastal"]
    assert signed.private is None
    assert "give yours another name" in mine.problem
    change_segment(
        people.marketing, mine.private.pk, name="coastal_own", condition="account.employees > 5", means="",
        shared_with="", at=later,
    )  # fmt: skip


def test_without_an_edition_nothing_can_be_kept(db):
    from samebook.leads.tests.company import BOOK as PLAIN
    from samebook.leads.tests.company import founded

    cast = founded(PLAIN, at=NOW)
    with pytest.raises(Refused, match="No edition is in force"):
        make_segment(
            cast.marketing, name="early", condition="account.employees > 5", at=datetime(2020, 1, 1, tzinfo=UTC)
        )
    assert count_segments(at=NOW) == []


def test_a_segment_that_was_unreadable_before_holds_up_no_change_of_another(cast):
    """Its text may name the changed one, even only as a word."""
    mine, broken = make(cast.marketing), make(cast.marketing, name="broken")
    Segment.objects.filter(pk=broken.pk).update(condition="account.gone = 'x' and account.industry = 'mine'")
    change(cast.marketing, mine, condition="account.employees > 70")
    assert Segment.objects.get(pk=mine.pk).condition == "account.employees > 70"


def test_what_stands_in_quotes_is_kept_as_it_was_written(cast):
    row = make(cast.marketing, condition="  account.city = 'A  B'\n   or account.city\t=  'it''s  \t so'  ")
    assert row.condition == "account.city = 'A  B' or account.city = 'it''s  \t so'"
    [mine] = [each for each in definitions_for(cast.marketing, at=NOW) if each.private]
    assert mine.condition.truth({"account.city": "A  B"}) is True
    assert mine.condition.truth({"account.city": "A B"}) is False
    with pytest.raises(Refused, match="never closed"):
        make(cast.marketing, name="open", condition="account.city = 'A  B")
