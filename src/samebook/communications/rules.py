"""What a communication and a cost must be. Pure."""

from datetime import date
from decimal import Decimal

from samebook.kernel.money import CENTS, LARGEST
from samebook.kernel.refusals import Refused


def check_period(started_on: date | None, ended_on: date | None) -> None:
    """A communication ends on or after the day it started.

    Raises:
        Refused: ``communications.ends_before_start``.
    """
    if started_on is not None and ended_on is not None and ended_on < started_on:
        raise Refused("communications.ends_before_start", "It cannot end before it starts.", "ended_on")


def check_amount(amount: Decimal) -> Decimal:
    """Money to two decimals, below 10^15 either way.

    Raises:
        Refused: ``money.too_large``, ``money.too_fine``.
    """
    if abs(amount) >= LARGEST:
        raise Refused("money.too_large", "An amount must be smaller than 10^15.", "amount")
    if amount != amount.quantize(CENTS):
        raise Refused("money.too_fine", "An amount has two decimals at most.", "amount")
    return amount.quantize(CENTS)
