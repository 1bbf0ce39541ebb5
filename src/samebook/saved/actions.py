"""Views saved, renamed, shared, deleted and had back; mailings set, claimed when due, sent once, and stopped."""

from datetime import date, datetime, time, timedelta

from samebook.company.models import Team, User
from samebook.company.queries import clock_of_team, local_zone
from samebook.jobs.actions import ask_for
from samebook.jobs.mail import Letter, post_all
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import INSIDE, Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.saved.models import Mailing, SavedView
from samebook.saved.queries import RESTORABLE, due, own_view, own_views, view_for
from samebook.saved.rules import check_name, check_query, check_room, check_time, next_due
from samebook.saved.terms import About, Rhythm

KIND = "saved.mail"


@action
def save_view(
    actor: Actor, *, name: str, about: About, subject: str, query: str, with_team: bool = False, at: datetime
) -> SavedView:
    """Keep a question to the numbers.

    Args:
        subject: Name of a measure or analysis that is there.
        query: The part of its address that asks, as its door has read and accepted it.

    Raises:
        Refused: ``access.denied``; ``saved.person_needed``; ``saved.no_team``; what ``rules`` refuses.
    """
    owner = _owner(actor)
    check_room(SavedView.objects.filter(owner=owner).exclude(deleted_at__lte=at - RESTORABLE).count())
    view = SavedView.objects.create(
        owner=owner,
        name=check_name(name, taken=_names(actor)),
        about=about,
        subject=subject,
        query=check_query(query),
        team=_team(owner) if with_team else None,
        created_at=at,
        changed_at=at,
    )
    _journal(actor, "made", view)
    return view


@action
def change_view(actor: Actor, view_id: int, *, name: str, with_team: bool, at: datetime) -> SavedView:
    """Rename an own view, or let the team see it, or no longer.

    Raises:
        Missing: It is not there, or another's.
        Refused: As ``save_view``.
    """
    view = own_view(actor, view_id)
    view.name = check_name(name, taken=_names(actor) - {view.name})
    view.team = _team(_owner(actor)) if with_team else None
    view.changed_at = at
    view.save(update_fields=["name", "team", "changed_at"])
    _journal(actor, "changed", view)
    return view


@action
def delete_view(actor: Actor, view_id: int, *, at: datetime) -> SavedView:
    """Put an own view away; nobody sees it and nobody is mailed it. It can be had back for 30 days.

    Raises:
        Missing: It is not there, or another's.
    """
    view = own_view(actor, view_id)
    view.deleted_at = at
    view.save(update_fields=["deleted_at"])
    _journal(actor, "deleted", view)
    return view


@action
def restore_view(actor: Actor, view_id: int, *, at: datetime) -> SavedView:
    """Have a deleted view back, with its mailings.

    Raises:
        Missing: It is not there, another's, or deleted too long ago.
        Refused: ``saved.name_taken``, its name is another view's by now.
    """
    view = own_view(actor, view_id, deleted=True)
    if view.deleted_at is None or view.deleted_at <= at - RESTORABLE:
        raise Missing("view")
    check_name(view.name, taken=_names(actor))
    view.deleted_at = None
    view.save(update_fields=["deleted_at"])
    _journal(actor, "restored", view)
    return view


@action
def mail_me(actor: Actor, view_id: int, *, rhythm: str, weekday: int, hour: int, at: datetime) -> Mailing:
    """Have a view mailed to oneself, or at other times than before.

    Args:
        weekday: 0 is Monday; kept for another rhythm too.
        hour: Of the company's zone.

    Raises:
        Missing: It is not there, or not the actor's to see.
        Refused: ``saved.person_needed``; ``saved.rhythm``; ``saved.weekday``; ``saved.hour``.
    """
    reader, view = _owner(actor), view_for(actor, view_id)
    kind = check_time(rhythm, weekday, hour)
    when = {"rhythm": kind.value, "weekday": weekday, "hour": hour, "next_at": _next(kind, weekday, hour, at)}
    mailing, _ = Mailing.objects.update_or_create(
        view=view, reader=reader, defaults=when, create_defaults={**when, "created_at": at}
    )
    record(actor, "saved.mailing.set", mailing, detail={"view": view.pk, "rhythm": kind.value})
    return mailing


@action
def stop_mailing(actor: Actor, view_id: int, *, at: datetime) -> None:
    """Mail a view to oneself no longer; nothing happens where it was not.

    Raises:
        Refused: ``saved.person_needed``.
    """
    for mailing in Mailing.objects.filter(view=view_id, reader=_owner(actor)):
        end_mailing(actor, mailing, at=at)


@action
def end_mailing(actor: Actor, mailing: Mailing, *, at: datetime) -> None:
    """Mail it no longer; what the link in each mail does, also for a reader who may do nothing else any more.

    Raises:
        Missing: It is another's.
    """
    if mailing.reader_id != actor.id:
        raise Missing("mailing")
    record(actor, "saved.mailing.stopped", mailing, detail={"view": mailing.view_id})
    mailing.delete()


def ask_for_due(*, at: datetime) -> int:
    """Ask for every mail that is due; called by the clock.

    Returns:
        How many were asked for.
    """
    return sum(_claim(mailing, at=at) for mailing in due(at))


@action
def _claim(mailing: Mailing, *, at: datetime) -> bool:
    """Set the next time and ask for this mail, unless another clock did so before."""
    following = _next(Rhythm(mailing.rhythm), mailing.weekday, mailing.hour, at)
    if not Mailing.objects.filter(pk=mailing.pk, next_at=mailing.next_at).update(next_at=following):
        return False
    if mailing.view.deleted_at is None:
        arguments = {"mailing": mailing.pk, "due": mailing.next_at.isoformat()}
        ask_for(Actor.system("ticker"), KIND, arguments, at=at)
    return True


@action
def post_once(actor: Actor, mailing: Mailing, letter: Letter, *, due_at: datetime, at: datetime) -> bool:
    """Put the mail of a due moment in the box, unless it was.

    Returns:
        Whether it was put there now.
    """
    fresh = Mailing.objects.filter(pk=mailing.pk).exclude(sent_for__gte=due_at).update(sent_for=due_at)
    if not fresh:
        return False
    post_all([letter], at=at)
    record(actor, "saved.mailing.sent", mailing, detail={"view": mailing.view_id, "subject": mailing.view.subject})
    return True


def _next(rhythm: Rhythm, weekday: int, hour: int, after: datetime) -> datetime:
    clock, zone = clock_of_team(None), local_zone()

    def is_business_day(day: date) -> bool:
        begins, ends = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
        return clock.elapsed(begins, ends) > timedelta()

    return next_due(rhythm, weekday=weekday, hour=hour, after=after, zone=zone, is_business_day=is_business_day)


def _owner(actor: Actor) -> User:
    actor.require(*INSIDE, to="keep views")
    found = User.objects.select_related("team").filter(pk=actor.id or 0).first()
    if found is None:
        raise Refused("saved.person_needed", "Only a person can keep views.")
    return found


def _team(owner: User) -> Team:
    if owner.team is None:
        raise Refused("saved.no_team", "You belong to no team; an administrator can add you to one.", "with_team")
    return owner.team


def _names(actor: Actor) -> set[str]:
    return set(own_views(actor).values_list("name", flat=True))


def _journal(actor: Actor, verb: str, view: SavedView) -> None:
    """By what it is about: more people read the journal than may read what somebody calls a view of their own."""
    record(actor, f"saved.view.{verb}", view, detail={"subject": view.subject, "team": view.team_id})
