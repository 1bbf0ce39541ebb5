"""Exact amounts with their currency; sums never mix currencies."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from samebook.kernel.refusals import Refused

CENTS = Decimal("0.01")
LARGEST = Decimal("1e15")


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency (ISO 4217 code), held to two decimals."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise Refused("money.mixed", f"{self.currency} and {other.currency} cannot be added without a dated rate.")
        return Money(self.amount + other.amount, self.currency)

    def converted(self, rate: Decimal, to: str) -> "Money":
        """The amount in another currency.

        Args:
            rate: Units of ``to`` for one unit of this currency, above 0.
            to: ISO 4217 code.

        Returns:
            Rounded half away from zero to two decimals.
        """
        return Money((self.amount * rate).quantize(CENTS, ROUND_HALF_UP), to)


def check_amount(amount: Decimal, *, field: str = "amount") -> Decimal:
    """An amount held to two decimals, below 10^15 either way.

    Raises:
        Refused: ``money.too_large`` (or not finite), ``money.too_fine`` (more than two decimals).
    """
    if not amount.is_finite() or abs(amount) >= LARGEST:
        raise Refused("money.too_large", "An amount must be smaller than 10^15.", field)
    if amount != amount.quantize(CENTS, ROUND_HALF_UP):
        raise Refused("money.too_fine", "An amount has two decimals at most.", field)
    return amount.quantize(CENTS, ROUND_HALF_UP)
