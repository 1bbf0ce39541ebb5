"""A Book from starter to proposal by two people who see no YAML; the forms checked by axe, wide and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from samebook.agreement.models import Edition
from samebook.book import read_book
from samebook.web.tests.browser import PHONE, Opener, Site, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_people_get_from_a_starter_to_a_proposed_draft_without_seeing_yaml(open_page: Opener, site: Site) -> None:
    writer = open_page("/book/editions/new", as_="marketing")
    writer.get_by_role("button", name="Begin from this: Sales and marketing agreement, pumps and systems").click()
    _no_yaml(writer)
    writer.get_by_role("link", name="Change Money of Level A").click()
    writer.wait_for_load_state()  # a value typed before the scripts are there is read with the next one
    value = writer.get_by_label("Value of row 1")
    expect(value).to_have_value("50000")
    value.fill("65000")
    expect(writer.get_by_text("The lead's budget is at least 65,000 EUR.")).to_be_visible()
    writer.get_by_label("Because").fill("Below it a visit costs more than it brings.")
    _keep(writer)
    expect(writer.get_by_text("The lead's budget is at least 65,000 EUR.")).to_be_visible()
    _no_yaml(writer)

    seller = open_page(writer.url.removeprefix(site.url).partition("#")[0], as_="sales_manager")
    seller.get_by_role("link", name="Add to: Segments").click()
    seller.wait_for_load_state()
    seller.get_by_label("Name").fill("near")
    seller.get_by_label("What it means").fill("A day's drive away.")
    seller.get_by_role("button", name="Add a row").click()
    seller.get_by_label("Field of row 1").select_option("lead.country")
    seller.get_by_label("Add a country to row 1").select_option("NL")
    expect(seller.get_by_label("Netherlands")).to_be_checked()
    seller.get_by_label("Add a country to row 1").select_option("BE")
    expect(seller.get_by_text("The lead's country is Netherlands or Belgium.")).to_be_visible()
    assert_accessible(seller)
    _keep(seller)
    seller.get_by_role("link", name="Change Near").click()
    expect(seller.get_by_label("Belgium")).to_be_checked()
    seller.go_back()
    _no_yaml(seller)
    seller.get_by_text("Propose", exact=True).click()
    seller.get_by_role("button", name="Propose this edition").click()
    expect(seller.get_by_text("Proposed: the text is fixed")).to_be_visible()
    edition = Edition.objects.get()
    book, problems = read_book(edition.text)
    assert book is not None, problems
    assert edition.state == "proposed"
    assert book.segments["near"].when.text == "lead.country in ('NL', 'BE')"
    assert book.qualification[0].criteria[3].because == "Below it a visit costs more than it brings."


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_forms_are_accessible_at_every_width(open_page: Opener, site: Site, dark: bool) -> None:
    page = open_page("/book/editions/new", as_="marketing", dark=dark)
    page.get_by_role("button", name="Begin from this: Sales and marketing agreement, software for companies").click()
    forms = page.url
    for width in (1440, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        for address in (forms, f"{forms}/criteria/0.timing", f"{forms}/segments/served_market", f"{forms}/fields/+"):
            page.goto(address)
            assert_accessible(page)
        page.goto(f"{site.url}/book/editions/guided")
        assert_accessible(page)


def _keep(page: Page) -> None:
    page.get_by_role("button", name="Keep in the draft").click()
    expect(page.get_by_text("Kept in the draft.")).to_be_visible()


def _no_yaml(page: Page) -> None:
    assert "criteria:" not in page.inner_text("main")
    assert "when:" not in page.inner_text("main")
