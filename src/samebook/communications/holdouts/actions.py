"""Planning a hold-out, with its lots drawn and frozen, and cancelling one that has not begun."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from samebook.accounts.rules import clean_text
from samebook.communications.actions import KEEPERS
from samebook.communications.holdouts.models import Holdout, HoldoutAccount
from samebook.communications.holdouts.queries import (
    accounts_after,
    accounts_known,
    holdout_for,
    may_be_contacted,
    members_of,
    state_at,
)
from samebook.communications.holdouts.rules import (
    check_arms,
    check_can_cancel,
    check_shares,
    check_times,
    drawn,
    read_list,
)
from samebook.communications.holdouts.terms import Aim, Arm, Lot
from samebook.communications.queries import communications_for
from samebook.company.queries import local_day, local_zone
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.segments.queries import members
from samebook.segments.terms import Kind

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class HoldoutInput:
    """What is to be planned.

    Attributes:
        communications: Ids of those that held-out accounts are left without.
        segment: Key of a segment of accounts, or empty; its members as of the last count are the population.
        accounts: Lines of external ids instead; with ``vouched_by`` each with its arm.
        vouched_by: Who gives their word that the arms in ``accounts`` were drawn at random; empty: drawn here.
        share: To be held out, of 1. Where the arms were drawn elsewhere, the share that was intended.
        worthwhile: The smallest difference worth knowing, of 1.
    """

    name: str
    communications: Sequence[int]
    aim: Aim
    share: Decimal
    worthwhile: Decimal
    starts_on: date
    days: int
    segment: str = ""
    accounts: str = ""
    vouched_by: str = ""


@dataclass(frozen=True, slots=True)
class _Assigned:
    arms: dict[int, Arm]
    population: str
    left_out: int
    seed: str = ""


@action
def plan_holdout(actor: Actor, given: HoldoutInput, *, at: datetime, seed: str = "") -> Holdout:
    """Draw the lots and freeze them with everything that decides how the hold-out is read out.

    Args:
        seed: What the lots are drawn with, where they must be the same again; empty for a fresh one.

    Raises:
        Refused: ``access.denied``, ``holdouts.…``, ``segments.not_counted``.
        Missing: No such segment.
    """
    actor.require(*KEEPERS, to="plan hold-outs")
    name = clean_text(given.name, "name", 100)
    if not name:
        raise Refused("holdouts.name", "Give it a name.", "name")
    if Holdout.objects.filter(name=name).exists():
        raise Refused("holdouts.name_taken", "There is a hold-out of this name.", "name")
    check_times(given.starts_on, given.days, today=local_day(at))
    check_shares(given.share, given.worthwhile)
    left_without = list(communications_for(actor).filter(pk__in=given.communications))
    if not left_without or len(left_without) != len(set(given.communications)):
        raise Refused("holdouts.communications", "Say which communications it is about.", "communications")
    found = _assigned(actor, given, seed or secrets.token_hex(16), at=at)
    check_arms(found.arms, left_out=found.left_out)
    holdout = Holdout.objects.create(
        name=name,
        population=found.population,
        aim=given.aim,
        share=given.share,
        worthwhile=given.worthwhile,
        lot=Lot.PRODUCT if found.seed else Lot.IMPORTED,
        seed=found.seed,
        vouched_by=clean_text(given.vouched_by, "vouched_by", 200),
        left_out=found.left_out,
        starts_on=given.starts_on,
        days=given.days,
        planned_by_id=actor.id,
        created_at=at,
    )
    holdout.communications.set(left_without)
    HoldoutAccount.objects.bulk_create(
        [HoldoutAccount(holdout=holdout, account_id=each, arm=arm) for each, arm in sorted(found.arms.items())], BATCH
    )
    held = sum(arm == Arm.HELD_OUT for arm in found.arms.values())
    detail = {"accounts": len(found.arms), "held_out": held, "lot": holdout.lot, "aim": holdout.aim}
    record(actor, "communications.holdout.planned", holdout, detail=detail)
    return holdout


@action
def cancel_holdout(actor: Actor, holdout_id: int, *, reason: str, at: datetime) -> Holdout:
    """Call it off before it begins; it stays on record with the reason.

    Raises:
        Refused: ``access.denied``, ``holdouts.cannot_cancel``, ``holdouts.reason``.
        Missing: No such hold-out.
    """
    actor.require(*KEEPERS, to="cancel hold-outs")
    holdout_for(actor, holdout_id)
    holdout = Holdout.objects.select_for_update().get(pk=holdout_id)
    check_can_cancel(state_at(holdout, at))
    said = clean_text(reason, "reason", 300)
    if not said:
        raise Refused("holdouts.reason", "Say why.", "reason")
    holdout.cancelled_at, holdout.cancel_reason = at, said
    holdout.save(update_fields=["cancelled_at", "cancel_reason"])
    record(actor, "communications.holdout.cancelled", holdout)
    return holdout


def _assigned(actor: Actor, given: HoldoutInput, seed: str, *, at: datetime) -> _Assigned:
    if given.vouched_by.strip():
        return _imported(given)
    if bool(given.segment) == bool(given.accounts.strip()):
        raise Refused("holdouts.population", "Name a segment of accounts, or give a list.", "segment")
    if given.segment:
        found = members(actor, given.segment, at=at)
        if found.kind != Kind.ACCOUNT:
            raise Refused(
                "holdouts.not_accounts", "Lots are drawn among accounts: choose a segment of them.", "segment"
            )
        kept, left_out = members_of(found.path)
        population = f"Segment “{found.title}”, as of {found.as_of.astimezone(local_zone()):%Y-%m-%d %H:%M}"
    else:
        ids = set(_accounts(list(read_list(given.accounts, with_arms=False))).values())
        kept = may_be_contacted(sorted(ids))
        left_out, population = len(ids) - len(kept), f"A list of {len(ids):,} accounts"
    return _Assigned(drawn(kept, share=given.share, seed=seed), population[:200], left_out, seed)


def _imported(given: HoldoutInput) -> _Assigned:
    """Who may not be contacted is left out of both arms, so that these stay alike."""
    said = read_list(given.accounts, with_arms=True)
    arms: dict[int, Arm] = {}
    for key, account_id in _accounts(list(said)).items():
        arm = said[key]
        assert arm is not None
        if arms.setdefault(account_id, arm) != arm:
            raise Refused("holdouts.list", f"“{key[:60]}” was merged with an account of the other arm.", "accounts")
    kept = may_be_contacted(sorted(arms))
    population = f"A list of {len(arms):,} accounts, drawn elsewhere"
    return _Assigned({each: arm for each, arm in arms.items() if each in kept}, population, len(arms) - len(kept))


def _accounts(external_ids: list[str]) -> dict[str, int]:
    known = accounts_known(external_ids)
    if unknown := [each for each in external_ids if each not in known]:
        shown = ", ".join(f"“{each[:40]}”" for each in unknown[:3])
        message = f"{len(unknown):,} of the accounts are not here, {shown} for one."
        raise Refused("holdouts.unknown_account", message, "accounts")
    return known


@action
def note_list_taken(actor: Actor, holdout_id: int, *, at: datetime) -> Holdout:
    """Who took out the list of whom not to send to.

    Raises:
        Refused: ``access.denied``.
        Missing: No such hold-out.
    """
    actor.require(*KEEPERS, to="take out the list of held-out accounts")
    holdout = holdout_for(actor, holdout_id)
    record(actor, "communications.holdout.list_taken", holdout, happened_at=at)
    return holdout


@action
def read_held_out(actor: Actor, holdout_id: int, *, after: int, limit: int, at: datetime) -> tuple[list[int], bool]:
    """A page of the held-out accounts for a program; who read how many is kept, the ids are not.

    Returns:
        At most ``limit`` ids above ``after``, in order, and whether there are more.

    Raises:
        Missing: No such hold-out, or it is not for this actor.
    """
    holdout = holdout_for(actor, holdout_id)
    found = accounts_after(actor, holdout_id, Arm.HELD_OUT, after=after, limit=limit + 1)
    page = found[:limit]
    record(actor, "communications.holdout.accounts_read", holdout, happened_at=at, detail={"accounts": len(page)})
    return page, len(found) > limit
