"""Two people of different sides go from a starter to a signed edition without seeing YAML, wide and on a phone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from samebook.agreement.actions import take_force
from samebook.agreement.models import CounterProposal, Edition
from samebook.book import read_book
from samebook.company.tests.cast import PASSWORD
from samebook.web.tests.browser import PHONE, Opener, Site, assert_accessible, see
from samebook.web.tests.no_yaml import assert_no_yaml, yaml_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = [pytest.param(1440, marks=pytest.mark.on_both), PHONE]


@pytest.mark.parametrize("width", WIDTHS)
def test_two_sides_go_from_a_starter_to_an_edition_in_force_without_seeing_yaml(
    open_page: Opener, site: Site, width: int
) -> None:
    visited: list[str] = []

    def looked_at(page: Page) -> None:
        """Every page on the way: nothing of the text, nothing that axe finds, nothing wider than the window."""
        assert_no_yaml(page)
        if page.url not in visited:
            page.evaluate("scrollTo(0, 0)")  # what is scrolled half under the bar is no small target
            assert_accessible(page)
        visited.append(page.url)

    drafted = _begun(open_page, width, looked_at)
    here = f"/book/editions/{drafted.pk}"
    marketing = open_page(f"{here}/forms", as_="marketing", width=width)
    _edited(marketing, looked_at)
    _proposed(marketing, looked_at)
    sales = open_page(here, as_="sales_manager", width=width)
    expect(sales.get_by_role("link", name="Propose otherwise Money of Level A")).to_be_visible()
    looked_at(sales)
    _countered(sales, looked_at)
    marketing.goto(f"{site.url}{here}/negotiation")
    looked_at(marketing)
    marketing.get_by_role("link", name="Level A, money").first.click()
    see(marketing.get_by_role("button", name="Take it over"))
    expect(marketing.get_by_text("The lead's budget is at least 45,000 EUR.").first).to_be_visible()
    looked_at(marketing)
    marketing.get_by_role("button", name="Take it over").click()
    expect(marketing.get_by_text("Taken over, and proposed anew for the same day.")).to_be_visible()
    looked_at(marketing)
    for page, side in ((marketing, "marketing"), (sales, "sales")):
        page.goto(f"{site.url}{here}/sign")
        expect(page.get_by_text("The lead's budget is at least 45,000 EUR.").first).to_be_visible()
        expect(page.get_by_text(Edition.objects.get().content_hash)).to_be_visible()
        looked_at(page)
        page.get_by_label("Your password, again").fill(PASSWORD)
        page.get_by_role("button", name="Sign this text").click()
        said = "It waits for the other side." if side == "marketing" else "Both sides have signed: this is edition 1."
        expect(page.get_by_text(said)).to_be_visible()
        looked_at(page)
    later = datetime.now(UTC) + timedelta(days=2)
    with time_machine.travel(later):
        taken = take_force(at=later)
    assert taken is not None
    assert len(visited) >= 20
    for path in (
        "/book/",
        "/book/editions",
        f"{here}/history",
        f"{here}?view=changes",
        f"{here}/negotiation",
        "/today",
    ):
        sales.goto(f"{site.url}{path}")
        looked_at(sales)
    book, problems = read_book(Edition.objects.get().text)
    assert book is not None, problems
    assert book.qualification[0].criteria[3].when.text == "lead.budget >= 45000"
    assert book.segments["served_market"].when.text == "coalesce(lead.country, account.country) in ('DE', 'AT')"
    assert book.follow_up["A"].attempts == 5
    assert book.qualification[0].criteria[3].because == "Below it a visit costs more than it brings."


def test_the_check_for_yaml_goes_red_when_the_text_is_unfolded(open_page: Opener, site: Site) -> None:
    page = open_page("/book/editions/new", as_="marketing")
    page.get_by_role("button", name="Begin from this: Sales and marketing agreement, pumps and systems").click()
    expect(page.get_by_text("The draft is begun.")).to_be_visible()
    page.goto(f"{site.url}/book/editions/{Edition.objects.get().pk}")
    expect(page.get_by_text("Show the text")).to_be_visible()
    assert yaml_on(page) == []
    page.get_by_text("Show the text").click()
    expect(page.get_by_role("region", name="Text of the edition")).to_be_visible()
    found = yaml_on(page)
    assert "samebook: 1" in found
    assert "when:" in found
    page.goto(f"{site.url}/book/editions/{Edition.objects.get().pk}/edit")
    assert "criteria:" in yaml_on(page), "what stands in a text field is seen too"


def _begun(open_page: Opener, width: int, looked_at: Callable[[Page], None]) -> Edition:
    """The administrator sets the company up and begins the draft that the departments write."""
    page = open_page("/book/", as_="administrator", width=width)
    looked_at(page)
    page.get_by_role("main").get_by_role("link", name="Begin a draft").first.click()
    see(page.get_by_role("heading", name="From six questions"))
    looked_at(page)
    page.get_by_role("button", name="Begin from this: Sales and marketing agreement, pumps and systems").click()
    expect(page.get_by_text("The draft is begun.")).to_be_visible()
    looked_at(page)
    return Edition.objects.get()


def _edited(page: Page, looked_at: Callable[[Page], None]) -> None:
    """Three clauses in forms, two with the condition builder."""
    looked_at(page)
    page.get_by_role("link", name="Change Money of Level A").click()
    see(page.get_by_label("Value of row 1"))
    expect(page.get_by_label("Value of row 1")).to_have_value("50000")
    looked_at(page)
    page.get_by_label("Value of row 1").fill("65000")
    expect(page.get_by_text("The lead's budget is at least 65,000 EUR.")).to_be_visible()
    page.get_by_label("Because").fill("Below it a visit costs more than it brings.")
    page.get_by_label("Why is it changed?").fill("Visits grew dearer.")
    page.get_by_role("button", name="Keep in the draft").click()
    expect(page.get_by_text("Otherwise still says 50,000.")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Keep it with the new words").click()
    expect(page.get_by_text("Kept in the draft.")).to_be_visible()
    expect(page.locator("[id='criteria-0.money']")).to_be_in_viewport()
    looked_at(page)
    page.get_by_role("link", name="Change Served market").click()
    countries = page.get_by_role("group", name="Countries of row 1")
    see(countries)
    for box in countries.get_by_role("checkbox", checked=True).all()[::-1]:
        if box.get_attribute("value") not in ("DE", "AT"):
            box.uncheck()
    expect(page.get_by_text("is Germany or Austria.")).to_be_visible()
    looked_at(page)
    _keep(page, looked_at)
    page.get_by_role("link", name="Change Level A", exact=True).last.click()
    see(page.get_by_label("Attempts", exact=True))
    looked_at(page)
    page.get_by_label("Attempts", exact=True).fill("5")
    _keep(page, looked_at)


def _proposed(page: Page, looked_at: Callable[[Page], None]) -> None:
    page.get_by_text("Propose", exact=True).click()
    expect(page.get_by_role("button", name="Propose this edition")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Propose this edition").click()
    expect(page.get_by_text("Proposed: the text is fixed")).to_be_visible()
    looked_at(page)


def _countered(page: Page, looked_at: Callable[[Page], None]) -> None:
    """The other side says in the clause's form what it should say."""
    page.get_by_role("link", name="Propose otherwise Money of Level A").click()
    see(page.get_by_label("Value of row 1"))
    expect(page.get_by_label("Value of row 1")).to_have_value("65000")
    looked_at(page)
    page.get_by_label("Value of row 1").fill("45000")
    expect(page.get_by_text("The lead's budget is at least 45,000 EUR.")).to_be_visible()
    page.get_by_role("button", name="Propose it").last.click()
    expect(page.get_by_text("This field is required.")).to_be_visible()
    expect(page.get_by_label("Value of row 1")).to_have_value("45000")
    looked_at(page)
    page.get_by_label("Why you propose it").fill("We won four of nine between 45 and 65 thousand.")
    page.get_by_role("button", name="Propose it").last.click()
    page.get_by_role("button", name="Propose it with the new words").click()
    expect(page.get_by_text("The other side takes it over or says why not.")).to_be_visible()
    looked_at(page)
    assert CounterProposal.objects.get().clause == "qualification.A.money"


def _keep(page: Page, looked_at: Callable[[Page], None]) -> None:
    page.get_by_role("button", name="Keep in the draft").click()
    expect(page.get_by_text("Kept in the draft.")).to_be_visible()
    looked_at(page)
