"""Plays at Tarnvik: marketing writes the library and performs what reps approve; sales asks for what is missing."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from samebook.jobs.models import Job
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.plays.actions import (
    For,
    add_play,
    add_step,
    answer_request,
    approve_run,
    approve_version,
    ask_for_play,
    change_version,
    do_step,
    say_helped,
    skip_step,
    take_up,
)
from samebook.plays.actions.library import OFFER_JOB
from samebook.plays.actions.offering import offer_for_stall
from samebook.plays.effects.actions import LotInput, plan_lot
from samebook.plays.models import Play, PlayRequest, PlayRun, RunStep
from samebook.plays.queries import approved_versions
from samebook.stalls.actions import look_for_stalls, wave_off
from samebook.stalls.models import Proposal, Stall
from samebook.web.demo.house import House
from samebook.web.demo.living import Life, in_hours
from samebook.web.demo.playbook import EVIDENCE, PLAYS, Prepared
from samebook.web.demo.stalling import Stalled

LOT_FROM, LOT_DAYS, LOT_HORIZON = 330, 300, 60
"""Days after the beginning from which offers of the play with evidence are drawn by lot, for how long, and counted."""
HELD_BACK = Decimal("0.5")
BY_THE_REP = 0.6
"""Share of plays that the rep begins; others are begun by marketing or telesales, and approved by the rep."""
ASKED = {"legal": 6, "committee": None}
"""Causes without a play, and in how many days marketing answers who asks for one; None where it has not yet."""
OPEN_FOR = timedelta(days=60)
"""What marketing has not answered was asked for within this time."""


def schedule(life: Life) -> None:
    """What happens with plays that does not hang on one sale."""
    begin, until = life.world.plan.begin, life.until
    for prepared in PLAYS:
        if prepared.written is not None:
            life.at(_morning(begin + timedelta(days=prepared.written)), "play", partial(_write, life, prepared))
    life.at(_morning(begin + timedelta(days=LOT_FROM)), "play", partial(_draw, life))
    life.at(until - timedelta(hours=26), "look", _look)
    life.at(until - timedelta(hours=3), "look", partial(_wave_off, life))
    life.at(until - timedelta(minutes=5), "look", _look)


def stalled(life: Life, owner: int, one: Stalled, at: datetime) -> None:
    """The first time that a cause without a play comes up, the rep asks marketing for one."""
    cause = one.why.cause
    if cause not in ASKED or PlayRequest.objects.filter(cause=cause).exists():
        return
    if ASKED[cause] is None and at < life.until - OPEN_FOR:
        return
    actor = life.actor(owner)
    made = ask_for_play(actor, cause=cause, why="They stop here, and I have nothing to give them.", at=at)
    days = ASKED[cause]
    if days is not None:
        prepared = next(each for each in PLAYS if cause in each.causes)
        when = _morning(at + timedelta(days=days))
        life.at(when, "play", partial(_write, life, prepared))
        life.at(when + timedelta(hours=1), "play", partial(_answer, life, made.pk, prepared.name))


def begin(life: Life, run_id: int, owner: int, one: Stalled, at: datetime) -> None:
    """A play that was offered is begun: by the rep at once, by marketing with the rep's approval some hours later."""
    by_rep = one.draws[3] < BY_THE_REP
    actor = life.actor(owner) if by_rep else life.one_of(Role.MARKETING, one.draws[2])
    take_up(actor, run_id, at=at)
    if by_rep:
        _plan_steps(life, run_id, owner, at)
    else:
        when = max(in_hours(life.clock(owner), at + timedelta(hours=2 + 20 * one.draws[0])), at + timedelta(minutes=20))
        life.at(when, "play", partial(_approve, life, run_id, owner))


def tell(actor: Actor, run_id: int, *, helped: bool, at: datetime) -> None:
    """The rep says whether a play helped, if it was used."""
    if PlayRun.objects.filter(pk=run_id).exclude(approved_at=None).exists():
        say_helped(actor, run_id, helped=helped, at=at)


def _approve(life: Life, run_id: int, owner: int, at: datetime) -> None:
    if PlayRun.objects.filter(pk=run_id, approved_at=None, ended_at=None).exists():
        approve_run(life.actor(owner), run_id, at=at)
        _plan_steps(life, run_id, owner, at)


def _plan_steps(life: Life, run_id: int, owner: int, at: datetime) -> None:
    steps = RunStep.objects.filter(run=run_id, state="open").order_by("place")
    for number, (step_id, user_id) in enumerate(steps.values_list("pk", "assigned_to")):
        who = user_id or owner
        when = in_hours(life.clock(who), at + timedelta(hours=3 + 20 * number))
        life.at(max(when, at + timedelta(minutes=10 + number)), "step", partial(_do, life, step_id, who))


def _do(life: Life, step_id: int, user_id: int, at: datetime) -> None:
    if not RunStep.objects.filter(pk=step_id, state="open", run__ended_at=None).exists():
        return
    actor = life.actor(user_id)
    try:
        do_step(actor, step_id, at=at)
    except Refused as refused:
        skip_step(actor, step_id, reason=refused.message, at=at)


def _write(life: Life, prepared: Prepared, at: datetime) -> None:
    """Marketing writes a play and approves it; open stalls that it answers are offered it."""
    marketing = life.house.with_role(Role.MARKETING)[0]
    play = add_play(marketing, name=prepared.name, at=at)
    version = play.versions.get()
    said = For(
        causes=prepared.causes, languages=("en", "de"), brief=prepared.brief, on_roles=prepared.on_roles,
        review_date=(at + timedelta(days=3 * 365)).date(),
    )  # fmt: skip
    change_version(marketing, version.pk, said, at=at)
    for step in prepared.steps:
        add_step(marketing, version.pk, step, at=at)
    approve_version(marketing, version.pk, at=at)
    Job.objects.filter(kind=OFFER_JOB, state=Job.State.WAITING).delete()  # it is done here, at this time
    here = [each for each in approved_versions(at) if each.pk == version.pk]
    stalls = Stall.objects.filter(closed_at=None, cause__in=prepared.causes, opportunity__outcome="open")
    for stall in stalls.select_related("opportunity__account", "person").order_by("pk"):
        offer_for_stall(Actor.system("plays"), stall, at=at, versions=here)


def _answer(life: Life, request_id: int, name: str, at: datetime) -> None:
    marketing = life.house.with_role(Role.MARKETING)[0]
    answer_request(marketing, request_id, play_id=Play.objects.get(name=name).pk, at=at)


def _draw(life: Life, at: datetime) -> None:
    """Half of the accounts are not offered the play with evidence, to see what it does."""
    play = Play.objects.get(name=EVIDENCE.name)
    given = LotInput(
        name="Does evidence shorten it?", play=play.pk, share=HELD_BACK, horizon=LOT_HORIZON, worthwhile=Decimal(7),
        days=LOT_DAYS,
    )  # fmt: skip
    plan_lot(life.house.with_role(Role.MARKETING)[0], given, at=at, seed=f"tarnvik {life.world.plan.seed}")


def _look(at: datetime) -> None:
    while look_for_stalls(at=at):
        pass


def _wave_off(life: Life, at: datetime) -> None:
    """Reps look at the newest of what the Book's rules propose, and say of a few that it is none."""
    house: House = life.house
    for proposal in Proposal.objects.filter(answer="open").select_related("opportunity").order_by("pk")[:3]:
        owner = proposal.opportunity.owner_id
        if owner in house.actors:
            wave_off(house.actors[owner], proposal.pk, at=at)


def _morning(when: datetime) -> datetime:
    """The next Monday to Friday at half past seven, UTC."""
    day = when.replace(hour=7, minute=30, second=0, microsecond=0)
    while day < when or day.weekday() > 4:
        day += timedelta(days=1)
    return day
