"""A private segment in a real browser: picked, kept, counted, looked at; axe on every page, wide and on a phone."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from samebook.accounts.actions import know
from samebook.accounts.models import Account
from samebook.agreement.actions import take_force
from samebook.agreement.tests.cast import proposed, sign
from samebook.jobs.worker import claim, do
from samebook.kernel.access import Actor
from samebook.leads.actions import take_in
from samebook.leads.tests.company import arrival
from samebook.segments.jobs import count_segments
from samebook.segments.tests.people import BOOK
from samebook.web.tests.browser import DESKTOP, PHONE, Opener, Site, arrived, assert_accessible, at_width, pick, see

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_segment_is_picked_kept_counted_and_walked(open_page: Opener, site: Site, settings, tmp_path) -> None:
    settings.SAMEBOOK_EFFECT, settings.SAMEBOOK_SEGMENTS = tmp_path / "effect", tmp_path / "segments"
    at, system = datetime.now(UTC), Actor.system("test")
    marketing = site.cast.actor("marketing")
    edition = proposed(marketing, BOOK, in_force_from=at, at=at)
    sign(marketing, edition, "marketing", at=at)
    sign(site.cast.actor("sales_manager"), edition, "sales", at=at)
    take_force(at=at)
    for number in range(1, 61):
        who = {"email": f"p{number}@firm{number}.example", "name": f"Person {number}", "company": f"Firm {number}"}
        take_in(system, [arrival(at=datetime.now(UTC), **who)], at=datetime.now(UTC), origin="form")
    for place, account in enumerate(Account.objects.order_by("pk")):
        facts = {"account.employees": 100 * (place + 1), "account.industry": "food"}
        know(system, "account", {account.pk: facts}, at=datetime.now(UTC), origin="import")
    count_segments(at=datetime.now(UTC) - timedelta(hours=1))
    count_segments(at=datetime.now(UTC))

    page = open_page("/segments/", as_="marketing")
    expect(page.get_by_role("link", name="Plants", exact=True)).to_be_visible()
    for width in (1440, 1024, PHONE):
        at_width(page, width)
        assert_accessible(page)
    at_width(page, DESKTOP)
    page.get_by_role("link", name="Add a private segment").click()
    arrived(page, "Add a private segment")  # a value typed before the scripts are there is read with the next one
    page.get_by_label("Name", exact=True).fill("Giants")
    page.get_by_label("What it means").fill("Very large ones.")
    page.get_by_role("button", name="Add a row", exact=True).click()
    pick(page.get_by_label("Field of row 1"), "account.employees")
    pick(page.get_by_label("How row 1 is compared"), ">=")
    page.get_by_label("Value of row 1").fill("900")
    expect(page.locator("#reading")).to_contain_text("at least 900")
    page.get_by_label("Who may read it").select_option("marketing")
    assert_accessible(page)
    expect(page.locator("#count")).to_contain_text("meet it")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("is kept and being counted")).to_be_visible()
    expect(page.get_by_text("private: signed by nobody")).to_be_visible()
    job = claim("test", at=datetime.now(UTC) + timedelta(seconds=1))
    while job is not None:
        do(job)
        job = claim("test", at=datetime.now(UTC) + timedelta(seconds=1))
    page.reload()
    expect(
        page.get_by_role("region", name="The members").get_by_role("link", name="Firm 9", exact=True)
    ).to_be_visible()
    expect(page.get_by_role("link", name="Firm 58", exact=True)).to_be_visible()
    page.get_by_role("link", name="The next accounts").click()
    see(page.get_by_role("link", name="Firm 60", exact=True))
    expect(page.get_by_role("link", name="Firm 9", exact=True)).not_to_be_visible()
    path = page.url.removeprefix(site.url).partition("?")[0]

    page = open_page("/segments/plants", as_="marketing")
    arrived(page, "Plants")
    page.get_by_role("link", name="Came since").click()
    expect(page.get_by_text("Nobody has come since.")).to_be_visible()
    expect(page.locator("img.drawn.light")).to_be_visible()
    for width in (1440, 1024, PHONE):
        at_width(page, width)
        assert_accessible(page)
    assert_accessible(open_page("/segments/engineers", as_="sales_manager", width=PHONE, dark=True))
    assert_accessible(open_page(path, as_="marketing", dark=True))
    assert_accessible(open_page(f"{path}/change", as_="marketing", width=PHONE, dark=True))
