"""A play that is written for something: its draft begins with it, and approving it answers who asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samebook.kernel.refusals import Missing
from samebook.plays import actions
from samebook.plays.models import Play, PlayRequest
from samebook.plays.occasions import key_of
from samebook.plays.queries import version_for
from samebook.plays.tests.cast import NOW, a_play, a_sale
from samebook.stalls.actions import open_stall
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


def asked(cast: Cast, *, cause: str = "legal", role: str = "buyer") -> PlayRequest:
    """A request about a stalled sale in Great Britain."""
    sale, rep = a_sale(cast), cast.actor("rep")
    stall = open_stall(rep, sale.opportunity.pk, cause=cause, person_id=sale.person.pk, at=NOW)
    why = "Their lawyers ask for our terms."
    return actions.ask_for_play(rep, cause=cause, role=role, why=why, stall_id=stall.pk, at=NOW)


def drafted(cast: Cast, request: PlayRequest, name: str = "Terms") -> Play:
    return actions.add_play(cast.actor("marketing"), name=name, written_for=key_of(request), at=NOW)


def approve(cast: Cast, play: Play, *causes: str) -> None:
    by, version = cast.actor("marketing"), play.versions.get()
    said = actions.For(causes=causes, languages=("en",), review_date=NOW.date() + timedelta(days=300))
    actions.change_version(by, version.pk, said, at=NOW)
    actions.add_step(by, version.pk, actions.Step("task", "Send the terms"), at=NOW)
    actions.approve_version(by, version.pk, at=NOW)


def test_the_draft_begins_with_what_the_request_says(cast):
    request = asked(cast)
    version = version_for(cast.actor("marketing"), drafted(cast, request).versions.get().pk)
    assert request.stall is not None
    assert (version.causes, version.roles, version.languages) == (["legal"], ["buyer"], ["en"])
    assert version.decisions == [request.stall.decision]


def test_approving_it_answers_the_request(cast):
    request = asked(cast)
    play = drafted(cast, request)
    approve(cast, play, "legal")
    request.refresh_from_db()
    assert (request.state, request.play, request.ended_by) == ("answered", play, cast["marketing"])


def test_one_that_is_made_for_another_cause_in_the_end_answers_nothing(cast):
    request = asked(cast)
    approve(cast, drafted(cast, request), "claim_doubted")
    request.refresh_from_db()
    assert request.state == "open"


def test_a_request_that_was_ended_meanwhile_stays_as_it_was_ended(cast):
    request = asked(cast)
    play = drafted(cast, request)
    actions.decline_request(cast.actor("marketing"), request.pk, reason="We have no lawyer", at=NOW)
    approve(cast, play, "legal")
    request.refresh_from_db()
    assert (request.state, request.play) == ("declined", None)


def test_a_name_that_the_book_no_longer_has_is_left_out(cast):
    request = asked(cast, role="")
    PlayRequest.objects.filter(pk=request.pk).update(cause="weather", role="wizard")
    version = version_for(cast.actor("marketing"), drafted(cast, request).versions.get().pk)
    assert (version.causes, version.roles) == ([], [])


@pytest.mark.parametrize("key", ["request:0", "request:x", "request:", "weather:1", "cell", "request:" + "9" * 30])
def test_nothing_is_written_for_what_is_not_there(cast, key):
    with pytest.raises(Missing):
        actions.add_play(cast.actor("marketing"), name="Terms", written_for=key, at=NOW)
    assert not Play.objects.exists()
    assert cast.client("marketing").get(reverse("plays:new"), {"for": key}).status_code == 404


def test_the_pages_say_for_what_it_is_written(cast):
    request, client = asked(cast), cast.client("marketing")
    shelf = client.get(reverse("plays:requests")).content.decode()
    assert f"/plays/new?for=request:{request.pk}" in shelf
    form = client.get(reverse("plays:new"), {"for": key_of(request)}).content.decode()
    assert "Their lawyers ask for our terms." in form
    said = {"name": "Terms", "owner": cast["marketing"].pk, "for": key_of(request)}
    made = client.post(reverse("plays:new"), said)
    assert made.status_code == 302
    assert "Their lawyers ask for our terms." in client.get(made.url).content.decode()
    version = Play.objects.get().versions.get()
    assert reverse("plays:version", args=[version.pk]) in client.get(reverse("plays:requests")).content.decode()


def test_what_a_draft_lacks_stands_beside_its_fields_all_at_once(cast):
    draft = a_play(cast, approved=False, languages=("en", "de"))
    actions.change_version(cast.actor("marketing"), draft.pk, actions.For(languages=("en", "nl")), at=NOW)
    page = cast.client("marketing").post(reverse("plays:approve", args=[draft.pk]))
    text = page.content.decode()
    assert page.status_code == 422
    for said in ("Say which causes it answers.", "Say until when it is current.", "has no text in Dutch"):
        assert text.count(said) == 1, said
    assert "needed before it is approved" in text


def test_only_the_first_version_says_what_it_was_written_for(cast):
    play = drafted(cast, asked(cast))
    client, first = cast.client("marketing"), play.versions.get()
    assert "Written for:" in client.get(reverse("plays:version", args=[first.pk])).content.decode()
    approve(cast, play, "legal")
    second = actions.begin_version(cast.actor("marketing"), play.pk, at=NOW)
    page = client.get(reverse("plays:version", args=[second.pk])).content.decode()
    assert "Terms" in page
    assert "Written for:" not in page
