"""Buying groups in a real browser: reached by keyboard, worked on, read by axe, printed on one page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from samebook.accounts.models import Account, Person
from samebook.buying.actions import open_opportunity
from samebook.groups import actions
from samebook.groups.models import Influence, Member, StanceSaid
from samebook.web.tests.browser import DESKTOP, PHONE, Opener, Site, assert_accessible, at_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VENDOR = "choose_vendor"


@pytest.fixture
def group(site: Site):
    """A sale of the rep's with forty people in the second decision, the first of whom decides."""
    at, rep = datetime.now(UTC) - timedelta(seconds=2), site.cast.actor("rep")
    account = Account.objects.create(
        name="Voss", name_key="voss", origin="person", territory=site.cast.north, created_at=at
    )
    one = open_opportunity(
        rep, name="Two pumps", account=account, people=[], owner_id=rep.id, territory_id=site.cast.north.pk, at=at,
        opened_on=at.date(),
    )  # fmt: skip
    people = Person.objects.bulk_create(
        Person(name=f"Ada van der Long-Name {n:02}", surname_key=f"{n:02}", account=account, origin="person",
               created_at=at)
        for n in range(40)
    )  # fmt: skip
    now = datetime.now(UTC)
    for n, person in enumerate(people[:2]):
        roles = ["decision_maker"] if n == 0 else []
        actions.add_member(rep, one.pk, person_id=person.pk, decision=VENDOR, roles=roles, at=now)
    one.people.add(*people)
    Member.objects.bulk_create(
        Member(opportunity=one, person=person, decision=VENDOR, joined_at=at, recorded_at=at, stance="open")
        for person in people[2:]
    )
    return one, people


def test_a_group_is_worked_on_by_keyboard_and_printed_on_one_page(open_page: Opener, group) -> None:
    one, people = group
    url = reverse("groups:group", args=[one.pk])
    page = open_page(f"{url}?decision={VENDOR}", as_="rep")
    assert_accessible(page)
    at_width(page, PHONE)
    assert_accessible(page)
    at_width(page, DESKTOP)
    paper = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    card = page.locator(".group-picture.is-wide a.group-card").nth(1)
    card.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#member-h")).to_have_text(people[1].name)
    page.get_by_text("Say where they stand", exact=True).press("Enter")
    page.get_by_label("Where they stand").select_option("against")
    page.get_by_label("Whose word that is").select_option("deed")
    page.get_by_label("What was said or done").fill("Sent it back unread.")
    assert_accessible(page)
    page.locator("#member form[action$='/stance'] button").press("Enter")
    expect(page.locator("#member").get_by_text("Sent it back unread.").first).to_be_visible()
    expect(page.locator(".group-picture.is-wide a.is-chosen")).to_have_class(re.compile("is-against"))
    page.get_by_text("Draw whom they move", exact=True).press("Enter")
    page.get_by_label("Whose mind they move").select_option(str(people[0].pk))
    page.locator("#member form[action$='/influence'] button").press("Enter")
    expect(page.locator(".group-picture.is-wide path.arrow")).to_have_count(1)
    page.get_by_role("button", name="Takes part in the other decision too").press("Enter")
    expect(page.locator("#group .tabs a[aria-current]")).to_contain_text("Start the project")
    assert StanceSaid.objects.get().stance == "against"
    assert Influence.objects.get().whom_id == people[0].pk
    assert Member.objects.filter(decision="start_project").count() == 1


def test_a_group_is_read_in_the_dark(open_page: Opener, group) -> None:
    one, people = group
    url = f"{reverse('groups:group', args=[one.pk])}?decision={VENDOR}&person={people[0].pk}"
    page = open_page(url, as_="rep", dark=True, width=PHONE)
    sheets = page.locator("details.confirm > summary")
    expect(sheets).not_to_have_count(0)
    for sheet in sheets.all():
        sheet.click()
    assert_accessible(page)
