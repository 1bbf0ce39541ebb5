"""Offers by lot: drawn when a stall is opened, frozen, the same for all stalls of an account."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from samebook.accounts.actions import add_account
from samebook.buying import actions as buying
from samebook.journal.models import Entry
from samebook.kernel.refusals import Missing, Refused
from samebook.plays.effects.actions import LotInput, plan_lot, stop_lot
from samebook.plays.effects.models import LotStall
from samebook.plays.effects.offering import arm_of, arms_of
from samebook.plays.effects.rules import arm_by, check_lot
from samebook.plays.models import Play, PlayAim, PlayVersion
from samebook.plays.terms import Arm
from samebook.stalls.actions import open_stall
from samebook.web.tests.cast import Cast, assemble

NOW = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)


def later(days: float) -> datetime:
    return NOW + timedelta(days=days)


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


def a_play(cast: Cast, name: str, cause: str = "legal") -> Play:
    play = Play.objects.create(name=name, owner=cast["marketing"], created_at=NOW)
    version = PlayVersion.objects.create(
        play=play, number=1, state="approved", created_at=NOW, approved_at=NOW, review_date=later(300).date()
    )
    PlayAim.objects.create(version=version, kind="cause", name=cause)
    return play


def an_opportunity(cast: Cast, account=None):
    rep = cast.actor("rep")
    return buying.open_opportunity(
        rep, name="Two pumps", account=account, people=[], owner_id=rep.id, territory_id=cast.north.pk, at=NOW,
        opened_on=NOW.date(),
    )  # fmt: skip


def a_lot(cast: Cast, **more):
    given = {"name": "Do plays help", "play": None, "share": Decimal("0.5"), "horizon": 30,
             "worthwhile": Decimal(3), "days": 90}  # fmt: skip
    at = more.pop("at", NOW)
    seed = more.pop("seed", "seed")
    return plan_lot(cast.actor("marketing"), LotInput(**(given | more)), at=at, seed=seed)


def test_the_lot_holds_back_its_share_and_depends_on_the_unit_alone():
    arms = [arm_by("seed", f"a{number}", Decimal("0.3")) for number in range(10_000)]
    assert 0.28 < arms.count(Arm.HELD_BACK) / len(arms) < 0.32
    assert arms == [arm_by("seed", f"a{number}", Decimal("0.3")) for number in range(10_000)]
    assert arms != [arm_by("other", f"a{number}", Decimal("0.3")) for number in range(10_000)]
    # who is held back at a third is so at a half, too: shares nest
    held = [number for number, arm in enumerate(arms) if arm == Arm.HELD_BACK]
    assert all(arm_by("seed", f"a{number}", Decimal("0.5")) == Arm.HELD_BACK for number in held)


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"share": Decimal("0.05")}, "plays.lot_share", "share"),
        ({"share": Decimal("0.95")}, "plays.lot_share", "share"),
        ({"horizon": 6}, "plays.lot_horizon", "horizon"),
        ({"horizon": 366}, "plays.lot_horizon", "horizon"),
        ({"worthwhile": Decimal(0)}, "plays.lot_worthwhile", "worthwhile"),
        ({"worthwhile": Decimal(31)}, "plays.lot_worthwhile", "worthwhile"),
        ({"days": 6}, "plays.lot_days", "days"),
        ({"days": 731}, "plays.lot_days", "days"),
    ],
)
def test_what_cannot_be_read_out_is_not_drawn(more, code, field):
    given = {"share": Decimal("0.5"), "horizon": 30, "worthwhile": Decimal(3), "days": 90} | more
    with pytest.raises(Refused) as refused:
        check_lot(**given)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_without_a_lot_no_arm_is_known(cast):
    stall = open_stall(cast.actor("rep"), an_opportunity(cast).pk, cause="legal", at=later(1))
    assert arm_of(stall, a_play(cast, "Contract"), at=later(1)) is None


def test_a_stall_is_drawn_when_it_is_opened_and_keeps_its_arm(cast):
    play, lot = a_play(cast, "Contract"), a_lot(cast)
    one = an_opportunity(cast)
    stall = open_stall(cast.actor("rep"), one.pk, cause="legal", at=later(1))
    drawn = LotStall.objects.get(stall=stall)
    assert (drawn.unit, drawn.is_first, drawn.drawn_at) == (f"o{one.pk}", True, later(1))
    assert drawn.arm == arm_by("seed", drawn.unit, lot.share)
    assert arm_of(stall, play, at=later(2)) == drawn.arm
    assert Entry.objects.filter(code="plays.lot.drawn").count() == 1
    # stopping it changes nothing for who was drawn
    stop_lot(cast.actor("marketing"), lot.pk, reason="Budget", at=later(3))
    assert arm_of(stall, play, at=later(4)) == drawn.arm
    assert arm_of(stall, play, at=later(31)) is None  # followed to the horizon: it may be offered now
    assert not LotStall.objects.exclude(pk=drawn.pk).exists()
    open_stall(cast.actor("rep"), one.pk, cause="silence", at=later(5))
    assert not LotStall.objects.exclude(pk=drawn.pk).exists()


def test_all_stalls_of_an_account_have_one_arm_and_the_first_is_read_out(cast):
    a_lot(cast)
    by = cast.actor("sales_manager")
    account = add_account(by, {"name": "Müller Chemie", "territory_id": cast.north.pk}, at=NOW)
    for day, cause in ((1, "legal"), (2, "silence")):
        open_stall(cast.actor("rep"), an_opportunity(cast, account).pk, cause=cause, at=later(day))
    rows = list(LotStall.objects.order_by("drawn_at").values_list("unit", "is_first"))
    assert rows == [(f"a{account.pk}", True), (f"a{account.pk}", False)]
    assert LotStall.objects.values("arm").distinct().count() == 1


def test_a_lot_of_one_play_draws_the_stalls_it_answers(cast):
    contract, call = a_play(cast, "Contract"), a_play(cast, "Reference call", cause="claim_doubted")
    a_lot(cast, play=contract.pk)
    one = an_opportunity(cast)
    legal = open_stall(cast.actor("rep"), one.pk, cause="legal", at=later(1))
    doubted = open_stall(cast.actor("rep"), one.pk, cause="claim_doubted", at=later(1))
    assert set(arms_of(legal, [contract.pk, call.pk], at=later(2))) == {contract.pk}
    assert arms_of(doubted, [contract.pk, call.pk], at=later(2)) == {}


def test_two_lots_do_not_draw_for_one_play(cast):
    contract, call = a_play(cast, "Contract"), a_play(cast, "Reference call")
    a_lot(cast, play=contract.pk)
    a_lot(cast, name="Another", play=call.pk)
    for play in (contract.pk, None):
        with pytest.raises(Refused) as refused:
            a_lot(cast, name="Again", play=play)
        assert refused.value.code == "plays.lot_drawing"
    with pytest.raises(Missing):
        a_lot(cast, name="No play", play=2**40)


@pytest.mark.parametrize("who", ["rep", "sales_manager", "telesales", "executive", "partner_user"])
def test_only_marketing_and_administrators_draw(cast, who):
    given = LotInput("Lot", None, Decimal("0.5"), 30, Decimal(3), 90)
    with pytest.raises(Refused) as refused:
        plan_lot(cast.actor(who), given, at=NOW)
    assert refused.value.code == "access.denied"


def test_a_lot_that_draws_no_more_cannot_be_stopped(cast):
    lot = a_lot(cast, days=7)
    for day, reason, code in ((1, " ", "plays.lot_reason"), (8, "Late", "plays.lot_not_drawing")):
        with pytest.raises(Refused) as refused:
            stop_lot(cast.actor("marketing"), lot.pk, reason=reason, at=later(day))
        assert refused.value.code == code
    with pytest.raises(Missing):
        stop_lot(cast.actor("marketing"), 2**40, reason="None", at=NOW)
