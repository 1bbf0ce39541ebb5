"""A hold-out planned and read out, and the budget's page, in a real browser: axe on every page, wide and on a phone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from playwright.sync_api import expect

from samebook.accounts.models import Account, Person
from samebook.communications.holdouts.actions import plan_holdout
from samebook.communications.holdouts.tests.company import given
from samebook.communications.models import Communication, Cost
from samebook.company.tests.cast import day_of
from samebook.leads.models import Lead
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.web.tests.browser import PHONE, Opener, Site, arrived, assert_accessible, at_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = 1440


def both(page) -> None:
    for width in (PHONE, WIDE):
        at_width(page, width)
        assert_accessible(page)


def test_a_hold_out_is_planned_read_out_and_the_budget_looked_at(open_page: Opener, site: Site, settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    now, marketing = datetime.now(UTC), site.cast.actor("marketing")
    mailing = Communication.objects.create(name="Mailing", channel="mail", created_at=now)
    for number in range(1, 63):
        account = Account.objects.create(
            external_id=f"A-{number}", origin="api", name=f"Plant {number}", name_key=f"p{number}", created_at=now
        )
        Person.objects.create(account=account, name=f"P {number}", origin="api", created_at=now)
    for month in range(1, 13):
        at = datetime(2025, month, 20, 12, tzinfo=UTC)
        told = {"received_at": at, "recorded_at": at, "delivered_at": at, "communication": mailing}
        Lead.objects.bulk_create([Lead(origin="person", status="converted", **told) for _ in range(5 * month)])
        Cost.objects.create(
            communication=mailing, booked_on=date(2025, month, 5), amount=900 * month, currency_id="EUR", created_at=now
        )

    page = open_page("/hold-outs/new", as_="marketing")
    both(page)
    page.get_by_label("Name", exact=True).fill("Autumn")
    page.get_by_label("Mailing").check()
    page.get_by_label("Or a list of accounts").fill("\n".join(f"A-{number}" for number in range(1, 61)))
    page.get_by_label("First day").fill(day_of(now).isoformat())
    page.get_by_role("button", name="Draw the lots").click()
    expect(page.get_by_text("It starts tomorrow or later").first).to_be_visible()
    both(page)
    page.get_by_label("First day").fill((day_of(now) + timedelta(days=3)).isoformat())
    page.get_by_role("button", name="Draw the lots").click()
    expect(page.get_by_text("30 to be contacted, 30 held out")).to_be_visible()
    both(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Whom not to send to").click()
    assert taken.value.suggested_filename.startswith("do-not-send-H")

    ended = now - timedelta(days=60)
    planned = plan_holdout(
        marketing, given(name="Spring", starts_on=day_of(ended) + timedelta(days=1), days=30), at=ended
    )
    take_snapshot(connection, registry, tmp_path, at=now)
    page = open_page(f"/hold-outs/{planned.pk}", as_="executive")
    expect(page.get_by_text("0 of 31 accounts that were to be contacted")).to_be_visible()
    both(page)
    page.get_by_role("navigation").get_by_role("link", name="Hold-outs").first.click()
    arrived(page, "Hold-outs")
    expect(page.get_by_role("link", name="Spring")).to_be_visible()
    both(page)

    page = open_page("/board/budget", as_="executive")
    expect(page.get_by_text("a tenth more spend went with").first).to_be_visible()
    both(page)
    page.get_by_label("Your own change").fill("-300")
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_text("from -90 to 200 per cent")).to_be_visible()
    both(page)
