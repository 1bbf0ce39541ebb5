"""Opening a poll, answering it, closing it. What is answered stands in no journal, and who answered neither."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from samebook.company.models import User
from samebook.company.queries import local_moment
from samebook.jobs.actions import ask_for
from samebook.jobs.mail import post_all
from samebook.jobs.progress import Progress
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.kernel.texts import is_text
from samebook.leads.meaning.letters import closed_letter, invitation_letter
from samebook.leads.meaning.polls import OPENERS, answers_of, may_be_invited
from samebook.leads.meaning.results import SPREAD, rows_file
from samebook.leads.meaning.rules import (
    LONGEST_CONDITION,
    Definition,
    check_closing,
    check_invited,
    check_kind,
    check_word,
    sides_are_shown,
)
from samebook.leads.meaning.sources import book_in_force, expression_of
from samebook.leads.meaning.terms import Counted
from samebook.leads.models import Poll, PollAnswer, PollInvitation

LONGEST_SENTENCE = 500
STEPS = ("Reading the records", "Judging them by each definition", "Counting what they have in common")


@action
def open_poll(
    actor: Actor,
    *,
    word: str,
    question: str,
    kind: Counted,
    invited: Sequence[int],
    closes_at: datetime,
    is_anonymous: bool,
    at: datetime,
) -> Poll:
    """Ask people of both sides what they mean by a word; each gets a mail, and finds it on Today.

    Raises:
        Refused: ``access.denied``, ``meaning.no_word``, ``meaning.closes_soon``, ``meaning.closes_late``,
            ``meaning.few_invited``, ``meaning.many_invited``, ``meaning.no_edition``.
        Missing: Somebody who cannot be asked.
    """
    actor.require(*OPENERS, to="open a poll")
    word = check_word(word)
    question = " ".join(question.split())[:300] or f"What is “{word}” for us?"
    if not is_text(question):
        raise Refused("meaning.question", "The question holds a character that cannot be kept.", "question")
    check_closing(closes_at, at=at)
    sides = {user: side for user, side in may_be_invited() if user.pk in set(invited)}
    if len(sides) != len(set(invited)):
        raise Missing("user")
    check_invited(list(sides.values()), is_anonymous=is_anonymous)
    poll = Poll.objects.create(
        word=word, question=question, kind=kind.value, is_anonymous=is_anonymous, edition=book_in_force(at),
        opened_by=User.objects.get(pk=actor.id or 0), opened_at=at, closes_at=closes_at,
    )  # fmt: skip
    PollInvitation.objects.bulk_create(
        PollInvitation(poll=poll, user=user, side=side.value) for user, side in sides.items()
    )
    until = local_moment(closes_at)
    post_all([invitation_letter(user, poll, until=until) for user in sides if user.pk != actor.id], at=at)
    detail = {"invited": len(sides)}
    record(actor, "leads.poll.opened", poll, happened_at=at, edition_id=poll.edition_id, detail=detail)
    return poll


@action
def answer_poll(actor: Actor, poll_id: int, *, condition: str, means: str, at: datetime) -> PollAnswer:
    """Give one's own definition, or put another in its place, until the poll is closed.

    The journal says that an answer came in, not whose.

    Raises:
        Missing: No such poll, or the actor is not asked in it.
        Refused: ``meaning.closed``, ``meaning.condition``, ``meaning.of_leads``, ``meaning.sentence``.
    """
    poll = _locked(poll_id)
    asked = PollInvitation.objects.filter(poll=poll, user=actor.id or 0).first()
    if asked is None:
        raise Missing("poll")
    if poll.closed_at is not None or at >= poll.closes_at:
        raise Refused("meaning.closed", "This poll is closed; no answer is taken any more.")
    condition, means = condition.strip(), " ".join(means.split())
    if not condition or len(condition) > LONGEST_CONDITION:
        raise Refused("meaning.condition", "Say when it is true: choose a field and a value.", "when")
    if len(means) > LONGEST_SENTENCE or not is_text(means):
        raise Refused("meaning.sentence", f"A sentence of {LONGEST_SENTENCE} characters at most.", "means")
    try:
        expression, _ = expression_of(
            Actor.system("poll"), Definition("What you wrote", condition, poll.edition_id), at=at
        )
        check_kind(Counted(poll.kind), [expression])
    except Refused as refused:
        asked_of = "This poll asks about accounts; speak of accounts only, not of people or leads."
        message = asked_of if refused.code == "meaning.of_leads" else refused.message
        raise Refused(refused.code, message, "when") from None
    told = {"side": asked.side, "means": means, "condition": condition, "answered_at": at}
    answer, is_first = PollAnswer.objects.update_or_create(poll=poll, user_id=actor.id, defaults=told)
    code = "leads.poll.answered" if is_first else "leads.poll.changed"
    record(Actor.system("poll"), code, poll, happened_at=at)
    return answer


@action
def close_poll(actor: Actor, poll_id: int, *, at: datetime) -> Poll:
    """Close a poll before its time, or at it: answers are fixed, names of an anonymous one are taken out for good.

    Raises:
        Missing: No such poll.
        Refused: ``meaning.not_yours``, ``meaning.closed``.
    """
    poll = _locked(poll_id)
    if not actor.label.startswith("system:") and actor.id != poll.opened_by_id:
        raise Refused("meaning.not_yours", "Only who opened a poll closes it before its time.")
    if poll.closed_at is not None:
        raise Refused("meaning.closed", "This poll is closed already.")
    poll.closed_at = at
    answers = list(poll.answers.all())
    if poll.is_anonymous:
        answers = _without_names(poll, answers)
    poll.save(update_fields=["closed_at"])
    if answers_of(Actor.system("poll"), poll):
        poll.job_id = ask_for(Actor.system("poll"), SPREAD, {"poll": poll.pk}, at=at).pk
        poll.save(update_fields=["job_id"])
    people = User.objects.filter(pk__in=poll.invitations.values("user"), is_active=True)
    post_all([closed_letter(user, poll, len(answers)) for user in people], at=at)
    detail = {"answers": len(answers)}
    record(actor, "leads.poll.closed", poll, happened_at=at, detail=detail)
    return poll


def close_due(*, at: datetime) -> None:
    """Close the polls whose time is over; the clock calls it."""
    for poll_id in Poll.objects.filter(closed_at=None, closes_at__lte=at).values_list("pk", flat=True)[:20]:
        try:
            close_poll(Actor.system("clock"), poll_id, at=at)
        except Refused as refused:
            if refused.code != "meaning.closed":  # its opener was a moment before the clock
                raise


def run_spread(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job that lays the answers of a closed poll over every record."""
    from samebook.leads.meaning.spread import spread

    poll = Poll.objects.filter(pk=arguments["poll"]).first()
    answers = answers_of(Actor.system("poll"), poll) if poll else []
    if poll is None or not answers:
        raise Refused("meaning.no_answers", "Nobody's answer may be shown.")
    report = spread(
        poll,
        answers,
        at=datetime.now(UTC),
        rows_to=rows_file(progress.job_id),
        told=lambda what: progress.advance(STEPS.index(what), len(STEPS)),
    )
    progress.advance(len(STEPS), len(STEPS))
    return report


def _locked(poll_id: int) -> Poll:
    poll = Poll.objects.select_for_update().filter(pk=poll_id).first() if 0 < poll_id < 2**63 else None
    if poll is None:
        raise Missing("poll")
    return poll


def _without_names(poll: Poll, answers: Sequence[PollAnswer]) -> list[PollAnswer]:
    """The answers written anew in an order by chance, so that neither name, time nor order tells whose each is."""
    has_sides = sides_are_shown([answer.side for answer in answers], is_anonymous=True)
    drawn = list(answers)
    secrets.SystemRandom().shuffle(drawn)
    poll.answers.all().delete()
    return PollAnswer.objects.bulk_create(
        PollAnswer(poll=poll, side=answer.side if has_sides else "", means=answer.means, condition=answer.condition)
        for answer in drawn
    )
