import email
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from samebook.jobs.mail import Attachment, Letter, post, post_all, send_due
from samebook.jobs.models import Mail
from samebook.jobs.rules import MAIL_LEASE, MAIL_TRIES, MOST_ATTACHED
from samebook.jobs.tests.server import Post, a_server
from samebook.kernel.refusals import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def server(settings: Settings) -> Iterator[Post]:
    with a_server(settings) as kept:
        yield kept


def letter(to: str = "ann@example.com", subject: str = "A lead for you") -> Mail:
    return post(to, subject, "Grüß dich", html="<p>Grüß dich</p>", kind="leads.delivery", at=AT)


def test_a_mail_reaches_a_real_server_once_with_its_parts_and_headers(server: Post) -> None:
    post(
        "ann@example.com", "Für dich", "Text", html="<b>Text</b>", kind="k", headers={"List-Unsubscribe": "<x>"}, at=AT
    )
    assert send_due(AT) == 1
    assert send_due(AT) == send_due(AT + timedelta(days=1)) == 0
    (mail,) = server.received
    assert mail["To"] == "ann@example.com"
    assert email.header.make_header(email.header.decode_header(mail["Subject"])) == "Für dich"
    assert mail["List-Unsubscribe"] == "<x>"
    assert [part.get_content_type() for part in mail.walk()][1:] == ["text/plain", "text/html"]
    row = Mail.objects.get()
    assert (row.sent_at, row.next_try_at, row.failure) == (AT, None, "")


def test_a_mail_whose_action_is_undone_is_never_sent(server: Post) -> None:
    with transaction.atomic():
        letter()
        transaction.set_rollback(True)
    assert send_due(AT) == 0


def test_a_reader_who_is_refused_for_a_while_gets_it_later_and_the_others_at_once(server: Post) -> None:
    server.answers["full@example.com"] = "452 Mailbox full"
    slow, quick = letter("full@example.com"), letter("ann@example.com")
    assert send_due(AT) == 1
    quick.refresh_from_db()
    slow.refresh_from_db()
    assert quick.sent_at == AT
    assert (slow.tries, slow.next_try_at) == (1, AT + timedelta(minutes=1))
    assert "Mailbox full" in slow.failure
    server.answers.clear()
    assert send_due(AT + timedelta(seconds=59)) == 0
    assert send_due(AT + timedelta(seconds=60)) == 1


def test_a_reader_who_is_refused_for_good_is_not_tried_again(server: Post) -> None:
    server.answers["gone@example.com"] = "550 No such user"
    letter("gone@example.com")
    assert send_due(AT) == 0
    assert Mail.objects.get().next_try_at is None
    assert send_due(AT + timedelta(days=1)) == 0


def test_trying_ends_after_some_tries(server: Post) -> None:
    server.answers["full@example.com"] = "452 Mailbox full"
    mail, at = letter("full@example.com"), AT
    for _ in range(MAIL_TRIES):
        send_due(at)
        at += timedelta(hours=3)
    mail.refresh_from_db()
    assert (mail.tries, mail.next_try_at) == (MAIL_TRIES, None)


def test_while_the_server_is_away_mails_wait_and_no_try_is_counted(settings: Settings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed.getsockname()[1]
        letter()
        assert send_due(AT) == 0
    mail = Mail.objects.get()
    assert (mail.tries, mail.sent_at, mail.next_try_at) == (0, None, AT + timedelta(minutes=1))


def test_a_mail_that_one_sender_has_in_hand_is_not_sent_by_another(server: Post) -> None:
    mail = letter()
    Mail.objects.filter(pk=mail.pk).update(next_try_at=AT + MAIL_LEASE)
    assert send_due(AT) == 0
    assert send_due(AT + MAIL_LEASE) == 1


def test_without_a_mail_server_mails_are_written_to_files(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    letter()
    assert send_due(AT) == 1
    (file,) = (tmp_path / "mail").iterdir()
    assert "Subject: A lead for you" in file.read_text()


@pytest.mark.parametrize(
    ("mail", "code"),
    [
        (Letter("a@example.com", "Hello\r\nBcc: x@example.com", "t", "k"), "mail.line_break"),
        (Letter("a@example.com", "Hello\n", "t", "k"), "mail.line_break"),
        (Letter("a@example.com", "Hello", "t", "k", headers={"X-A": "b\nc: d"}), "mail.line_break"),
        (Letter("a@example.com", "Hello", "t", "k", headers={"X-A\nBcc": "b"}), "mail.header"),
        (Letter("a@example.com\nb@example.com", "Hello", "t", "k"), "mail.address"),
        (Letter("nobody", "Hello", "t", "k"), "mail.address"),
        (Letter("a@example.com", "Hello", "half \ud800", "k"), "mail.unwritable"),
        (Letter("a@example.com", "Hello", "nul \0", "k"), "mail.unwritable"),
    ],
)
def test_what_would_break_a_mail_is_refused(mail: Letter, code: str) -> None:
    with pytest.raises(Refused) as refused:
        post_all([Letter("fine@example.com", "Hello", "t", "k"), mail], at=AT)
    assert refused.value.code == code
    assert not Mail.objects.exists()


def test_a_long_subject_is_shortened() -> None:
    assert letter(subject="x" * 300).subject == "x" * 199 + "…"


def test_what_goes_with_a_mail_has_a_bound_and_a_name_on_one_line() -> None:
    def file(name: str, size: int) -> Attachment:
        return Attachment(name, "application/pdf", "plays", "k", size)

    half = MOST_ATTACHED // 2
    assert post("ann@example.com", "s", "t", kind="k", at=AT, attachments=[file("a", half), file("b", half)])
    for wrong, code in (
        ([file("a", half), file("b", half + 1)], "mail.attachments"),
        ([file("a\r\nBcc: x", 1)], "mail.line_break"),
    ):
        with pytest.raises(Refused) as refused:
            post("ann@example.com", "s", "t", kind="k", at=AT, attachments=wrong)
        assert refused.value.code == code
    assert Mail.objects.count() == 1
