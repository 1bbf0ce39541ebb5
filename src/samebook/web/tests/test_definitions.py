"""A measure of the Book over two editions: the history, the break, restated and as it was defined then."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.actions import take_in
from samebook.leads.tests.company import BOOK, MONDAY, arrival, founded, sign
from samebook.numbers import evaluate
from samebook.numbers.measures import measure_named
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.web.definitions import history_of, marks_in, parts_of
from samebook.web.tests.test_numbers_pages import api, client, page, token

pytestmark = pytest.mark.django_db
GOOD = {"lead.budget": "80000", "lead.project_start": "2026-07-01"}
MEASURES = """measures:
  served:
    {means: Leads that reached a rep., over: leads, time: received_on, by: [source, month], when: "%s",
     expression: count(*)}
"""
SECOND_FROM = MONDAY + timedelta(days=30)


@pytest.fixture
def company(db, settings, tmp_path):
    """Edition 1 counts every lead, edition 2 from 1 April those of a fair only. A lead of each source in each month."""
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    cast = founded(BOOK + MEASURES % "received_at is not null")
    for month, at in enumerate((MONDAY, SECOND_FROM + timedelta(days=12))):
        if month:
            sign(cast, BOOK + MEASURES % "source = 'fair'", at=SECOND_FROM)
        for source in ("fair", "web"):
            who = f"{source}{month}"
            sent = arrival(email=f"a@{who}.example", name=who, company=who, fields=GOOD, source=source, at=at)
            take_in(cast.marketing, [sent], at=at, origin="person")
    with time_machine.travel(SECOND_FROM + timedelta(days=20), tick=True):
        take_snapshot(connection, registry, tmp_path, at=SECOND_FROM + timedelta(days=20))
        yield cast
    evaluate._cache.clear()


def test_the_history_names_each_edition_and_which_changed_it(company):
    told = [(each.name, each.what) for each in history_of(measure_named("book_served"))]
    assert told == [("Edition 1", "first"), ("Edition 2", "changed")]
    assert "shipped with Samebook" in history_of(measure_named("delivered"))[0].what


def test_days_are_parted_where_the_definition_changed(company):
    measure = measure_named("book_served")
    parts = parts_of(measure, None, today=date(2026, 4, 21))
    assert [(part.number, part.period.end) for part in parts] == [(1, date(2026, 4, 1)), (2, date(2026, 4, 22))]
    march = Period(date(2026, 3, 1), date(2026, 4, 1))
    assert [part.number for part in parts_of(measure, march, today=date(2026, 4, 21))] == [1]
    with pytest.raises(Refused):
        parts_of(measure, Period(date(2020, 1, 1), date(2020, 2, 1)), today=date(2026, 4, 21))


def test_restated_counts_all_days_as_it_is_defined_now_and_the_other_reading_as_each_edition_had_it(company):
    restated = page(company.marketing, "measure", "book_served", by="month")
    assert "These figures are restated" in restated
    then = page(company.marketing, "measure", "book_served", by="month", reading="then")
    rows = [cells.split("</tr>")[0] for cells in then.split("<tbody>")[1].split("</tbody>")[0].split("<tr")[1:]]
    assert ("2026-03" in rows[0], "Edition 1" in rows[0], ">2<" in rows[0]) == (True, True, True)
    assert ("2026-04" in rows[1], "Edition 2" in rows[1], ">1<" in rows[1]) == (True, True, True)
    assert "These figures are restated" not in then
    rows = restated.split("<tbody>")[1].split("</tbody>")[0].split("<tr")[1:]
    assert all(">1<" in row for row in rows), "one of a fair in each month"
    query = {"by": "month", "reading": "then"}
    behind = page(company.marketing, "records", "book_served", row="1~2026-03-01", **query)
    assert "2 in all" in behind
    page(company.marketing, "records", "book_served", status=404, row="9~2026-03-01", **query)
    drawn = page(company.marketing, "chart", "book_served", **query)
    assert "Edition 1" in drawn
    assert "Edition 2" in drawn
    days = {"period": "custom", "first": "2026-03-01", "last": "2026-04-30"}
    assert page(company.marketing, "measure", "book_served", status=422, compare="previous", **days, **query)


def test_a_shipped_measure_whose_records_two_editions_judged_shows_where_they_meet(company):
    result = evaluate.evaluate("delivered", actor=company.marketing, dimension="month")
    assert [mark.words for mark in marks_in(result)] == ["Edition 2 from 1 Apr 2026"]
    shown = page(company.marketing, "measure", "delivered", by="month")
    assert 'class="break"' in shown
    assert "judged by more than one edition" in shown
    assert "Edition 2 from 1 Apr 2026" in page(company.marketing, "chart", "delivered", by="month")
    march = page(company.marketing, "measure", "delivered", by="month", period="month:2026-03")
    assert "judged by more than one edition" not in march


def test_the_catalogue_marks_what_is_signed_and_the_api_tells_the_history(company):
    shown = page(company.marketing, "list")
    assert "signed, edition 2" in shown
    assert "Defined in the signed Book" in shown
    status, found = api("/book_served/definition", token(company.administrator, "numbers:read"))
    assert status == 200
    assert [each["what"] for each in found["history"]] == ["first", "changed"]
    assert found["definition"]["edition"] == 2


def test_both_readings_go_into_files(company):
    address = reverse("numbers:csv", args=["book_served"])
    rows = client(company.marketing).get(address, {"by": "month", "reading": "then"}).content.decode("utf-8-sig")
    assert rows.splitlines()[0] == "Month,Defined by,Leads"
    assert rows.splitlines()[1].endswith("Edition 1,2")
