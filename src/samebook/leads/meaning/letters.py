"""What a poll says of itself: its mails, and who will read what."""

from django.conf import settings

from samebook.company.models import User
from samebook.jobs.mail import Letter
from samebook.leads.meaning.rules import FEWEST_HIDDEN, answers_are_shown
from samebook.leads.models import Poll


def invitation_letter(user: User, poll: Poll, *, until: str) -> Letter:
    """To whoever is asked."""
    return Letter(
        to=user.email,
        subject=f"What do you mean by “{poll.word}”?",
        text=(
            f"{poll.question}\n\n"
            f"Write your own definition until {until}, without seeing what others write; nobody sees"
            f" yours before the poll is closed. {who_reads(poll)}\n\n{_address(poll)}\n"
        ),
        kind="leads.poll",
    )


def closed_letter(user: User, poll: Poll, answers: int) -> Letter:
    """To whoever was asked, when it is closed."""
    return Letter(
        to=user.email,
        subject=f"What “{poll.word}” means to each of us",
        text=f"{_outcome(poll, answers)}\n\n{_address(poll)}\n",
        kind="leads.poll",
    )


def who_reads(poll: Poll) -> str:
    """Who reads an answer once the poll is closed, for whoever is asked to write one."""
    readers = f"Once it is closed, those who are asked and {poll.opened_by.name}, who opened it, read what you wrote"
    others = "others see the figures only. An answer may be taken into a draft of the Book, without a name."
    if poll.is_anonymous:
        return (
            f"{readers}, without names, which are hidden for good; of fewer than {FEWEST_HIDDEN} answers"
            f" nobody is shown anything; {others}"
        )
    return f"{readers}, with your name; {others}"


def after_close(poll: Poll, answers: int) -> str:
    """What closing a poll now would show, and to whom."""
    if not answers:
        return "Nobody has answered yet, so nothing would be shown."
    if not answers_are_shown(answers, is_anonymous=poll.is_anonymous):
        return f"Names are hidden and fewer than {FEWEST_HIDDEN} have answered, so nobody would be shown anything."
    return "Those who were asked, and you, then read every answer."


def _outcome(poll: Poll, answers: int) -> str:
    if not answers:
        return f"“{poll.question}” is closed; nobody answered, so there is nothing to see."
    said = "One answer was" if answers == 1 else f"{answers} answers were"
    if not answers_are_shown(answers, is_anonymous=poll.is_anonymous):
        return (
            f"{said} given to “{poll.question}”. Names are hidden, and of fewer than {FEWEST_HIDDEN} answers nothing is"
            " shown, for each would know whose the others are."
        )
    if answers == 1:
        return f"One answer was given to “{poll.question}”:"
    return f"{said} given to “{poll.question}”. See how far apart they are:"


def _address(poll: Poll) -> str:
    return f"{settings.SAMEBOOK_BASE_URL}/book/meanings/polls/{poll.pk}"
