"""What people type for a number, and what it is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samebook.kernel.numerals import plain_number, unmistakable, with_minus
from samebook.kernel.refusals import Refused


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("60000", "60000"), ("60,000", "60000"), ("60 000", "60000"), ("60\u202f000", "60000"), ("60'000", "60000"),
        ("60’000", "60000"), ("1,234,567.5", "1234567.5"), ("1.234.567", "1234567"), ("1.234,50", "1234.50"),
        ("1.234.567,5", "1234567.5"), ("60,5", "60.5"), ("0,125", "0.125"), ("0.125", "0.125"), ("60.00", "60.00"),
        ("60.0000", "60.0000"), ("1234.500", "1234.500"), (" 7 ", "7"), ("-1,000", "-1000"), ("+5", "+5"),
        ("−1,000.5", "-1000.5"),
    ],
)  # fmt: skip
def test_a_number_is_taken_as_it_is_meant(typed: str, number: str) -> None:
    assert plain_number(typed) == number


@pytest.mark.parametrize("typed", ["60.000", "1.000", "999.999", "-2.500", "60.000 "])
def test_a_point_before_three_digits_is_asked_back(typed: str) -> None:
    with pytest.raises(Refused, match=r"write -?\d+, or -?\d+\.\d{4}\.") as refused:
        plain_number(typed)
    assert refused.value.code == "number.twofold"


@pytest.mark.parametrize("typed", ["", "much", "6O000", "1,2,3", "12,34,567", "--5", "1e5", "٣", "5 EUR"])
def test_what_is_no_number_comes_back_for_its_reader_to_refuse(typed: str) -> None:
    assert plain_number(typed) == typed


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6))
def test_what_we_show_and_what_we_print_is_read_back_as_it_was(number: Decimal) -> None:
    for shown in (f"{number:f}", f"{number:,f}", f"{number.normalize():f}", with_minus(f"{number:,f}")):
        assert Decimal(plain_number(unmistakable(shown))) == number
