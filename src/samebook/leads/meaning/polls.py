"""Reading polls. Before a poll is closed its answers are nobody's but their writers', whoever asks."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from samebook.agreement.rules import DEPARTMENTS
from samebook.agreement.terms import Side
from samebook.company.models import User
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing
from samebook.leads.meaning.rules import ASKED, MAY_COMPARE, answers_are_shown, numbered
from samebook.leads.models import Poll, PollAnswer, PollInvitation

OPENERS = DEPARTMENTS


def polls_for(actor: Actor) -> QuerySet[Poll]:
    """The polls that the actor may know of: those they are asked in or have opened, and for who sees every record all
    of them."""
    polls = Poll.objects.select_related("opened_by", "edition").defer("edition__text").order_by("-pk")
    polls = polls.annotate(answered=Count("answers", distinct=True), invited=Count("invitations", distinct=True))
    if not actor.has(*MAY_COMPARE):
        return polls.none()
    return polls if actor.sees_all else polls.filter(_takes_part(actor))


def takes_part(actor: Actor, poll: Poll) -> bool:
    """Whether the actor is asked in a poll or has opened it, and so reads its answers when it is closed."""
    return poll.opened_by_id == actor.id or own_invitation(actor, poll) is not None


def _takes_part(actor: Actor) -> Q:
    asked = PollInvitation.objects.filter(poll=OuterRef("pk"), user=actor.id or 0)
    return Q(Exists(asked)) | Q(opened_by=actor.id or 0)


def poll_for(actor: Actor, poll_id: int) -> Poll:
    """One poll with how many are asked and how many have answered, never who.

    Raises:
        Missing: It is not there, or the actor is not asked in it.
    """
    poll = polls_for(actor).filter(pk=poll_id).first()
    if poll is None:
        raise Missing("poll")
    return poll


def closed_polls(actor: Actor) -> QuerySet[Poll]:
    """Closed polls whose answers the actor may read, the newest first: those they are asked in or have opened.

    Whoever sees every record sees the figures of every closed poll, and no answer of one they had no part in.
    """
    found = polls_for(actor).filter(closed_at__isnull=False)
    return found if actor.label.startswith("system:") else found.filter(_takes_part(actor))


def to_answer(actor: Actor, at: datetime) -> QuerySet[Poll]:
    """Polls that wait for the actor's own answer, the one that closes first before the others."""
    open_polls = polls_for(actor).filter(closed_at=None, closes_at__gt=at)
    mine = PollInvitation.objects.filter(poll=OuterRef("pk"), user=actor.id or 0)
    given = PollAnswer.objects.filter(poll=OuterRef("pk"), user=actor.id or 0)
    return open_polls.filter(Exists(mine), ~Exists(given)).order_by("closes_at", "pk")


def own_invitation(actor: Actor, poll: Poll) -> PollInvitation | None:
    """The actor's own; None who is not asked."""
    return PollInvitation.objects.filter(poll=poll, user=actor.id or 0).first()


def own_answer(actor: Actor, poll: Poll) -> PollAnswer | None:
    """What the actor has written so far; after an anonymous poll is closed nobody's is anybody's own."""
    return PollAnswer.objects.filter(poll=poll, user=actor.id or 0).first()


def invited_names(poll: Poll) -> list[tuple[str, Side]]:
    """Who is asked, by side and name."""
    rows = PollInvitation.objects.filter(poll=poll).order_by("side", "user__name")
    return [(name, Side(side)) for name, side in rows.values_list("user__name", "side")]


def answers_of(actor: Actor, poll: Poll) -> list[PollAnswer]:
    """Every answer of a poll that is closed, in an order that tells nothing; none of an open one, whoever asks.

    None for who is neither asked in it nor opened it. Of an anonymous poll that fewer than three answered nothing is
    shown, for each would know the others.
    """
    if not closed_polls(actor).filter(pk=poll.pk).exists():
        return []
    answers = list(PollAnswer.objects.filter(poll=poll).select_related("user").order_by("side", "pk"))
    return answers if answers_are_shown(len(answers), is_anonymous=poll.is_anonymous) else []


def labelled(actor: Actor, poll: Poll) -> list[tuple[str, PollAnswer]]:
    """Answers with whose they are: a name, or where names are hidden the side with a number."""
    answers = answers_of(actor, poll)
    if not poll.is_anonymous:
        return [(answer.user.name if answer.user else "Somebody", answer) for answer in answers]
    labels = numbered(Side(answer.side).label if answer.side else "Answer" for answer in answers)
    return list(zip(labels, answers, strict=True))


def may_be_invited() -> list[tuple[User, Side]]:
    """Active people of both sides with the side they answer for, marketing first, by name. Two queries."""
    asked = Q(user_roles__role__in=list(ASKED))
    people = User.objects.filter(asked, is_active=True).distinct().order_by("name", "pk")
    sides = [
        (user, side_of(frozenset(Role(each.role) for each in user.user_roles.all())))
        for user in people.prefetch_related("user_roles")
    ]
    return sorted(((user, side) for user, side in sides if side), key=lambda each: each[1].value)


def side_of(roles: frozenset[Role]) -> Side | None:
    """For whom somebody answers; None for neither."""
    return next((side for role, side in ASKED.items() if role in roles), None)
