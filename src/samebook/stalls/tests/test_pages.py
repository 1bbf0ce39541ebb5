"""The pages of stalls: noted from the sale and from the board, confirmed from Today, listed by value times delay."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samebook.accounts.actions import add_account, add_person, erase_person
from samebook.buying import actions as buying
from samebook.buying.models import Opportunity
from samebook.company.models import Currency, ExchangeRate
from samebook.company.tests.cast import noon
from samebook.stalls import actions
from samebook.stalls.kept import kept_of_person
from samebook.stalls.models import MovedMeeting, Proposal, Stall
from samebook.stalls.risk import at_risk
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


def ago(days: float) -> datetime:
    """As many days ago by the company's calendar: the hour stays when clocks were set in between."""
    return (datetime.now(BERLIN) - timedelta(days=days)).astimezone(UTC)


def opened(cast: Cast, name: str = "Two pumps", **more) -> Opportunity:
    said = {"account": None, "people": [], "owner_id": cast["rep"].pk, "territory_id": cast.north.pk,
            "at": ago(50), "opened_on": ago(50).date()}  # fmt: skip
    return buying.open_opportunity(cast.actor("rep"), name=name, **(said | more))


def stalled(cast: Cast, name: str, days: float, **more) -> Stall:
    one = opened(cast, name, **more)
    return actions.open_stall(cast.actor("rep"), one.pk, cause="legal", at=ago(days))


def test_a_stall_is_noted_in_two_clicks_and_ended_in_two(cast) -> None:
    one, rep = opened(cast), cast.client("rep")
    page = rep.get(f"/opportunities/{one.pk}").content.decode()
    assert "Claim doubted" in page
    assert rep.post(f"/opportunities/{one.pk}/stalls/open", {"cause": "claim_doubted"}).status_code == 302
    stall = Stall.objects.get()
    page = rep.get(f"/opportunities/{one.pk}").content.decode()
    assert f"/stalls/{stall.pk}/end" in page
    assert rep.post(f"/stalls/{stall.pk}/end", {"ended_by": "answered"}).status_code == 302
    stall.refresh_from_db()
    assert stall.ended_by == "answered"


def test_who_and_since_when_and_a_note_may_be_said_too(cast) -> None:
    by = cast.actor("sales_manager")
    account = add_account(by, {"name": "Müller", "territory_id": cast.north.pk, "owner_id": cast["rep"].pk}, at=ago(60))
    otto = add_person(by, {"name": "Otto Brandt", "email": "otto@x.example", "account_id": account.pk}, at=ago(60))
    one, rep = opened(cast, account=account), cast.client("rep")
    said = {"cause": "legal", "person": otto.pk, "since": ago(9).date().isoformat(), "note": "Otto waits."}
    assert rep.post(f"/opportunities/{one.pk}/stalls/open", said).status_code == 302
    assert "Otto waits." in rep.get(f"/opportunities/{one.pk}").content.decode()
    kept = [(each.what, each.value) for each in kept_of_person(otto.pk, datetime.now(UTC))]
    assert kept == [("Held up", "Two pumps: Legal"), ("Note", "Otto waits.")]
    erase_person(cast.actor("administrator"), otto.pk, at=datetime.now(UTC))
    stall = Stall.objects.get()
    assert (stall.note, stall.cause) == ("", "legal")
    page = rep.get(f"/opportunities/{one.pk}").content.decode()
    assert "Otto" not in page.partition('id="stalls-h"')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "This field is required"),
        ({"cause": "weather"}, "Choose a cause"),
        ({"cause": "legal", "person": "0"}, "greater than or equal to 1"),
        ({"cause": "legal", "person": "99999999999999999999"}, "less than or equal to"),
        ({"cause": "legal", "person": "17"}, "Choose somebody who takes part"),
        ({"cause": "legal", "since": "2199-01-01"}, "That lies in the future"),
        ({"cause": "legal", "since": "0001-01-01"}, "A day lies between"),
        ({"cause": "legal", "since": "gestern"}, "Enter a valid date"),
        ({"cause": "legal\x00"}, ""),
        ({"cause": "x" * 5000}, "at most 100 characters"),
    ],
)
def test_what_cannot_be_is_refused_in_words_with_the_way_back(cast, said, words) -> None:
    one = opened(cast)
    answer = cast.client("rep").post(f"/opportunities/{one.pk}/stalls/open", said)
    assert answer.status_code in (400, 422)
    assert words in answer.content.decode()
    assert not Stall.objects.exists()


def test_the_board_shows_since_when_and_why_and_leads_back_as_it_was_narrowed(cast) -> None:
    one, rep = opened(cast), cast.client("rep")
    assert "Stands still …" in rep.get("/opportunities/board").content.decode()
    said = {"cause": "legal", "from": "board", "query": f"?owner={cast['rep'].pk}&next=//evil.example"}
    answer = rep.post(f"/opportunities/{one.pk}/stalls/open", said)
    assert answer["Location"] == f"/opportunities/board?owner={cast['rep'].pk}"
    Stall.objects.update(opened_at=ago(12))
    board = rep.get("/opportunities/board").content.decode()
    assert "Legal, 12 days" in board
    assert "Stands still …" not in board
    assert "Legal, 12 days" in cast.client("marketing").get("/opportunities/board").content.decode()


def test_the_queries_of_a_board_do_not_grow_with_its_cards(cast) -> None:
    client = cast.client("rep")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/opportunities/board")
        return len(seen)

    stalled(cast, "One", 3)
    client.get("/opportunities/board")
    few = queries()
    for name in "abcdef":
        stalled(cast, name, 3)
    assert queries() == few


def test_a_rep_confirms_and_waves_off_from_today(cast) -> None:
    rep = cast.client("rep")
    for name in "ab":
        one = opened(cast, name)
        Proposal.objects.create(
            opportunity=one, rule="no_answer", kind="no_reply", cause="silence", occasion=ago(20), since=ago(20),
            count=10, proposed_at=ago(1),
        )  # fmt: skip
    page = rep.get(reverse("web:today")).content.decode()
    assert "Nothing came back for 10 business days." in page
    first, second = Proposal.objects.order_by("pk")
    back = rep.post(reverse("stalls:confirm", args=[first.pk]), {"from": "today"})["Location"]
    assert back == f"{reverse('web:today')}#signs-h", "where the next one stands"
    assert 'id="signs-h"' in rep.get(back).content.decode()
    assert rep.post(reverse("stalls:wave_off", args=[second.pk]), {"from": "today"}).status_code == 302
    assert Stall.objects.get().cause == "silence"
    again = rep.get(reverse("web:today")).content.decode()
    assert "1 of your sales stands still" in again
    assert "business days" not in again
    assert "of your sales" not in cast.client("teammate").get(reverse("web:today")).content.decode()


def test_a_meeting_that_was_put_off_is_noted_in_one_click(cast) -> None:
    one = opened(cast)
    assert cast.client("rep").post(f"/opportunities/{one.pk}/stalls/meeting").status_code == 302
    assert MovedMeeting.objects.get().opportunity == one


def test_sales_at_risk_stand_by_value_times_delay_and_what_has_no_value_stands_apart(cast) -> None:
    dollar, _ = Currency.objects.get_or_create(code="USD")
    Currency.objects.get_or_create(code="CHF")
    for day, rate in ((date(2020, 1, 1), "0.5"), (date(2021, 1, 1), "0.9"), (date(2190, 1, 1), "9")):
        ExchangeRate.objects.create(currency=dollar, from_date=day, rate=Decimal(rate))
    stalled(cast, "Small and long", 40, amount=Decimal(1000), currency="EUR")  # 40,000
    stalled(cast, "Large and short", 5, amount=Decimal(10000), currency="EUR")  # 50,000
    stalled(cast, "Dollars", 10, amount=Decimal(5000), currency="USD")  # 4,500 × 10 = 45,000
    stalled(cast, "No rate", 10, amount=Decimal(5000), currency="CHF")
    stalled(cast, "No amount", 30)
    waved = stalled(cast, "Waved off", 30, amount=Decimal(10**6), currency="EUR")
    actions.close_stall(cast.actor("rep"), waved.pk, ended_by="waved_off", at=ago(1))
    found = at_risk(cast.actor("rep"), {}, at=datetime.now(UTC))
    names = dict(Opportunity.objects.values_list("pk", "name"))
    assert [(names[one.opportunity_id], one.weight) for one in found.valued] == [
        ("Large and short", 50000), ("Dollars", 45000), ("Small and long", 40000),
    ]  # fmt: skip
    assert [names[one.opportunity_id] for one in found.apart] == ["No amount", "No rate"]
    assert not at_risk(cast.actor("outsider"), {}, at=datetime.now(UTC)).valued
    least = at_risk(cast.actor("rep"), {"least": 10}, at=datetime.now(UTC))
    assert [names[one.opportunity_id] for one in least.valued] == ["Dollars", "Small and long"]


def test_the_list_is_filtered_and_taken_along_whole(cast) -> None:
    stalled(cast, "Two pumps", 9, amount=Decimal(1000), currency="EUR")
    stalled(cast, "=cmd()", 9)
    client = cast.client("sales_manager")
    page = client.get("/stalls/").content.decode()
    assert "9,000" in page
    assert "Without an amount, or without a rate" in page
    assert "Two pumps" not in client.get("/stalls/?cause=silence").content.decode()
    csv = b"".join(client.get("/stalls/at-risk.csv").streaming_content).decode("utf-8-sig")
    assert "Two pumps" in csv
    assert '"=cmd' not in csv
    assert "\n=cmd" not in csv
    assert client.get("/stalls/at-risk.xlsx")["Content-Type"].endswith("sheet")
    assert client.get("/stalls/at-risk.exe").status_code == 404
    for query in ("?owner=abc", "?territory=-1", "?least=x", "?cause=%00", "?owner=99999999999999999999"):
        assert client.get(f"/stalls/{query}").status_code in (200, 400)


def test_what_overlaps_is_counted_once_on_the_page(cast) -> None:
    one, rep = opened(cast), cast.actor("rep")
    for cause, since in (("legal", 20), ("silence", 15)):
        stall = actions.open_stall(rep, one.pk, cause=cause, at=ago(since))
        actions.close_stall(rep, stall.pk, ended_by="answered", at=ago(10))
    assert "Stood still for 10 days in all" in cast.client("rep").get(f"/opportunities/{one.pk}").content.decode()


COUNTED = {
    "/opportunities/": ">33 days<",
    "/opportunities/board": "33 days here",
    "/stalls/": ">33<",
    "/today": ">33 days<",
}


def test_page_board_lists_and_today_count_days_by_the_calendar(cast) -> None:
    """From late on one day to noon of another: the calendar has one day more than there was time for."""
    since = noon(-32) + timedelta(hours=11, minutes=50)
    with time_machine.travel(noon(1), tick=False):
        one = opened(cast, expected_close_date=since.date())
        Opportunity.objects.filter(pk=one.pk).update(stage_entered_at=since)
        one.stage_changes.update(happened_at=since)
        actions.open_stall(cast.actor("rep"), one.pk, cause="legal", at=since)
        client = cast.client("rep")
        shown = {url: client.get(url).content.decode() for url in (f"/opportunities/{one.pk}", *COUNTED)}
    assert shown.pop(f"/opportunities/{one.pk}").count("33 days") == 4, "its stage, slipped, its visit, its stall"
    assert [url for url, page in shown.items() if COUNTED[url] not in page] == []
