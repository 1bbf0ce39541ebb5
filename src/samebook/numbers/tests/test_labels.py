"""What rows of figures are called."""

from datetime import date

import pytest

from samebook.numbers import labels
from samebook.numbers.labels import Names, in_words, label
from samebook.numbers.tables import Dimension, registry

CAUSE = Dimension("cause", "Cause", "cause")
FREE = Dimension("competitor", "Competitor", "competitor")


@pytest.fixture
def causes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.words, "cause", lambda at: {"legal": "The lawyers of the customer"})


@pytest.mark.usefixtures("causes")
def test_a_value_is_called_as_the_book_calls_it_and_one_that_it_has_no_more_is_read_as_words() -> None:
    known = {"legal": "The lawyers of the customer"}
    assert label("legal", CAUSE, known) == "The lawyers of the customer"
    assert label("claim_doubted", CAUSE, known) == "Claim doubted"
    assert label(None, CAUSE, known) == labels.NOT_SAID
    assert label("KSB_pumps", FREE, {}) == "KSB_pumps", "a value that no Book names stands as it is"
    assert label(date(2026, 3, 1), Dimension("month", "Month", "day"), {}) == "2026-03"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("not_reached", "Not reached"),
        ("ROI calculator", "ROI calculator"),
        ("Pump_X200", "Pump_X200"),
        ("pump", "Pump"),
        ("", "Not said"),
        (None, "Not said"),
    ],
)
def test_only_names_are_made_into_words(code: str | None, said: str) -> None:
    assert in_words(code) == said


def test_an_older_snapshot_has_no_words_and_its_names_are_read_as_words() -> None:
    assert Names().called("cause", "claim_doubted") == "Claim doubted"
    assert Names({"cause": {"legal": "Lawyers"}}).called("cause", "legal") == "Lawyers"
    assert Names({"cause": {"legal": "Lawyers"}}).called("role", "legal") == "Legal", "each dimension has its own"


def test_values_stand_in_the_order_of_the_book_and_what_it_lists_no_more_behind_them() -> None:
    names = Names({"cause": {"silence": "Silence", "legal": "Legal"}})
    assert sorted(["audit", "legal", "silence"], key=lambda code: names.place("cause", code)) == [
        "silence", "legal", "audit",
    ]  # fmt: skip
    assert names.place("cause", None) == names.place("cause", "audit") == 2
    assert names.place("role", "legal") == 0
