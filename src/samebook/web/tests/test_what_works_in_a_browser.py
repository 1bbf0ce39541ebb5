"""What works and an offer by lot in a real browser: axe on every page, wide and on a phone, light and dark."""

from datetime import timedelta

import pytest
from django.db import connection
from playwright.sync_api import Page, Route, expect

from samebook.buying.models import Opportunity
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.plays.effects.tests.test_offering import NOW, a_play
from samebook.plays.models import PlayRun
from samebook.stalls.models import Stall
from samebook.web.tests.browser import PHONE, Opener, Site, arrived, assert_accessible, assert_drawn, at_width

PLACE = "each => each.getBoundingClientRect().top + window.scrollY"
"""Pixels from the top of the page."""
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def both(page: Page) -> None:
    for width in (1440, PHONE):
        at_width(page, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)


def assert_nothing_jumps(page: Page) -> None:
    """What stands below a chart stands where it did while the chart was still on its way."""
    held: list[Route] = []
    has_gone_on = False

    def hold(route: Route) -> None:
        if has_gone_on:
            route.continue_()
        else:
            held.append(route)

    page.route("**/chart*", hold)
    below = page.get_by_text("Still at risk").first
    with page.expect_request("**/chart*"):
        page.reload(wait_until="domcontentloaded")
        below.scroll_into_view_if_needed()
    before = below.evaluate(PLACE)
    assert held
    has_gone_on = True
    for route in held:
        route.continue_()
    expect(page.locator("img.drawn.light").first).not_to_have_js_property("naturalWidth", 0)
    page.unroute("**/chart*")
    assert below.evaluate(PLACE) == pytest.approx(before, abs=1)


def test_curves_are_read_and_offers_are_drawn_by_lot(open_page: Opener, site: Site, settings, tmp_path) -> None:
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    play = a_play(site.cast, "Contract")
    opportunity = Opportunity.objects.create(
        name="Two pumps", stage="discovery", territory=site.cast.north, opened_on=NOW.date(), created_at=NOW
    )
    for number in range(60):
        stall = Stall.objects.create(
            opportunity=opportunity, cause=f"cause_{number}", stage="discovery", opened_at=NOW, recorded_at=NOW,
            closed_at=NOW + timedelta(days=2 + number), ended_by="moved_on",
        )  # fmt: skip
        if number % 2:
            begun = NOW + timedelta(days=1)
            PlayRun.objects.create(
                version=play.versions.get(), opportunity=opportunity, stall=stall, trigger="stall", decided_at=begun,
                offered_at=begun, started_at=begun,
            )  # fmt: skip
    take_snapshot(connection, registry, tmp_path, at=NOW + timedelta(days=200))

    page = open_page("/plays/", as_="marketing")
    page.get_by_role("link", name="What works").click()
    arrived(page, "What works")
    expect(page.get_by_text("Observed, not randomised.").first).to_be_visible()
    expect(page.get_by_text("How they ended within 14 days").first).to_be_visible()
    for width in (1440, PHONE):
        at_width(page, width)
        assert_nothing_jumps(page)
    chart = page.locator("img.drawn.light").first
    assert_drawn(chart)
    assert "curve for each part with its 95 % interval" in (chart.get_attribute("alt") or "")
    both(page)
    page.get_by_role("link", name="Draw offers by lot").click()
    arrived(page, "Draw offers by lot")
    both(page)
    page.get_by_label("Name", exact=True).fill("Do plays help?")
    expect(page.locator("#foreseen")).to_contain_text("Too few: 1 of the stalls")
    page.get_by_label("Play", exact=False).first.select_option(label="Contract")
    expect(page.locator("#foreseen")).to_contain_text("no stall that it would draw")
    page.get_by_label("To be held back").fill("5")
    page.get_by_role("button", name="Begin to draw").click()
    expect(page.get_by_label("To be held back")).to_have_attribute("aria-invalid", "true")
    both(page)
    page.get_by_label("To be held back").fill("50")
    page.get_by_role("button", name="Begin to draw").click()
    expect(page.get_by_text("From now on each stall is drawn")).to_be_visible()
    both(page)

    page = open_page("/plays/what-works/", as_="executive", dark=True)
    both(page)
    page.get_by_role("link", name="Do plays help?").click()
    expect(page.get_by_text("There is nothing to read out.")).to_be_visible()
    both(page)
