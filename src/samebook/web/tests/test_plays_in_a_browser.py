"""From the first stall to won, with a play that marketing prepared; every page of plays with axe, on desk and phone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from samebook.jobs.models import Mail
from samebook.plays.actions import Upload, ask_for_play, take_up
from samebook.plays.models import PlayRun, PlayVersion
from samebook.plays.tests.cast import a_play, a_sale
from samebook.stalls.actions import open_stall
from samebook.web.tests.browser import DESKTOP, PHONE, Opener, Site, assert_accessible, at_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_opportunity_goes_from_its_first_stall_to_won_with_a_play_that_marketing_prepared(
    open_page: Opener, site: Site
) -> None:
    at = datetime.now(UTC) - timedelta(seconds=5)
    sale = a_sale(site.cast, at=at)
    there = reverse("buying:opportunity", args=[sale.opportunity.pk])

    marketing = open_page(reverse("plays:new"), as_="marketing")
    marketing.get_by_label("Name").fill("Record of a plant")
    marketing.get_by_role("button", name="Begin the draft").click()
    marketing.get_by_role("group", name="It answers").get_by_label("Claim doubted").check()
    marketing.get_by_role("group", name="Its texts are in").get_by_label("English").check()
    marketing.get_by_label("Current until").fill((at.date() + timedelta(days=300)).isoformat())
    marketing.get_by_role("button", name="Save").click()
    expect(marketing.get_by_text("Saved.")).to_be_visible()
    marketing.get_by_role("link", name="Add a step").click()
    marketing.get_by_label("What is done").fill("Send the record")
    marketing.get_by_label("Kind").select_option("email")
    marketing.get_by_label("Subject of the e-mail, English").fill("What {account} asked")
    marketing.get_by_label("Text of the e-mail, English").fill("Dear {person}, see the record. {cause}")
    marketing.get_by_role("button", name="Save").click()
    expect(marketing.get_by_text("is no merge field")).to_be_visible()
    assert_accessible(marketing)
    marketing.get_by_label("Text of the e-mail, English").fill("Dear {person}, see the record. {rep}")
    marketing.get_by_role("button", name="Save").click()
    expect(marketing.get_by_text("Saved.")).to_be_visible()
    marketing.locator("summary", has_text="Approve it").click()
    marketing.get_by_role("button", name="Approve it").click()
    expect(marketing.get_by_text("It is offered from now on")).to_be_visible()

    rep = open_page(there, as_="rep")
    rep.locator("summary", has_text="It stands still").click()
    rep.get_by_role("button", name="Claim doubted").click()
    expect(rep.get_by_text("made for “Claim doubted”")).to_be_visible()
    rep.get_by_role("button", name="Start Record of a plant").click()
    expect(rep.get_by_text("Started, and approved by you.")).to_be_visible()
    assert_accessible(rep)
    assert not Mail.objects.filter(kind="plays.step").exists()

    marketing.goto(site.url + reverse("web:today"))
    marketing.get_by_role("link", name="Send the record").click()
    marketing.get_by_role("button", name="Send it").click()
    expect(marketing.get_by_text("It is in the outbox.")).to_be_visible()
    mail = Mail.objects.get(kind="plays.step")
    assert (mail.to, mail.subject, mail.headers["Reply-To"]) == (
        "ina@voss.example", "What Voss Ltd asked", "rep@velden.example",
    )  # fmt: skip
    assert mail.text == "Dear Ina Voss, see the record. Rosa Lindqvist"

    rep.goto(site.url + reverse("web:today"))
    rep.get_by_role("button", name="Helped").click()
    expect(rep.get_by_text("Its maker is told.")).to_be_visible()
    assert PlayRun.objects.get().helped is True
    rep.goto(site.url + there)
    rep.locator("summary", has_text="It has ended").click()
    rep.get_by_role("button", name="A play ended it").click()
    expect(rep.get_by_text("1 that ended").first).to_be_visible()
    rep.locator("summary", has_text="Won").click()
    rep.locator("form[action$='/won']").get_by_role("button", name="Close as won").click()
    expect(rep.get_by_text("Won. The account is a customer.")).to_be_visible()
    assert sale.opportunity.stalls.get().ended_by == "play"


def test_pages_of_plays_are_accessible_on_desk_and_phone_in_light_and_dark(open_page: Opener, site: Site) -> None:
    at, cast = datetime.now(UTC) - timedelta(seconds=5), site.cast
    record = Upload("Record.pdf", 9, [b"%PDF-1.7 "])
    sale, version = a_sale(cast, at=at), a_play(cast, at=at, document=record)
    a_play(cast, name="Draft", approved=False, at=at)
    draft = PlayVersion.objects.get(play__name="Draft")
    stall = open_stall(cast.actor("rep"), sale.opportunity.pk, cause="claim_doubted", person_id=sale.person.pk, at=at)
    start = reverse("plays:start", args=[sale.opportunity.pk]) + f"?version={version.pk}&stall={stall.pk}"
    run = PlayRun.objects.get()
    take_up(cast.actor("marketing"), run.pk, at=at)
    asked = ask_for_play(cast.actor("rep"), cause="legal", why="Terms in Dutch.", at=at)
    mail = Mail.objects.get(kind="plays.approval").text
    link = next(word for word in mail.split() if "/plays/linked/approve/" in word)
    both = (
        ("rep", [
            reverse("plays:library"), start, reverse("plays:run", args=[run.pk]), reverse("plays:ask"),
            reverse("web:today"), link[link.index("/plays/") :],
        ]),
        ("marketing", [
            reverse("plays:play", args=[version.play_id]), reverse("plays:version", args=[draft.pk]),
            reverse("plays:step", args=[draft.steps.get(place=1).pk]), reverse("plays:requests"),
            reverse("plays:new") + f"?for=request:{asked.pk}",
        ]),
    )  # fmt: skip
    for who, pages in both:
        page = open_page(pages[0], as_=who, dark=who == "marketing")
        for address in pages:
            _look(page, site.url + address)


def _look(page: Page, url: str) -> None:
    """At 1440 and, with every sheet open, at 390 pixels."""
    at_width(page, DESKTOP)
    page.goto(url)
    assert_accessible(page)
    at_width(page, PHONE)
    for sheet in page.locator("main details.confirm > summary").all():
        sheet.click()
    assert_accessible(page)
