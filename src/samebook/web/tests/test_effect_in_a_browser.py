"""From a draft to its difference in effect in a real browser: asked, waited for, looked at; axe on every page."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from samebook.agreement.actions import draft_edition, take_force
from samebook.agreement.tests.cast import proposed, sign
from samebook.jobs.worker import claim, do
from samebook.kernel.access import Actor
from samebook.leads.actions import take_in
from samebook.leads.tests.company import BOOK, arrival
from samebook.web.tests.browser import PHONE, Opener, Site, arrived, assert_accessible, at_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STRICTER = BOOK.replace("title: Test agreement", "title: Stricter").replace(">= 20000", ">= 40000")
PROMISE = "promises:\n  marketing:\n    - {level: B, leads: 40, per: month}\n"


def test_a_draft_is_laid_over_recorded_leads(open_page: Opener, site: Site, settings, tmp_path) -> None:
    settings.SAMEBOOK_EFFECT = tmp_path / "effect"
    at = datetime.now(UTC)
    marketing = site.cast.actor("marketing")
    edition = proposed(marketing, BOOK, in_force_from=at, at=at)
    sign(marketing, edition, "marketing", at=at)
    sign(site.cast.actor("sales_manager"), edition, "sales", at=at)
    take_force(at=at)
    for number in range(1, 6):
        who = {"email": f"p{number}@firm{number}.example", "name": f"Person {number}", "company": f"Firm {number}"}
        come = arrival(at=datetime.now(UTC), fields={"lead.budget": f"{number}0000"}, **who)
        take_in(Actor.system("test"), [come], at=datetime.now(UTC), origin="form")
    draft = draft_edition(marketing, text=STRICTER + PROMISE, at=at)

    page = open_page(f"/book/editions/{draft.pk}", as_="sales_manager")
    page.get_by_role("link", name="What would change?").click()
    arrived(page, "What would change")
    assert_accessible(page)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("You may leave this page; it goes on.")).to_be_visible()
    assert_accessible(page)
    job = claim("test", at=datetime.now(UTC) + timedelta(seconds=1))
    while job is not None:
        do(job)
        job = claim("test", at=datetime.now(UTC) + timedelta(seconds=1))
    expect(page.get_by_text("2 of 5 would have had another outcome.")).to_be_visible()
    page.get_by_role("link", name="Show the 2 leads").click()
    leads = page.get_by_role("region", name="Leads that differ")
    expect(leads.get_by_role("link", name="Person 2")).to_be_visible()
    expect(leads.get_by_role("link", name="Person 5")).not_to_be_visible()
    for width in (1440, 1024, PHONE):
        at_width(page, width)
        assert_accessible(page)
    path = page.url.removeprefix(site.url)
    assert_accessible(open_page(path, as_="sales_manager", width=PHONE, dark=True))
    assert_accessible(open_page("/leads/effect", as_="sales_manager", dark=True))
