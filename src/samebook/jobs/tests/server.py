"""A mail server for tests: a real one, on a port of its own."""

import email
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from tests.ports import free_port


class Post:
    """A mail server that keeps what it gets and refuses whom it is told to."""

    def __init__(self) -> None:
        self.received: list[Message] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        assert isinstance(envelope.content, bytes)
        self.received.append(email.message_from_bytes(envelope.content))
        return "250 OK"


@contextmanager
def a_server(settings: Settings) -> Iterator[Post]:
    """The server, with the mails of the test going to it."""
    kept, port = Post(), free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port, ready_timeout=120)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    controller.start()
    try:
        yield kept
    finally:
        controller.stop(no_assert=True)
