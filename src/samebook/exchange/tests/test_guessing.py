"""What columns seem to be; a person confirms."""

import pytest

from samebook.exchange.dialects import DELIMITERS
from samebook.exchange.drafting import Choice, header_hash, mapping_text
from samebook.exchange.guessing import guess_columns, guess_days, guess_decimal, suggest_fields
from samebook.exchange.mapping_text import read_mapping
from samebook.exchange.targets import ImportTarget, TargetField

FIELDS = {
    one.name: one
    for one in (
        TargetField("external_id", "External id"),
        TargetField("name", "Name", required=True),
        TargetField("website", "Website"),
        TargetField("employees", "Employees", "integer"),
        TargetField("phone", "Telephone"),
        TargetField("known_at", "Known since", "timestamp"),
        TargetField("turnover", "Turnover", "decimal"),
    )
}
TARGET = ImportTarget("firms", "Firms", tuple(FIELDS.values()), lambda actor, rows, *, at: [])


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["Name"], {"Name": ("name", True)}),
        (["NAME "], {"NAME ": ("name", True)}),
        (["Company name"], {"Company name": ("name", True)}),
        (["Employes"], {"Employes": ("employees", False)}),
        (["Telefone"], {"Telefone": ("phone", False)}),
        (["Shoe size"], {}),
        (["Company", "Name"], {"Name": ("name", True)}),
        (["Namee", "name"], {"name": ("name", True)}),
        (["known_at", "Known since"], {"known_at": ("known_at", True)}),
        (["", "?!"], {}),
    ],
    ids=str,
)
def test_a_column_goes_to_the_field_it_is_called_like_and_no_field_has_two(header, found) -> None:
    assert suggest_fields(header, FIELDS) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["31.12.2026", "01.02.2026"], (True, "dmy")),
        (["12/31/2026", "01/02/2026"], (True, "mdy")),
        (["01/02/2026", "03/04/2026"], (True, "")),
        (["01/02/2026", "13/02/2026", "02/13/2026"], (True, "")),
        (["2026-12-31", "2026-01-02"], (False, "")),
        (["01/02/2026 14:05", "15/02/2026 9:10"], (True, "dmy")),
        (["221-55-50"], (False, "")),
        (["call 01/02/2026", "never", "later"], (False, "")),
        ([], (False, "")),
    ],
    ids=str,
)
def test_the_order_of_days_is_told_by_the_values_or_left_open(values, found) -> None:
    assert guess_days(values) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["1.250,50"], (True, ",")),
        (["1,250.50"], (True, ".")),
        (["1.250", "2.000"], (True, "")),
        (["1,250", "12,5"], (True, ",")),
        (["1.5"], (True, ".")),
        (["1,250,000"], (True, ".")),
        (["€ 12,50", "7"], (True, ",")),
        (["12,5", "12.5"], (True, "")),
        (["1250", "7"], (False, "")),
        (["a.b", "c.d"], (False, "")),
    ],
    ids=str,
)
def test_the_mark_before_decimals_is_told_by_the_values_or_left_open(values, found) -> None:
    assert guess_decimal(values) == found


def test_samples_are_the_first_different_values() -> None:
    rows = [("", "1"), ("a", "1"), ("a", "1"), ("b", ""), ("c", "2"), ("d", "3")]
    assert [guess.samples for guess in guess_columns(["x", "y"], rows, FIELDS)] == [("a", "b", "c"), ("1", "2", "3")]


HARD = [
    'a "quoted" name', "with: colon", "# hash", "üñí 😀", "line\u2028break", "next\u0085line", "tab\there", "- dash",
    "yes", "~", "{brace", "\\u0041", "'", "\ufeff",
]  # fmt: skip


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_a_mapping_that_was_put_together_reads_back_as_it_was_meant_whatever_columns_are_called(delimiter) -> None:
    choices = {name: Choice("") for name in HARD[1:]} | {HARD[0]: Choice("name"), "Tag": Choice("known_at", "dmy")}
    choices |= {"Umsatz": Choice("turnover", decimal=",")}
    text = mapping_text("firms", choices, file={"encoding": "cp1252", "delimiter": delimiter}, zone="Europe/Berlin")
    mapping, problems = read_mapping(text, {"firms": TARGET})
    assert not problems
    assert mapping is not None
    assert mapping.ignore == frozenset(HARD[1:])
    assert mapping.columns[HARD[0]].to == "name"
    assert (mapping.columns["Tag"].order, mapping.columns["Tag"].zone) == ("dmy", "Europe/Berlin")
    assert mapping.columns["Umsatz"].decimal == ","
    assert (mapping.encoding, mapping.delimiter) == ("cp1252", delimiter)


def test_files_are_alike_when_their_columns_are_the_same_in_the_same_order() -> None:
    assert header_hash(["a", "b"]) == header_hash(["a", "b"])
    assert len({header_hash(each) for each in (["a", "b"], ["b", "a"], ["a,b"], ["a", "b", ""])}) == 4
