"""A measure compared, saved, mailed and taken away again in a real browser; axe on every page, wide and on a phone."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from playwright.sync_api import expect

from samebook.agreement.actions import take_force
from samebook.agreement.tests.cast import proposed, sign
from samebook.jobs.worker import claim, do
from samebook.kernel.access import Actor
from samebook.leads.actions import take_in
from samebook.leads.tests.company import BOOK, arrival
from samebook.numbers import answering, evaluate
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.web.tests.browser import DESKTOP, PHONE, Opener, Site, arrived, assert_accessible, at_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_number_is_compared_saved_and_mailed(open_page: Opener, site: Site, settings, tmp_path) -> None:
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    at, cast = datetime.now(UTC), site.cast
    edition = proposed(cast.actor("marketing"), BOOK, in_force_from=at, at=at)
    sign(cast.actor("marketing"), edition, "marketing", at=at)
    sign(cast.actor("sales_manager"), edition, "sales", at=at)
    take_force(at=at)
    _leads(range(12))
    take_snapshot(connection, registry, tmp_path, at=datetime.now(UTC))

    page = open_page("/numbers/", as_="marketing")
    page.get_by_label("Look for").fill("response market")
    page.get_by_role("button", name="Look").click()
    expect(page).to_have_url(re.compile("q=response"))
    page.get_by_role("link", name="Responses", exact=True).click()
    arrived(page, "Responses")
    page.get_by_label("Split by").select_option("source")
    page.get_by_label("Period").select_option("this:month")
    expect(page.get_by_label("First day")).to_be_hidden()
    expect(page.get_by_label("Compared from")).to_be_hidden()
    page.get_by_label("Compare with").select_option("custom")
    expect(page.get_by_label("Compared from")).to_be_visible()
    expect(page.get_by_label("First day")).to_be_hidden()
    page.get_by_label("Compare with").select_option("previous")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("table thead")).to_contain_text("Relative change")
    expect(page.get_by_text("so far, to").first).to_be_visible()
    for width in (DESKTOP, PHONE):
        at_width(page, width)
        assert_accessible(page)
    at_width(page, DESKTOP)
    page.get_by_text("Save this view").click()
    page.get_by_label("Name", exact=True).fill("Where they come from")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. It stands above")).to_be_visible()
    expect(page.get_by_role("link", name="Have it mailed to you")).to_have_attribute("href", re.compile(r"/\d+$"))

    _leads(range(12, 15))
    answering.after_snapshot(take_snapshot(connection, registry, tmp_path, at=datetime.now(UTC)))
    page.reload()
    expect(page.get_by_text("Newer ones are being made")).to_be_visible()
    while (job := claim("test", at=datetime.now(UTC))) is not None:
        do(job)
    expect(page.get_by_text("Newer ones are being made")).to_be_hidden()
    expect(page.locator("table tbody")).to_contain_text("15")

    page.goto(f"{site.url}/numbers/")
    assert_accessible(page)
    page.get_by_role("link", name="more about Where they come from").click()
    arrived(page, "Where they come from")
    page.get_by_label("How often").select_option("monthly")
    page.get_by_role("button", name="Mail it to me").click()
    expect(page.get_by_text("The first business day of every month at 07:00.")).to_be_visible()
    for width in (DESKTOP, PHONE):
        at_width(page, width)
        assert_accessible(page)
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Have it back").click()
    expect(page.get_by_role("link", name="Where they come from", exact=True)).to_be_visible()
    assert_accessible(page)
    evaluate._cache.clear()


def _leads(numbers) -> None:
    for number in numbers:
        who = f"firm{number}"
        sent = arrival(email=f"p@{who}.example", name=who, company=who, source="web", at=datetime.now(UTC))
        take_in(Actor.system("test"), [sent], at=datetime.now(UTC), origin="form")
