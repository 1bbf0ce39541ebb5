"""The board report in a real browser, checked by axe: counted, signed, commented, closed; wide and on a phone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from samebook.agreement.models import Edition
from samebook.board.actions import enter_benchmark
from samebook.company.tests.cast import PASSWORD
from samebook.web.tests.browser import Opener, Site, arrived
from samebook.web.tests.test_promises_in_a_browser import signed
from samebook.web.tests.test_quarter_in_a_browser import look, run_jobs

__all__ = ["signed"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    settings.SAMEBOOK_BOARDS = tmp_path / "boards"


def test_a_period_is_counted_signed_commented_and_closed(open_page: Opener, signed: Edition, site: Site) -> None:
    now = datetime.now(UTC)
    enter_benchmark(
        site.cast.actor("marketing"), measure="accepted", value=Decimal("0.6"), source="Agreed",
        from_date=date(2020, 1, 1), at=now,
    )  # fmt: skip
    page = open_page("/board/", as_="sales_manager")
    last = now.date() - timedelta(days=2)
    page.get_by_label("Period (optional)").select_option("")
    page.get_by_label("Or from").fill((last - timedelta(days=60)).isoformat())
    page.get_by_label("To (optional)").fill(last.isoformat())
    look(page)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("You may leave this page")).to_be_visible()
    run_jobs()
    expect(page.get_by_role("heading", name="Activity")).to_be_visible()
    expect(page.get_by_text("as sales reports.").first).to_be_visible()
    look(page)
    address = page.url
    page.get_by_role("link", name="Internal view").click()
    expect(page.get_by_role("heading", name="Effects on revenue")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Circulated report").click()
    expect(page.get_by_role("link", name="Circulated report")).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Read and sign for sales").click()
    arrived(page, "Read and sign for sales")
    look(page)
    page.get_by_label("Your password, again").fill(PASSWORD)
    page.get_by_role("button", name="Sign these figures").click()
    expect(page.get_by_text("Signed for sales by")).to_be_visible()

    path = address[address.index("/board/") :]
    page = open_page(path, as_="marketing", dark=True)
    page.get_by_role("link", name="Comment for marketing").click()
    page.get_by_label("Comment (optional)").fill("The campaign generated 2 million euros of revenue.")
    page.get_by_role("button", name="Keep the comment").click()
    expect(page.get_by_text("One sentence claims an effect on revenue.")).to_be_visible()
    look(page)
    page.get_by_label("Comment (optional)").fill("Two fairs were held.")
    page.get_by_role("button", name="Keep the comment").click()
    expect(page.get_by_text("Two fairs were held.")).to_be_visible()
    page = open_page("/board/benchmarks", as_="marketing")
    arrived(page, "Benchmarks")
    look(page)

    page = open_page(path, as_="executive", dark=True)
    page.get_by_text("Close the period").click()
    expect(page.get_by_role("button", name="Close it for good")).to_be_visible()
    look(page)
    page.get_by_label("Your password, again").fill(PASSWORD)
    page.get_by_role("button", name="Close it for good").click()
    expect(page.get_by_text("The figures are frozen.", exact=False).first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="PowerPoint").click()
    assert download.value.suggested_filename.endswith(".pptx")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="PDF")).to_be_hidden()
