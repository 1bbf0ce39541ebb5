"""The way of an edition in a real browser: written, proposed, and signed by two people; each page checked by axe."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from samebook.agreement.actions import take_force
from samebook.agreement.starters import starters
from samebook.agreement.tests.cast import proposed, sign
from samebook.company.tests.cast import PASSWORD
from samebook.web.tests.browser import DESKTOP, PHONE, Opener, Site, arrived, assert_accessible, at_width, see

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_book_is_written_proposed_and_signed_by_two_people(open_page: Opener, site: Site) -> None:
    writer = open_page("/book/", as_="marketing")
    expect(writer.get_by_text("No edition is in force.")).to_be_visible()
    writer.get_by_role("main").get_by_role("link", name="Begin a draft").first.click()
    arrived(writer, "Begin a draft")
    assert_accessible(writer)
    writer.get_by_role("button", name="Begin from this: Sales and marketing agreement, pumps and systems").click()
    expect(writer.get_by_text("The draft is begun.")).to_be_visible()
    writer.get_by_role("link", name="The same as text").click()
    _write(writer)
    writer.get_by_role("button", name="Keep the draft").click()
    see(writer.get_by_text("The draft is kept."))
    assert_accessible(writer)
    _unfold(writer, "Propose")
    assert_accessible(writer)
    writer.get_by_role("button", name="Propose this edition").click()
    expect(writer.get_by_text("Proposed: the text is fixed")).to_be_visible()
    _sign(writer, "marketing", PASSWORD + "!")
    expect(writer.get_by_text("That is not your password; nothing was signed.")).to_be_visible()
    assert_accessible(writer)
    _sign(writer, "marketing")
    expect(writer.get_by_text("Signed. It waits for the other side.")).to_be_visible()
    seller = open_page("/today", as_="sales_manager")
    seller.get_by_role("link", name="Sales and marketing agreement, pumps and systems").click()
    arrived(seller, "Sales and marketing agreement, pumps and systems")
    _sign(seller, "sales")
    expect(seller.get_by_text("Both sides have signed: this is edition 1.")).to_be_visible()
    assert_accessible(seller)
    later = datetime.now(UTC) + timedelta(days=2)
    with time_machine.travel(later):
        take_force(at=later)
    seller.goto(f"{site.url}/book/editions")
    expect(seller.get_by_role("row", name="Edition 1")).to_contain_text("In force")
    assert_accessible(seller)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_edition_in_force_is_accessible_at_every_width(open_page: Opener, site: Site, dark: bool) -> None:
    at = datetime.now(UTC)
    text = next(each.text for each in starters() if each.name == "industrial_maker")
    edition = proposed(site.cast.actor("marketing"), text, in_force_from=at, at=at)
    sign(site.cast.actor("marketing"), edition, "marketing", at=at)
    sign(site.cast.actor("sales_manager"), edition, "sales", at=at)
    take_force(at=at)
    page = open_page("/book/", as_="rep", dark=dark)
    expect(page.get_by_text("The lead's budget is at least 50,000 EUR.")).to_be_visible()
    for width in (1440, 1024, PHONE):
        at_width(page, width)
        assert_accessible(page)
    page.get_by_role("link", name="Segment served market").first.click()
    expect(page.locator("#segments-served_market")).to_be_in_viewport()
    page.get_by_role("link", name="Market of level B").first.click()
    expect(page.locator("#criteria-1\\.market")).to_be_in_viewport()
    expect(page.locator("#L73")).to_be_hidden()
    page.get_by_text("Show the text").click()
    expect(page.locator("#L73")).to_be_visible()
    assert_accessible(page)


def _write(page: Page) -> None:
    """Break the text, see where, mend it, and see what it says."""
    text = page.get_by_label("Text of the edition")
    see(text)  # all of it is there, and what is typed is checked
    written = text.input_value()
    text.fill(written.replace("lead.budget >= 50000", "lead.budgett >= 60000"))
    expect(page.get_by_role("button", name="line 73:21")).to_be_visible()
    assert_accessible(page)
    text.fill(written.replace("lead.budget >= 50000", "lead.budget >= 60000"))
    expect(page.get_by_text("No problems.")).to_be_visible()
    told = page.get_by_role("region", name="The draft in words")
    expect(told).to_contain_text("at least 60,000 EUR")
    at_width(page, PHONE)
    assert told.evaluate("each => each.scrollHeight <= each.clientHeight"), "on a phone all of it is on the page"
    at_width(page, DESKTOP)


def _unfold(page: Page, name: str) -> None:
    """Open a form among the buttons; they stay where they are, in one line, and the form stands below them."""
    acts = page.locator(".acts:has(> details)")
    see(acts.locator("summary").filter(has_text=name))
    before = [each.bounding_box()["y"] for each in acts.locator("> a, > form, > details").all()]  # type: ignore[index]
    acts.locator("summary").filter(has_text=name).click()
    expect(acts.locator("details[open]")).to_be_visible()
    buttons = acts.locator("> a, > form, > details:not([open])").all()
    lines = {round(each.bounding_box()["y"]) for each in buttons}  # type: ignore[index]
    assert lines == {round(before[0])}
    below = acts.locator("details[open]").bounding_box()
    assert below is not None
    assert below["y"] > before[0] + 20


def _sign(page: Page, side: str, password: str = PASSWORD) -> None:
    link, form = page.get_by_role("link", name="Read and sign"), page.get_by_role("heading", name=f"Sign for {side}")
    see(link.or_(form))
    if link.is_visible():
        link.click()
    expect(form).to_be_visible()
    expect(page.locator("input[autocomplete=username]")).to_have_value(re.compile("@velden.example$"))
    page.get_by_label("Your password, again").fill(password)
    page.get_by_role("button", name="Sign this text").click()
