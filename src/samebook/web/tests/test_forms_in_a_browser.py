"""A Book from starter to proposal by two people who see no YAML; the forms checked by axe, wide and on a phone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from samebook.agreement.models import Edition
from samebook.book import read_book
from samebook.web.tests.browser import PATIENCE, PHONE, Opener, Site, assert_accessible, at_width, see
from samebook.web.tests.no_yaml import assert_no_yaml

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_people_get_from_a_starter_to_a_proposed_draft_without_seeing_yaml(open_page: Opener, site: Site) -> None:
    writer = open_page("/book/editions/new", as_="marketing")
    writer.get_by_role("button", name="Begin from this: Sales and marketing agreement, pumps and systems").click()
    see(writer.get_by_role("link", name="Change Money of Level A"))
    assert_no_yaml(writer)
    writer.get_by_role("link", name="Change Money of Level A").click()
    value = writer.get_by_label("Value of row 1")
    see(value)  # a value typed before the scripts are there is read with the next one
    expect(value).to_have_value("50000")
    value.fill("65000")
    expect(writer.get_by_text("The lead's budget is at least 65,000 EUR.")).to_be_visible()
    writer.get_by_label("Because").fill("Below it a visit costs more than it brings.")
    writer.get_by_role("button", name="Keep in the draft").click()
    expect(writer.get_by_text("Otherwise still says 50,000.")).to_be_visible()
    assert_accessible(writer)
    writer.get_by_role("button", name="Keep it with the new words").click()
    expect(writer.get_by_text("Kept in the draft.")).to_be_visible()
    expect(writer.get_by_text("The lead's budget is at least 65,000 EUR.")).to_be_visible()
    assert_no_yaml(writer)

    seller = open_page(writer.url.removeprefix(site.url).partition("#")[0], as_="sales_manager")
    seller.get_by_role("link", name="Add to: Segments").click()
    see(seller.get_by_label("What it means"))
    seller.get_by_label("Name").fill("near")
    seller.get_by_label("What it means").fill("A day's drive away.")
    seller.get_by_role("button", name="Add a row").click()
    seller.get_by_label("Field of row 1").select_option("lead.country")
    search = seller.get_by_label("Search: Countries of row 1")
    search.fill("nether")
    expect(seller.get_by_label("Belgium")).to_be_hidden()
    seller.get_by_label("Netherlands", exact=True).check()
    expect(search).to_have_value("")
    search.fill("belg")
    search.press("Enter")
    expect(seller.get_by_label("Belgium")).to_be_checked()
    group = seller.get_by_role("group", name="Countries of row 1")
    expect(group.get_by_role("listitem").first).to_have_text("Netherlands")
    expect(seller.get_by_text("The lead's country is Netherlands or Belgium.")).to_be_visible()
    assert_accessible(seller)
    _keep(seller)
    seller.get_by_role("link", name="Change Near").click()
    expect(seller.get_by_label("Belgium")).to_be_checked()
    seller.go_back()
    see(seller.get_by_role("link", name="Change Near"))
    assert_no_yaml(seller)
    seller.get_by_text("Propose", exact=True).click()
    seller.get_by_role("button", name="Propose this edition").click()
    expect(seller.get_by_text("Proposed: the text is fixed")).to_be_visible()
    edition = Edition.objects.get()
    book, problems = read_book(edition.text)
    assert book is not None, problems
    assert edition.state == "proposed"
    assert book.segments["near"].when.text == "lead.country in ('NL', 'BE')"
    assert book.qualification[0].criteria[3].because == "Below it a visit costs more than it brings."
    assert book.qualification[0].criteria[3].otherwise == "Budget under 65,000 EUR"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_forms_are_accessible_at_every_width(open_page: Opener, site: Site, dark: bool) -> None:
    page = open_page("/book/editions/new", as_="marketing", dark=dark)
    page.get_by_role("button", name="Begin from this: Sales and marketing agreement, software for companies").click()
    see(page.get_by_role("link", name="Add to: Segments"))
    forms = page.url
    for width in (1440, PHONE):
        at_width(page, width)
        for address in (forms, f"{forms}/criteria/0.timing", f"{forms}/segments/served_market", f"{forms}/fields/+"):
            page.goto(address)
            assert_accessible(page)
        page.goto(f"{site.url}/book/editions/guided")
        assert_accessible(page)


def test_roles_causes_rules_and_plays_are_agreed_without_seeing_yaml(open_page: Opener, site: Site) -> None:
    page = open_page("/book/editions/new", as_="sales_manager")
    page.get_by_role("button", name="Begin from this: Sales and marketing agreement, pumps and systems").click()
    usual = page.locator("#stall_causes").get_by_role("link", name="Change Silence")  # what holds now
    expect(usual).to_have_attribute("href", re.compile(r"usual=silence$"))
    assert_accessible(page)
    page.get_by_role("link", name="Add to: Why sales stand still").click()
    expect(page.get_by_text("The usual 10 are written into the text beside it")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Plant trial")
    page.get_by_label("How it is called").fill("Trial at the plant")
    page.get_by_label("What it means").fill("A pump has to run there first.")
    assert_accessible(page)
    _keep(page)
    page.get_by_role("link", name="Add to: When a stall is proposed").click()
    page.get_by_label("Name", exact=True).fill("Long on trial")
    page.get_by_label("The sign").select_option("it is long in its stage")
    page.get_by_label("Only in the stage").select_option("Proposal")
    page.get_by_label("So many days").fill("70")
    page.get_by_label("Points to the cause").select_option("Trial at the plant")
    for width in (PHONE, 1440):
        at_width(page, width)
        assert_accessible(page)
    _keep(page)
    said = "more than 70 days in proposal; it points to “Trial at the plant”."
    expect(page.get_by_text(said)).to_be_visible()
    page.get_by_role("link", name="Add to: Roles in a buying group").click()
    page.get_by_label("Name", exact=True).fill("Works council")
    page.get_by_label("How it is called").fill("Works council")
    page.get_by_label("What it means").fill("Is asked where work changes.")
    page.get_by_label("What that does to a decision").select_option("has another part in it")
    page.get_by_label("start the project").check()
    page.get_by_label("A group without anybody in it is incomplete").check()
    for width in (PHONE, 1440):
        at_width(page, width)
        assert_accessible(page)
    _keep(page)
    expect(page.get_by_text("Takes part in the decision to start the project.")).to_be_visible()
    page.get_by_role("link", name="Change Promise of plays").click()
    page.get_by_label("Ready within business days").fill("3")
    _keep(page)
    expect(page.get_by_text("It is ready within 3 business days.")).to_be_visible()
    for width in (PHONE, 1440):
        at_width(page, width)
        assert_accessible(page)
    assert_no_yaml(page)
    book, problems = read_book(Edition.objects.get().text)
    assert book is not None, problems
    assert (len(book.roles), len(book.stall_causes), len(book.stall_rules)) == (10, 11, 5)
    assert book.stall_rules[-1].cause == "plant_trial"
    assert book.play_promise is not None
    assert book.play_promise.within_days == 3


def _keep(page: Page) -> None:
    page.get_by_role("button", name="Keep in the draft").click()
    expect(page.get_by_text("Kept in the draft.")).to_be_visible()


def test_countries_are_ticked_without_a_script(browser: Browser, open_page: Opener, site: Site) -> None:
    signed = open_page("/book/editions/guided", as_="marketing")
    context = browser.new_context(java_script_enabled=False, storage_state=signed.context.storage_state())
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{site.url}/book/editions/guided")
    group = page.get_by_role("group", name="Countries", exact=True)
    expect(group.get_by_role("searchbox")).to_be_hidden()
    for name in ("Sweden", "Austria"):
        group.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="See what it says").click()
    see(page.get_by_text("is Austria or Sweden.").first)
    assert group.get_by_role("listitem").all_inner_texts()[:2] == ["Austria", "Sweden"], "chosen ones stand first"
    context.close()


def test_of_two_who_change_one_clause_the_second_is_told_and_sees_both(open_page: Opener, site: Site) -> None:
    first = open_page("/book/editions/new", as_="marketing")
    first.get_by_role("button", name="Begin from this: Sales and marketing agreement, pumps and systems").click()
    expect(first.get_by_text("The draft is begun.")).to_be_visible()
    address = f"/book/editions/{Edition.objects.get().pk}/forms/criteria/0.money"
    first.goto(f"{site.url}{address}")
    second = open_page(address, as_="sales_manager", width=PHONE)
    for page, value, printed in ((first, "65000", "65,000"), (second, "40000", "40,000")):
        see(page.get_by_label("Value of row 1"))
        page.get_by_label("Value of row 1").fill(value)
        page.get_by_label("Otherwise").fill(f"Budget under {printed} EUR")
    first.get_by_label("Why is it changed?").fill("Visits grew dearer.")
    _keep(first)
    second.get_by_role("button", name="Keep in the draft").click()
    expect(second.get_by_text("Ben Okafor changed this part since you opened it")).to_be_visible()
    expect(second.get_by_text("The lead's budget is at least 65,000 EUR.")).to_be_visible()
    expect(second.get_by_text("Visits grew dearer.")).to_be_visible()
    expect(second.get_by_label("Value of row 1")).to_have_value("40000")
    assert_no_yaml(second)
    assert_accessible(second)
    _keep(second)
    assert "lead.budget >= 40000" in Edition.objects.get().text
