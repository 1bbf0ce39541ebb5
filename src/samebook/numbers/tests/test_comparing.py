"""Two periods of one measure, reckoned by hand."""

from decimal import Decimal
from math import exp, sqrt

import pytest

from samebook.numbers.comparing import KINDS, change_of
from samebook.numbers.estimates import Estimate
from samebook.numbers.queries import AGGREGATES
from samebook.numbers.results import Row


def row(n, estimate=None, **cells):
    return Row("all", None, "", n, {"n": n, **cells}, estimate)


def change(kind, now, before, days=90, days_before=90):
    return change_of(kind, now, before, days=days, days_before=days_before)


def test_shares_differ_by_newcombes_interval():
    found = change("rate", row(70, hits=56), row(80, hits=48))
    assert found.form == "points"
    assert found.estimate.value == pytest.approx(0.2)
    assert found.estimate.low == pytest.approx(0.05243, abs=1e-5), "METHODS 6"
    assert found.estimate.high == pytest.approx(0.33387, abs=1e-5)
    assert found.is_clear
    assert change("share", row(56, of=70), row(48, of=80)).estimate == found.estimate


def test_counts_are_compared_as_rates_per_day():
    found = change("count", row(120), row(80), days=60, days_before=30).estimate
    factor = exp(1.959964 * sqrt(1 / 120 + 1 / 80))
    assert found.value == pytest.approx(0.75), "2 a day after 2.67 a day"
    assert found.low == pytest.approx(0.75 / factor)
    assert found.high == pytest.approx(0.75 * factor)


def test_the_cost_of_one_is_compared_with_the_counts_as_chance_and_the_money_as_known():
    found = change("ratio", row(50, amount=Decimal(10_000)), row(100, amount=Decimal(10_000)))
    factor = exp(1.959964 * sqrt(1 / 50 + 1 / 100))
    assert found.estimate.value == pytest.approx(2.0), "200 each after 100 each"
    assert found.estimate.low == pytest.approx(2 / factor)
    assert found.is_clear


def test_an_amount_has_no_interval():
    found = change("amount", row(3, amount=Decimal(300)), row(2, amount=Decimal(200))).estimate
    assert (found.value, found.low, found.high) == (1.5, None, None)


def test_means_and_medians_take_their_intervals_from_both():
    found = change("mean", row(9, Estimate(5.0, 4.0, 6.0, 9)), row(9, Estimate(3.0, 0.0, 6.0, 9))).estimate
    assert (found.value, found.low, found.high) == (2.0, 2 - sqrt(10), 2 + sqrt(10))


@pytest.mark.parametrize(
    ("kind", "now", "before"),
    [
        ("count", row(4), row(100)),
        ("count", row(100), row(0)),
        ("rate", row(0), row(10, hits=5)),
        ("ratio", row(10, amount=None), row(10, amount=Decimal(5))),
        ("ratio", row(10, amount=Decimal(5)), row(10, amount=Decimal(0))),
        ("amount", row(1, amount=Decimal(1)), row(0, amount=None)),
        ("mean", row(0), row(2, Estimate(1.0, None, None, 2))),
        ("count", None, row(5)),
    ],
    ids=str,
)
def test_what_the_data_cannot_say_is_left_empty(kind, now, before):
    found = change(kind, now, before)
    assert found.estimate.value is None
    assert not found.is_clear


def test_every_kind_of_measure_can_be_compared():
    assert set(KINDS) == {*AGGREGATES, "formula", "change"}, "the last two say themselves what is read"
