"""Reminders of launches by the clock: training not acknowledged, milestones and reviews whose day has passed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from samebook.company.models import User
from samebook.jobs.mail import Letter, post_all
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.launches.grid import day_of
from samebook.launches.models import Launch, Milestone, Reminded
from samebook.launches.queries import acknowledged, newest_training, past_review, reps_of, under_way
from samebook.launches.terms import Passed

LISTED = 30
"""How many things one mail names; the rest are on Today."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing whose day has passed, and who is to be reminded of it."""

    kind: Passed
    thing_id: int
    title: str
    day: date
    launch: Launch
    user: User

    @property
    def key(self) -> tuple[str, int, int]:
        return self.kind.value, self.thing_id, self.user.pk


def remind_of_launches(at: datetime) -> int:
    """Remind everybody once of each thing that is theirs; called by the clock, which writes only for some.

    Returns:
        Of how many things somebody was reminded.
    """
    return _remind(at=at) if _due(day_of(at)) else 0


@action
def _remind(*, at: datetime) -> int:
    day = day_of(at)
    list(under_way(day).select_for_update(of=("self",)))  # two clocks remind one after the other
    due = _due(day)
    Reminded.objects.bulk_create(
        Reminded(launch=each.launch, kind=each.kind.value, thing_id=each.thing_id, user=each.user, reminded_at=at)
        for each in due
    )
    readers: dict[int, list[Due]] = {}
    launches: dict[int, list[Due]] = {}
    for each in due:
        launches.setdefault(each.launch.pk, []).append(each)
        if each.user.is_active and each.user.mail_notices:
            readers.setdefault(each.user.pk, []).append(each)
    for theirs in launches.values():
        record(Actor.system("ticker"), "launches.launch.reminded", theirs[0].launch, detail={"things": len(theirs)})
    post_all([_letter(theirs) for theirs in readers.values()], at=at)
    return len(due)


def _due(day: date) -> list[Due]:
    """What has passed and nobody was reminded of yet, by day."""
    launches = list(under_way(day))
    found = [*_milestones(launches, day), *_documents(launches, day), *_training(launches, day)]
    told = Reminded.objects.filter(launch__in=launches).values_list("kind", "thing_id", "user_id")
    known = set(told)
    waiting = [each for each in found if each.key not in known]
    return sorted(waiting, key=lambda each: (each.day, each.key))


def _milestones(launches: Sequence[Launch], day: date) -> Iterable[Due]:
    late = Milestone.objects.filter(launch__in=launches, done_on=None, due_on__lt=day)
    for each in late.select_related("launch", "owner").order_by("id"):
        yield Due(Passed.MILESTONE, each.pk, each.name, each.due_on, each.launch, each.owner)


def _documents(launches: Sequence[Launch], day: date) -> Iterable[Due]:
    """To who wrote the document; to the owner of the launch where they have left."""
    for each in past_review(day).filter(launch__in=launches):
        reader = each.written_by if each.written_by.is_active else each.launch.owner
        yield Due(Passed.DOCUMENT, each.pk, each.title, each.review_on, each.launch, reader)


def _training(launches: Sequence[Launch], day: date) -> Iterable[Due]:
    """To each rep who has not acknowledged the newest material by its day."""
    newest = {pk: each for pk, each in newest_training(launches).items() if each.due_on < day}
    waiting = [launch for launch in launches if launch.pk in newest]
    done = acknowledged(list(newest.values()))
    reps = reps_of(waiting)
    for launch in waiting:
        training = newest[launch.pk]
        for rep in reps[launch.pk]:
            if rep.pk not in done[training.pk]:
                yield Due(Passed.TRAINING, training.pk, training.title, training.due_on, launch, rep)


def _letter(due: Sequence[Due]) -> Letter:
    context = {
        "user": due[0].user, "due": due[:LISTED], "more": max(0, len(due) - LISTED),
        "page": f"{settings.SAMEBOOK_BASE_URL}{reverse('web:today')}",
    }  # fmt: skip
    text = render_to_string("launches/mail/passed.txt", context)
    count = len(due)
    subject = f"{count} thing{'' if count == 1 else 's'} of launches past {'its' if count == 1 else 'their'} day"
    return Letter(due[0].user.email, subject, text, "launches.passed")
