from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samebook.kernel.money import Money, check_amount
from samebook.kernel.refusals import Refused

amounts = st.decimals(Decimal("-1e14"), Decimal("1e14"), places=2)


def test_one_currency_adds_up_exactly() -> None:
    assert Money(Decimal("0.10"), "EUR") + Money(Decimal("0.20"), "EUR") == Money(Decimal("0.30"), "EUR")


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(Refused) as refused:
        Money(Decimal(1), "EUR") + Money(Decimal(1), "USD")
    assert refused.value.code == "money.mixed"


@pytest.mark.parametrize(
    ("amount", "rate", "expected"),
    [("0.01", "0.5", "0.01"), ("-0.01", "0.5", "-0.01"), ("10.00", "1.08765", "10.88"), ("3.00", "0.001", "0.00")],
)
def test_a_converted_amount_is_rounded_half_away_from_zero(amount: str, rate: str, expected: str) -> None:
    converted = Money(Decimal(amount), "EUR").converted(Decimal(rate), "USD")
    assert converted == Money(Decimal(expected), "USD")


@given(amounts)
def test_an_amount_of_cents_stays_what_it_is(amount: Decimal) -> None:
    assert check_amount(amount) == amount


@pytest.mark.parametrize(
    ("text", "value"), [("12", "12.00"), ("12.5", "12.50"), ("-3.10", "-3.10"), ("12.500", "12.50")]
)
def test_amounts_are_held_to_two_decimals(text: str, value: str) -> None:
    assert str(check_amount(Decimal(text))) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NaN", "money.too_large"),
        ("sNaN", "money.too_large"),
        ("Infinity", "money.too_large"),
        ("1e15", "money.too_large"),
        ("1e999999", "money.too_large"),
        ("-1e30", "money.too_large"),
        ("0.001", "money.too_fine"),
        ("1e-999999", "money.too_fine"),
    ],
    ids=ascii,
)
def test_what_is_no_amount_is_refused_at_its_field(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_amount(Decimal(text), field="budget")
    assert (refused.value.code, refused.value.field) == (code, "budget")
