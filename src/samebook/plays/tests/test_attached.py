"""Files that go with the e-mails of plays: chosen, shown, sent to a real mail server; and mails as tries."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import Settings

from samebook.jobs.mail import send_due
from samebook.jobs.models import Mail, MailAttachment
from samebook.jobs.rules import MOST_ATTACHED
from samebook.jobs.tests.server import Post, a_server
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.tries import answers
from samebook.plays import actions, files
from samebook.plays.actions import Step, Upload
from samebook.plays.models import PlayDocument, PlayRun, PlayStep, PlayVersion, RunStep
from samebook.plays.rules import check_goes_with
from samebook.plays.tests.cast import MAIL, NOW, Sale, a_play, a_sale
from samebook.plays.tries import mails_sent
from samebook.stalls import hooks, looking
from samebook.stalls.actions import open_stall
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
PDF = b"%PDF-1.7 energy record"


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


@pytest.fixture
def sale(cast: Cast) -> Sale:
    return a_sale(cast)


@pytest.fixture
def server(settings: Settings) -> Iterator[Post]:
    with a_server(settings) as kept:
        yield kept


def a_file(name: str = "Record.pdf", content: bytes = PDF) -> Upload:
    return Upload(name, len(content), [content])


def texts(*languages: str) -> dict[str, dict[str, str]]:
    return dict.fromkeys(languages, MAIL["en"])


def with_files(cast: Cast) -> PlayVersion:
    """A play in English and German: an e-mail with a file in English, a document for both, one in German."""
    by, languages = cast.actor("marketing"), ("en", "de")
    ask, until = (Step("call", "Ask", guide="Ask."),), date(2031, 1, 1)  # pages look at it by the real clock
    draft = a_play(cast, languages=languages, steps=ask, review_date=until, approved=False)
    mail = Step("email", "Send the record", texts=texts(*languages), document_language="en")
    actions.add_step(by, draft.pk, mail, document=a_file("Record.pdf"), at=NOW)
    actions.add_step(by, draft.pk, Step("document", "Hand out"), document=a_file("Prüfung.pdf"), at=NOW)
    german = Step("document", "Hand out", document_language="de")
    actions.add_step(by, draft.pk, german, document=a_file("Deutsch.pdf"), at=NOW)
    return actions.approve_version(by, draft.pk, at=NOW)


def taken_up(cast: Cast, sale: Sale, language: str = "en") -> PlayRun:
    person = sale.person.pk
    open_stall(cast.actor("rep"), sale.opportunity.pk, cause="claim_doubted", person_id=person, at=NOW)
    return actions.take_up(cast.actor("rep"), PlayRun.objects.get().pk, language=language, at=LATER)


def the_mail(run: PlayRun) -> RunStep:
    return run.steps.get(step__kind="email")


def named(step: RunStep) -> list[str]:
    return [str(each) for each in step.attached.order_by("id")]


def test_the_file_of_an_email_goes_with_it_to_a_real_server(cast, sale, server):
    with_files(cast)
    step = the_mail(taken_up(cast, sale))
    assert named(step) == ["Record.pdf"]
    actions.do_step(cast.actor("marketing"), step.pk, at=LATER)
    assert send_due(LATER) >= 1
    (mail,) = [each for each in server.received if each["To"] == sale.person.email]
    (part,) = [each for each in mail.walk() if each.get_filename()]
    assert (part.get_filename(), part.get_content_type()) == ("Record.pdf", "application/pdf")
    assert part.get_payload(decode=True) == PDF


def test_a_file_in_another_language_stays_behind(cast, sale):
    with_files(cast)
    run = taken_up(cast, sale, language="de")
    assert named(the_mail(run)) == []
    assert [str(each) for each in actions.may_go_with(run, LATER)] == ["Prüfung.pdf", "Deutsch.pdf"]


def test_who_answers_for_it_chooses_what_goes_with_it(cast, sale):
    with_files(cast)
    run = taken_up(cast, sale)
    step, rep = the_mail(run), cast.actor("rep")
    chosen = [each.pk for each in actions.may_go_with(run, LATER)]
    said = {"subject": step.subject, "body": step.body, "at": LATER}
    actions.reword(rep, step.pk, attached=chosen, **said)
    assert named(step) == ["Record.pdf", "Prüfung.pdf"]
    actions.reword(rep, step.pk, **said)
    assert len(named(step)) == 2
    german = PlayDocument.objects.get(name="Deutsch")
    for wrong in (german.pk, 987_654):
        with pytest.raises(Missing):
            actions.reword(rep, step.pk, attached=[wrong], **said)
    with pytest.raises(Refused):
        actions.reword(cast.actor("marketing"), step.pk, attached=[], **said)
    actions.reword(rep, step.pk, attached=[], **said)
    assert named(step) == []


def test_a_file_that_is_not_current_any_more_is_not_sent(cast, sale):
    version = with_files(cast)
    step = the_mail(taken_up(cast, sale))
    actions.retire_version(cast.actor("marketing"), version.pk, at=LATER)
    with pytest.raises(Refused) as refused:
        actions.do_step(cast.actor("marketing"), step.pk, at=LATER)
    assert refused.value.code == "plays.attachment_old"
    assert not MailAttachment.objects.exists()


def test_a_file_that_the_new_version_has_too_is_sent(cast, sale):
    version = with_files(cast)
    step, by = the_mail(taken_up(cast, sale)), cast.actor("marketing")
    newer = actions.begin_version(by, version.play_id, at=LATER)
    said = actions.For(["claim_doubted"], languages=["en", "de"], review_date=NOW.date() + timedelta(days=300))
    actions.change_version(by, newer.pk, said, at=LATER)
    actions.approve_version(by, newer.pk, at=LATER)
    actions.do_step(by, step.pk, at=LATER)
    assert MailAttachment.objects.get().name == "Record.pdf"


def test_files_have_a_bound_for_one_and_for_all_together(cast, sale):
    check_goes_with("document", MOST_ATTACHED + 1)
    check_goes_with("email", MOST_ATTACHED)
    with pytest.raises(Refused) as refused:
        check_goes_with("email", MOST_ATTACHED + 1)
    assert refused.value.code == "plays.attachments_large"
    version = with_files(cast)
    draft = actions.begin_version(cast.actor("marketing"), version.play_id, at=LATER)
    large = draft.steps.get(document__name="Prüfung")
    PlayDocument.objects.filter(pk=large.document_id).update(size=MOST_ATTACHED + 1)
    with pytest.raises(Refused) as refused:
        actions.change_step(cast.actor("marketing"), large.pk, Step("email", "Send", texts=texts("en")), at=LATER)
    assert refused.value.code == "plays.attachments_large", "the file that a step has already counts too"
    run = taken_up(cast, sale)
    step = the_mail(run)
    both = [each.pk for each in actions.may_go_with(run, LATER)]
    PlayDocument.objects.filter(pk__in=both).update(size=MOST_ATTACHED // 2 + 1)
    with pytest.raises(Refused) as refused:
        actions.reword(cast.actor("rep"), step.pk, subject="x", body="y", attached=both, at=LATER)
    assert refused.value.code == "plays.attachments_large"


def test_what_goes_with_an_email_is_named_wherever_it_is_read_before(cast, sale):
    version = with_files(cast)
    client = cast.client("rep")
    start = client.get(reverse("plays:start", args=[sale.opportunity.pk]), {"version": version.pk})
    assert "Record.pdf" in start.content.decode().partition("Goes with it")[2]
    person = sale.person.pk
    open_stall(cast.actor("rep"), sale.opportunity.pk, cause="claim_doubted", person_id=person, at=NOW)
    run = actions.take_up(cast.actor("marketing"), PlayRun.objects.get().pk, language="en", at=LATER)
    told = Mail.objects.get(kind="plays.approval").text
    assert "With it: Record.pdf" in told
    link = next(word for word in told.split() if "/plays/linked/approve/" in word)
    assert "Record.pdf" in cast.client().get(link[link.index("/plays/") :]).content.decode()
    page = client.get(reverse("plays:run", args=[run.pk])).content.decode()
    assert "Goes with it" in page
    assert "Prüfung.pdf" in page  # to be chosen
    step = the_mail(run)
    there, said = reverse("plays:step_act", args=[step.pk, "reword"]), {"subject": "New", "body": "Words"}
    for odd in ("x", "0", "9" * 30):
        assert client.post(there, said | {"attached": odd}).status_code == 422
    assert client.post(there, said | {"attached": []}).status_code == 302
    assert named(step) == []


def test_a_file_whose_bytes_are_gone_keeps_its_mail_from_leaving_without_it(cast, sale, server):
    with_files(cast)
    step = the_mail(taken_up(cast, sale))
    actions.do_step(cast.actor("marketing"), step.pk, at=LATER)
    files.forget(MailAttachment.objects.get().key)
    send_due(LATER)
    assert [each["To"] for each in server.received if each["To"] == sale.person.email] == []
    step.refresh_from_db()
    assert step.mail is not None
    assert (step.mail.sent_at, step.mail.tries) == (None, 1)


def test_the_language_of_a_file_is_one_of_the_plays(cast):
    draft = a_play(cast, approved=False)
    client, there = cast.client("marketing"), reverse("plays:new_step", args=[draft.pk])
    said = {"title": "Hand out", "kind": "document", "performer": "marketing", "due_hours": "4"}
    sent = SimpleUploadedFile("a.pdf", PDF)
    assert client.post(there, said | {"document": sent, "document_language": "nl"}).status_code == 422
    with pytest.raises(Refused) as refused:
        actions.add_step(cast.actor("marketing"), draft.pk, Step("call", "x", document_language="nl"), at=NOW)
    assert (refused.value.code, refused.value.field) == ("plays.unknown_language", "document_language")
    sent = SimpleUploadedFile("a.pdf", PDF)
    assert client.post(there, said | {"document": sent, "document_language": "en"}).status_code == 302
    assert PlayStep.objects.filter(document_language="en").count() == 1


def test_an_email_of_a_play_that_left_is_a_try_until_somebody_answers(cast, sale, server, monkeypatch):
    a_play(cast)
    step, one = the_mail(taken_up(cast, sale)), sale.opportunity.pk
    actions.do_step(cast.actor("marketing"), step.pk, at=LATER)
    assert mails_sent([one]) == {}  # it waits in the outbox
    send_due(LATER)
    assert mails_sent([one]) == {one: LATER}
    assert looking._tried([one]) == {one: LATER}
    monkeypatch.setattr(hooks, "answered", [lambda ids: dict.fromkeys(ids, LATER + timedelta(days=1))])
    assert looking._tried([one]) == {}


def test_mails_of_plays_and_answers_to_leads_are_told_to_the_rules_of_stalls():
    assert mails_sent in hooks.unanswered
    assert answers in hooks.answered
