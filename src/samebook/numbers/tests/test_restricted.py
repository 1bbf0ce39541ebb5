"""Restricted means, on published figures and on ones small enough to count by hand."""

from statistics import NormalDist

import numpy as np
import pytest
from scipy.stats import binom

from samebook.kernel.refusals import Refused
from samebook.numbers.restricted import Flow, apart, mean_until, restricted_mean
from samebook.numbers.survival import RiskTable, ended_by_then, still_waiting

# Freireich et al. 1963, as Gehan 1965 gives them: weeks in remission; a plus is one still in remission.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def weeks(text: str):
    times = np.array([float(each.rstrip("+")) for each in text.split()])
    ended = np.array([not each.endswith("+") for each in text.split()], dtype=np.int64)
    return times, ended, np.ones(len(times), np.int64)


def test_the_leukaemia_figures_are_those_of_the_literature():
    treated, placebo = (restricted_mean(*weeks(text), until=21) for text in (TREATED, PLACEBO))
    assert (treated.value, treated.error) == pytest.approx((16.7440, 1.3550), abs=5e-5)
    assert (placebo.value, placebo.error) == pytest.approx((8.5238, 1.3104), abs=5e-5)
    found = apart(treated, placebo)
    assert found.value == pytest.approx(8.2202, abs=5e-5)
    error = (found.high - found.low) / 2 / NormalDist().inv_cdf(0.975)
    published = (found.value - 1.96 * error, found.value + 1.96 * error)  # with the rounded 1.96
    assert published == pytest.approx((4.5257, 11.9147), abs=5e-5)


def test_lifelines_has_the_same_area():
    from lifelines import KaplanMeierFitter
    from lifelines.utils import restricted_mean_survival_time

    for text in (TREATED, PLACEBO):
        times, ended, counts = weeks(text)
        fitted = KaplanMeierFitter().fit(times, ended)
        ours = restricted_mean(times, ended, counts, until=21)
        assert ours.value == pytest.approx(restricted_mean_survival_time(fitted, 21))


def test_a_horizon_beyond_the_follow_up_is_refused():
    times, ended, counts = weeks("1 2 3 4+")
    assert restricted_mean(times, ended, counts, until=4).value == pytest.approx(1 + 0.75 + 0.5 + 0.25)
    with pytest.raises(Refused) as refused:
        restricted_mean(times, ended, counts, until=4.5)
    assert refused.value.code == "numbers.horizon_outside"


def test_where_all_have_ended_there_is_no_bound_to_the_horizon():
    assert restricted_mean(*weeks("1 2 3"), until=100).value == pytest.approx(2)


def flow_of(entries, exits, kinds) -> Flow:
    """Of records one by one: when each came and went, and how: 1 as asked, 2 otherwise, 0 still there."""
    entries, exits, kinds = np.array(entries, float), np.array(exits, float), np.array(kinds)
    times = np.unique(np.concatenate([entries, exits]))

    def at(which, chosen):
        return np.array([int(((which == time) & chosen).sum()) for time in times], dtype=np.int64)

    return Flow(times, at(entries, kinds >= 0), *(at(exits, kinds == kind) for kind in (1, 2, 0)))


def test_where_all_ended_at_once_no_interval_is_claimed():
    at_once = restricted_mean(*weeks("2 " * 40), until=30)
    assert (at_once.value, at_once.error, at_once.otherwise) == (2, 0, 0)
    assert (at_once.estimate().low, at_once.estimate().high) == (None, None)
    found = apart(restricted_mean(*weeks(PLACEBO), until=21), at_once)
    assert found.value == pytest.approx(8.5238 - 2, abs=5e-5)
    assert (found.low, found.high) == (None, None)


@pytest.mark.parametrize(
    ("text", "otherwise", "has_interval"),
    [
        ("2 " * 36 + "3 4 5 6", 4, False),
        ("2 " * 35 + "3 4 5 6 7", 5, True),
        ("40+ " * 36 + "3 4 5 6", 4, False),  # most went on to the horizon
        ("40 " * 35 + "3 4 5 6 7", 5, True),  # what ends after the horizon has lasted as long as the horizon
        ("40+ " * 21 + "0+ " * 20 + "3 4 5 6 7", 46 * 5 / 26, True),  # those that were not followed by the curve
    ],
    ids=["four", "five", "four ended", "five ended", "censored"],
)
def test_an_interval_rests_on_five_that_lasted_otherwise(text, otherwise, has_interval):
    found = restricted_mean(*weeks(text), until=30)
    assert found.otherwise == pytest.approx(otherwise)
    assert found.has_interval is has_interval


def test_an_interval_that_rests_on_fewer_would_miss_the_truth():
    """60 that end at once but for some: with the rule the truth lies in the interval, without it often does not."""
    inside = missed = told = 0
    for seed in range(400):
        chance = np.random.default_rng(seed)
        lasts = np.where(chance.random(60) < 4 / 60, np.ceil(chance.exponential(20, 60)), 0.0)
        found = restricted_mean(np.minimum(lasts, 40), (lasts <= 40).astype(np.int64), np.ones(60, np.int64), until=30)
        truth = 4 / 60 * float(np.exp(-np.arange(30) / 20).sum())
        is_inside = abs(found.value - truth) <= 1.959964 * found.error
        told += found.has_interval
        inside += found.has_interval and is_inside
        missed += not is_inside
    assert missed > 0.1 * 400  # 5 % were promised
    assert inside >= binom.ppf(0.005, told, 0.95)


def test_without_late_entries_a_flow_is_the_usual_table():
    times, ended, counts = weeks(TREATED)
    ours = flow_of(np.zeros(len(times)), times, ended).since(0)
    usual = RiskTable.of(times, ended, counts)
    assert ours.times.tolist() == usual.times.tolist()
    assert ours.at_risk.tolist() == usual.at_risk.tolist()
    assert mean_until(ours, until=21) == mean_until(usual, until=21)
    for time in (0, 6, 9.5, 22, 35):
        assert still_waiting(ours).at(time) == still_waiting(usual).at(time)


def test_who_comes_late_is_at_risk_since_then_only():
    # 0-4 ended, 0-6 open, 3-5 ended: at 4 three are at risk, at 5 two
    flow = flow_of([0, 0, 3], [4, 6, 5], [1, 0, 1])
    assert flow.at_risk.tolist() == [2, 3, 3, 2, 1]
    table = flow.since(0)
    assert table.at_risk.tolist() == [3, 2]
    curve = still_waiting(table)
    assert curve.value.tolist() == pytest.approx([2 / 3, 1 / 3])
    assert [curve.at(time).n for time in (0, 2, 4, 5, 6)] == [2, 2, 3, 2, 1]
    assert mean_until(table, until=6).value == pytest.approx(4 + 2 / 3 + 1 / 3)


def test_from_a_later_start_only_those_still_there_count():
    flow = flow_of([0, 0, 0, 2], [1, 4, 6, 5], [1, 1, 0, 2])
    table = flow.since(2)
    assert (table.n, table.times.tolist(), table.at_risk.tolist()) == (3, [2, 3], [3, 2])
    moved = ended_by_then(table)
    assert moved.at(2).value == pytest.approx(1 / 3)
    assert moved.at(4).value == pytest.approx(1 / 3)  # the other end competes and is not censored
    assert still_waiting(table).at(3).value == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("start", "until", "fewest"), [(0, 2, 2), (0, 4, 2), (3, 4, 3), (3.5, 4.5, 2), (0, 6, 1), (0, 7, 0), (-1, 2, 0)]
)
def test_the_fewest_at_risk_are_found(start, until, fewest):
    assert flow_of([0, 0, 3], [4, 6, 5], [1, 0, 1]).risk_between(start, until) == fewest


def test_the_curve_with_late_entries_is_lifelines():
    from lifelines import KaplanMeierFitter

    chance = np.random.default_rng(7)
    entries = np.floor(chance.exponential(5, 200))
    exits = entries + 1 + np.floor(chance.exponential(20, 200))
    kinds = (chance.random(200) < 0.7).astype(int)
    entries = np.where(np.arange(200) < 40, 0, entries)  # enough at the start that the curve never rests on few
    # lifelines takes an entry at t as at risk after t only; half a tick earlier says the same as ours
    fitted = KaplanMeierFitter().fit(exits, kinds, entry=np.maximum(entries - 0.5, 0))
    curve = still_waiting(flow_of(entries, exits, kinds).since(0))
    for time in range(1, 60):
        assert curve.at(time).value == pytest.approx(fitted.predict(time)), time
