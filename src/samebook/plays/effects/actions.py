"""Planning offers by lot, stopping them, and drawing a stall when it is opened."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from samebook.accounts.rules import clean_text
from samebook.company.actions.common import unique
from samebook.company.models import Company
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.plays.effects.models import Lot, LotStall
from samebook.plays.effects.queries import answering, drawing_at, drawing_within, lot_for, plays_to_draw, state_at
from samebook.plays.effects.rules import arm_by, check_can_stop, check_lot
from samebook.stalls.models import Stall
from samebook.stalls.terms import Origin

KEEPERS = (Role.MARKETING, Role.ADMINISTRATOR)
TAKEN = "There is a lot of this name."


@dataclass(frozen=True, slots=True)
class LotInput:
    """What is to be drawn.

    Attributes:
        play: Id of the play; null for every play.
        share: To be held back, of 1.
        horizon: Days after a stall's opening that are counted.
        worthwhile: The smallest number of days saved worth knowing.
        days: For how many days stalls are drawn.
    """

    name: str
    play: int | None
    share: Decimal
    horizon: int
    worthwhile: Decimal
    days: int


@action
def plan_lot(actor: Actor, given: LotInput, *, at: datetime, seed: str = "") -> Lot:
    """From now on, draw by lot which stalls are offered a play.

    Args:
        seed: What is drawn with, where it must be the same again; empty for a fresh one.

    Raises:
        Refused: ``access.denied``, ``plays.lot_…``.
        Missing: No such play, or none of its versions is approved.
    """
    actor.require(*KEEPERS, to="draw offers by lot")
    name = clean_text(given.name, "name", 100)
    if not name:
        raise Refused("plays.lot_name", "Give it a name.", "name")
    if Lot.objects.filter(name=name).exists():
        raise Refused("plays.lot_name_taken", TAKEN, "name")
    check_lot(share=given.share, horizon=given.horizon, worthwhile=given.worthwhile, days=given.days)
    if given.play is not None and not plays_to_draw().filter(pk=given.play).exists():
        raise Missing("play")
    until = at + timedelta(days=given.days)
    list(Company.objects.select_for_update(no_key=True).values_list("pk"))  # one after the other: no row stands for all
    if drawing_within(at, until).filter(_meeting(given.play)).exists():  # also one that was planned since ``at``
        raise Refused("plays.lot_drawing", "Another lot draws stalls for the same play; stop it first.", "play")
    with unique(TAKEN, field="name", code="plays.lot_name_taken"):
        lot = Lot.objects.create(
            name=name,
            play_id=given.play,
            share=given.share,
            horizon=given.horizon,
            worthwhile=given.worthwhile,
            seed=seed or secrets.token_hex(16),
            begins_at=at,
            draws_until=until,
            planned_by_id=actor.id,
        )
    told = {"share": str(given.share), "horizon": given.horizon, "days": given.days}
    record(actor, "plays.lot.planned", lot, detail=told)
    return lot


@action
def stop_lot(actor: Actor, lot_id: int, *, reason: str, at: datetime) -> Lot:
    """Draw no further stalls; those that were drawn keep their arm and are read out.

    Raises:
        Refused: ``access.denied``, ``plays.lot_not_drawing``, ``plays.lot_reason``.
        Missing: No such lot.
    """
    actor.require(*KEEPERS, to="stop a lot")
    lot_for(actor, lot_id)
    lot = Lot.objects.select_for_update().get(pk=lot_id)
    check_can_stop(state_at(lot, at))
    said = clean_text(reason, "reason", 300)
    if not said:
        raise Refused("plays.lot_reason", "Say why.", "reason")
    lot.stopped_at, lot.stopped_by_id, lot.stop_reason = at, actor.id, said
    lot.save(update_fields=["stopped_at", "stopped_by", "stop_reason"])
    record(actor, "plays.lot.stopped", lot)
    return lot


@action
def draw(actor: Actor, stall: Stall, at: datetime) -> None:
    """Called when a stall was opened: freeze what each lot that draws says of it.

    Stalls that files bring are history and are not drawn. A lot of one play draws the stalls whose cause it answers.
    """
    lots = list(drawing_at(at)) if stall.origin != Origin.IMPORT and stall.is_open else []
    answered = set(answering(stall.cause)) if any(lot.play_id for lot in lots) else set()
    for lot in lots:
        if lot.play_id is None or lot.play_id in answered:
            _draw(actor, lot, stall, at)


def _draw(actor: Actor, lot: Lot, stall: Stall, at: datetime) -> None:
    Lot.objects.select_for_update().get(pk=lot.pk)  # one after the other, so that one stall of an account is the first
    account_id = stall.opportunity.account_id
    unit = f"a{account_id}" if account_id else f"o{stall.opportunity_id}"
    is_first = not LotStall.objects.filter(lot=lot, unit=unit).exists()
    arm = arm_by(lot.seed, unit, lot.share)
    LotStall.objects.create(lot=lot, stall=stall, unit=unit, is_first=is_first, arm=arm, drawn_at=at)
    record(actor, "plays.lot.drawn", ("stall", stall.pk), detail={"lot": lot.pk})


def _meeting(play_id: int | None) -> Q:
    """Lots that would draw for the same play."""
    return Q() if play_id is None else Q(play=None) | Q(play=play_id)
