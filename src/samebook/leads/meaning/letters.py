"""The mails of a poll."""

from django.conf import settings
from django.utils import timezone

from samebook.company.models import User
from samebook.jobs.mail import Letter
from samebook.leads.models import Poll


def invitation_letter(user: User, poll: Poll) -> Letter:
    """To whoever is asked."""
    hidden = " Names are hidden for good when it closes." if poll.is_anonymous else ""
    return Letter(
        to=user.email,
        subject=f"What do you mean by “{poll.word}”?",
        text=(
            f"{poll.question}\n\n"
            f"Write your own definition until {_moment(poll.closes_at)}, without seeing what others write; nobody sees"
            f" yours before the poll is closed.{hidden}\n\n{_address(poll)}\n"
        ),
        kind="leads.poll",
    )


def closed_letter(user: User, poll: Poll, answers: int) -> Letter:
    """To whoever was asked, when it is closed."""
    said = "One answer was" if answers == 1 else f"{answers} answers were"
    return Letter(
        to=user.email,
        subject=f"What “{poll.word}” means to each of us",
        text=f"{said} given to “{poll.question}”. See how far apart they are:\n\n{_address(poll)}\n",
        kind="leads.poll",
    )


def _address(poll: Poll) -> str:
    return f"{settings.SAMEBOOK_BASE_URL}/book/meanings/polls/{poll.pk}"


def _moment(at: object) -> str:
    return f"{timezone.localtime(at):%-d %b %Y, %H:%M}"  # type: ignore[arg-type]
