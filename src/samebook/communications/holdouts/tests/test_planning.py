from datetime import date

import pytest

from samebook.accounts.models import Account
from samebook.communications.holdouts.actions import cancel_holdout, plan_holdout
from samebook.communications.holdouts.models import Holdout, HoldoutAccount
from samebook.communications.holdouts.rules import drawn
from samebook.communications.holdouts.terms import Arm, Lot
from samebook.communications.holdouts.tests.company import (
    MARKETING,
    PLANNED_AT,
    RUNNING_AT,
    accounts_of,
    assembled,
    given,
    planned,
)
from samebook.journal.models import Entry
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def company():
    assembled()


def test_lots_are_frozen_with_the_plan_and_can_be_drawn_again_from_its_seed():
    holdout = planned()

    arms = {row.account_id: row.arm for row in HoldoutAccount.objects.filter(holdout=holdout)}
    assert arms == drawn(arms, share=holdout.share, seed="a seed")
    assert (holdout.lot, len(arms), len(accounts_of(holdout, Arm.HELD_OUT))) == (Lot.PRODUCT, 60, 30)
    entry = Entry.objects.get(code="communications.holdout.planned")
    assert entry.detail == {"accounts": 60, "held_out": 30, "lot": "product", "aim": "won"}


def test_accounts_where_nobody_may_be_contacted_stand_in_neither_arm():
    holdout = planned()

    assert holdout.left_out == 2
    names = set(HoldoutAccount.objects.values_list("account__external_id", flat=True))
    assert not names & {"A-61", "A-62"}


def test_arms_drawn_elsewhere_are_kept_with_whose_word_it_is_that_they_are_random():
    lines = "\n".join(f"A-{number},{'held_out' if number % 3 == 0 else 'contacted'}" for number in range(1, 61))
    holdout = planned(accounts=lines, vouched_by="Ada Berg, mailing tool")

    assert (holdout.lot, holdout.seed, holdout.vouched_by) == (Lot.IMPORTED, "", "Ada Berg, mailing tool")
    assert len(accounts_of(holdout, Arm.HELD_OUT)) == 20


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"starts_on": date(2026, 1, 5)}, "holdouts.begun", "starts_on"),
        ({"accounts": "A-1\nB-1"}, "holdouts.unknown_account", "accounts"),
        ({"accounts": "A-1\nA-2"}, "holdouts.too_small", "population"),
        ({"accounts": ""}, "holdouts.population", "segment"),
        ({"segment": "plants"}, "holdouts.population", "segment"),
        ({"communications": []}, "holdouts.communications", "communications"),
        ({"communications": [999_999]}, "holdouts.communications", "communications"),
        ({"name": " "}, "holdouts.name", "name"),
        ({"accounts": "A-1", "vouched_by": "Ada"}, "holdouts.list", "accounts"),
    ],
    ids=["begun", "unknown", "few", "nobody", "both", "no communication", "missing", "no name", "no arms"],
)
def test_what_cannot_be_read_out_later_is_refused_now(changed, code, field):
    with pytest.raises(Refused) as refused:
        planned(**changed)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Holdout.objects.exists()


def test_a_name_is_taken_once():
    planned()
    with pytest.raises(Refused, match="of this name"):
        planned()


def test_a_merged_account_is_its_survivor():
    one, other = Account.objects.get(external_id="A-1"), Account.objects.get(external_id="A-2")
    one.merged_into = other
    one.save()

    holdout = planned()

    assert HoldoutAccount.objects.filter(holdout=holdout).count() == 59
    assert not HoldoutAccount.objects.filter(account=one).exists()


def test_before_it_begins_it_can_be_cancelled_and_afterwards_no_more():
    holdout = planned()
    with pytest.raises(Refused, match="begun"):
        cancel_holdout(MARKETING, holdout.pk, reason="Postponed", at=RUNNING_AT)
    with pytest.raises(Refused, match="Say why"):
        cancel_holdout(MARKETING, holdout.pk, reason=" ", at=PLANNED_AT)

    cancelled = cancel_holdout(MARKETING, holdout.pk, reason="Postponed", at=PLANNED_AT)

    assert (cancelled.cancelled_at, cancelled.cancel_reason) == (PLANNED_AT, "Postponed")


@pytest.mark.parametrize("role", [Role.SALES_MANAGER, Role.EXECUTIVE, Role.TELESALES, Role.REP, Role.PARTNER_USER])
def test_only_marketing_plans_and_cancels(role):
    holdout = planned()
    other = Actor(None, "token:2", frozenset({role}), sees_all=True)

    with pytest.raises(Refused) as refused:
        plan_holdout(other, given(name="Other"), at=PLANNED_AT)
    assert refused.value.code == "access.denied"
    with pytest.raises(Refused):
        cancel_holdout(other, holdout.pk, reason="No", at=PLANNED_AT)


def test_one_that_is_not_there_is_missing():
    with pytest.raises(Missing):
        cancel_holdout(MARKETING, 999_999, reason="No", at=PLANNED_AT)
