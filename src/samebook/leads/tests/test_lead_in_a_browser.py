from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from samebook.agreement.actions import draft_edition, propose_edition, sign_edition, take_force
from samebook.company.tests.cast import PASSWORD
from samebook.leads.actions import escalate_breaches, take_in
from samebook.leads.mails import link
from samebook.leads.models import Lead
from samebook.leads.terms import Status
from samebook.leads.tests.company import BOOK, arrival
from samebook.web.tests.browser import PHONE, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = BOOK.replace("to: dach", "to: north").replace("to: uk", "to: south")


@pytest.fixture
def lead(site) -> Lead:
    """A lead of level B that was delivered to a rep of the North this minute."""
    cast, now = site.cast, datetime.now(UTC)
    edition = draft_edition(cast.actor("marketing"), text=HERE, at=now)
    propose_edition(cast.actor("marketing"), edition.pk, in_force_from=now, at=now)
    for side, who in (("marketing", "marketing"), ("sales", "sales_manager")):
        sign_edition(
            cast.actor(who), edition.pk, side=side, content_hash=edition.content_hash, password=PASSWORD, at=now
        )
    assert take_force(at=now)
    said = [
        arrival(at=now, fields={"lead.budget": "30000"}, phone="+4951112345", message="Please call."),
        arrival(at=now, email="b@berg.example", name="Bea Berg", company="Berg KG", country="DE"),
        arrival(at=now, email="c@carl.example", company="Carl KG", country="DE", fields={"lead.budget": "1"}),
    ]
    [delivered, *_] = take_in(cast.actor("marketing"), said, at=now, origin="form")
    return Lead.objects.select_related("owner").get(pk=delivered.lead_id)


def who(lead):
    return lead.owner.email.partition("@")[0]


def test_a_rep_accepts_and_logs_an_attempt(open_page, lead):
    page = open_page(reverse("web:today"), as_=who(lead))
    page.get_by_role("button", name="Accept Otto Müller").click()
    expect(page.get_by_text("Accepted: the lead is yours.")).to_be_visible()
    page.get_by_role("link", name="Otto Müller").click()
    page.get_by_text("Log an attempt", exact=True).click()
    page.get_by_label("Outcome").select_option("Left a message")
    page.get_by_label("Note").first.fill("Calls back tomorrow.")
    page.get_by_role("button", name="Log the attempt").click()
    expect(page.get_by_text("The attempt is logged.")).to_be_visible()
    expect(page.get_by_text("Attempt by telephone: left a message")).to_be_visible()
    lead.refresh_from_db()
    assert (lead.status, lead.attempts_made) == (Status.ACCEPTED, 1)


def test_a_refusal_stands_at_its_field_with_the_form_open(open_page, lead):
    page = open_page(reverse("leads:lead", args=[lead.pk]), as_=who(lead))
    page.get_by_text("Reject", exact=True).click()
    page.get_by_role("button", name="Reject the lead").click()
    expect(page.locator("#reject-reason")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#reject-reason")).to_be_visible()
    assert_accessible(page)


def test_a_link_of_the_mail_works_on_a_phone(open_page, site, lead):
    page = open_page(link(lead.pk, lead.owner_id, "accept").partition(":8000")[2], width=PHONE)
    expect(page.get_by_text("Nothing changes until you press")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Accept this lead").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Done")
    lead.refresh_from_db()
    assert lead.status == Status.ACCEPTED


def test_a_board_on_a_phone_shows_every_lead_below_each_other_and_leads_to_a_column(open_page, lead):
    page = open_page(reverse("leads:board"), as_=who(lead), width=PHONE)
    card = page.locator(".card", has_text="Otto Müller")
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE, "nothing lies outside the window"
    columns = page.locator(".board-column").all()
    tops = [column.bounding_box()["y"] for column in columns]
    assert tops == sorted(set(tops)), "columns stand below each other"
    jumps = page.get_by_role("navigation", name="Columns of the board").get_by_role("link")
    assert [jump.inner_text() for jump in jumps.all()] == [column.locator("h2").inner_text() for column in columns]
    jumps.filter(has_text="Delivered").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h2#column-delivered")).to_be_focused()
    assert_accessible(page)


def test_a_board_fits_a_wide_window_with_empty_columns_narrow(open_page, lead):
    page = open_page(reverse("leads:board"), as_=who(lead))
    board = page.locator(".board")
    assert board.evaluate("each => each.scrollWidth <= each.clientWidth"), "nothing to scroll"
    full, bare = page.locator(".board-column:not(.is-empty)"), page.locator(".board-column.is-empty")
    assert bare.count() > 1
    assert bare.first.bounding_box()["width"] * 1.5 < full.first.bounding_box()["width"]
    expect(page.get_by_role("navigation", name="Columns of the board").get_by_role("link")).to_have_count(0)


def test_questions_stay_in_their_cell_on_a_phone(open_page, lead):
    page = open_page(reverse("leads:inbox"), as_="telesales", width=PHONE)
    cell = page.locator('td[data-label="Questions"]').first
    lines = cell.locator(".line").all()
    assert len(lines) > 1, "one question alone stands right anyhow"
    label_ends = cell.bounding_box()["x"] + 16 * 7.5
    assert all(line.bounding_box()["x"] >= label_ends for line in lines)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, PHONE])
def test_every_page_of_leads_is_accessible(open_page, lead, dark, width):
    Lead.objects.filter(pk=lead.pk).update(first_attempt_due_at=datetime.now(UTC) - timedelta(hours=3))
    escalate_breaches(at=datetime.now(UTC))
    page = open_page(reverse("leads:inbox"), as_="sales_manager", width=width, dark=dark)
    assert_accessible(page)
    others = Lead.objects.exclude(pk=lead.pk).values_list("pk", flat=True)
    names = [reverse(f"leads:{name}") for name in ("table", "board", "new")] + [reverse("web:today")]
    for path in names + [reverse("leads:lead", args=[pk]) for pk in (lead.pk, *others)]:
        page.goto(page.url.partition("/leads")[0].partition("/today")[0] + path)
        for details in page.locator("details.act > summary").all():
            details.click()
        assert_accessible(page)
