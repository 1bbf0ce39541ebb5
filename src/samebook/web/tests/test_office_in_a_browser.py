"""Numbers, journal and settings in a real browser: the main act of each, checked by axe, wide and on a phone."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from samebook.agreement.actions import draft_edition
from samebook.agreement.starters import EMPTY
from samebook.jobs.models import Job
from samebook.journal.sealing import seal
from samebook.leads.models import Lead
from samebook.leads.terms import Status
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.web.tests.browser import PHONE, Opener, Site, arrived, assert_accessible, assert_drawn, at_width, see
from samebook.web.tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCHEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


@pytest.fixture
def snapshot(site: Site, settings: Any, tmp_path: Path) -> None:
    """A snapshot of a few leads, in two states and of two sources."""
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    now = datetime.now(UTC)
    edition = draft_edition(site.cast.actor("marketing"), text=EMPTY, at=now)
    for number in range(12):
        Lead.objects.create(
            origin="person",
            territory=site.cast.north,
            owner=site.cast["rep"],
            source="fair" if number % 3 else "web",
            status=Status.ACCEPTED if number % 2 else Status.REJECTED,
            rejection_reason="" if number % 2 else "no_budget",
            verdict="deliver",
            level="A",
            edition=edition,
            received_at=now,
            recorded_at=now,
            judged_at=now,
            delivered_at=now,
            answered_at=now,
        )
    take_snapshot(connection, registry, tmp_path, at=now)


@SCHEMES
def test_a_measure_is_split_drawn_and_followed_to_its_records(
    open_page: Opener, snapshot: None, site: Site, dark: bool
) -> None:
    page = open_page("/numbers/", as_="marketing", dark=dark)
    assert_accessible(page)
    page.get_by_role("link", name="Leads accepted").click()
    arrived(page, "Leads accepted")
    expect(page.get_by_text("50.0 %").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Split by").select_option("source")
    page.get_by_role("button", name="Show", exact=True).click()
    drawn = page.locator(f"img.drawn.{'dark' if dark else 'light'}")
    assert_drawn(drawn)
    expect(page.locator(f"img.drawn.{'light' if dark else 'dark'}")).to_be_hidden()
    _at_both_widths(page)
    page.get_by_role("link", name="Show the records behind fair").click()
    expect(page.get_by_text("8 in all")).to_be_visible()
    assert_accessible(page)
    page.goto(f"{site.url}/numbers/leads_by_verdict?by=month")
    assert_drawn(drawn)
    _at_both_widths(page)


def test_days_of_ones_own_are_asked_for_and_refused_at_their_field(open_page: Opener, snapshot: None) -> None:
    page = open_page("/numbers/delivered", as_="rep")
    page.get_by_label("Period").select_option("custom")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Days of your own need a first and a last one.")).to_be_visible()
    assert_accessible(page)


def test_the_journal_is_filtered_and_its_verification_asked_for(open_page: Opener, site: Site) -> None:
    seal(at=datetime.now(UTC))
    page = open_page("/journal/", as_="administrator")
    expect(page.get_by_role("row", name="User added").first).to_be_visible()
    _at_both_widths(page)
    page.get_by_role("combobox", name="What").select_option("company.company.founded")
    page.get_by_role("button", name="Filter").click()
    expect(page).to_have_url(re.compile("company.company.founded"))
    see(page.get_by_role("button", name="Verify now"))
    expect(page.get_by_role("row", name="User added")).to_have_count(0)
    page.get_by_role("button", name="Verify now").click()
    expect(page.get_by_text("The journal is being verified")).to_be_visible()
    assert_accessible(page)


@SCHEMES
def test_an_administrators_today_and_every_page_of_settings_are_accessible(
    open_page: Opener, site: Site, dark: bool
) -> None:
    cast: Cast = site.cast
    cast["rep"].territories.clear()
    Job.objects.create(
        kind="snapshot.refresh", state="failed", failure="The disk was full.", asked_by="system:test",
        asked_at=datetime.now(UTC), run_after=datetime.now(UTC), ended_at=datetime.now(UTC),
    )  # fmt: skip
    page = open_page("/today", as_="administrator", dark=dark)
    expect(page.get_by_text("The disk was full.")).to_be_visible()
    _at_both_widths(page)
    page.goto(f"{site.url}/settings/")
    places = ["", "users", "users/new", f"users/{cast['rep'].pk}", "teams", f"teams/{cast.team.pk}", "territories"]
    places += [f"territories/{cast.north.pk}", "calendars", f"calendars/{cast.company.calendar_id}", "money", "tokens"]
    for place in [*places, "jobs", "profile"]:
        page.goto(f"{site.url}/settings/{place}")
        _at_both_widths(page)


def test_a_user_is_added_and_a_token_made_by_hand(open_page: Opener) -> None:
    page = open_page("/settings/users/new", as_="administrator")
    page.get_by_label("Name").fill("Nora Neu")
    page.get_by_role("textbox", name="E-mail").fill("nora@velden.example")
    page.get_by_label("First password").fill("short")
    page.get_by_label("Rep", exact=True).check()
    page.get_by_label("North").check()
    page.get_by_role("button", name="Add the user").click()
    expect(page.locator(".error")).to_contain_text("too short")
    assert_accessible(page)
    page.get_by_label("First password").fill("a-long-enough-one-4")
    page.get_by_role("button", name="Add the user").click()
    expect(page.get_by_role("row", name="Nora Neu")).to_contain_text("North")
    page.get_by_role("link", name="Tokens").click()
    expect(page.get_by_role("button", name="Make the token")).to_be_visible()
    page.get_by_label("Name").fill("Website")
    page.get_by_label("What it may do").select_option("form")
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_label("The token")).to_have_value(re.compile("^sb_"))
    assert_accessible(page)


def _at_both_widths(page: Page) -> None:
    for width in (1440, PHONE):
        at_width(page, width)
        assert_accessible(page)
