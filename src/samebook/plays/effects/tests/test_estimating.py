"""Offers by lot read out: by assignment, ends competing, with what could have been seen."""

import numpy as np
import pytest
from scipy.stats import binom

from samebook.numbers.days_saved import named, said
from samebook.numbers.estimates import Estimate
from samebook.plays.effects.estimating import Drawn, detectable, findings
from samebook.plays.terms import Arm

SEEDS = 200
FEWEST_COVERED = int(binom.ppf(0.005, SEEDS, 0.95))


def arms_of(offered, held):
    return {Arm.OFFERED: Drawn.of(offered), Arm.HELD_BACK: Drawn.of(held)}


def of_all(offered, held, **more):
    given = {"share": 0.5, "horizon": 30, "worthwhile": 3.0} | more
    return findings(arms_of(offered, held), **given)


def test_days_saved_are_counted_by_assignment():
    # Offered: 20 moved on after 10 days, 20 go on for 40. Held back: 20 lost after 20 days, 20 go on for 40.
    found = of_all([(240, "moved_on", 20, 15), (960, "open", 20, 5)], [(480, "lost", 20, 0), (960, "open", 20, 1)])
    assert found.means[Arm.OFFERED].value == pytest.approx((20 * 10 + 20 * 30) / 40)
    assert found.means[Arm.HELD_BACK].value == pytest.approx((20 * 20 + 20 * 30) / 40)
    assert found.saved.value == pytest.approx(5)
    # the area that remains after an end, squared, by d / (n (n - d)): 10² and 5² by 20 / (40 x 20)
    error = ((10**2 + 5**2) * 20 / 800) ** 0.5
    assert found.saved.low == pytest.approx(5 - 1.959964 * error, abs=1e-5)
    assert found.smallest_detectable == pytest.approx((1.959964 + 0.841621) * error, abs=1e-4)
    assert found.shares["moved_on"][Arm.OFFERED].value == pytest.approx(0.5)
    assert found.shares["lost"][Arm.HELD_BACK].value == pytest.approx(0.5)
    assert found.shares["open"][Arm.OFFERED].value == pytest.approx(0.5)


def test_what_could_not_be_seen_is_said():
    same = [(240, "moved_on", 12, 0), (960, "open", 12, 0)]
    found = of_all(same, same, worthwhile=3.0)
    assert found.saved.value == 0
    assert not found.shows_difference
    assert found.underpowered
    assert not of_all(same, same, worthwhile=20.0).underpowered


def test_before_anybody_was_followed_to_the_horizon_nothing_is_said():
    young = [(120, "open", 50, 0), (48, "won", 20, 0)]
    found = of_all(young, young)
    assert found.means is None
    assert found.saved.value is None
    few = [(240, "moved_on", 9, 0), (960, "open", 20, 0)]
    assert of_all(few, few).saved.value is None


@pytest.mark.parametrize("still", [0, 4], ids=["all", "all but four"])
def test_where_all_of_an_arm_ended_on_the_first_day_no_interval_and_no_difference_is_claimed(still):
    found = of_all([(0, "moved_on", 40, 40), (960, "open", still, 0)], [(240, "lost", 20, 0), (960, "open", 20, 0)])
    assert found.saved.value == pytest.approx(20 - 30 * still / (40 + still))
    assert (found.saved.low, found.saved.high, found.smallest_detectable) == (None, None, None)
    assert not found.shows_difference
    assert found.underpowered
    assert "without an interval: in an arm fewer than 5 stalls lasted otherwise" in said(found.saved, 30, "stalls")


def test_from_five_on_that_lasted_otherwise_there_is_an_interval():
    found = of_all([(0, "moved_on", 40, 40), (960, "open", 5, 0)], [(240, "lost", 20, 0), (960, "open", 20, 0)])
    assert found.saved.low is not None
    assert found.shows_difference


@pytest.mark.parametrize(
    ("saved", "title", "words"),
    [
        (Estimate(9.04, 2.0, 16.0, 40), "Days saved", "+9.0 days saved of 30, 95 % interval +2.0 to +16.0"),
        (Estimate(-12.3, -20.0, 2.0, 40), "Days slower", "slower by 12.3 days of 30, 95 % interval −2.0 to +20.0"),
    ],
    ids=["saved", "slower"],
)
def test_days_lost_are_called_days_slower(saved, title, words):
    assert named(saved)[0] == title
    assert named(saved)[1].value > 0
    assert said(saved, 30, "stalls") == words


@pytest.mark.parametrize(("offered", "held", "is_suspicious"), [(100, 100, False), (130, 70, True), (0, 0, False)])
def test_arms_of_other_sizes_than_the_lot_gives_are_told(offered, held, is_suspicious):
    rows = [[(960, "open", n, 0)] if n else [] for n in (offered, held)]
    assert of_all(*rows).suspicious_ratio is is_suspicious


def test_what_arms_of_a_size_would_find_is_known_before():
    assert detectable(12.0, 100, 100) == pytest.approx((1.959964 + 0.841621) * 12 * (2 / 100) ** 0.5, abs=1e-4)
    assert detectable(12.0, 0, 100) is None


@pytest.mark.parametrize("effect", [0.0, 0.02])
def test_an_effect_of_the_offer_is_recovered_in_its_interval(effect, capsys):
    covered = claimed = 0
    for seed in range(SEEDS):
        chance = np.random.default_rng(seed)
        rows = []
        for rate in (1 / 40 + effect, 1 / 40):
            days = np.ceil(chance.exponential(1 / rate, 150) * 24)
            rows.append([(hours, "moved_on" if hours < 2400 else "open", 1, 0) for hours in np.minimum(days, 2400)])
        found = of_all(*rows)
        means = [(1 - np.exp(-rate * 30)) / rate for rate in (1 / 40 + effect, 1 / 40)]
        covered += found.saved.low <= means[1] - means[0] <= found.saved.high
        claimed += found.shows_difference
    with capsys.disabled():
        print(f"\n95 % intervals of days saved by lot cover the truth in {covered} of {SEEDS} worlds", end=" ")  # noqa: T201
    assert covered >= FEWEST_COVERED
    assert claimed >= 100 if effect else claimed <= SEEDS - FEWEST_COVERED
