import pytest
from playwright.sync_api import expect

from samebook.web.tests.browser import PHONE, Opener, arrived, assert_accessible, assert_drawn, at_width
from tests.analyses.files import written
from tests.analyses.world import AS_OF, TABLES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_analysis_is_chosen_and_asked_for_other_days(open_page: Opener, settings, tmp_path) -> None:
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    written(tmp_path, TABLES, at=AS_OF)
    page = open_page("/numbers/analyses/", as_="marketing")
    assert_accessible(page)
    page.get_by_role("link", name="Lead funnel with its lags").click()
    arrived(page, "Lead funnel with its lags")
    page.get_by_label("Within days").fill("30")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("3 leads are too young").first).to_be_visible()
    expect(page.get_by_role("row", name="Opportunity").first).to_contain_text("40.0 %")
    assert_drawn(page.locator("img.drawn.light"))
    for width in (1440, PHONE):
        at_width(page, width)
        assert_accessible(page)


@pytest.mark.parametrize("name", ["cohort-conversion", "concentration"])
def test_other_analyses_are_accessible_in_the_dark(open_page: Opener, settings, tmp_path, name: str) -> None:
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    written(tmp_path, TABLES, at=AS_OF)
    page = open_page(f"/numbers/analyses/{name}", as_="marketing", dark=True)
    expect(page.locator("#figures table").first).to_be_visible()
    for width in (1440, PHONE):
        at_width(page, width)
        assert_accessible(page)
