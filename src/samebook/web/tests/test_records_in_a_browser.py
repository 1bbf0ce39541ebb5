"""The pages of records and of imports in a real browser, with axe."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import Route, expect

from samebook.accounts.models import Account
from samebook.buying.models import Opportunity
from samebook.jobs import worker
from samebook.web.tests.browser import PATIENCE, PHONE, Opener, Site, assert_accessible, at_width
from samebook.web.tests.world import World, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCHEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


@pytest.fixture
def north(site: Site) -> World:
    return build(site.cast, site.cast.north)


@SCHEMES
@pytest.mark.parametrize("page", ["accounts", "account", "person", "people", "new", "opportunities", "board", "sale"])
def test_pages_of_records_are_accessible_on_desk_and_phone(open_page: Opener, north: World, page: str, dark: bool):
    opened = open_page(
        {
            "accounts": reverse("accounts:accounts"),
            "account": reverse("accounts:account", args=[north.account.pk]),
            "person": reverse("accounts:person", args=[north.person.pk]),
            "people": reverse("accounts:people"),
            "new": reverse("accounts:new_account"),
            "opportunities": reverse("buying:opportunities"),
            "board": reverse("buying:board"),
            "sale": reverse("buying:opportunity", args=[north.opportunity.pk]),
        }[page],
        as_="rep",
        dark=dark,
    )
    assert_accessible(opened)
    at_width(opened, PHONE)
    for sheet in opened.locator("details.confirm > summary, details.behind > summary").all():
        sheet.click()
    assert_accessible(opened)


def test_a_card_is_moved_by_keyboard_and_the_focus_stays_with_it(open_page: Opener, north: World) -> None:
    page = open_page(reverse("buying:board"), as_="rep")
    choice = page.get_by_label(f"Stage of {north.opportunity.name}")
    choice.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator('[data-to="proposal"] .card')).to_have_count(1)
    expect(page.get_by_role("status", name="Notices")).to_contain_text("is at proposal now")
    expect(page.get_by_label(f"Stage of {north.opportunity.name}")).to_be_focused()
    assert Opportunity.objects.get(pk=north.opportunity.pk).stage == "proposal"
    assert_accessible(page)


def test_a_card_is_moved_by_dragging(open_page: Opener, north: World) -> None:
    page = open_page(reverse("buying:board"), as_="rep")
    page.locator(f"#card-{north.opportunity.pk}").drag_to(page.locator('[data-to="negotiation"] h2'))
    expect(page.locator('[data-to="negotiation"] .card')).to_have_count(1)
    expect(page.locator('[data-to="project"] .card')).to_have_count(0)


def test_typing_in_the_search_box_shows_what_it_may_mean_and_arrows_walk_it(open_page: Opener, north: World) -> None:
    page = open_page(reverse("accounts:people"), as_="rep")
    page.keyboard.press("/")
    with page.expect_response(re.compile(r"q=muller\+chemei|q=muller%20chemei")):
        page.keyboard.type("muller chemei")
    found = page.get_by_role("region", name="Found so far")
    expect(found.get_by_role("group", name="Accounts")).to_contain_text(north.account.name)
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    expect(found.get_by_role("link").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")
    expect(found).to_be_empty()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    page.get_by_role("link", name=north.account.name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(north.account.name)


def test_a_late_answer_does_not_open_the_list_again_that_escape_has_closed(open_page: Opener, north: World) -> None:
    page = open_page(reverse("accounts:people"), as_="rep")
    page.locator("#search").fill("muller")
    found = page.get_by_role("region", name="Found so far")
    expect(found.get_by_role("link").first).to_be_visible()
    held: list[Route] = []
    page.route("**/search*", lambda route: held.append(route), times=1)  # noqa: PLW0108 (a handler must be a function)
    with page.expect_request("**/search*"):
        page.locator("#search").fill("muller chemei")
    page.keyboard.press("Escape")
    expect(found).to_be_empty()
    page.evaluate("document.addEventListener('htmx:afterRequest', () => document.body.classList.add('has-come'))")
    held[0].continue_()
    expect(page.locator("body.has-come")).to_be_visible()
    assert found.locator("*").count() == 0


def test_an_account_is_found_while_one_types_its_name_into_a_form(open_page: Opener, north: World) -> None:
    page = open_page(reverse("accounts:new_person"), as_="rep")
    page.locator("#id_account").press_sequentially("mull")
    option = page.locator("#account-names option").first
    expect(option).to_have_attribute("value", f"{north.account.name} #{north.account.pk}")


@SCHEMES
def test_a_file_is_sent_confirmed_tried_and_brought_in(open_page: Opener, site: Site, settings, tmp_path, dark) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    page = open_page(reverse("web:imports"), as_="marketing", dark=dark)
    assert_accessible(page)
    rows = "Firma;Employes;Seit\nMüller Chemie GmbH;320;01.02.2026\nVoss AG;viele;03.02.2026\n"
    file = {"name": "firms.csv", "mimeType": "text/csv", "buffer": rows.encode("cp1252")}
    page.get_by_label("File", exact=True).set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_label("Encoding")).to_have_value("cp1252")
    expect(page.get_by_text("guessed from the name")).to_be_visible()
    assert_accessible(page)
    expect(page.get_by_text("1 of 3 columns is not used: Seit")).to_be_visible()
    page.get_by_label("Seit: goes to").select_option("known_at")
    expect(page.get_by_text("All 3 columns are used.")).to_be_visible()
    page.get_by_label("Employes: goes to").select_option("")
    expect(page.get_by_text("1 of 3 columns is not used: Employes")).to_be_visible()
    page.get_by_label("Employes: goes to").select_option("employees")
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_text("03/04 is March or April")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Seit: order of days").select_option("dmy")
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_text("You may leave this page")).to_be_visible()
    assert_accessible(page)
    _work()
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    assert not Account.objects.exists()
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_text("You may leave this page")).to_be_visible()
    _work()
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Refused rows with the reason in each").click()
    assert download.value.suggested_filename == "firms refused.csv"
    at_width(page, PHONE)
    assert_accessible(page)


def test_without_script_a_search_and_a_move_work_too(browser, site: Site, north: World) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    session = site.cast.client("rep").cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
    page = context.new_page()
    page.goto(f"{site.url}{reverse('buying:board')}")
    page.get_by_label(f"Stage of {north.opportunity.name}").select_option("proposal")
    page.get_by_role("button", name="Move").click()
    expect(page.locator('[data-to="proposal"] .card')).to_have_count(1)
    page.get_by_label("Search accounts").fill("otto")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Otto Brandt", exact=True)).to_be_visible()
    context.close()


def _work() -> None:
    while (job := worker.claim("test", at=datetime.now(UTC))) is not None:
        worker.do(job)
