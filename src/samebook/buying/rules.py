"""What may happen to an opportunity. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from samebook.buying.terms import Forecast, LostReason, Stage, TeamPart
from samebook.kernel.access import Actor, Role
from samebook.kernel.days import check_year
from samebook.kernel.refusals import Refused

MAY_SELL = (Role.REP, Role.SALES_MANAGER)


def may_work_on(actor: Actor, *, owner_id: int | None, team: Mapping[int, str] | None = None) -> bool:
    """The owner works on an opportunity, a sales manager, or a rep of its team; without owner any rep who sees it.

    Args:
        team: What others do about it, by user.
    """
    if actor.has(Role.SALES_MANAGER):
        return True
    helps = (team or {}).get(actor.id or 0) == TeamPart.WORKS
    return actor.has(Role.REP) and (owner_id in (None, actor.id) or helps)


def check_may_work_on(actor: Actor, *, owner_id: int | None, team: Mapping[int, str] | None = None) -> None:
    if not may_work_on(actor, owner_id=owner_id, team=team):
        message = "Only its owner, those who work on it with them, or a sales manager may change this opportunity."
        raise Refused("buying.not_yours", message)


def check_may_name_team(actor: Actor, *, owner_id: int | None) -> None:
    """Who works on it is said by its owner or a sales manager, not by those who were let in."""
    if not may_work_on(actor, owner_id=owner_id):
        raise Refused("buying.not_yours", "Only its owner, or a sales manager, says who works on it.")


def check_unchanged(seen: int | None, version: int) -> None:
    """Nobody changed it since it was read.

    Args:
        seen: The version that was read; None for a change that holds whatever stands there.
    """
    if seen is not None and seen != version:
        message = "Somebody has changed it since you opened it. Look at it as it is now, and enter yours again."
        raise Refused("buying.changed_meanwhile", message)


def check_people(people: set[int], *, at_account: set[int], here: set[int]) -> None:
    """Those who take part are at the account, or took part before."""
    if people - at_account - here:
        raise Refused("buying.not_at_account", "Choose people of this account.", "people")


def check_is_open(outcome: str) -> None:
    if outcome != "open":
        raise Refused("buying.closed", f"This opportunity is {outcome}; a closed one does not change.")


def check_is_closed(outcome: str) -> None:
    if outcome == "open":
        raise Refused("buying.open", "This opportunity is open; there is nothing to open again.")


def check_is_lost(outcome: str) -> None:
    if outcome != "lost":
        raise Refused("buying.not_lost", f"This opportunity is {outcome}; only a lost one can be won back.")


def check_stage(stage: str, known: Sequence[str] = tuple(Stage.values())) -> None:
    """A stage of its pipeline; one that a newer edition took away can be left, not entered."""
    if stage not in known:
        raise Refused("buying.unknown_stage", f"Choose a stage: {', '.join(known)}.", "stage")


def check_said(text: str, what: str, field: str, *, most: int = 500) -> str:
    """Words that must be given."""
    text = text.strip()
    if not text:
        raise Refused(f"buying.{field}_missing", f"Say {what}.", field)
    return text[:most]


def check_next_step(step: str, on: date | None) -> None:
    if on is not None and not step.strip():
        raise Refused("buying.next_step_missing", "A day needs a step: say what is to happen then.", "next_step")


def check_plans(*, expected_close_date: date | None, next_step_on: date | None) -> None:
    """Days ahead lie in years that can be meant; else ``day.outside``."""
    for name, day in (("expected_close_date", expected_close_date), ("next_step_on", next_step_on)):
        if day is not None:
            check_year(day, name)


def check_forecast(forecast: str) -> None:
    if forecast not in Forecast.values():
        raise Refused("buying.unknown_forecast", f"Choose one of {', '.join(Forecast.values())}.", "forecast")


def check_partner(partner_id: int | None, account_id: int | None) -> None:
    if partner_id is not None and partner_id == account_id:
        raise Refused("buying.partner_is_buyer", "The partner is another company than the buyer.", "partner")


def check_line(product: str, quantity: Decimal, amount: Decimal | None) -> None:
    """One product line."""
    if not product.strip():
        raise Refused("buying.product_missing", "Give the product its name.", "product")
    if not 0 < quantity < 10**9:
        raise Refused("buying.quantity", "A quantity is more than 0.", "quantity")
    if amount is not None and not 0 <= amount < 10**15:
        raise Refused("buying.amount", "An amount is 0 or more.", "amount")


def slipped_since(
    *, entered_on: date | None, slipped_on: date | None, expected: date | None, today: date
) -> date | None:
    """Since when a sale has slipped: its close date did, and it has not moved on since; None when it has not.

    A close date slips when it is moved later, or passes. Without a known entry the slip alone counts.
    """
    passed = expected if expected is not None and expected < today else None
    slips = [day for day in (slipped_on, passed) if day is not None]
    if not slips:
        return None
    since = min(slips)
    return max(since, entered_on) if entered_on is not None else since


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


def check_lost_reason(reason: str, known: Collection[str] = tuple(LostReason.values())) -> None:
    if reason not in known:
        raise Refused("buying.unknown_reason", f"Choose a reason: {', '.join(known)}.", "reason")


def check_won_reason(reason: str, known: Collection[str]) -> None:
    """A reason of the Book, where it has any; none is given where none is known."""
    if known and reason and reason not in known:
        raise Refused("buying.unknown_reason", f"Choose a reason: {', '.join(known)}.", "reason")


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
