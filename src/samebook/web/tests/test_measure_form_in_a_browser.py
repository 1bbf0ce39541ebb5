"""A measure made by picking, without a line of YAML; its form checked by axe, wide and on a phone."""

import pytest
from playwright.sync_api import expect

from samebook.agreement.models import Edition
from samebook.book import read_book
from samebook.web.tests.browser import DESKTOP, PHONE, Opener, Site, assert_accessible, at_width, pick, see
from samebook.web.tests.no_yaml import assert_no_yaml

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_share_by_territory_is_defined_by_picking(open_page: Opener, site: Site) -> None:
    page = open_page("/book/editions/new", as_="marketing")
    page.get_by_role("button", name="Begin from this: Sales and marketing agreement, pumps and systems").click()
    page.get_by_role("link", name="Add to: Measures").click()
    see(page.get_by_label("Of which table"))
    page.get_by_label("Name").fill("Answered soon")
    page.get_by_label("What it means").fill("Of the A leads, the share that was answered within two days.")
    page.get_by_label("Of which table").select_option("leads")
    page.get_by_label("What is counted").select_option("share")
    met = page.get_by_role("group", name="Which of them meet it")
    met.get_by_role("button", name="Add a row").click()
    pick(met.get_by_label("Field of row 1"), "answered_on")
    pick(met.get_by_label("How row 1 is compared"), "<=+")
    met.get_by_label("How many, row 1").fill("2")
    met.get_by_label("Counted from, row 1").select_option("delivered_on")
    only = page.get_by_role("group", name="Only those for which")
    only.get_by_role("button", name="Add a row").click()
    pick(only.get_by_label("Field of row 1"), "level")
    pick(only.get_by_label("How row 1 is compared"), "=")
    only.get_by_label("Value of row 1").fill("A")
    page.get_by_label("The day that decides the period").select_option("delivered_on")
    page.get_by_label("Territory", exact=True).check()
    said = "answered on is no later than 2 days after the delivered on, of those for which the level is “A”"
    expect(page.get_by_text(said)).to_be_visible()
    for width in (1440, PHONE):
        at_width(page, width)
        assert_accessible(page)
    at_width(page, DESKTOP)
    page.get_by_role("button", name="Keep in the draft").click()
    expect(page.get_by_text("Kept in the draft.")).to_be_visible()
    expect(page.get_by_text(said)).to_be_visible()
    assert_no_yaml(page)
    book, problems = read_book(Edition.objects.get().text)
    assert book is not None, problems
    made = book.measures["answered_soon"]
    assert made.expression == "count_if(answered_on <= delivered_on + interval '2' day) / count(*)"
    assert made.definition.by == ("territory",)
