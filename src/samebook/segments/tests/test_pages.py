"""The pages of segments: what is shown to whom, written with the builder, taken out as files."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.urls import reverse

from samebook.agreement.actions import draft_edition
from samebook.agreement.models import Edition
from samebook.journal.models import Entry
from samebook.leads.tests.company import sign
from samebook.leads.tests.conftest import client_of
from samebook.segments.actions import make_segment
from samebook.segments.definitions import definition_for
from samebook.segments.jobs import count_segments
from samebook.segments.models import Segment, SegmentCount
from samebook.segments.queries import every_member
from samebook.segments.tests.people import BOOK, EVERYBODY

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
ROWS = {
    "name": "Large plants", "means": "Where much is pumped.", "shared_with": "", "act": "save", "c-count": "2",
    "c-joint": "and", "c-text": "", "c-0-subject": "account.employees", "c-0-was": "account.employees", "c-0-op": ">=",
    "c-0-value": "500", "c-0-group": "0", "c-1-subject": "segment", "c-1-was": "segment", "c-1-op": "in",
    "c-1-value": "plants", "c-1-group": "0",
}  # fmt: skip


def page(actor, name, *arguments, **query):
    return client_of(actor).get(reverse(f"segments:{name}", args=arguments), query)


def test_the_list_says_what_each_segment_is_and_counts(people):
    make_segment(people.marketing, name="mine", condition="account.employees > 50", shared_with="marketing", at=NOW)
    count_segments(at=NOW)
    said = page(people.marketing, "segments").content.decode()
    members = SegmentCount.objects.get(key="plants").members
    assert f'data-label="Members" class="number">{members}<' in said
    for words in ("Plants of some size.", "private: signed by nobody", "shared with marketing", "Engineers"):
        assert words in said
    assert "Mine" not in page(people.rep, "segments").content.decode()


def test_before_the_first_count_the_pages_say_so(people):
    assert "Nothing has been counted yet" in page(people.rep, "segments").content.decode()
    assert "not been counted yet" in page(people.rep, "segment", "plants").content.decode()
    assert page(people.rep, "file", "plants", "csv").status_code == 404
    assert page(people.rep, "trend", "plants").status_code == 404


def test_a_segments_page_says_the_condition_what_it_builds_on_and_where_it_is_used(people):
    count_segments(at=NOW)
    said = page(people.marketing, "segment", "big_plants").content.decode()
    assert '<a href="/segments/plants">Plants</a>' in said
    assert '<a href="/segments/not_big">Not big</a>' in said
    assert definition_for(EVERYBODY, "big_plants", at=NOW).english in said.replace("&#x27;", "'")


def test_members_are_listed_with_their_tabs_and_a_rep_sees_their_own(people):
    count_segments(at=NOW - timedelta(hours=1))
    count_segments(at=NOW)
    for actor in (people.marketing, people.rep, people.outsider):
        definition = definition_for(actor, "plants", at=NOW)
        rows = list(every_member(actor, definition))
        said = page(actor, "segment", "plants").content.decode()
        for row in rows[:50]:
            assert f'href="{row.url}"' in said
        assert said.count('<th scope="row"><a class="row"') == len(rows[:50])
        assert "Came since" in said
        assert "Left since" in said
        left = page(actor, "segment", "plants", since="last", way="left").content.decode()
        assert "Nobody has left since." in left
        picture = page(actor, "trend", "plants")
        assert picture["Content-Type"] == "image/svg+xml"
        assert b"<title>Plants</title>" in picture.content


@pytest.mark.parametrize("query", [
    {"since": "ever", "way": "added"}, {"since": "last", "way": "sideways"}, {"last": "x"}, {"last": "9" * 30},
    {"last": "²"}, {"since": "month", "way": "left"}, {"contact": "yes"},
])  # fmt: skip
def test_a_strange_address_shows_a_page_all_the_same(people, query):
    count_segments(at=NOW)
    assert page(people.rep, "segment", "plants", **query).status_code == 200


def test_foreign_and_missing_segments_look_the_same(people):
    row = make_segment(people.marketing, name="mine", condition="account.employees > 50", at=NOW)
    for name in ("segment", "trend", "change"):
        foreign, missing = (page(people.rep, name, f"private-{number}") for number in (row.pk, row.pk + 7))
        assert foreign.status_code == missing.status_code == 404
        first, second = (
            re.sub(r"(FToken|middlewaretoken)[^}>]*", "", answer.content.decode()).replace(f"private-{number}", "")
            for answer, number in ((foreign, row.pk), (missing, row.pk + 7))
        )
        assert first == second
    client = client_of(people.rep)
    assert client.post(reverse("segments:delete", args=[f"private-{row.pk}"])).status_code == 404
    assert client.post(reverse("segments:builder", args=[f"private-{row.pk}"])).status_code == 404
    assert Segment.objects.count() == 1


def test_members_are_taken_out_as_csv_with_no_address_of_who_objected(people):
    count_segments(at=NOW)
    answer = page(people.marketing, "file", "engineers", "csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    wanted = list(every_member(people.marketing, definition_for(people.marketing, "engineers", at=NOW)))
    assert [int(row["Id"]) for row in rows] == [row.record_id for row in wanted]
    assert {row["May be contacted"] for row in rows} == {"yes", "no"}
    for row, member in zip(rows, wanted, strict=True):
        assert row["E-mail"] == member.email
        assert (row["E-mail"] == "") == (row["May be contacted"] == "no")
    only = page(people.marketing, "file", "engineers", "csv", contact="1")
    told = b"".join(only.streaming_content).decode()
    assert ",no\r\n" not in told
    [first, second] = Entry.objects.filter(code="segments.segment.exported").order_by("pk")
    assert first.actor == people.marketing.label
    assert "may be contacted" in str(second.detail)


def test_the_workbook_says_what_its_rows_are_members_of(people):
    make_segment(people.rep, name="mine", condition="account.employees > 50", means="=1+1", at=NOW)
    count_segments(at=NOW)
    key = f"private-{Segment.objects.get().pk}"
    book = openpyxl.load_workbook(io.BytesIO(page(people.rep, "file", key, "xlsx").content))
    told = {row[0].value: row[1].value for row in book["Definition"].iter_rows()}
    assert told["Segment"] == "Mine"
    assert told["Signed by"] == "nobody: private"
    assert told["Means"] == "=1+1"
    assert told["Edition of the Book"] == "Edition 1"
    assert abs(told["As of (UTC)"] - NOW.replace(tzinfo=None)) < timedelta(seconds=1)
    rows = list(book["Members"].iter_rows(min_row=2, values_only=True))
    wanted = every_member(people.rep, definition_for(people.rep, key, at=NOW))
    assert [row[1] for row in rows] == [row.record_id for row in wanted]
    assert len(rows) == told["Members"]


def test_a_segment_is_written_with_the_builder_of_the_book(people):
    client = client_of(people.marketing)
    address = reverse("segments:new")
    said = client.get(address).content.decode()
    assert "I alone" in said
    assert "Everyone in marketing" in said
    assert "Everyone in sales" not in said
    answer = client.post(address, ROWS)
    row = Segment.objects.get()
    assert answer["Location"] == f"/segments/private-{row.pk}"
    assert (row.name, row.condition) == ("large_plants", "account.employees >= 500 and in_segment('plants')")
    changing = client.get(reverse("segments:change", args=[f"private-{row.pk}"])).content.decode()
    assert 'value="large plants"' in changing
    assert 'value="500"' in changing
    client.post(reverse("segments:change", args=[f"private-{row.pk}"]), ROWS | {"c-0-value": "900"})
    row.refresh_from_db()
    assert "900" in row.condition
    assert client.post(reverse("segments:delete", args=[f"private-{row.pk}"])).status_code == 302
    assert not Segment.objects.exists()


def test_the_builder_answers_what_the_condition_says_so_far(people):
    client = client_of(people.rep)
    address = reverse("segments:new_builder")
    said = client.post(f"{address}?part=reading", ROWS).content.decode()
    assert "at least 500" in said
    assert "Plants" in said or "plants" in said
    more = client.post(address, ROWS | {"act": "row:0"}).content.decode()
    assert 'name="c-count" value="3"' in more
    assert "Whoever is in it must meet" in more


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "plants"}, "both sides signed"),
        ({"name": "ö!"}, "small letters"),
        ({"name": ""}, "required"),
        ({"c-count": "0"}, "add a row"),
        ({"c-0-value": "many"}, ""),
        ({"c-1-value": "nothing"}, ""),
        ({"shared_with": "sales"}, "valid choice"),
        ({"c-mode": "text", "c-text": "account.employes > 5"}, "account.employees"),
        ({"c-mode": "text", "c-text": "in_segment('large_plants')"}, "circle"),
    ],
)
def test_what_cannot_be_kept_is_said_in_the_form_and_nothing_is_lost(people, change, says):
    answer = client_of(people.marketing).post(reverse("segments:new"), ROWS | change)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert says in said.replace("&#x27;", "'")
    assert "Where much is pumped." in said
    assert not Segment.objects.exists()


def test_a_segment_whose_field_is_gone_is_shown_with_what_to_do(people):
    row = make_segment(people.marketing, name="mine", condition="account.employees > 50", at=NOW)
    Segment.objects.filter(pk=row.pk).update(condition="account.gone > 5")
    count_segments(at=NOW)
    key = f"private-{row.pk}"
    assert "Not counted" in page(people.marketing, "segments").content.decode()
    said = page(people.marketing, "segment", key)
    assert said.status_code == 200
    assert "It is not counted." in said.content.decode()
    assert page(people.marketing, "file", key, "csv").status_code == 404
    assert page(people.marketing, "change", key).status_code == 200


def test_the_clause_of_a_segment_leads_to_its_members_and_back(people):
    said = client_of(people.rep).get(reverse("agreement:book")).content.decode()
    assert '<a class="small" href="/segments/plants">Members' in said
    said = page(people.rep, "segment", "plants").content.decode()
    assert "Nothing" not in said
    edition = client_of(people.rep).get(reverse("agreement:edition", args=[Edition.objects.get().pk])).content.decode()
    assert 'href="/segments/plants"' in edition


def test_criteria_that_name_a_segment_are_told_on_its_page(cast):
    taking = BOOK.replace("when: lead.budget >= 50000,", "when: \"in_segment('funded')\",")
    sign(cast, taking, at=datetime.now(UTC))
    said = page(cast.rep, "segment", "funded").content.decode()
    assert '<a href="/book/#criteria-0.money">Money of level A</a>' in said
    assert 'id="criteria-0.money"' in client_of(cast.rep).get(reverse("agreement:book")).content.decode()


def test_drafts_and_editions_that_have_passed_have_no_members(cast):
    draft = draft_edition(cast.marketing, text=BOOK.replace("Test agreement", "A draft"), at=datetime.now(UTC))
    said = client_of(cast.rep).get(reverse("agreement:edition", args=[draft.pk])).content.decode()
    assert "Plants" in said
    assert 'href="/segments/plants"' not in said
