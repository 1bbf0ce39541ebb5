"""Values of the six types: read, checked, written back."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from samebook.book import Type, check_value, format_value, parse_value
from samebook.book.lower_table import CAPITALS, SMALL, lower
from samebook.book.tests import conditions as made
from samebook.book.values import kept_value
from samebook.kernel.refusals import Refused


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (Type.TEXT, " kept ", " kept "),
        (Type.INTEGER, " 0042 ", 42),
        (Type.INTEGER, "-7", -7),
        (Type.DECIMAL, "1234.50", Decimal("1234.50")),
        (Type.DECIMAL, "0.0000005", Decimal("0.000001")),
        (Type.DECIMAL, "-0.0000005", Decimal("-0.000001")),
        (Type.DECIMAL, "0.30000000000000004", Decimal("0.3")),
        (Type.DECIMAL, "-0", Decimal(0)),
        (Type.BOOLEAN, "TRUE", True),
        (Type.BOOLEAN, "no", False),
        (Type.DATE, "2024-02-29", date(2024, 2, 29)),
        (Type.TIMESTAMP, "2027-03-28T03:30:00+02:00", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (Type.TIMESTAMP, "2027-03-28 01:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        *[(type_, "", None) for type_ in Type],
        *[(type_, "  ", None) for type_ in Type if type_ is not Type.TEXT],
    ],
)
def test_a_cell_is_read_as_its_type_says(type_: Type, text: str, value: object) -> None:
    read = parse_value(type_, text)
    assert read == value
    assert str(read) == str(value) or type_ is Type.DECIMAL


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (Type.TEXT, "a\0b"),
        (Type.TEXT, "a\udce9b"),
        (Type.INTEGER, "1,000"),
        (Type.INTEGER, "1.0"),
        (Type.INTEGER, "٣"),
        (Type.INTEGER, "1" + "0" * 30),
        (Type.INTEGER, "9" * 10_000),
        (Type.DECIMAL, "1.000,50"),
        (Type.DECIMAL, "1e5"),
        (Type.DECIMAL, "NaN"),
        (Type.DECIMAL, "Infinity"),
        (Type.DECIMAL, "1" + "0" * 30),
        (Type.DECIMAL, "9999999999999999999999.9999999"),
        (Type.BOOLEAN, "maybe"),
        (Type.DATE, "31.03.2027"),
        (Type.DATE, "03/31/2027"),
        (Type.DATE, "2027-02-29"),
        (Type.DATE, "0999-12-31"),
        (Type.TIMESTAMP, "2027-03-31"),
        (Type.TIMESTAMP, "2027-03-31T25:00"),
        (Type.TIMESTAMP, "0001-01-01T00:00:00+14:00"),
    ],
)
def test_what_is_not_exactly_a_value_is_refused(type_: Type, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_value(type_, text)
    assert len(refusal.value.message) < 200


@pytest.mark.parametrize("type_", [Type.INTEGER, Type.DECIMAL, Type.TEXT, Type.BOOLEAN, Type.DATE, Type.TIMESTAMP])
def test_every_value_is_read_back_from_its_canonical_text(type_: Type) -> None:
    @given(made.VALUES[type_])
    def read_back(value: Any) -> None:
        assert check_value(type_, value) == value
        assert parse_value(type_, format_value(value)) == value

    read_back()


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        (Type.DECIMAL, 5, Decimal(5)),
        (Type.INTEGER, "5", 5),
        (
            Type.TIMESTAMP,
            datetime(2027, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
            datetime(2027, 1, 1, tzinfo=UTC),
        ),
        (Type.TEXT, None, None),
    ],
)
def test_a_python_value_is_brought_to_its_type(type_: Type, value: object, expected: object) -> None:
    assert check_value(type_, value) == expected


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (Type.INTEGER, True),
        (Type.INTEGER, 10**30),
        pytest.param(Type.INTEGER, 10**5000, id="too long for Python"),
        pytest.param(Type.TEXT, 10**5000, id="too long to be shown"),
        (Type.INTEGER, 1.5),
        (Type.DECIMAL, 0.1),
        (Type.DECIMAL, Decimal("NaN")),
        (Type.DECIMAL, Decimal("1e30")),
        (Type.BOOLEAN, 1),
        (Type.DATE, datetime(2027, 1, 1, tzinfo=UTC)),
        (Type.TIMESTAMP, date(2027, 1, 1)),
        (Type.TEXT, 5),
        (Type.TEXT, ["a"]),
    ],
)
def test_a_python_value_of_another_type_is_refused(type_: Type, value: object) -> None:
    with pytest.raises(Refused):
        check_value(type_, value)


def test_the_table_of_small_letters_is_one_to_one_in_length_and_settled() -> None:
    assert len(CAPITALS) == len(SMALL) == len(set(CAPITALS)) == 592
    assert not set(CAPITALS) & set(SMALL)
    assert lower("ÄÖÜ STRASSE \u0130 ΑΣ ЖЁ \u1e9e \u212a") == "äöü strasse \u0130 α\u03c3 жё \u00df \u212a"
    assert all(len(lower(text)) == len(text) for text in made.TEXTS)


@pytest.mark.parametrize(
    ("type_", "kept"), [(Type.INTEGER, "soon"), (Type.BOOLEAN, 1), (Type.DATE, "2027-02-30"), (Type.TEXT, None)]
)
def test_what_was_kept_under_another_type_is_unknown(type_: Type, kept: Any) -> None:
    assert kept_value(type_, kept) is None
