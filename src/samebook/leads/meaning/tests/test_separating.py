"""Differences between groups, counted by hand on numbers small enough for it."""

from datetime import date

import numpy as np
import pytest

from samebook.leads.meaning.rules import name_for, numbered
from samebook.leads.meaning.separating import Counts, median_difference, superiority


def counts(*groups):
    values = sorted({value for group in groups for value in group})
    found = [np.array([group.count(value) for value in values], dtype=np.int64) for group in groups]
    return Counts(values, (found[0], found[1]))


def test_the_difference_of_two_medians_with_its_interval():
    """Of ten values the 2nd and the 9th bound the median: 2 and 9 around 5.5, 12 and 19 around 15.5."""
    found = median_difference(counts(list(range(1, 11)), list(range(11, 21))))
    reach = (3.5**2 + 3.5**2) ** 0.5
    assert found.value == -10
    assert (found.low, found.high) == (pytest.approx(-10 - reach), pytest.approx(-10 + reach))
    assert found.n == 20


def test_medians_of_days_differ_by_days():
    found = median_difference(counts([date(2026, 3, day) for day in range(1, 12)], [date(2026, 2, 1)] * 9))
    assert found.value == 33


def test_too_few_values_bound_no_median():
    found = median_difference(counts([1, 2, 3], [7, 8, 9, 10]))
    assert (found.value, found.low, found.high) == (2 - 8.5, None, None)
    assert median_difference(counts([1, 2], [])).value is None


def test_the_interval_holds_the_true_difference_about_as_often_as_it_says():
    chance = np.random.default_rng(3)
    held = 0
    for _ in range(300):
        one, other = chance.exponential(10, 60).round(6).tolist(), chance.exponential(20, 80).round(6).tolist()
        found = median_difference(counts(one, other))
        assert found.low is not None
        assert found.high is not None
        held += found.low <= (10 - 20) * np.log(2) <= found.high
    assert 0.92 <= held / 300 <= 1


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [([1, 2], [3, 4], 1.0), ([3, 4], [1, 2], 1.0), ([1, 2, 3], [1, 2, 3], 0.0), ([1, 3], [2, 2], 0.0),
     ([1, 2, 2], [2, 3], 4 / 6)],
)  # fmt: skip
def test_how_far_two_groups_lie_apart(one, other, apart):
    """Of all pairs, those in which the one is larger less those in which the other is; the last has two ties."""
    pairs = [(a > b) - (a < b) for a in one for b in other]
    by_hand = abs(sum(pairs)) / len(pairs)
    found = counts(one, other)
    assert superiority(*(each.astype(float) for each in found.counts)) == pytest.approx(by_hand)
    assert by_hand == pytest.approx(apart)


def test_a_word_becomes_a_name_of_the_book():
    assert name_for("Good account!") == "good_account"
    assert name_for("2 lines & more") == "segment_2_lines_more"
    assert name_for("Gute Kunden – ÄÖÜ") == "gute_kunden"
    assert name_for("客户") == "segment"
    assert list(numbered(["Sales", "Marketing", "Sales"])) == ["Sales 1", "Marketing 1", "Sales 2"]
