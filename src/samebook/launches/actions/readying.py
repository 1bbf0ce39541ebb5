"""Milestones, training and the sales process that a launch assumes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from samebook.company.queries import local_day, users_by_id
from samebook.jobs.mail import Letter, post_all
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.launches.actions.base import locked, save, tell, words
from samebook.launches.axes import axes_at
from samebook.launches.counting import count_one
from samebook.launches.models import Acknowledgement, AssumedStage, Launch, Milestone, Training
from samebook.launches.queries import acknowledged, last_number, launches_for, reps_of
from samebook.launches.rules import (
    MOST_LINES,
    PLANNING,
    TRAINED,
    check_can_acknowledge,
    check_is_open,
    check_is_planned,
)

MOST_DAYS, MOST_PEOPLE = 3_650, 1_000


@action
def add_milestone(actor: Actor, launch_id: int, *, name: str, owner_id: int, due_on: date, at: datetime) -> Milestone:
    """Name something that must be done on the way, by whom and by when.

    Raises:
        Refused: ``access.denied``, ``launches.called_off``, ``launches.empty``, ``launches.unknown_owner``,
            ``launches.dates``, ``launches.too_many``.
    """
    launch = locked(actor, launch_id, to="name a milestone", check=check_is_open)
    kept = words(name, "name", 200)
    if not kept:
        raise Refused("launches.empty", "Say what must be done.", "name")
    if not 2000 <= due_on.year <= 2100:
        raise Refused("launches.dates", "Give a day between the years 2000 and 2100.", "due_on")
    owner = users_by_id([owner_id]).get(owner_id)
    if owner is None or not owner.is_active:
        raise Refused("launches.unknown_owner", "Choose somebody who works here.", "owner")
    if launch.milestones.count() >= MOST_LINES:
        raise Refused("launches.too_many", f"A launch has {MOST_LINES} milestones at most.")
    made = Milestone.objects.create(launch=launch, name=kept, owner=owner, due_on=due_on)
    tell(actor, "milestone_named", launch, milestone=kept, due_on=due_on.isoformat())
    return made


@action
def end_milestone(actor: Actor, launch_id: int, milestone_id: int, *, done: bool, at: datetime) -> Milestone:
    """Say that a milestone is done, or that it is not after all: its owner may, and whoever plans launches.

    Raises:
        Refused: ``launches.called_off``.
        Missing: No such milestone, or not the actor's to end.
    """
    own = Milestone.objects.filter(launch=launch_id, pk=milestone_id)
    found = own.filter(launch__in=launches_for(actor)).first()
    if found is None or not (actor.has(*PLANNING) or found.owner_id == actor.id):
        raise Missing("milestone")
    launch = locked(actor, launch_id, to="end a milestone", check=check_is_open, planning=False)
    if done != (found.done_on is not None):
        found.done_on, found.done_by_id = (local_day(at), actor.id) if done else (None, None)
        found.save(update_fields=["done_on", "done_by"])
        tell(actor, "milestone_done" if done else "milestone_opened", launch, milestone=found.name)
    return found


@action
def publish_training(
    actor: Actor, launch_id: int, *, title: str, place: str, due_on: date, changes: str = "", at: datetime
) -> Training:
    """Publish training material, or a new version of it: everybody acknowledges the newest one.

    Raises:
        Refused: ``access.denied``, ``launches.called_off``, ``launches.person_needed``, ``launches.empty``,
            ``launches.dates``.
    """
    launch = locked(actor, launch_id, to="publish training", check=check_is_open)
    if actor.id is None:
        raise Refused("launches.person_needed", "Training is published by a person; sign in.")
    kept = {"title": words(title, "title", 200), "place": words(place, "place", 500)}
    for field, value in kept.items():
        if not value:
            said = "Give the material a title." if field == "title" else "Say where it lies: an address, or words."
            raise Refused("launches.empty", said, field)
    if not 2000 <= due_on.year <= 2100:
        raise Refused("launches.dates", "Give a day between the years 2000 and 2100.", "due_on")
    made = Training.objects.create(
        launch=launch,
        number=last_number(launch) + 1,
        changes=words(changes, "changes", 500),
        due_on=due_on,
        published_by_id=actor.id,
        published_at=at,
        **kept,
    )
    count_one(launch, at=at)
    tell(actor, "training_published", launch, version=made.number, due_on=due_on.isoformat())
    return made


@action
def acknowledge(actor: Actor, training_id: int, *, at: datetime) -> Acknowledgement:
    """Say that one has worked through the newest material of a launch; saying so again changes nothing.

    Raises:
        Refused: ``access.denied``, ``launches.person_needed``, ``launches.old_material``, ``launches.not_trained``.
        Missing: Not there, or not the actor's to see.
    """
    actor.require(*TRAINED, to="acknowledge training")
    training = Training.objects.filter(pk=training_id, launch__in=launches_for(actor)).first()
    if training is None:
        raise Missing("training")
    launch = locked(actor, training.launch_id, to="acknowledge training", planning=False)
    concerned = {rep.pk for rep in reps_of([launch])[launch.pk]}
    check_can_acknowledge(actor.id, newest=training.number == last_number(launch), concerned=concerned)
    assert actor.id is not None
    made, is_new = Acknowledgement.objects.get_or_create(
        training=training, user_id=actor.id, defaults={"acknowledged_at": at}
    )
    if is_new:
        count_one(launch, at=at)
        tell(actor, "training_acknowledged", launch, version=training.number)
    return made


@action
def remind(actor: Actor, launch_id: int, *, at: datetime) -> int:
    """Write to everybody who has not acknowledged the newest material; once a day at most.

    Returns:
        How many were written to; who switched notices off is not.

    Raises:
        Refused: ``access.denied``, ``launches.called_off``, ``launches.no_training``, ``launches.reminded``.
    """
    launch = locked(actor, launch_id, to="remind of training", check=check_is_open)
    training = launch.trainings.order_by("-number").first()
    if training is None:
        raise Refused("launches.no_training", "This launch has no training to remind of.")
    if training.reminded_at is not None and local_day(training.reminded_at) == local_day(at):
        raise Refused("launches.reminded", "Everybody was reminded today already.")
    done = acknowledged([training])[training.pk]
    missing = [rep for rep in reps_of([launch])[launch.pk] if rep.pk not in done and rep.mail_notices]
    post_all([_letter(rep.email, launch, training) for rep in missing], at=at)
    training.reminded_at = at
    training.save(update_fields=["reminded_at"])
    tell(actor, "training_reminded", launch, version=training.number, people=len(missing))
    return len(missing)


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is assumed of one stage; None where nothing is."""

    stage: str
    days: int | None = None
    people: int | None = None


@action
def assume_process(actor: Actor, launch_id: int, *, pipeline: str, said: Sequence[Assumed], at: datetime) -> Launch:
    """Say which sales process the plan assumes: a pipeline, days and people per stage; what was said before goes.

    Raises:
        Refused: ``access.denied``, ``launches.declared``, ``launches.unknown_name``, ``launches.number``.
    """
    launch = locked(actor, launch_id, to="say what a launch assumes", check=check_is_planned)
    found = axes_at(at).selling.named(pipeline)
    if found is None:
        raise Refused("launches.unknown_name", f"There is no pipeline {pipeline[:60]!r} in force.", "pipeline")
    places = {stage.name: place for place, stage in enumerate(found.stages)}
    kept = [each for each in said if each.days is not None or each.people is not None]
    for each in kept:
        if each.stage not in places:
            raise Refused("launches.unknown_name", f"{each.stage[:60]!r} is no stage of this pipeline.", "pipeline")
        _check_number(each.days, MOST_DAYS, f"days-{each.stage}", "days")
        _check_number(each.people, MOST_PEOPLE, f"people-{each.stage}", "people")
    launch.assumed.all().delete()
    AssumedStage.objects.bulk_create(
        [
            AssumedStage(
                launch=launch, pipeline=pipeline, stage=each.stage, place=places[each.stage], days=each.days,
                people=each.people,
            )
            for each in kept
        ]
    )  # fmt: skip
    save(launch)
    tell(actor, "process_assumed", launch, pipeline=pipeline, stages=[each.stage for each in kept])
    return launch


def _check_number(value: int | None, most: int, field: str, what: str) -> None:
    if value is not None and not 0 <= value <= most:
        raise Refused("launches.number", f"Give {what} from 0 to {most:,}.", field)


def _letter(to: str, launch: Launch, training: Training) -> Letter:
    text = (
        f"The launch of {launch.product} begins on {launch.begins_on:%-d %b %Y}. Please work through "
        f"“{training.title}” (version {training.number}) by {training.due_on:%-d %b %Y} and say so on Today.\n\n"
        f"Where it lies: {training.place}"
    )
    return Letter(to, f"Training for {launch.name}", text, "launches.training")
