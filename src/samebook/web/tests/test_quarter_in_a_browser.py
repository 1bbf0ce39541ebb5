"""The quarterly review, its paper, and other thresholds in a real browser, checked by axe: wide and on a phone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from samebook.agreement.actions import comment_on, draft_edition
from samebook.agreement.models import Edition
from samebook.jobs.worker import claim, do
from samebook.web.tests.browser import DESKTOP, PHONE, Opener, Site, arrived, assert_accessible, assert_drawn, at_width
from samebook.web.tests.test_promises_in_a_browser import SCHEMES, signed

__all__ = ["signed"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    settings.SAMEBOOK_QUARTERS, settings.SAMEBOOK_EFFECT = tmp_path / "quarters", tmp_path / "effect"


def run_jobs() -> None:
    while job := claim("test", at=datetime.now(UTC) + timedelta(seconds=1)):
        do(job)


def look(page: Page) -> None:
    """No page is wider than its window, and axe finds nothing."""
    for width in (1440, 1024, PHONE):
        at_width(page, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)
    at_width(page, DESKTOP)


@SCHEMES
def test_a_quarter_is_reviewed_on_the_page_and_on_paper(
    open_page: Opener, signed: Edition, site: Site, dark: bool
) -> None:
    manager, now = site.cast.actor("sales_manager"), datetime.now(UTC)
    draft = draft_edition(manager, text=signed.text, title="The next one", at=now)
    comment_on(manager, draft.pk, clause="qualification.A.money", text="Half of them have no budget.", at=now)
    page = open_page("/book/", as_="marketing", dark=dark)
    page.get_by_role("link", name="Review", exact=True).click()
    arrived(page, "Quarterly review")
    look(page)
    page.get_by_label("Quarter").select_option(index=0)
    page.get_by_role("button", name="Make the sheet").click()
    expect(page.get_by_text("You may leave this page")).to_be_visible()
    look(page)
    run_jobs()
    expect(page.get_by_role("heading", name="Levels and criteria")).to_be_visible()
    expect(page.get_by_text("Half of them have no budget.")).to_be_visible()
    expect(page.get_by_role("heading", name="Level A, timing")).to_be_visible()
    look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert download.value.suggested_filename.endswith(".pdf")
    page.emulate_media(media="print")
    expect(page.get_by_text("For sales: name, day, signature")).to_be_visible()
    expect(page.get_by_role("link", name="PDF")).to_be_hidden()


@SCHEMES
def test_other_thresholds_are_tried_and_the_rule_is_told(
    open_page: Opener, signed: Edition, site: Site, dark: bool
) -> None:
    page = open_page("/leads/criteria", as_="marketing", dark=dark)
    assert_drawn(page.get_by_role("img", name="For each criterion a dot").first)
    page.get_by_text("The figures as a table").click()
    look(page)
    page.get_by_role("button", name="Try other thresholds").click()
    expect(page.get_by_text("You may leave this page")).to_be_visible()
    run_jobs()
    expect(page.get_by_role("heading", name="The rule, stated before the figures")).to_be_visible()
    look(page)
    page = open_page("/leads/promises", as_="marketing", dark=dark)
    assert_drawn(page.get_by_role("img", name="For each promise of marketing").first)
    look(page)
