"""The pages of plays: what they show and refuse, files, links of mails, hostile input, how many queries they ask."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samebook.jobs.models import Mail
from samebook.plays import actions, files
from samebook.plays.desk import wanted
from samebook.plays.models import PlayDocument, PlayRun, PlayVersion
from samebook.plays.tests.cast import a_play, a_sale
from samebook.stalls.actions import open_stall
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
STEP = {"title": "Send", "kind": "document", "performer": "marketing", "due_hours": "4"}


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC) - timedelta(days=2)


def offered(cast: Cast, at: datetime, **play: Any) -> PlayRun:
    """A stall of the rep's with the play that is offered for it."""
    a_play(cast, at=at, **play)
    sale = a_sale(cast, at=at)
    open_stall(cast.actor("rep"), sale.opportunity.pk, cause="claim_doubted", person_id=sale.person.pk, at=at)
    return PlayRun.objects.get()


def test_whether_it_helped_is_asked_once_all_was_due(cast, at):
    run = offered(cast, at)
    actions.take_up(cast.actor("rep"), run.pk, at=at)
    run.steps.update(due_at=datetime.now(UTC) + timedelta(hours=3))
    here, client = reverse("plays:run", args=[run.pk]), cast.client("rep")
    assert "This helped" not in client.get(here).content.decode()
    run.steps.update(due_at=datetime.now(UTC) - timedelta(hours=3))
    assert "This helped" in client.get(here).content.decode()
    assert "The rep has not said." in cast.client("marketing").get(here).content.decode()


def test_a_file_is_kept_apart_and_handed_out_to_be_saved_only(cast, at):
    draft = a_play(cast, at=at, approved=False)
    client, there = cast.client("marketing"), reverse("plays:new_step", args=[draft.pk])
    bad = SimpleUploadedFile("page.html", b"<script>alert(1)</script>")
    assert client.post(there, STEP | {"document": bad}).status_code == 422
    assert not PlayDocument.objects.exists()
    good = SimpleUploadedFile("../../Readings “2026”.pdf", b"%PDF-1.7 x")
    assert client.post(there, STEP | {"document": good}).status_code == 302
    kept = PlayDocument.objects.get()
    path = files.path_of(kept.key)
    assert (path.stat().st_mode & 0o777, path.parent, kept.size) == (0o600, files.folder(), 10)
    address = reverse("plays:document", args=[kept.pk])
    assert cast.client("rep").get(address).status_code == 404  # of a draft
    actions.approve_version(cast.actor("marketing"), draft.pk, at=datetime.now(UTC))
    answer = cast.client("rep").get(address)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="readings-2026.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"


def test_the_link_of_the_mail_asks_on_opening_and_approves_on_sending(cast, at):
    run = offered(cast, at)
    actions.take_up(cast.actor("marketing"), run.pk, at=at)
    text = Mail.objects.get(kind="plays.approval").text
    link = next(word for word in text.split() if "/plays/linked/approve/" in word)
    address, client = link[link.index("/plays/") :], cast.client()
    shown = client.get(address)
    assert (shown.status_code, b"What Voss Ltd asked" in shown.content) == (200, True)
    run.refresh_from_db()
    assert run.waits_for_approval
    assert client.post(address).status_code == 200
    run.refresh_from_db()
    assert run.approved_by_id == cast["rep"].pk
    assert client.post(address).status_code == 409  # once


def test_a_link_of_somebody_else_or_of_another_purpose_changes_nothing(cast, at):
    run = offered(cast, at)
    actions.take_up(cast.actor("marketing"), run.pk, at=at)
    for user, salt, status in (
        ("marketing", "plays.approve", 409), ("outsider", "plays.approve", 404), ("rep", "plays.decline", 404),
        ("rep", "leads.accept", 404),
    ):  # fmt: skip
        token = signing.dumps([run.pk, cast[user].pk], salt=salt, compress=True)
        answer = cast.client().post(reverse("plays:linked", args=["approve", token]))
        assert answer.status_code == status, (user, salt)
    broken = signing.dumps(["x", None], salt="plays.approve", compress=True)
    assert cast.client().post(reverse("plays:linked", args=["approve", broken])).status_code == 404
    run.refresh_from_db()
    assert run.waits_for_approval


def test_what_is_started_on_today_leads_back_to_the_next_one_there(cast, at):
    run = offered(cast, at)
    rep = cast.client("rep")
    assert 'id="offered-plays-h"' in rep.get(reverse("web:today")).content.decode()
    back = rep.post(reverse("plays:run_act", args=[run.pk, "start"]), {"from": "today"})["Location"]
    assert back == f"{reverse('web:today')}#offered-plays-h"
    stopped = rep.post(reverse("plays:run_act", args=[run.pk, "stop"]), {"from": "today", "reason": "Not now."})
    assert stopped["Location"] == reverse("web:today")


def test_hostile_forms_break_nothing(cast, at):
    run = offered(cast, at)
    draft = a_play(cast, name="Draft", at=at, approved=False)
    long = "x" * 20_000
    for who, address, data in (
        ("marketing", reverse("plays:new"), {"name": long, "owner": "no"}),
        ("marketing", reverse("plays:new"), {"name": "\0", "owner": "9" * 40}),
        ("marketing", reverse("plays:version", args=[draft.pk]), {"causes": "none", "review_date": "0001-01-01"}),
        ("marketing", reverse("plays:version", args=[draft.pk]), {"causes": "legal", "review_date": "1900-01-01"}),
        ("marketing", reverse("plays:new_step", args=[draft.pk]), STEP | {"due_hours": "1e9", "link": "javascript:x"}),
        ("marketing", reverse("plays:approve", args=[draft.pk + 10_000]), {}),
        ("rep", reverse("plays:start", args=[run.opportunity_id]), {"version": "9" * 30, "stall": "x"}),
        ("rep", reverse("plays:start", args=[run.opportunity_id]), {"version": run.version_id, "person": "9" * 30}),
        ("rep", reverse("plays:run_act", args=[run.pk, "decline"]), {"reason": " "}),
        ("rep", reverse("plays:run_act", args=[run.pk, "helped"]), {"helped": "perhaps"}),
        ("rep", reverse("plays:run_act", args=[run.pk, "nothing"]), {}),
        ("rep", reverse("plays:ask"), {"cause": "legal", "why": "\0", "of": "-1"}),
    ):
        status = cast.client(who).post(address, data).status_code
        assert status in (400, 404, 422), (address, data, status)
    for query in ("?version=x", f"?version={run.version_id}&stall=99999999999999999999", "?version=1&stall=1%00"):
        assert cast.client("rep").get(reverse("plays:start", args=[run.opportunity_id]) + query).status_code < 500


def test_what_is_typed_into_a_text_stays_text(cast, at):
    run = offered(cast, at)
    actions.take_up(cast.actor("rep"), run.pk, at=at)
    step = run.steps.get(place=1)
    actions.reword(cast.actor("rep"), step.pk, subject="<b>x</b>", body="<script>alert(1)</script>", at=at)
    shown = cast.client("rep").get(reverse("plays:run", args=[run.pk])).content.decode()
    assert "<script>alert(1)" not in shown
    assert "<b>x</b>" not in shown


def test_requests_stand_in_the_order_of_the_value_that_stands_still(cast, at):
    small, large = (a_sale(cast, at=at, name=name) for name in ("Small", "Large"))
    for sale, amount, cause in ((small, 1000, "legal"), (large, 90_000, "silence")):
        type(sale.opportunity).objects.filter(pk=sale.opportunity.pk).update(amount=amount, currency="EUR")
        open_stall(cast.actor("rep"), sale.opportunity.pk, cause=cause, at=at)
    for cause in ("legal", "committee", "silence"):
        actions.ask_for_play(cast.actor("rep"), cause=cause, why=f"About {cause}", at=at)
    found = wanted(cast.actor("marketing"), datetime.now(UTC))
    assert [(each.request.cause, each.value, each.stalls) for each in found] == [
        ("silence", 90_000, 1), ("legal", 1000, 1), ("committee", None, 0),
    ]  # fmt: skip


def test_the_library_asks_no_more_queries_for_more_plays(cast, at):
    client = cast.client("marketing")
    counts = []
    for number in range(3):
        a_play(cast, name=f"Play {number}", at=at)
        if number:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(reverse("plays:library")).status_code == 200
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_before_a_start_the_language_that_was_offered_stands_first(cast, at):
    run = offered(cast, at, languages=("de", "en"))  # to a customer in Great Britain
    query = f"?version={run.version_id}&stall={run.stall_id}"
    page = cast.client("rep").get(reverse("plays:start", args=[run.opportunity_id]) + query)
    assert [code for code, _ in page.context["form"].fields["language"].choices] == ["en", "de"]


def test_whoever_chooses_another_language_sees_the_e_mails_in_it_before_the_play_starts(cast, at):
    run = offered(cast, at, languages=("de", "en"))
    rep, url = cast.client("rep"), reverse("plays:start", args=[run.opportunity_id])
    shown = rep.get(url, {"version": run.version_id, "stall": run.stall_id}).context["shown"]
    said = {"version": run.version_id, "stall": run.stall_id, "language": "de", "shown": shown}
    again = rep.post(url, said)
    assert (again.status_code, again.context["is_another"]) == (200, True)
    assert again.context["shown"].startswith("de:")
    assert not PlayRun.objects.exclude(started_at=None).exists()
    assert rep.post(url, said | {"shown": again.context["shown"]}).status_code == 302
    assert PlayRun.objects.exclude(started_at=None).get().language == "de"


def test_a_rep_sees_no_draft(cast, at):
    draft = a_play(cast, name="Secret draft", at=at, approved=False)
    assert b"Secret draft" not in cast.client("rep").get(reverse("plays:library")).content
    assert cast.client("rep").get(reverse("plays:play", args=[draft.play_id])).status_code == 404
    assert PlayVersion.objects.get().state == "draft"


def test_what_can_be_no_record_is_missing_and_not_left_out(cast):
    rep, sale = cast.client("rep"), a_sale(cast)
    ask, start = reverse("plays:ask"), reverse("plays:start", args=[sale.opportunity.pk])
    for key in ("0", "-1", "9223372036854775807", "9223372036854775808", "1e3", "²", "７", "1" * 5000):
        for address, name in ((ask, "of"), (ask, "stall"), (start, "version")):
            assert rep.get(address, {name: key}).status_code == 404, (address, name, key)
