"""Promises and the criteria review in a real browser, checked by axe: wide and on a phone, light and dark."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import expect

from samebook.agreement.actions import take_force
from samebook.agreement.models import Edition
from samebook.agreement.starters import starters
from samebook.agreement.tests.cast import proposed, sign
from samebook.leads.models import Lead
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.web.tests.browser import DESKTOP, PHONE, Opener, Site, assert_accessible, at_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCHEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


@pytest.fixture
def signed(site: Site, settings: Any, tmp_path: Path) -> Edition:
    """The starter Book in force, 500 leads judged by it, and a snapshot of them.

    A: timing was false for half of those delivered at B, and sales took to these.
    """
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    now = datetime.now(UTC)
    text = next(each.text for each in starters() if each.name == "industrial_maker")
    edition = proposed(site.cast.actor("marketing"), text, in_force_from=now, at=now)
    sign(site.cast.actor("marketing"), edition, "marketing", at=now)
    sign(site.cast.actor("sales_manager"), edition, "sales", at=now)
    take_force(at=now)
    Lead.objects.bulk_create([_lead(site, edition, number, now) for number in range(500)])
    take_snapshot(connection, registry, tmp_path, at=datetime.now(UTC))
    return edition


def _lead(site: Site, edition: Edition, number: int, now: datetime) -> Lead:
    late, taken = number % 2 == 0, number % 10 < 8 if number % 2 == 0 else number % 10 < 2
    unmet = {"met": ["market", "industry", "need"], "false": ["timing"], "unknown": ["money"]}
    met = {"met": ["market", "industry", "need", "timing"], "false": [], "unknown": ["money"]}
    judgement = {
        "levels": [
            {"level": "A", **(unmet if late else met)},
            {"level": "B", "met": ["market", "size", "need", "money"], "false": [], "unknown": []},
        ]
    }
    when = now - timedelta(days=number)
    return Lead(
        origin="import", territory=site.cast.north, owner=site.cast["rep"], verdict="deliver", level="B",
        status="accepted" if taken else "rejected", rejection_reason="" if taken else "no_budget",
        rejected_at=None if taken else now, judgement=judgement, edition=edition, received_at=when,
        recorded_at=now, judged_at=now, delivered_at=when, answered_at=now, first_attempt_at=now,
        first_attempt_due_at=now, answer_due_at=now,
    )  # fmt: skip


@SCHEMES
def test_both_sides_promises_stand_on_one_page_and_lead_to_the_leads(
    open_page: Opener, signed: Edition, site: Site, dark: bool
) -> None:
    page = open_page("/today", as_="sales_manager", dark=dark)
    expect(page.get_by_role("heading", name="Promises")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="All, and how they are reckoned").click()
    expect(page.get_by_role("heading", name="Marketing owes sales")).to_be_visible()
    expect(page.get_by_role("heading", name="Sales owes marketing")).to_be_visible()
    for width in (1440, 1024, PHONE):
        at_width(page, width)
        assert_accessible(page)
    page.get_by_role("link", name="Leads behind A reason with each rejection").click()
    expect(page.get_by_role("heading", name="Leads behind a promise")).to_be_visible()
    assert_accessible(page)


@SCHEMES
def test_a_criterion_is_reviewed_and_a_draft_made_in_one_click(
    open_page: Opener, signed: Edition, site: Site, dark: bool
) -> None:
    page = open_page("/book/", as_="marketing", dark=dark)
    page.get_by_role("link", name="Criteria", exact=True).click()
    expect(page.get_by_text("500 leads judged")).to_be_visible()
    for width in (1440, 1024, PHONE):
        at_width(page, width)
        assert_accessible(page)
    at_width(page, DESKTOP)
    page.get_by_role("link", name="Leads behind A: timing, False", exact=True).click()
    expect(page.get_by_text("250 in all")).to_be_visible()
    assert_accessible(page)
    page.go_back()
    section = page.get_by_role("region", name="A: timing", exact=True)
    section.get_by_role("button", name="Make a draft without it").click()
    expect(page.get_by_text("A draft without A.timing is made")).to_be_visible()
    draft = Edition.objects.order_by("-pk")[0]
    assert draft.based_on == signed
    reason = " ".join(line.strip(" #") for line in draft.text.splitlines() if line.strip().startswith("#"))
    assert "Without “timing”: " in reason
    assert "of 250 were accepted where it was false" in reason
