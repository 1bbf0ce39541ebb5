"""Who stands in for whom: never the other side's, never oneself twice, no circles, from a day until a day."""

from datetime import date, timedelta

import pytest

from samebook.agreement import actions, queries
from samebook.agreement.delegates import could_stand_in, delegations, standing_in
from samebook.agreement.models import Delegation, Edition, Signature
from samebook.agreement.terms import Side
from samebook.agreement.tests.cast import SOON, TEXT, hire, proposed, sign
from samebook.company.models import User, UserRole
from samebook.company.tests.cast import NOW, PASSWORD
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused

TODAY = NOW.date()
DAY = timedelta(days=1)


def refused(code: str, function, /, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as refusal:
        function(*args, **kwargs)
    assert refusal.value.code == code
    return refusal.value


def stand_in(principal: Actor, delegate: Actor, side: str = "sales", days: tuple[int, int] = (0, 5)) -> Delegation:
    first, last = days
    return actions.delegate_signature(
        principal, side=side, delegate_id=delegate.id, from_date=TODAY + first * DAY, until_date=TODAY + last * DAY,
        at=NOW,
    )  # fmt: skip


def test_a_delegate_signs_for_the_one_who_is_absent(sales, marketing, rep):
    edition = proposed(marketing)
    with pytest.raises(Refused):
        sign(rep, edition, "sales")
    stand_in(sales, rep)
    assert list(queries.waiting_for(rep, NOW)) == [edition]
    assert list(queries.waiting_for(rep, NOW + 9 * DAY)) == []
    sign(rep, edition, "sales")
    sign(marketing, edition, "marketing")
    signature = Signature.objects.get(side="sales")
    assert (signature.user_id, signature.for_user_id) == (rep.id, sales.id)
    assert Edition.objects.get().state == "signed"


def test_a_delegate_signs_what_the_one_who_is_absent_may_whatever_scopes_are_agreed(sales, marketing, rep):
    """A rep sees their own territories only; the sales manager, whose word it is, sees them all."""
    whole = proposed(marketing)
    sign(sales, whole, "sales")
    sign(marketing, whole, "marketing")
    actions.take_force(at=SOON)
    country = TEXT.replace("title:", "scope: country AT\ntitle:", 1)
    austria = proposed(marketing, country, in_force_from=SOON + 2 * DAY, at=SOON)
    sign(sales, austria, "sales", at=SOON)
    sign(marketing, austria, "marketing", at=SOON)
    again = proposed(marketing, TEXT.replace("50000", "45000"), in_force_from=SOON + 3 * DAY, at=SOON)
    stand_in(sales, rep)
    sign(rep, again, "sales", at=SOON)
    assert again.signatures.get().for_user_id == sales.id


def test_it_holds_from_its_first_day_to_its_last_and_no_longer(sales, marketing, rep):
    edition = proposed(marketing)
    stand_in(sales, rep, days=(1, 2))
    values = {"side": "sales", "content_hash": edition.content_hash, "password": PASSWORD}
    for days in (0, 3):
        refused("access.denied", actions.sign_edition, rep, edition.pk, **values, at=NOW + days * DAY)
    actions.sign_edition(rep, edition.pk, **values, at=NOW + 2 * DAY)


def test_one_that_was_ended_signs_nothing(sales, marketing, rep):
    edition = proposed(marketing)
    delegation = stand_in(sales, rep)
    with pytest.raises(Missing):
        actions.end_delegation(marketing, delegation.pk, at=NOW)
    actions.end_delegation(rep, delegation.pk, at=NOW)
    refused("agreement.delegation_ended", actions.end_delegation, sales, delegation.pk, at=NOW)
    refused("access.denied", sign, rep, edition, "sales")


def test_nobody_stands_in_for_both_sides(sales, marketing, rep):
    both = hire("Eve", "executive")
    stand_in(sales, both)
    refusal = refused("agreement.delegate_other_side", stand_in, marketing, both, "marketing")
    assert "Eve stands in for sales" in refusal.message
    stand_in(marketing, both, "marketing", days=(6, 8))
    refused("agreement.delegate_other_side", stand_in, sales, marketing)
    refused("agreement.delegate_outside", stand_in, marketing, rep, "marketing")
    refused("agreement.delegate_outside", stand_in, sales, hire("Pat", "partner_user"))


def test_a_delegate_who_has_changed_sides_since_signs_nothing(sales, marketing, rep):
    edition = proposed(marketing)
    stand_in(sales, rep)
    UserRole.objects.create(user_id=rep.id, role="marketing")
    refused("access.denied", sign, rep, edition, "sales")


@pytest.mark.parametrize("what", ["left", "lost the role"])
def test_nobody_signs_for_one_who_could_not_sign_themselves(sales, marketing, rep, what):
    edition = proposed(marketing)
    stand_in(sales, rep)
    if what == "left":
        User.objects.filter(pk=sales.id).update(is_active=False)
    else:
        UserRole.objects.filter(user_id=sales.id).delete()
    refused("access.denied", sign, rep, edition, "sales")


def test_one_person_does_not_count_twice_through_a_delegate(rep):
    both = hire("Bo", "sales_manager", "marketing")
    edition = proposed(both)
    stand_in(both, rep)
    sign(rep, edition, "sales")
    refusal = refused("agreement.same_person", sign, both, edition, "marketing")
    assert "two sides sign by different people" in refusal.message
    assert list(queries.waiting_for(both, NOW)) == []
    assert Edition.objects.get().state == "proposed"


def test_nor_the_other_way_round(sales, rep):
    both = hire("Bo", "sales_manager", "marketing")
    edition = proposed(both)
    stand_in(both, rep)
    sign(both, edition, "marketing")
    refusal = refused("agreement.same_person", sign, rep, edition, "sales")
    assert refusal.message.startswith("Whom you stand in for")


def test_a_sales_manager_who_stands_in_says_for_whom_they_sign(sales, marketing):
    other = hire("Stu", "sales_manager")
    stand_in(sales, other)
    edition = proposed(marketing)
    values = {"side": "sales", "content_hash": edition.content_hash, "password": PASSWORD, "at": NOW}
    refused("agreement.not_delegate", actions.sign_edition, other, edition.pk, **values, for_user=marketing.id)
    actions.sign_edition(other, edition.pk, **values, for_user=sales.id)
    assert Signature.objects.get().for_user_id == sales.id


def test_there_are_no_circles_and_no_chains(sales, rep):
    stu, eve = hire("Stu", "sales_manager"), hire("Eve", "executive")
    stand_in(sales, stu)
    refusal = refused("agreement.delegate_loop", stand_in, stu, sales)
    assert refusal.message.startswith("You stand in for Sam from")
    refused("agreement.delegate_chain", stand_in, stu, eve)
    stu_off = stand_in(stu, eve, days=(6, 9))
    refused("agreement.delegate_absent", stand_in, sales, stu, days=(7, 8))
    actions.end_delegation(stu, stu_off.pk, at=NOW)
    stand_in(sales, stu, days=(7, 8))


def test_days_are_in_order_from_today_on_and_a_year_at_most(sales, rep):
    for days in ((3, 2), (-1, 4), (0, 366)):
        refused("agreement.delegate_days", stand_in, sales, rep, days=days)
    refused("agreement.delegate_self", stand_in, sales, sales)
    stand_in(sales, rep, days=(0, 365))
    refused("agreement.delegate_twice", stand_in, sales, hire("Eve", "executive"), days=(365, 366))


def test_only_who_signs_for_a_side_gives_its_signature_away(marketing, rep):
    refused("access.denied", stand_in, rep, hire("Rex", "rep"))
    refused("access.denied", stand_in, marketing, rep)
    refused("agreement.person_needed", stand_in, Actor.system("ticker"), rep)
    refused("agreement.unknown_side", stand_in, marketing, rep, "finance")


def test_somebody_who_left_or_never_was_stands_in_for_nobody(sales, rep):
    User.objects.filter(pk=rep.id).update(is_active=False)
    with pytest.raises(Missing):
        stand_in(sales, rep)
    with pytest.raises(Missing):
        actions.delegate_signature(
            sales, side="sales", delegate_id=10**12, from_date=date(2027, 1, 1), until_date=date(2027, 1, 2), at=NOW
        )


def test_who_could_stand_in_is_offered_and_both_departments_see_who_does(sales, marketing, rep):
    hire("Bo", "sales_manager", "marketing")
    hire("Tess", "telesales")
    assert [user.name for user in could_stand_in(sales, Side.SALES)] == ["Rio"]
    made = stand_in(sales, rep)
    assert list(delegations(marketing, TODAY)) == [made]
    assert list(delegations(rep, TODAY)) == []
    assert [each.user.name for each in standing_in(rep.id, TODAY)] == ["Sam"]
