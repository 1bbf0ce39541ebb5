"""Planning a launch, changing its plan, calling it off."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from samebook.buying.terms import Decision
from samebook.company.actions.common import unique
from samebook.company.models import Territory
from samebook.company.queries import users_by_id
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.launches.actions.base import locked, save, tell, words
from samebook.launches.axes import Axes, axes_at, roles_told
from samebook.launches.counting import count_one
from samebook.launches.grid import day_of
from samebook.launches.laying import lay_out, say_words
from samebook.launches.models import Launch
from samebook.launches.rules import (
    PLANNING,
    check_because,
    check_dates,
    check_is_open,
    check_is_planned,
    check_known,
    check_size,
    proposed,
)
from samebook.launches.terms import State
from samebook.plays.languages import LANGUAGES

MOST_LANGUAGES = 20
TAKEN = "Another launch has this name; choose one of its own."


@dataclass(frozen=True, slots=True)
class Plan:
    """What the author says of a launch. Empty roles or causes stand for all that the Book names."""

    name: str
    product: str
    owner_id: int
    begins_on: date
    ready_by: date | None = None
    means: str = ""
    roles: Sequence[str] = ()
    causes: Sequence[str] = ()
    segments: Sequence[str] = ()
    languages: Sequence[str] = ()
    territories: Collection[int] = ()


@action
def plan_launch(actor: Actor, plan: Plan, *, at: datetime, propose: bool = True) -> Launch:
    """Begin a launch; its grid has every role, decision and cause chosen.

    Args:
        propose: Whether a sensible start says which cells are required; the author may say otherwise afterwards.

    Raises:
        Refused: ``access.denied``, ``launches.name_taken``, ``launches.empty``, ``launches.dates``,
            ``launches.unknown_owner``, ``launches.unknown_name``, ``launches.language``, ``launches.territory``,
            ``launches.too_large``.
    """
    actor.require(*PLANNING, to="plan a launch")
    axes = axes_at(at)
    plan = _checked(plan, axes)
    _check_name_is_free(plan.name)
    with unique(TAKEN, field="name", code="launches.name_taken"):
        launch = Launch.objects.create(
            **_fields(plan),
            planned_on=day_of(at),
            decisions=Decision.values(),
            state_since=at,
            edition_id=axes.selling.edition_id,
            created_by_id=actor.id,
            created_at=at,
        )
    launch.territories.set(plan.territories)
    lay_out(launch, axes, at=at)
    if propose:
        roles = [each for each in roles_told(axes) if each[0] in launch.roles]
        say_words(launch, axes, proposed(roles), by=actor.id, at=at)
    count_one(launch, at=at)
    tell(actor, "planned", launch, name=launch.name, product=launch.product, begins_on=launch.begins_on.isoformat())
    return launch


@action
def change_plan(actor: Actor, launch_id: int, plan: Plan, *, at: datetime, seen: int | None = None) -> Launch:
    """Change what a plan says. Roles, causes and segments are added to its grid; those left out are required no more.

    Raises:
        Refused: As ``plan_launch``, and ``launches.declared``, ``launches.called_off``, ``launches.changed_meanwhile``.
    """
    launch = locked(actor, launch_id, to="change a launch", check=check_is_planned)
    if seen is not None and seen != launch.version:
        message = "Somebody has changed this launch meanwhile; read it again, then say what you want changed."
        raise Refused("launches.changed_meanwhile", message)
    axes = axes_at(at)
    plan = _checked(plan, axes, before=launch)
    _check_name_is_free(plan.name, besides=launch.pk)
    wanted = _fields(plan)
    changed = [name for name, value in wanted.items() if getattr(launch, name) != value]
    places = set(plan.territories) != set(launch.territories.values_list("pk", flat=True))
    if not changed and not places:
        return launch
    for name in changed:
        setattr(launch, name, wanted[name])
    with unique(TAKEN, field="name", code="launches.name_taken"):
        save(launch, *changed)
    launch.territories.set(plan.territories)
    if {"roles", "causes", "segments"} & set(changed):
        lay_out(launch, axes, at=at)
    count_one(launch, at=at)
    tell(actor, "changed", launch, changed=sorted([*changed, *(["territories"] if places else [])]))
    return launch


@action
def take_in_new(actor: Actor, launch_id: int, *, at: datetime) -> Launch:
    """Take into the grid what the Book in force names and the launch has not; the author's rules decide of it.

    Raises:
        Refused: ``access.denied``, ``launches.declared``, ``launches.too_large``, ``launches.nothing_new``.
    """
    launch = locked(actor, launch_id, to="change a launch", check=check_is_planned)
    axes = axes_at(at)
    new = axes.new_in_the_book(launch)
    if not new:
        raise Refused("launches.nothing_new", "The Book names no role or cause that this grid has not.")
    launch.roles = [*launch.roles, *new.get("roles", ())]
    launch.causes = [*launch.causes, *new.get("causes", ())]
    check_size(len(launch.roles), len(launch.decisions), len(launch.causes), len(launch.segments))
    launch.edition_id = axes.selling.edition_id
    save(launch, "roles", "causes", "edition_id")
    lay_out(launch, axes, at=at)
    count_one(launch, at=at)
    tell(actor, "extended", launch, **new)
    return launch


@action
def call_off(actor: Actor, launch_id: int, *, because: str, at: datetime) -> Launch:
    """End a launch that will not be; what was signed of it stays.

    Raises:
        Refused: ``access.denied``, ``launches.called_off``, ``launches.reason_missing``.
    """
    launch = locked(actor, launch_id, to="call a launch off", check=check_is_open)
    return _turn(actor, launch, State.CALLED_OFF, "called_off", because=because, at=at)


@action
def take_back(actor: Actor, launch_id: int, *, because: str, at: datetime) -> Launch:
    """Take back that a launch was declared ready; the signature of the declaration stays as it was given.

    Raises:
        Refused: ``access.denied``, ``launches.not_declared``, ``launches.reason_missing``.
    """
    launch = locked(actor, launch_id, to="take a declaration back", check=check_is_open)
    if launch.state != State.READY:
        raise Refused("launches.not_declared", "This launch is not declared ready; there is nothing to take back.")
    return _turn(actor, launch, State.PLANNED, "taken_back", because=because, at=at)


def _turn(actor: Actor, launch: Launch, state: State, verb: str, *, because: str, at: datetime) -> Launch:
    why = words(because, "because", 500)
    check_because(why)
    launch.state, launch.state_since, launch.state_reason = state, at, why
    save(launch, "state", "state_since", "state_reason")
    tell(actor, verb, launch, because=why)
    return launch


def _fields(plan: Plan) -> dict[str, Any]:
    """What the launch keeps of a plan, by its fields; territories are kept beside them."""
    return {
        "name": plan.name, "product": plan.product, "means": plan.means, "owner_id": plan.owner_id,
        "begins_on": plan.begins_on, "ready_by": plan.ready_by, "roles": list(plan.roles),
        "causes": list(plan.causes), "segments": list(plan.segments), "languages": list(plan.languages),
    }  # fmt: skip


def _check_name_is_free(name: str, *, besides: int | None = None) -> None:
    if Launch.objects.filter(name=name).exclude(pk=besides or 0).exists():
        raise Refused("launches.name_taken", TAKEN, "name")


def _checked(plan: Plan, axes: Axes, *, before: Launch | None = None) -> Plan:
    """The plan as it is kept.

    Args:
        before: What the plan was; names that it has may stay though the Book has them no more.
    """
    plan = replace(
        plan,
        name=words(plan.name, "name", 120),
        product=words(plan.product, "product", 100),
        means=words(plan.means, "means", 500),
        roles=_once(plan.roles) or list(axes.roles),
        causes=_once(plan.causes) or list(axes.causes),
        segments=_once(plan.segments),
        languages=sorted({each.strip().lower() for each in plan.languages if each.strip()}),
    )
    for field, value in (("name", plan.name), ("product", plan.product)):
        if not value:
            raise Refused("launches.empty", f"Give the {'launch its name' if field == 'name' else 'product'}.", field)
    check_dates(plan.begins_on, plan.ready_by)
    known = {"roles": set(axes.roles), "causes": set(axes.causes), "segments": set(axes.segments)}
    for field, names in known.items():
        held = set(getattr(before, field)) if before else set()
        check_known(getattr(plan, field), names | held, field, field.removesuffix("s"))
    check_size(len(plan.roles), len(Decision.values()), len(plan.causes), len(plan.segments))
    wrong = [code for code in plan.languages if code not in LANGUAGES]
    if wrong or len(plan.languages) > MOST_LANGUAGES:
        message = f"Give languages as codes of two letters, such as en or de; {MOST_LANGUAGES} at most."
        raise Refused("launches.language", message, "languages")
    owner = users_by_id([plan.owner_id]).get(plan.owner_id)
    if owner is None or not owner.is_active or not owner.user_roles.exclude(role=Role.PARTNER_USER).exists():
        raise Refused("launches.unknown_owner", "Choose somebody who works here.", "owner")
    if Territory.objects.filter(pk__in=plan.territories).count() < len(set(plan.territories)):
        raise Refused("launches.territory", "Choose territories of the sales map.", "territories")
    return plan


def _once(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))
