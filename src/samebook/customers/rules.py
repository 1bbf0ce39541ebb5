"""What an order must be. Pure."""

from decimal import Decimal

from samebook.kernel.money import CENTS, LARGEST
from samebook.kernel.refusals import Refused


def check_order_amount(amount: Decimal) -> Decimal:
    """Money to two decimals; below zero for a refund.

    Raises:
        Refused: ``money.too_large``, ``money.too_fine``.
    """
    if abs(amount) >= LARGEST:
        raise Refused("money.too_large", "An amount must be smaller than 10^15.", "amount")
    if amount != amount.quantize(CENTS):
        raise Refused("money.too_fine", "An amount has two decimals at most.", "amount")
    return amount.quantize(CENTS)
