"""What may happen to an opportunity. Pure."""

from datetime import date
from decimal import Decimal

from samebook.buying.terms import LostReason, Stage
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused

MAY_SELL = (Role.REP, Role.SALES_MANAGER)


def may_work_on(actor: Actor, *, owner_id: int | None) -> bool:
    """The owner works on an opportunity, or a sales manager; one without owner is any rep's who sees it."""
    return actor.has(Role.SALES_MANAGER) or (actor.has(Role.REP) and owner_id in (None, actor.id))


def check_may_work_on(actor: Actor, *, owner_id: int | None) -> None:
    if not may_work_on(actor, owner_id=owner_id):
        raise Refused("buying.not_yours", "Only its owner, or a sales manager, may change this opportunity.")


def check_people(people: set[int], *, at_account: set[int], here: set[int]) -> None:
    """Those who take part are at the account, or took part before."""
    if people - at_account - here:
        raise Refused("buying.not_at_account", "Choose people of this account.", "people")


def check_is_open(outcome: str) -> None:
    if outcome != "open":
        raise Refused("buying.closed", f"This opportunity is {outcome}; a closed one does not change.")


def check_stage(stage: str) -> None:
    if stage not in Stage.values():
        raise Refused("buying.unknown_stage", f"Choose a stage: {', '.join(Stage.values())}.", "stage")


def check_closing(*, opened_on: date, closed_on: date, today: date) -> None:
    """A sale closes on or after the day it opened, and not ahead of time."""
    if closed_on < opened_on:
        raise Refused(
            "buying.closed_before_opened", f"It was opened on {opened_on}; it cannot close before.", "closed_on"
        )
    if closed_on > today:
        raise Refused("buying.closed_ahead", "That lies in the future; enter the day it was decided.", "closed_on")


def check_has_currency(amount: Decimal | None, currency: str | None) -> None:
    """An amount stands with its currency, or neither is known."""
    if (amount is None) != (currency is None):
        raise Refused("buying.amount_without_currency", "Enter an amount with its currency, or neither.", "amount")


def check_lost_reason(reason: str) -> None:
    if reason not in LostReason.values():
        raise Refused("buying.unknown_reason", f"Choose a reason: {', '.join(LostReason.values())}.", "reason")


def read_opening(opened_on: date | None, received_on: date | None) -> date:
    """The day an imported opportunity opened: as the row says, else the day its lead was received."""
    opened_on = opened_on or received_on
    if opened_on is None:
        raise Refused(
            "buying.opened_missing", "Give the day it was opened, or the lead that it came from.", "opened_on"
        )
    return opened_on


def read_closing(outcome: str, *, closed_on: date | None, opened_on: date, today: date) -> tuple[str, date | None]:
    """The outcome and day of an imported opportunity: an open one has no day, a closed one needs one."""
    outcome = outcome.strip().lower()
    if outcome not in ("open", "won", "lost"):
        raise Refused("buying.unknown_outcome", "An outcome is open, won or lost.", "outcome")
    if outcome == "open":
        return outcome, None
    if closed_on is None:
        raise Refused("buying.closed_missing", "Give the day it was closed.", "closed_on")
    check_closing(opened_on=opened_on, closed_on=closed_on, today=today)
    return outcome, closed_on
