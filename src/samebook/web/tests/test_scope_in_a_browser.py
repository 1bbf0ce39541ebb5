"""An edition for one country in a real browser: begun, changed, signed by both, inherited, ended; axe on every page."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from samebook.agreement.actions import take_force
from samebook.agreement.models import Edition
from samebook.agreement.starters import starters
from samebook.agreement.tests.cast import sign
from samebook.company.tests.cast import PASSWORD
from samebook.web.tests.browser import PHONE, Opener, Site, arrived, assert_accessible, see

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = next(each.text for each in starters() if each.name == "industrial_maker")


def in_force(site: Site, text: str) -> Edition:
    """An edition that both sides have signed; its moment is now."""
    from samebook.agreement.actions import draft_edition, propose_edition

    at = datetime.now(UTC)
    marketing = site.cast.actor("marketing")
    edition = propose_edition(marketing, draft_edition(marketing, text=text, at=at).pk, in_force_from=at, at=at)
    sign(marketing, edition, "marketing", at=at)
    sign(site.cast.actor("sales_manager"), edition, "sales", at=at)
    take_force(at=datetime.now(UTC))
    return Edition.objects.get(pk=edition.pk)


def test_a_country_gets_an_edition_of_its_own_and_takes_over_what_changes_above(open_page: Opener, site: Site) -> None:
    in_force(site, TEXT)
    page = open_page("/book/editions/new", as_="marketing")
    arrived(page, "Begin a draft")
    assert_accessible(page)
    page.get_by_label("Where it is to hold").select_option("country FR")
    page.get_by_role("button", name="Begin for this scope").click()
    expect(page.get_by_text("The draft is begun for France.")).to_be_visible()
    draft = Edition.objects.get(scope="country FR")
    page.goto(f"{site.url}/book/editions/{draft.pk}/inherits")
    expect(page.get_by_text("Left out here")).to_be_visible()
    assert_accessible(page)

    france = in_force(site, TEXT.replace("scope: company", "scope: country FR").replace("20000", "12000"))
    in_force(site, TEXT.replace("50000", "60000"))
    page.goto(f"{site.url}/book/editions/{france.pk}/inherits")
    expect(page.get_by_role("heading", name="Changed above since")).to_be_visible()
    expect(page.get_by_text("Own here")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Take over into a draft").click()
    see(page.get_by_text("Taken over into the draft"))
    expect(page.get_by_role("heading", name="Changed above since")).to_have_count(0)
    assert_accessible(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_both_sides_end_it_on_a_phone(open_page: Opener, site: Site, dark: bool) -> None:
    in_force(site, TEXT)
    france = in_force(site, TEXT.replace("scope: company", "scope: country FR").replace("20000", "12000"))
    for role, act in (("marketing", "End it"), ("sales_manager", "Agree to its end")):
        page = open_page(f"/book/editions/{france.pk}", as_=role, width=PHONE, dark=dark)
        assert_accessible(page)
        page.get_by_text(act, exact=True).click()
        page.get_by_label("Your password, again").fill(PASSWORD)
        assert_accessible(page)
        page.get_by_role("button", name="end this edition").click()
        expect(page.get_by_text("Asked for." if role == "marketing" else "It has ended")).to_be_visible()
        assert_accessible(page)
    page.goto(f"{site.url}/book/editions?scope=country+FR")
    expect(page.get_by_text("Superseded")).to_be_visible()
    assert_accessible(page)
