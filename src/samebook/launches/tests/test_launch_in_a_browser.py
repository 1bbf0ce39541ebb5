"""A launch in a real browser: planned, its gaps found, one filled, one signed for, declared ready; axe on each page."""

import pytest
from playwright.sync_api import Page, expect

from samebook.company.tests.cast import PASSWORD
from samebook.launches.actions import say_rule
from samebook.launches.models import Launch
from samebook.launches.rules import Word
from samebook.launches.tests.planned import day, now
from samebook.web.tests.browser import PHONE, Opener, Site, assert_accessible, at_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page: Page) -> None:
    """axe finds nothing, wide and on a phone, and the page is never wider than the window."""
    for width in (PHONE, 1440):
        at_width(page, width)
        assert_accessible(page)


def test_a_launch_is_planned_its_gaps_found_filled_signed_for_and_it_is_declared_ready(
    open_page: Opener, site: Site
) -> None:
    page = open_page("/launches/", as_="marketing")
    expect(page.get_by_text("No launch is planned.")).to_be_visible()
    page.get_by_role("link", name="Plan a launch").click()
    page.get_by_label("What the launch is called").fill("Pump 3")
    page.get_by_label("Product").fill("Pump")
    page.get_by_label("It is sold from").fill(day().replace(year=day().year + 1, day=1).isoformat())
    page.get_by_label("English", exact=True).check()
    look(page)
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("0 of 23 required cells are covered, 23 are gaps")).to_be_visible()
    look(page)

    launch = Launch.objects.get()
    by = site.cast.actor("marketing")  # two cells are enough to walk through: silence before both decisions
    say_rule(by, launch.pk, Word("", "", "", "", False, "Not yet"), at=now())
    say_rule(by, launch.pk, Word("staller", "", "silence", "", True, "Met in every sale"), at=now())
    page.goto(f"{site.url}/launches/{launch.pk}?show=gaps")
    gaps = page.locator("table[data-grid] td.gap a")
    expect(gaps).to_have_count(2)
    gaps.first.focus()
    page.keyboard.press("ArrowRight")
    expect(gaps.last).to_be_focused()
    gaps.first.click()
    expect(page.get_by_text("Gap: nothing is prepared.")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Attach a document").click()
    page.get_by_label("Title").fill("What to say next")
    page.get_by_label("Where it lies").fill("https://files.example/next.pdf")
    page.get_by_role("button", name="Attach it").click()
    expect(page.get_by_text("is not approved").first).to_be_visible()

    manager = open_page(f"/launches/{launch.pk}/documents", as_="sales_manager", dark=True)
    look(manager)
    manager.get_by_role("button", name="Approve What to say next, version 1").click()
    expect(manager.get_by_text("Approved: it covers its cells.")).to_be_visible()
    manager.goto(f"{site.url}/launches/{launch.pk}/declare")
    expect(manager.get_by_text("1 required cell is empty.")).to_be_visible()
    expect(manager.get_by_role("button", name="Declare it ready")).to_have_count(0)
    look(manager)
    manager.get_by_role("link", name="sign for them").click()
    manager.get_by_label("Why the launch may go on without it").fill("The reference comes in May.")
    manager.get_by_label("Your password, again").fill(PASSWORD)
    look(manager)
    manager.get_by_role("button", name="Sign for this gap").click()
    expect(manager.get_by_text("You signed for 1 of the gaps.")).to_be_visible()
    expect(manager.locator("table[data-grid] td.signed")).to_have_count(1)

    page.goto(f"{site.url}/launches/{launch.pk}/declare")
    page.get_by_label("Your password, again").fill(PASSWORD)
    look(page)
    page.get_by_role("button", name="Declare it ready").click()
    expect(page.get_by_text("What you signed is frozen.")).to_be_visible()
    for path in ("plan", "training", "process"):
        page.goto(f"{site.url}/launches/{launch.pk}/{path}")
        look(page)
    page.goto(f"{site.url}/launches/{launch.pk}/plan")
    page.get_by_role("link", name="Declared ready", exact=True).click()
    expect(page.get_by_text("the text is as it was signed")).to_be_visible()
    look(page)
