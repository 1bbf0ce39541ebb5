"""Two editions in one month, each with its days; every figure counted again over the rows of the records."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.urls import reverse

from samebook.agreement.models import Edition
from samebook.company.models import Territory
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.drawing import promised
from samebook.leads.models import Lead
from samebook.leads.promises.queries import leads_behind, promises_in, promises_on
from samebook.leads.promises.shown import in_short
from samebook.leads.tests.company import BOOK, founded, sign
from samebook.leads.tests.conftest import client_of
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2026, 2, 11, 0, 1, tzinfo=BERLIN)
CHANGE = datetime(2026, 3, 11, 12, 1, tzinfo=BERLIN)
AS_OF = datetime(2026, 3, 21, 9, tzinfo=UTC)
TODAY = date(2026, 3, 21)


def book(a: int, b: int, share: int) -> str:
    return (
        BOOK
        + f"""\
promises:
  marketing:
    - {{level: A, leads: {a}, per: month}}
    - {{level: B, leads: {b}, per: month, territory: europe}}
    - {{level: B, leads: {b * 3}, per: quarter, territory: uk}}
  sales:
    - {{level: A, follow_up: {share} %}}
"""
    )


@pytest.fixture
def cast(db):
    """The first edition takes force at midnight of 11 February, the second at noon of 11 March."""
    made = founded(book(31, 62, 90), at=FIRST)
    sign(made, book(62, 31, 80), at=CHANGE)
    return made


@pytest.fixture
def leads(cast, settings, tmp_path):
    """240 delivered leads, one each four hours from 12 February on, and a snapshot."""
    first, second = Edition.objects.order_by("in_force_from")
    dach, uk = Territory.objects.get(code="dach"), Territory.objects.get(code="uk")
    rows = []
    for number in range(1, 241):
        when = FIRST + timedelta(days=1, hours=4 * number)
        answered = when + timedelta(hours=number % 40)
        rejected = number % 5 == 0 and answered < AS_OF
        rows.append(
            Lead(
                id=number, origin="import", received_at=when, recorded_at=when, judged_at=when, delivered_at=when,
                verdict="deliver", level="AB"[number % 2], owner_id=cast.rep.id, territory=(dach, uk)[number % 3 == 0],
                edition=first if when < second.in_force_from else second,
                status="rejected" if rejected else "delivered", first_attempt_due_at=when + timedelta(hours=1),
                first_attempt_at=when + timedelta(minutes=(5, 50, 70)[number % 3]) if number % 7 else None,
                answer_due_at=when + timedelta(hours=24) if number % 2 == 0 else None,
                answered_at=answered if answered < AS_OF else None,
                rejected_at=answered if rejected else None, rejection_reason="no_budget" if rejected else "",
            )
        )  # fmt: skip
    Lead.objects.bulk_create([lead for lead in rows if lead.delivered_at < AS_OF])
    Lead.objects.filter(pk=6).update(status="service_request")
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    take_snapshot(connection, registry, tmp_path, at=AS_OF)
    return first, second


def of(promises, kind, level=None, number=None, per="month"):
    found = [
        line
        for line in promises.lines
        if (line.promise.kind, line.promise.level, line.promise.per) == (kind, level, per)
        and (number is None or line.number == number)
    ]
    return found[0] if number is not None else found


def rows(edition, level=None, codes=("dach", "uk"), since=date(2026, 3, 1)):
    for lead in Lead.objects.exclude(status="service_request").select_related("territory"):
        day = lead.delivered_at.astimezone(BERLIN).date()
        wanted = lead.edition_id == edition.pk and lead.level == (level or lead.level) and lead.territory.code in codes
        if wanted and since <= day < date(2026, 4, 1):
            yield lead


def test_a_month_with_two_editions_shows_both_each_with_its_days(cast, leads):
    first, second = leads
    promises = promises_on(cast.marketing, at=AS_OF)
    one, two = of(promises, "delivered", "A")
    assert (one.number, two.number) == (first.number, second.number)
    assert (one.part.first_day, one.part.last_day) == (date(2026, 3, 1), date(2026, 3, 11))
    assert (two.part.first_day, two.part.last_day) == (date(2026, 3, 11), date(2026, 3, 31))
    # March has 743 hours in Berlin; 10.5 days are 252 of them
    assert (one.owed, two.owed) == (round(31 * 252 / 743, 1), round(62 * 491 / 743, 1))
    assert (one.days_left, two.days_left) == (0, 10)
    assert one.expected.value == one.kept, "its days are over"


def test_every_number_is_that_of_a_plain_count(cast, leads):
    promises = promises_on(cast.manager, at=AS_OF)
    for edition in leads:
        assert of(promises, "delivered", "A", edition.number).kept == len(list(rows(edition, "A")))
        assert of(promises, "delivered", "B", edition.number).kept == len(list(rows(edition, "B"))), "uk is in Europe"
        quarterly = of(promises, "delivered", "B", edition.number, per="quarter")
        assert quarterly.kept == len(list(rows(edition, "B", codes=("uk",), since=date(2026, 1, 1))))
        ended = [lead for lead in rows(edition, "A") if lead.first_attempt_at or lead.first_attempt_due_at < AS_OF]
        owed = [
            lead
            for lead in ended
            if lead.first_attempt_at or not lead.rejected_at or lead.rejected_at > lead.first_attempt_due_at
        ]
        kept = [lead for lead in owed if lead.first_attempt_at and lead.first_attempt_at <= lead.first_attempt_due_at]
        line = of(promises, "follow_up", "A", edition.number)
        assert (line.kept, line.of) == (len(kept), len(owed))
        due = [lead for lead in rows(edition, "A") if lead.answered_at or lead.answer_due_at < AS_OF]
        in_time = [lead for lead in due if lead.answered_at and lead.answered_at <= lead.answer_due_at]
        line = of(promises, "answers", "A", edition.number)
        assert (line.kept, line.of) == (len(in_time), len(due))
        assert 0 < line.kept < line.of
        total, ids = leads_behind(
            cast.manager, edition.pk, kind="answers", per="month", day=TODAY, level="A", territory="", missed=True
        )
        assert set(ids) == {lead.pk for lead in due} - {lead.pk for lead in in_time}
        assert total == len(ids)
        reasons = of(promises, "reasons", None, edition.number)
        assert reasons.kept == reasons.of > 0


def test_nothing_is_owed_before_the_first_edition(cast, leads):
    promises = promises_on(cast.marketing, at=AS_OF, day=date(2026, 2, 28))
    [line] = of(promises, "delivered", "A")
    # 11 to 28 February: 18 of 28 days, less a minute
    assert (line.part.first_day, line.owed) == (date(2026, 2, 11), round(31 * 18 / 28, 1))
    assert promises_on(cast.marketing, at=AS_OF, day=date(2025, 12, 1)).lines == ()


def test_an_edition_is_shown_from_its_first_minute_though_nothing_is_counted_yet(cast, leads):
    sign(cast, book(5, 5, 50), at=AS_OF + timedelta(hours=1))
    promises = promises_on(cast.manager, at=AS_OF + timedelta(hours=1))
    third = of(promises, "delivered", "A")[-1]
    assert (third.part.first_day, third.is_counted, third.expected.value) == (TODAY, False, None)
    assert of(promises, "delivered", "A")[1].part.end == third.part.start


def test_the_page_shows_both_sides_and_a_file_has_every_line(cast, leads):
    client = client_of(cast.manager)
    page = client.get(reverse("leads:promises"), {"on": "2026-03-21"}).content.decode()
    for words in (
        "62 leads of level A a month", "31 leads of level A a month", "B a month in Europe",
        "80 % of the leads of level A first attempted on time", "A reason with each rejection",
        "1 Mar to 11 Mar 2026", "11 Mar to 31 Mar 2026", "Marketing owes sales", "Sales owes marketing",
    ):  # fmt: skip
        assert words in page, words
    told = client.get(reverse("leads:promises_file", args=["csv"]), {"on": "2026-03-21"}).content.decode("utf-8-sig")
    assert len(told.splitlines()) == 1 + len(promises_on(cast.manager, at=AS_OF, day=TODAY).lines)
    assert client.get(reverse("leads:promises_file", args=["xlsx"]), {"on": "2026-03-21"}).content[:2] == b"PK"
    query = {"edition": leads[1].pk, "kind": "delivered", "per": "month", "on": "2026-03-21", "level": "A"}
    page = client.get(reverse("leads:promises_records"), query).content.decode()
    assert page.count('class="row"') == len(list(rows(leads[1], "A")))


def test_the_chart_has_each_month_that_an_edition_was_in_force_in(cast, leads):
    drawn = promised(promises_in(cast.manager, Period(date(2025, 10, 1), date(2026, 4, 1)), at=AS_OF))
    a = [point for point in drawn.points if point.panel.endswith("leads of level A a month")]
    assert [(point.panel[:2], point.days) for point in a] == [
        ("31", "Feb 2026, edition 1"), ("31", "Mar 2026, edition 1"), ("62", "Mar 2026, edition 2"),
    ]  # fmt: skip
    kept = [len(list(rows(edition, "A"))) for edition in leads]
    assert [point.kept for point in a][1:] == kept
    assert [point.low is not None for point in a] == [False, False, True], "only what runs has an expectation"
    assert a[2].kept < a[2].low < a[2].high
    client = client_of(cast.manager)
    assert (
        "promises/chart.svg?on=2026-03-21"
        in client.get(reverse("leads:promises"), {"on": "2026-03-21"}).content.decode()
    )
    picture = client.get(reverse("leads:promises_chart"), {"on": "2026-03-21", "theme": "dark"})
    assert picture["Content-Type"] == "image/svg+xml"
    assert client.get(reverse("leads:promises_chart"), {"on": "2019-03-21"}).status_code == 404, "nothing to draw"


@pytest.mark.parametrize(
    "query", [{"on": "yesterday"}, {"on": "0001-01-01"}, {"on": "9999-12-31"}, {"on": "2026-02-30"}]
)
def test_a_day_that_is_none_is_not_found(cast, leads, query):
    assert client_of(cast.manager).get(reverse("leads:promises"), query).status_code == 404
    told = {"kind": "delivered", "per": "month"} | query
    assert client_of(cast.manager).get(reverse("leads:promises_records"), told).status_code == 404


def test_a_rep_does_not_see_the_whole_companys_promises(cast, leads):
    with pytest.raises(Refused):
        promises_on(cast.rep, at=AS_OF)
    assert in_short(cast.rep, AS_OF) == {}
    assert len(in_short(cast.marketing, AS_OF)["lines"]) == 6, "three of marketing, three of sales, one edition"


def test_without_a_snapshot_the_page_says_so(cast, settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    assert client_of(cast.marketing).get(reverse("leads:promises")).status_code == 503
    assert in_short(cast.marketing, AS_OF) == {}
