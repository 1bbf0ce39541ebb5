from datetime import date

import numpy as np
import pytest

from samebook.board.budget.model import Series, beyond, change_in_leads, response_of
from samebook.board.budget.rules import changes_with, read_change
from samebook.kernel.refusals import Refused

MONTHS = tuple(date(2024 + month // 12, month % 12 + 1, 1) for month in range(25))


def series(spend, leads):
    spend, leads = np.asarray(spend, float), np.asarray(leads, float)
    return Series(MONTHS[: len(spend)], spend, leads)


def planted(seed, elasticity, *, move=0.5, spread=1.0, level=60.0):
    """Two years in which leads follow the two-month mean of spend; ``spread`` times wider than Poisson's."""
    chance = np.random.default_rng(seed)
    spend = 10_000 * np.exp(chance.normal(0, move, 25))
    smooth = (spend[1:] + spend[:-1]) / 2
    mean = level * (smooth / 10_000) ** elasticity
    leads = chance.poisson(mean) if spread == 1 else chance.negative_binomial(mean / (spread - 1), 1 / spread)
    return series(spend, np.concatenate([[level], leads]))


@pytest.mark.parametrize("spread", [1.0, 3.0], ids=["Poisson", "three times wider"])
def test_the_interval_covers_what_was_planted_as_often_as_said(spread):
    truth = np.random.default_rng(1).uniform(0, 1, 200)
    hits = 0
    for seed, elasticity in enumerate(truth):
        found = response_of(planted(seed, elasticity, spread=spread)).elasticity
        hits += found.low <= elasticity <= found.high

    assert 180 <= hits <= 199  # 190 expected, standard deviation 3.1; the spread itself is estimated


def test_spend_that_makes_no_difference_is_not_said_to_make_one():
    sure = 0
    for seed in range(200):
        found = change_in_leads(response_of(planted(seed, 0.0)), 0.1)
        sure += found.low > 0

    assert sure <= 18


def test_leads_in_proportion_are_found_and_less_than_in_proportion_is_told_apart():
    proportional, weak = response_of(planted(3, 1.0)).elasticity, response_of(planted(3, 0.3)).elasticity

    assert proportional.high == 1.0
    assert weak.high < proportional.low


def test_a_tenth_more_brings_less_than_a_tenth_more_leads():
    response = response_of(planted(4, 0.5))

    cut, same, rise = (change_in_leads(response, change) for change in (-0.1, 0.0, 0.1))

    assert cut.low < cut.value < cut.high < 0 < rise.low < rise.value < rise.high < 0.1 * response.level
    assert (same.value, same.low, same.high) == (0, 0, 0)
    assert -cut.value > rise.value, "what was bought last brought least"


def test_where_spend_hardly_moved_the_range_from_no_effect_to_proportion_is_shown():
    response = response_of(planted(5, 0.5, move=0.05))

    found = change_in_leads(response, 0.1)

    assert response.hardly_moved
    assert (found.value, found.low) == (None, 0)
    assert found.high == pytest.approx(0.1 * response.level)


@pytest.mark.parametrize(
    ("spend", "leads"),
    [([], []), ([5.0], [3]), ([0.0] * 20, [9] * 20), ([5.0, 9.0] * 10, [0] * 20), ([5.0, 9.0, 5.0, 9.0], [50] * 4)],
    ids=["nothing", "one month", "no spend", "no leads", "four months"],
)
def test_from_too_little_nothing_is_said(spend, leads):
    response = response_of(series(spend, leads))

    assert not response.is_known
    assert change_in_leads(response, 0.1).low is None


def test_months_without_spend_are_left_out_and_counted():
    spend = [0.0, 0.0, 0.0, *([4_000.0, 9_000.0] * 8)]
    response = response_of(series(spend, [5] * 3 + [40, 70] * 8))

    assert (response.months, response.left_out) == (16, 2)


def test_a_change_to_where_spend_never_was_is_marked():
    response = response_of(planted(6, 0.5))

    assert beyond(response, 5.0)
    assert not beyond(response, 0.0)


@pytest.mark.parametrize(("text", "change"), [("-15", -15.0), ("+7,5 %", 7.5), ("−20", -20.0), ("", None), (" ", None)])
def test_a_change_is_read_as_people_write_it(text, change):
    assert read_change(text) == change


@pytest.mark.parametrize("text", ["-95", "201", "nan", "inf", "1e400", "ten", "9" * 500, "--5"])
def test_a_change_that_is_none_or_cannot_be_is_refused(text):
    with pytest.raises(Refused, match="from -90 to 200"):
        read_change(text)


def test_ones_own_change_stands_among_the_others():
    assert changes_with(5.0) == (-20, -10, 0, 5, 10, 20)
    assert changes_with(10.0) == changes_with(None)
