import re

import pytest
from playwright.sync_api import Page, expect

from samebook.company.tests.cast import PASSWORD
from samebook.web.tests.browser import PATIENCE, PHONE, Opener, Site, assert_accessible, at_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCHEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


@SCHEMES
def test_patterns_are_accessible_at_every_width(open_page: Opener, dark: bool) -> None:
    page = open_page("/patterns", as_="rep", dark=dark)
    expect(page.get_by_role("heading", level=1)).to_have_text("Patterns")
    expect(page.get_by_text("6 rows refused")).to_be_visible()
    for width in (1440, 1024, PHONE):
        at_width(page, width)
        assert_accessible(page)


@SCHEMES
def test_sign_in_is_accessible_also_when_it_says_no(open_page: Opener, dark: bool) -> None:
    page = open_page("/login", dark=dark)
    assert_accessible(page)
    page.get_by_label("E-mail").fill("nobody@velden.example")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    assert_accessible(page)


def test_signing_in_and_out(open_page: Opener, site: Site) -> None:
    page = open_page("/patterns")
    page.goto(f"{site.url}/login?next=/patterns")
    page.get_by_label("E-mail").fill(" Marketing@Velden.example ")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Your menu").click()
    expect(page.locator("#user-menu").get_by_text("Ben Okafor")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_menu_closes_by_escape_and_gives_the_focus_back(open_page: Opener) -> None:
    page = open_page("/patterns", as_="rep")
    button = page.get_by_role("button", name="Your menu")
    button.click()
    expect(page.locator("#user-menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#user-menu")).to_be_hidden()
    expect(button).to_be_focused()


def test_the_choice_of_dark_outlives_the_page(open_page: Opener) -> None:
    page = open_page("/patterns", as_="rep")
    before = _paper(page)
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("button", name="Dark").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert _paper(page) != before


def test_rows_are_walked_by_keyboard_and_opened_by_a_click(open_page: Opener) -> None:
    page = open_page("/patterns", as_="rep")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Tomasz Wójcik")).to_be_focused()
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="Ines Caldeira")).to_be_focused()
    page.get_by_role("row", name="Kerstin Åberg").locator("td.number").last.click()
    expect(page).to_have_url(re.compile("#lead-6$"))


def test_ticked_rows_bring_up_what_may_be_done_with_them(open_page: Opener) -> None:
    page = open_page("/patterns", as_="rep")
    bar = page.locator(".bulk")
    expect(bar).to_be_hidden()
    page.get_by_label("Select Ines Caldeira").check()
    expect(bar).to_contain_text("1 row selected")
    page.get_by_label("Select all rows on this page").check()
    expect(bar).to_contain_text("7 rows selected")


def test_a_definition_unfolds_in_place(open_page: Opener) -> None:
    page = open_page("/patterns", as_="rep")
    word = page.get_by_role("button", name="Follow-up on time")
    word.click()
    expect(word).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_text("first attempt before the clock ran out")).to_be_visible()
    assert_accessible(page)


def test_a_job_is_asked_about_until_it_is_done(open_page: Opener) -> None:
    page = open_page("/patterns", as_="rep")
    expect(page.get_by_text("6 rows refused")).to_be_visible()


def test_the_editor_finds_a_problem_and_leads_to_its_line(open_page: Opener) -> None:
    page = open_page("/patterns", as_="rep")
    text = page.get_by_label("Text of the edition")
    text.fill("a: 1\nb: 2\nwhen: lead.budget >=")
    problem = page.get_by_role("button", name="line 3:20")
    expect(problem).to_be_visible()
    problem.click()
    expect(text).to_be_focused()
    assert text.evaluate("e => e.selectionStart") == 29


def test_a_phone_has_the_pages_behind_one_button(open_page: Opener) -> None:
    page = open_page("/patterns", as_="rep", width=PHONE)
    places = page.get_by_role("navigation", name="Places")
    expect(places).to_be_hidden()
    page.get_by_role("button", name="Places").click()
    expect(places).to_be_visible()
    expect(page.get_by_role("columnheader", name="Verdict")).not_to_be_in_viewport()
    expect(page.get_by_label("Select Ines Caldeira")).to_be_visible()


def test_without_script_the_page_still_shows_everything(browser, site) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{site.url}/patterns")
    expect(page.get_by_role("heading", name="Criteria")).to_be_visible()
    context.close()


def _paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
