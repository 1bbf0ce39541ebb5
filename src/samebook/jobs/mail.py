"""Mail: written in the transaction that causes it, sent afterwards, tried again while the server is away."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email

from samebook.jobs.models import Mail, MailAttachment
from samebook.jobs.rules import MAIL_LEASE, MAIL_TRIES, MOST_ATTACHED, mail_backoff
from samebook.jobs.turn import write
from samebook.kernel.refusals import Refused
from samebook.kernel.texts import is_text

log = logging.getLogger(__name__)
SUBJECT_LENGTH = 200
held_back: dict[str, Callable[[Mail, datetime], str]] = {}
"""By kind: why a mail that waited may not go out any more, empty if it may; asked just before it is sent."""
_header_name = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}\Z")


stores: dict[str, Callable[[str], bytes]] = {}
"""Where the bytes of attachments are read, by the name of who keeps them; filled in ``config/declarations.py``."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to go with a mail, named by its place in a store; read when the mail is sent."""

    name: str
    content_type: str
    store: str
    key: str
    size: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one reader. ``kind`` is what readers may switch off: ``leads.delivery``."""

    to: str
    subject: str
    text: str
    kind: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[Attachment] = ()


def post(
    to: str,
    subject: str,
    text: str,
    *,
    kind: str,
    at: datetime,
    html: str = "",
    headers: Mapping[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
) -> Mail:
    """Put one mail in the box; called inside an action it goes out when the action is committed, or not at all.

    Raises:
        Refused: ``mail.address``, ``mail.line_break``, ``mail.header``, ``mail.unwritable``, ``mail.attachments``.
    """
    return post_all([Letter(to, subject, text, kind, html, headers or {}, attachments)], at=at)[0]


def post_all(letters: Iterable[Letter], *, at: datetime) -> list[Mail]:
    """Put many mails in the box. Refuses like ``post``, and then takes none."""
    mails, attached = [], []
    for letter in letters:
        _check(letter)
        attached.append(letter.attachments)
        mails.append(
            Mail(
                to=letter.to,
                subject=_shortened(letter.subject),
                text=letter.text,
                html=letter.html,
                headers=dict(letter.headers),
                kind=letter.kind,
                created_at=at,
                next_try_at=at,
            )
        )
    with write():
        made = Mail.objects.bulk_create(mails, batch_size=500)
        MailAttachment.objects.bulk_create(
            MailAttachment(
                mail=mail, name=each.name, content_type=each.content_type, store=each.store, key=each.key,
                size=each.size,
            )
            for mail, files in zip(made, attached, strict=True)
            for each in files
        )  # fmt: skip
        return made


def send_due(at: datetime, *, limit: int = 100) -> int:
    """Send the mails that are due; called by the clock.

    Each is claimed before it is sent and marked after, so that two senders never send one mail; a sender that is
    killed between the two sends it once more later. What the mail server refuses for good is not tried again.

    Returns:
        How many were sent.
    """
    mails = _claim(at, limit)
    if not mails:
        return 0
    backend = get_connection()
    try:
        backend.open()
    except (OSError, SMTPException) as error:
        log.warning("The mail server cannot be reached (%s); %s mails wait.", error, len(mails))
        _put_back(mails, at + timedelta(minutes=1), failure=str(error))
        return 0
    try:
        return sum(_send(mail, backend, at) for mail in mails)
    finally:
        backend.close()


def _claim(at: datetime, limit: int) -> list[Mail]:
    due = Mail.objects.filter(sent_at=None, next_try_at__lte=at)
    if not due.exists():
        return []
    with write():
        mails = list(due.select_for_update(skip_locked=True).order_by("next_try_at", "id")[:limit])
        Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(next_try_at=at + MAIL_LEASE)
    return mails


def _put_back(mails: list[Mail], next_try_at: datetime, *, failure: str) -> None:
    with write():
        Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(next_try_at=next_try_at, failure=failure[:1000])


def _send(mail: Mail, backend: BaseEmailBackend, at: datetime) -> bool:
    try:
        if not _may_go(mail, at):
            return False
        _message(mail, backend).send()
    except Exception as error:
        for_good = _is_final(error) or mail.tries + 1 >= MAIL_TRIES
        next_try_at = None if for_good else at + mail_backoff(mail.tries + 1)
        log.warning("Mail %s (%s) was not sent: %s", mail.pk, mail.kind, error, exc_info=not _expected(error))
        with write():
            Mail.objects.filter(pk=mail.pk).update(
                tries=mail.tries + 1, failure=str(error)[:1000], next_try_at=next_try_at
            )
        return False
    with write():
        Mail.objects.filter(pk=mail.pk).update(sent_at=at, tries=mail.tries + 1, failure="", next_try_at=None)
    return True


def _may_go(mail: Mail, at: datetime) -> bool:
    """Whether a mail that was claimed is there still, and its kind has nothing against it by now."""
    if not Mail.objects.filter(pk=mail.pk, sent_at=None).exists():
        return False
    ask = held_back.get(mail.kind)
    why = ask(mail, at) if ask else ""
    if why:
        with write():
            Mail.objects.filter(pk=mail.pk).update(next_try_at=None, failure=why[:1000])
    return not why


def _message(mail: Mail, backend: BaseEmailBackend) -> EmailMultiAlternatives:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        headers={"Message-ID": f"<{mail.created_at:%Y%m%d%H%M%S%f}.{mail.pk}@{domain}>", **mail.headers},
        connection=backend,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for each in mail.attachments.order_by("id"):
        message.attach(each.name, stores[each.store](each.key), each.content_type)
    return message


def _expected(error: Exception) -> bool:
    return isinstance(error, OSError | SMTPException)


def _is_final(error: Exception) -> bool:
    """Whether the server refused this mail for good (SMTP 5xx)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code >= 500


def _check(letter: Letter) -> None:
    names = [("attachment", each.name) for each in letter.attachments]
    for name, line in [("subject", letter.subject), *letter.headers.items(), *names]:
        if any(mark in line for mark in "\r\n\0"):
            raise Refused(
                "mail.line_break", f"“{name[:40]}” of a mail is one line; take the line break out.", "subject"
            )
    for body in (letter.subject, letter.text, letter.html, *letter.headers.values()):
        if not is_text(body):
            raise Refused("mail.unwritable", "The text of a mail holds a broken character; remove it.", "text")
    if sum(each.size for each in letter.attachments) > MOST_ATTACHED:
        raise Refused("mail.attachments", f"What goes with a mail has {MOST_ATTACHED // 1024**2} MB at most.")
    for name in letter.headers:
        if not _header_name.match(name):
            raise Refused("mail.header", f"“{name[:40]}” is not the name of a mail header.")
    try:
        validate_email(letter.to)
    except ValidationError:
        raise Refused("mail.address", f"“{letter.to[:80]}” is not an e-mail address.", "email") from None


def _shortened(subject: str) -> str:
    return subject if len(subject) <= SUBJECT_LENGTH else subject[: SUBJECT_LENGTH - 1] + "…"
