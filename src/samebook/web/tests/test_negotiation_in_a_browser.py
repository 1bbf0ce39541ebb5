"""The way of a clause in a real browser: discussed, proposed otherwise, taken over, amended; axe on every page."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from samebook.agreement import actions
from samebook.agreement.models import Edition
from samebook.agreement.starters import starters
from samebook.agreement.tests.cast import sign
from samebook.web.tests.browser import PHONE, Opener, Site, arrived, assert_accessible, at_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def drafted(site: Site) -> Edition:
    text = next(each.text for each in starters() if each.name == "industrial_maker")
    return actions.draft_edition(site.cast.actor("marketing"), text=text, at=datetime.now(UTC))


def test_a_clause_is_countered_without_a_line_of_text_and_taken_over_in_one_click(
    open_page: Opener, site: Site
) -> None:
    draft = drafted(site)
    seller = open_page(f"/book/editions/{draft.pk}", as_="sales_manager")
    arrived(seller, draft.title)
    assert_accessible(seller)
    seller.get_by_role("link", name="Discuss Money").first.click()
    arrived(seller, "Level A, money")
    expect(seller.get_by_text("The lead's budget is at least 50,000 EUR.").first).to_be_visible()
    seller.get_by_label("What is to be said").fill("Per site or for the group?")
    seller.get_by_role("button", name="Say it").click()
    expect(seller.get_by_text("Said. Both sides see it.")).to_be_visible()
    seller.get_by_text("Propose otherwise as text").click()
    expect(seller.get_by_label("When")).to_be_visible()
    assert_accessible(seller)
    seller.get_by_label("When").fill("lead.budgett >= 40000")
    seller.get_by_label("Why").fill("We won four of nine between 40 and 50 thousand.")
    seller.get_by_role("button", name="Propose it").click()
    expect(seller.get_by_text("Did you mean 'lead.budget'?")).to_be_visible()
    assert_accessible(seller)
    seller.get_by_label("When").fill("lead.budget >= 40000")
    seller.get_by_role("button", name="Propose it").click()
    expect(seller.get_by_text("The other side takes it over or says why not.")).to_be_visible()
    assert_accessible(seller)
    writer = open_page("/today", as_="marketing")
    expect(writer.get_by_text("2 points open, of sales")).to_be_visible()
    assert_accessible(writer)
    writer.get_by_role("link", name=draft.title).click()
    arrived(writer, "Negotiation")
    assert_accessible(writer)
    writer.get_by_role("link", name="Level A, money").first.click()
    arrived(writer, "Level A, money")
    writer.get_by_text("Decline", exact=True).click()
    expect(writer.get_by_label("Why").first).to_be_visible()
    assert_accessible(writer)
    writer.get_by_role("button", name="Take over into the draft").click()
    expect(writer.get_by_text("Taken over into the draft; its history says why.")).to_be_visible()
    writer.goto(f"{site.url}/book/editions/{draft.pk}/history")
    expect(writer.get_by_text("We won four of nine").first).to_be_visible()
    assert_accessible(writer)
    assert "lead.budget >= 40000" in Edition.objects.get().text


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_of_a_negotiation_are_accessible_at_every_width(open_page: Opener, site: Site, dark: bool) -> None:
    draft, now = drafted(site), datetime.now(UTC)
    sales, marketing = site.cast.actor("sales_manager"), site.cast.actor("marketing")
    actions.comment_on(sales, draft.pk, clause="follow_up.A", text="In fair weeks too?", at=now)
    text = draft.text.replace("attempts: 4", "attempts: 5")
    [counter] = actions.propose_changes(sales, draft.pk, text=text, reason="Four are few.", at=now)
    actions.decline_counter(marketing, counter.pk, reason="Four are enough.", at=now)
    actions.propose_changes(marketing, draft.pk, text=text, reason="Five after all.", at=now)
    until = now + timedelta(days=1)
    actions.propose_edition(marketing, draft.pk, in_force_from=until, sign_by=until, at=now)
    sign(sales, draft, "sales", at=now)
    day, who = now.date() + timedelta(days=1), site.cast["rep"].pk
    actions.delegate_signature(sales, side="sales", delegate_id=who, from_date=day, until_date=day, at=now)
    page = open_page("/book/delegates", as_="sales_manager", dark=dark)
    here = f"/book/editions/{draft.pk}"
    for address in (
        "/book/delegates",
        f"{here}/negotiation",
        f"{here}/clause?name=follow_up.A",
        f"{here}/history",
        here,
    ):
        page.goto(f"{site.url}{address}")
        for width in (1440, PHONE):
            at_width(page, width)
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} at {width}"
    page.get_by_text("Amend", exact=True).click()
    expect(page.get_by_label("Why")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Why").fill("The other day is better.")
    page.get_by_role("button", name="Amend this proposal").click()
    expect(page.get_by_text("It is a draft again; no signature under it counts any more.")).to_be_visible()
