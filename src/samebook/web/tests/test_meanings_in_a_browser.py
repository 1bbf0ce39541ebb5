"""Who means what in a real browser: the count while writing, a comparison, a poll of two people; axe on every page."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from samebook.agreement.actions import draft_edition, take_force
from samebook.agreement.tests.cast import proposed, sign
from samebook.jobs.worker import claim, do
from samebook.kernel.access import Actor
from samebook.leads.actions import take_in
from samebook.leads.counting import keeping
from samebook.leads.models import Poll
from samebook.leads.tests.company import BOOK, arrival
from samebook.web.tests.browser import DESKTOP, PHONE, Opener, Site, arrived, assert_accessible, at_width, pick, see

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.SAMEBOOK_EFFECT, settings.SAMEBOOK_SEGMENTS = tmp_path / "effect", tmp_path / "segments"
    keeping._seen.clear()


@pytest.fixture
def company(site: Site) -> Site:
    """An edition in force and eight leads with budgets from 10,000 to 80,000."""
    at = datetime.now(UTC)
    edition = proposed(site.cast.actor("marketing"), BOOK, in_force_from=at, at=at)
    for side, role in (("marketing", "marketing"), ("sales", "sales_manager")):
        sign(site.cast.actor(role), edition, side, at=at)
    take_force(at=at)
    for number in range(1, 9):
        who = {"email": f"p{number}@firm{number}.example", "name": f"Person {number}", "company": f"Firm {number}"}
        come = arrival(at=datetime.now(UTC), fields={"lead.budget": f"{number}0000"}, **who)
        take_in(Actor.system("test"), [come], at=datetime.now(UTC), origin="form")
    return site


def run_jobs() -> None:
    while job := claim("test", at=datetime.now(UTC) + timedelta(seconds=1)):
        do(job)


def budget_from(page: Page, value: str) -> None:
    """One row: the lead's budget is at least so much."""
    see(page.get_by_label("Field of row 1"))
    pick(page.get_by_label("Field of row 1"), "lead.budget")
    expect(page.get_by_label("Value of row 1")).to_be_visible()
    pick(page.get_by_label("How row 1 is compared"), ">=")
    page.get_by_label("Value of row 1").fill(value)


def looked_at(page: Page) -> None:
    for width in (1440, 1024, PHONE):
        at_width(page, width)
        assert_accessible(page)


def test_the_count_follows_what_is_written(company: Site, open_page: Opener) -> None:
    draft = draft_edition(company.cast.actor("marketing"), text=BOOK, at=datetime.now(UTC))
    page = open_page(f"/book/editions/{draft.pk}/forms/criteria/1.money", as_="marketing")
    count = page.locator("#count")
    expect(count).to_contain_text("Counting is being prepared.")
    run_jobs()
    expect(count).to_contain_text("7 of 8 leads that came in the last 12 months")
    page.get_by_label("Value of row 1").fill("60000")
    expect(count).to_contain_text("3 of 8 leads")
    expect(count.get_by_role("link", name="Person 8")).to_be_visible()
    expect(count.get_by_role("link", name="Person 5")).to_have_count(0)
    assert count.get_attribute("aria-live") == "polite"
    page.get_by_label("Value of row 1").fill("many")
    expect(count).to_be_empty()
    page.get_by_label("Value of row 1").fill("80000")
    expect(count).to_contain_text("1 of 8 leads")
    looked_at(page)


def test_a_late_count_does_not_take_the_place_of_a_newer_one(company: Site, open_page: Opener) -> None:
    draft = draft_edition(company.cast.actor("marketing"), text=BOOK, at=datetime.now(UTC))
    page = open_page(f"/book/editions/{draft.pk}/forms/criteria/1.money", as_="marketing")
    expect(page.locator("#count")).to_contain_text("Counting is being prepared.")
    run_jobs()
    expect(page.locator("#count")).to_contain_text("7 of 8 leads")
    held = []

    def hold_first(route):
        if not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/builder?part=count", hold_first)
    with page.expect_request("**/builder?part=count") as first:
        page.get_by_label("Value of row 1").fill("60000")
    with page.expect_event("requestfailed", lambda given_up: given_up == first.value):
        page.get_by_label("Value of row 1").fill("80000")
    expect(page.locator("#count")).to_contain_text("1 of 8 leads")


def test_two_definitions_are_compared(company: Site, open_page: Opener) -> None:
    page = open_page("/book/meanings/", as_="sales_manager")
    looked_at(page)
    at_width(page, DESKTOP)
    page.get_by_role("link", name="Compare definitions").click()
    arrived(page, "Compare definitions")
    page.get_by_label("The word").fill("Ready")
    page.get_by_label("One that is there").select_option(label="Money of level A")
    page.get_by_role("button", name="Add this one").click()
    expect(page.get_by_text("Money of level A (Edition 1)", exact=True)).to_be_visible()
    budget_from(page, "20000")
    page.get_by_label("Whose it is").fill("Mine")
    page.get_by_role("button", name="Add what is written").click()
    expect(page.get_by_text("Written here: Mine", exact=True)).to_be_visible()
    looked_at(page)
    at_width(page, DESKTOP)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("You may leave this page; it goes on.")).to_be_visible()
    assert_accessible(page)
    run_jobs()
    expect(page.get_by_text("Of 7 that either takes in, 4 are in both")).to_be_visible()
    page.get_by_role("link", name="Show only b: 3").click()
    records = page.get_by_role("region", name="Records")
    expect(records.get_by_role("link", name="Person 4")).to_be_visible()
    expect(records.get_by_role("link", name="Person 6")).to_have_count(0)
    looked_at(page)
    path = page.url.removeprefix(company.url)
    assert_accessible(open_page(path, as_="sales_manager", dark=True))


def test_a_poll_is_opened_answered_blind_closed_and_discussed(company: Site, open_page: Opener) -> None:
    page = open_page("/book/meanings/polls/new", as_="marketing")
    page.get_by_label("The word").fill("Ready for sales")
    page.get_by_label("They define").select_option("lead")
    for role in ("marketing", "sales_manager", "rep"):
        page.get_by_label(f"{company.cast[role].name} (").check()
    looked_at(page)
    at_width(page, DESKTOP)
    page.get_by_role("button", name="Open the poll").click()
    expect(page.get_by_text("0 of 3 have answered")).to_be_visible()
    looked_at(page)
    poll = Poll.objects.get()
    for role, budget, said in (("marketing", "20000", "Some money."), ("sales_manager", "50000", "Real money.")):
        theirs = open_page("/today", as_=role)
        theirs.get_by_role("link", name="What is “Ready for sales” for us?").click()
        see(theirs.get_by_label("In a sentence"))
        theirs.get_by_label("In a sentence").fill(said)
        budget_from(theirs, budget)
        assert_accessible(theirs)
        theirs.get_by_role("button", name="Give my answer").click()
        expect(theirs.get_by_role("heading", name="Your answer so far")).to_be_visible()
    page.goto(f"{company.url}/book/meanings/polls/{poll.pk}")
    expect(page.get_by_text("2 of 3 have answered")).to_be_visible()
    expect(page.get_by_text("Some money.")).to_be_visible()
    expect(page.get_by_text("Real money.")).to_have_count(0)
    page.get_by_text("Close the poll").click()
    page.get_by_role("button", name="Close it now").click()
    expect(page.get_by_text("Real money.")).to_be_visible()
    run_jobs()
    expect(page.get_by_role("heading", name="How many each takes in")).to_be_visible()
    matrix = page.get_by_role("region", name="Overlap of every two definitions")
    expect(matrix.get_by_text("4 in both").first).to_be_visible()
    looked_at(page)
    assert_accessible(open_page(f"/book/meanings/polls/{poll.pk}", as_="rep", width=PHONE, dark=True))
    at_width(page, DESKTOP)
    page.get_by_role("button", name=f"Discuss the answer of {company.cast['sales_manager'].name}").click()
    expect(page.get_by_text("is made; talk about it there")).to_be_visible()
