"""Reading hold-outs: for those who see all; reps have no part in them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Count, Q, QuerySet

from samebook.accounts.models import Account, Person
from samebook.communications.holdouts.models import Holdout, HoldoutAccount
from samebook.communications.holdouts.rules import state_of
from samebook.communications.holdouts.terms import Arm, State
from samebook.company.queries import local_day
from samebook.kernel.access import SEES_ALL, Actor
from samebook.kernel.refusals import Missing

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

BATCH = 500


class Sizes(TypedDict):
    """How many accounts stand in each arm."""

    contacted: int
    held_out: int


Sized: TypeAlias = "WithAnnotations[Holdout, Sizes]"
"""A hold-out with the sizes of its arms."""


def holdouts_for(actor: Actor) -> "QuerySet[Sized]":
    """Hold-outs with the sizes of their arms, the latest first; none for who sees a part only."""
    found = Holdout.objects.annotate(
        contacted=Count("accounts", filter=Q(accounts__arm=Arm.CONTACTED)),
        held_out=Count("accounts", filter=Q(accounts__arm=Arm.HELD_OUT)),
    ).order_by("-starts_on", "-pk")
    return found if actor.sees_all and actor.has(*SEES_ALL) else found.none()


def holdout_for(actor: Actor, holdout_id: int) -> Sized:
    """One hold-out.

    Raises:
        Missing: There is none, or it is not for this actor.
    """
    found = holdouts_for(actor).prefetch_related("communications").filter(pk=holdout_id).first()
    if found is None:
        raise Missing("hold-out")
    return found


def state_at(holdout: Holdout, at: datetime) -> State:
    """By the company's days."""
    today = local_day(at)
    return state_of(holdout.starts_on, holdout.days, is_cancelled=holdout.cancelled_at is not None, today=today)


def accounts_in(actor: Actor, holdout_id: int, arm: Arm) -> Iterator[HoldoutAccount]:
    """The accounts of an arm by id, for the list of whom not to send to."""
    holdout = holdout_for(actor, holdout_id)
    rows = HoldoutAccount.objects.filter(holdout=holdout, arm=arm).select_related("account").order_by("account_id")
    return rows.iterator(BATCH)


def accounts_known(external_ids: list[str]) -> dict[str, int]:
    """External id → id of the living account, or of the one it was merged into."""
    found: dict[str, int] = {}
    for start in range(0, len(external_ids), BATCH):
        rows = Account.objects.filter(external_id__in=external_ids[start : start + BATCH]).select_related("merged_into")
        for account in rows:
            here = account.merged_into or account
            if here.deleted_at is None:
                found[account.external_id or ""] = here.pk
    return found


def may_be_contacted(account_ids: list[int]) -> set[int]:
    """Those where somebody may be contacted."""
    found: set[int] = set()
    for start in range(0, len(account_ids), BATCH):
        part = account_ids[start : start + BATCH]
        people = Person.objects.filter(
            account_id__in=part, do_not_contact=False, erased_at=None, merged_into=None
        ).values_list("account_id", flat=True)
        found.update(each for each in people if each is not None)
    return found


def members_of(path: Path) -> tuple[set[int], int]:
    """Accounts of a segment's file that may be contacted, and how many may not."""
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=["record_id", "may_contact"])
    ids, may = table.column("record_id").to_pylist(), table.column("may_contact").to_pylist()
    kept = {number for number, one in zip(ids, may, strict=True) if one}
    return kept, len(ids) - len(kept)


def people_in(actor: Actor, holdout_id: int, arm: Arm) -> dict[int, list[str]]:
    """Account → e-mail addresses of the people there, whoever has one."""
    holdout = holdout_for(actor, holdout_id)
    theirs = HoldoutAccount.objects.filter(holdout=holdout, arm=arm).values("account")
    people = Person.objects.filter(account__in=theirs, erased_at=None, merged_into=None).exclude(email="")
    found: dict[int, list[str]] = {}
    for account_id, email in people.order_by("account_id", "pk").values_list("account_id", "email"):
        found.setdefault(account_id or 0, []).append(email)
    return found


def accounts_after(actor: Actor, holdout_id: int, arm: Arm, *, after: int, limit: int) -> list[int]:
    """Ids of an arm's accounts above ``after``, in order."""
    holdout = holdout_for(actor, holdout_id)
    rows = HoldoutAccount.objects.filter(holdout=holdout, arm=arm, account_id__gt=after).order_by("account_id")
    return list(rows.values_list("account_id", flat=True)[:limit])
