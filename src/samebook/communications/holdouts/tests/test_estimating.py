from decimal import Decimal

import numpy as np
import pytest
import scipy.stats

from samebook.communications.holdouts.estimating import (
    Counts,
    amount_difference,
    difference,
    findings,
    ratio_is_suspicious,
    smallest_detectable,
)
from samebook.communications.holdouts.rules import drawn
from samebook.communications.holdouts.terms import Arm
from samebook.numbers.estimates import Estimate


def test_the_difference_has_newcombes_interval():
    found = difference(Counts(70, 56), Counts(80, 48))

    assert (round(found.low, 5), round(found.high, 5)) == (0.05243, 0.33387)  # METHODS 6


def test_the_smallest_detectable_effect_agrees_with_the_textbooks_sample_size():
    """Fleiss: 0.6 against 0.7 at 80 % takes 356 in each group (without continuity correction)."""
    assert smallest_detectable(356, 356, 0.6) == pytest.approx(0.1, abs=0.0002)


def test_more_accounts_see_smaller_effects_and_few_see_none():
    assert smallest_detectable(1_000, 1_000, 0.1) < smallest_detectable(500, 500, 0.1)
    assert smallest_detectable(1, 1, 0.5) is None
    assert smallest_detectable(0, 50, 0.1) is None


@pytest.mark.parametrize(
    ("contacted", "held_out", "share", "suspicious"),
    [(300, 100, 0.25, False), (290, 110, 0.25, False), (250, 150, 0.25, True), (0, 0, 0.25, False)],
)
def test_arms_of_other_sizes_than_planned_are_noticed(contacted, held_out, share, suspicious):
    assert ratio_is_suspicious(contacted, held_out, share) is suspicious


def test_amounts_are_compared_by_welch():
    chance = np.random.default_rng(7)
    contacted, held_out = chance.exponential(50, 60), chance.exponential(30, 40)
    arms = [Counts(len(each), 1, float(each.sum()), float((each**2).sum())) for each in (contacted, held_out)]
    oracle = scipy.stats.ttest_ind(contacted, held_out, equal_var=False).confidence_interval(0.95)

    found = amount_difference(*arms)

    assert found.value == pytest.approx(contacted.mean() - held_out.mean())
    assert (found.low, found.high) == pytest.approx((oracle.low, oracle.high), abs=0.05)
    assert found.low <= oracle.low, "degrees of freedom are rounded down, so that it is never too narrow"


def test_without_a_win_there_is_no_amount():
    assert amount_difference(Counts(50, 0), Counts(50, 0)) == Estimate(None, None, None, 100)


def simulated(seed, effect, base=0.1, n=400):
    """Accounts with a fate of their own for either arm; lots decide which one is seen."""
    chance = np.random.default_rng(seed)
    fate = chance.random(n)
    arms = drawn(range(n), share=Decimal("0.5"), seed=str(seed))
    contacted = np.array([arms[each] == Arm.CONTACTED for each in range(n)])
    hit = fate < base + effect * contacted
    counts = [Counts(int(mine.sum()), int(hit[mine].sum())) for mine in (contacted, ~contacted)]
    return findings(*counts, share=0.5, worthwhile=0.08)


def test_a_planted_effect_lies_within_the_interval_as_often_as_said():
    found = [simulated(seed, 0.1).difference for seed in range(200)]

    covered = sum(each.low <= 0.1 <= each.high for each in found)

    assert 182 <= covered <= 198  # 190 expected, standard deviation 3.1


def test_an_effect_of_none_is_seldom_claimed():
    claimed = sum(simulated(seed, 0.0).shows_difference for seed in range(200))

    assert claimed <= 18  # 10 expected, standard deviation 3.1


def test_the_smallest_detectable_effect_is_found_four_times_in_five():
    effect = smallest_detectable(200, 200, 0.1)

    found = sum(simulated(seed, effect).shows_difference for seed in range(200))

    assert 142 <= found <= 178  # 160 expected, standard deviation 5.7


def test_too_small_a_hold_out_says_so_and_never_shows_what_is_not_there():
    few = findings(Counts(20, 3), Counts(20, 2), share=0.5, worthwhile=0.05)

    assert few.underpowered
    assert few.smallest_detectable > 0.3
    assert not few.shows_difference
