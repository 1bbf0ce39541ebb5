"""A rep notes a stall and ends it, confirms one that a rule proposes, reads what is at risk: by mouse and by key."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from samebook.buying.models import Opportunity
from samebook.stalls.models import Proposal, Stall
from samebook.web.tests.browser import DESKTOP, PHONE, Opener, Site, assert_accessible, at_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sale(site: Site) -> Opportunity:
    """A sale of the rep's, opened 40 days ago, with a proposal that nobody has answered."""
    at = datetime.now(UTC) - timedelta(days=40)
    one = Opportunity.objects.create(
        name="Two pumps", stage="discovery", stage_entered_at=at, territory=site.cast.north, owner=site.cast["rep"],
        amount=Decimal(84000), currency_id="EUR", opened_on=at.date() - timedelta(days=1), created_at=at,
    )  # fmt: skip
    Proposal.objects.create(
        opportunity=one, rule="no_answer", kind="no_reply", cause="silence", occasion=at, since=at, count=10,
        proposed_at=at,
    )  # fmt: skip
    return one


def test_a_stall_is_noted_confirmed_ended_and_listed_on_desk_and_phone(open_page: Opener, sale: Opportunity) -> None:
    page = open_page(reverse("buying:opportunity", args=[sale.pk]), as_="rep")
    holds = page.get_by_role("region", name="What holds it up")
    expect(holds).to_contain_text("Nothing came back for 10 business days.")
    holds.get_by_role("button", name="Yes: silence").click()
    expect(holds).to_contain_text("Silence, for 40 days")
    page.locator("summary", has_text="It stands still").click()
    page.get_by_role("button", name="Claim doubted").click()
    expect(holds).to_contain_text("Claim doubted, since today")
    holds.locator("summary", has_text="It has ended: Claim doubted").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="It was answered")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="It was answered").click()
    expect(holds).to_contain_text("1 that ended")
    assert Stall.objects.get(cause="claim_doubted").ended_by == "answered"
    at_width(page, PHONE)
    holds.evaluate("part => part.querySelectorAll('details').forEach(each => { each.open = true })")
    assert_accessible(page)
    page.goto(page.url.partition("/opportunities")[0] + reverse("stalls:list"))
    expect(page.get_by_role("region", name="Sales at risk with a value")).to_contain_text("3,360,000")
    assert_accessible(page)
    at_width(page, DESKTOP)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)
    page.goto(page.url.partition("/stalls")[0] + reverse("web:today"))
    expect(page.get_by_role("region", name="1 of your sales stands still")).to_contain_text("Two pumps")
    assert_accessible(page)


def test_a_cause_is_chosen_on_the_board(open_page: Opener, sale: Opportunity) -> None:
    page = open_page(reverse("buying:board"), as_="rep")
    expect(page.get_by_label("Why Two pumps stands still")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Why Two pumps stands still").select_option("Legal")
    expect(page.locator(".card", has_text="Two pumps")).to_contain_text("Legal, since today")
    assert_accessible(page)


def test_a_cause_that_is_walked_to_by_keys_is_noted_by_enter_and_not_before(
    open_page: Opener, sale: Opportunity
) -> None:
    page = open_page(reverse("buying:board"), as_="rep")
    choice = page.get_by_label("Why Two pumps stands still")
    causes = choice.locator("option").all_inner_texts()
    choice.focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(choice.locator("option:checked")).to_have_text(causes[2])
    page.keyboard.press("Tab")
    expect(choice.locator("option:checked")).to_have_text(causes[0])
    choice.focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".card", has_text="Two pumps")).to_contain_text(f"{causes[2]}, since today")
    assert Stall.objects.count() == 1
