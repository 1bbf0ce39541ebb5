"""What is under way when editions change: delivered leads keep their terms, the others are judged anew, shares of time.

Through the product's own actions; two changes, one in the middle of a month and one in the middle of a quarter.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from samebook.agreement.actions import draft_edition, propose_edition, sign_edition, take_force
from samebook.agreement.models import Edition
from samebook.book import content_hash
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.leads.actions import accept_lead, judge_again, take_in
from samebook.leads.models import Lead
from samebook.leads.promises.queries import promises_in, promises_on
from samebook.leads.promises.rules import Standing
from samebook.leads.tests.company import BOOK, PASSWORD, arrival, founded, sign
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2026, 1, 8, 0, 1, tzinfo=BERLIN)
CHANGE = datetime(2026, 3, 11, 12, 1, tzinfo=BERLIN)
AS_OF = datetime(2026, 3, 20, 12, tzinfo=UTC)
QUARTER = Period(date(2026, 1, 1), date(2026, 4, 1))


def book(bar: int, owed: int, attempt: str = "1 business day") -> str:
    said = BOOK.replace("lead.budget >= 20000", f"lead.budget >= {bar}")
    said = said.replace("  B: {first_attempt: 1 business day", f"  B: {{first_attempt: {attempt}")
    promised = f"    - {{level: B, leads: {owed}, per: month}}\n    - {{level: B, leads: {owed * 3}, per: quarter}}\n"
    return f"{said}promises:\n  marketing:\n{promised}  sales:\n    - {{level: B, follow_up: 80 %}}\n"


@pytest.fixture
def cast(db, settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    return founded(book(20_000, 31), at=FIRST)


def came(cast, at: datetime, budget: int, number: int) -> Lead:
    who = {"email": f"p{number}@firm{number}.example", "company": f"Firm {number} GmbH"}
    [taken] = take_in(
        cast.marketing, [arrival(at=at, fields={"lead.budget": str(budget)}, **who)], at=at, origin="form"
    )
    return Lead.objects.get(pk=taken.lead_id)


def change(cast, text: str, at: datetime = CHANGE) -> Edition:
    """What the clock does: the edition takes force, and what is undelivered is judged again."""
    sign(cast, text, at=at)
    waiting = Lead.objects.filter(status__in=["received", "ask", "nurture", "unrouted"])
    judge_again(Actor.system("jobs"), waiting.values_list("pk", flat=True), at=at, because="edition")
    return Edition.objects.get(state="in_force")


def line_of(promises, kind, number, per="month", start=None):
    [found] = [
        line
        for line in promises.lines
        if (line.promise.kind, line.number, line.promise.per) == (kind, number, per)
        and line.promise.level == "B"
        and (start is None or line.part.period.start == start)
    ]
    return found


def test_a_delivered_lead_keeps_its_verdict_its_edition_and_its_clock(cast):
    delivered = came(cast, CHANGE - timedelta(hours=2), 30_000, 1)
    held = came(cast, CHANGE - timedelta(hours=1), 12_000, 2)
    assert (delivered.status, held.status) == ("delivered", "nurture")
    second = change(cast, book(10_000, 62, attempt="3 business days"))
    later = came(cast, CHANGE + timedelta(days=1), 30_000, 3)
    frozen, judged = Lead.objects.get(pk=delivered.pk), Lead.objects.get(pk=held.pk)
    for name in ("edition_id", "level", "judgement", "delivered_at", "first_attempt_due_at", "follow_up_due_at"):
        assert getattr(frozen, name) == getattr(delivered, name), name
    assert frozen.edition.number == 1
    assert (judged.edition_id, judged.status, judged.delivered_at) == (second.pk, "delivered", CHANGE)
    # a lead of the first edition is owed an attempt in one business day, of the second in three
    assert frozen.first_attempt_due_at - frozen.delivered_at < timedelta(days=2)
    assert later.first_attempt_due_at - later.delivered_at > timedelta(days=3)

    take_snapshot(connection, registry, _snapshots(), at=AS_OF)
    promises = promises_on(cast.manager, at=AS_OF, day=date(2026, 3, 20))
    assert (line_of(promises, "delivered", 1).kept, line_of(promises, "delivered", 2).kept) == (1, 2)
    # what was delivered under the first counts under the first, though its clock ended in the days of the second
    first, now = line_of(promises, "follow_up", 1), line_of(promises, "follow_up", 2)
    assert (first.kept, first.of) == (0, 1)
    assert (now.kept, now.of) == (0, 2)
    assert (first.standing, now.standing) == (Standing.NOT_KEPT, Standing.FALLS_SHORT), "only the second's days run on"


def test_what_is_done_after_the_change_about_an_earlier_lead_counts_for_the_earlier_edition(cast):
    lead = came(cast, CHANGE - timedelta(hours=2), 30_000, 1)
    change(cast, book(20_000, 62))
    rep = cast.rep if lead.owner_id == cast.rep.id else cast.teammate
    accept_lead(rep, lead.pk, at=CHANGE + timedelta(hours=3))
    take_snapshot(connection, registry, _snapshots(), at=AS_OF)
    promises = promises_on(cast.manager, at=AS_OF, day=date(2026, 3, 20))
    assert Lead.objects.get(pk=lead.pk).edition.number == 1
    assert line_of(promises, "delivered", 1).kept == 1
    assert line_of(promises, "delivered", 2).kept == 0


def test_month_and_quarter_are_owed_in_proportion_from_the_first_day_and_without_gap(cast):
    change(cast, book(20_000, 62))
    take_snapshot(connection, registry, _snapshots(), at=AS_OF)
    promises = promises_in(cast.marketing, QUARTER, at=AS_OF)
    hour = 3_600
    # the first edition begins on 8 January at midnight, the second on 11 March at noon; the clocks go on on 29 March
    january, march = 31 * 24 * hour, (31 * 24 - 1) * hour
    whole = (31 + 28 + 31) * 24 * hour - hour
    january_first = line_of(promises, "delivered", 1, start=date(2026, 1, 1))
    assert january_first.owed == round(31 * 24 * 24 * hour / january, 1)
    assert line_of(promises, "delivered", 1, start=date(2026, 2, 1)).owed == 31
    first, second = (line_of(promises, "delivered", n, start=date(2026, 3, 1)) for n in (1, 2))
    assert first.owed == pytest.approx(31 * 10.5 * 24 * hour / march, abs=0.051)
    assert second.owed == pytest.approx(62 * (march / hour - 10.5 * 24) * hour / march, abs=0.051)
    assert first.part.end == second.part.start
    quarter = [line_of(promises, "delivered", n, per="quarter") for n in (1, 2)]
    seconds = [(line.part.end - line.part.start).total_seconds() for line in quarter]
    assert sum(seconds) == pytest.approx(whole - 7 * 24 * hour, abs=61), "nothing is owed for the week before"
    for line, owed, held in zip(quarter, (93, 186), seconds, strict=True):
        assert line.owed == pytest.approx(owed * held / whole, abs=0.051)
    assert not [line for line in promises.lines if line.part.end <= FIRST - timedelta(minutes=1)]


def test_a_signed_edition_that_has_not_begun_ends_the_days_of_the_one_before_and_owes_nothing_yet(cast):
    take_snapshot(connection, registry, _snapshots(), at=AS_OF)
    _signed_for(cast, book(20_000, 62), datetime(2026, 3, 26, tzinfo=BERLIN))
    promises = promises_on(cast.marketing, at=AS_OF, day=date(2026, 3, 20))
    first, coming = line_of(promises, "delivered", 1), line_of(promises, "delivered", 2)
    assert first.part.last_day == date(2026, 3, 25)
    assert coming.part.first_day == date(2026, 3, 26)
    assert (coming.standing, coming.is_counted, coming.kept) == (Standing.COMING, False, 0)
    assert first.owed == pytest.approx(31 * 25 / 31, abs=0.1)


def test_an_edition_that_was_superseded_unused_owes_nothing(cast):
    begins = datetime(2026, 3, 12, tzinfo=BERLIN)
    for owed in (62, 93):
        _signed_for(cast, book(20_000, owed), begins)
    take_force(at=begins + timedelta(hours=1))
    take_snapshot(connection, registry, _snapshots(), at=AS_OF)
    promises = promises_on(cast.marketing, at=AS_OF, day=date(2026, 3, 20))
    owed = [
        line.promise.amount
        for line in promises.lines
        if line.promise.kind == "delivered" and line.promise.per == "month"
    ]
    assert owed == [31, 93]


def test_an_edition_for_a_country_takes_no_days_from_the_companys(cast):
    edition = Edition.objects.get()
    british = edition.text.replace("samebook: 1\n", "samebook: 1\nscope: country GB\n")
    edition.pk, edition.number, edition.in_force_from = None, 2, CHANGE
    edition.scope, edition.text, edition.content_hash = "country GB", british, content_hash(british)
    edition.save()
    take_snapshot(connection, registry, _snapshots(), at=AS_OF)
    promises = promises_on(cast.marketing, at=AS_OF, day=date(2026, 3, 20))
    assert line_of(promises, "delivered", 1).part.is_whole
    assert line_of(promises, "delivered", 2).part.first_day == CHANGE.date()


def test_three_editions_in_one_month_share_it(cast):
    change(cast, book(20_000, 62))
    change(cast, book(20_000, 93), at=CHANGE + timedelta(days=4))
    take_snapshot(connection, registry, _snapshots(), at=AS_OF)
    promises = promises_on(cast.marketing, at=AS_OF, day=date(2026, 3, 20))
    parts = [line_of(promises, "delivered", number).part for number in (1, 2, 3)]
    assert sum(part.fraction for part in parts) == pytest.approx(1)
    assert [part.end for part in parts[:2]] == [part.start for part in parts[1:]]


def _signed_for(cast, text: str, begins: datetime) -> None:
    at = AS_OF - timedelta(days=12)
    edition = draft_edition(cast.marketing, text=text, at=at)
    propose_edition(cast.marketing, edition.pk, in_force_from=begins, at=at)
    for side, actor in (("marketing", cast.marketing), ("sales", cast.manager)):
        sign_edition(actor, edition.pk, side=side, content_hash=edition.content_hash, password=PASSWORD, at=at)


def _snapshots():
    from django.conf import settings

    return settings.SAMEBOOK_SNAPSHOTS
