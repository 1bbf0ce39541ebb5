import numpy as np
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.datasets import load_waltons
from lifelines.utils import median_survival_times
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from samebook.numbers import estimates, survival

ones = np.ones_like


def test_wilson_gives_the_published_intervals():
    found = estimates.wilson(81, 263)
    assert (round(found.low, 5), round(found.high, 5)) == (0.25529, 0.36621)
    assert (estimates.wilson(0, 20).low, round(estimates.wilson(0, 20).high, 5)) == (0.0, 0.16113)


@pytest.mark.parametrize(("hits", "n"), [(1, 1), (0, 1), (3, 7), (50, 100), (999, 1000)])
def test_wilson_agrees_with_statsmodels(hits, n):
    found = estimates.wilson(hits, n)
    assert (found.low, found.high) == pytest.approx(proportion_confint(hits, n, method="wilson"), abs=1e-12)


def test_a_share_of_nothing_is_null_and_not_nought():
    assert estimates.wilson(0, 0) == estimates.Estimate(None, None, None, 0)
    assert estimates.per_unit(100.0, 0).value is None
    assert estimates.mean(0, 0, 0).value is None
    assert estimates.newcombe(1, 2, 0, 0).value is None
    assert estimates.rate_ratio(0, 5, 3, 5).value is None


def test_newcombe_gives_the_published_interval_and_agrees_with_statsmodels():
    found = estimates.newcombe(56, 70, 48, 80)
    assert (round(found.low, 5), round(found.high, 5)) == (0.05243, 0.33387)
    assert (found.low, found.high) == pytest.approx(confint_proportions_2indep(56, 70, 48, 80, method="newcomb"))


@pytest.mark.parametrize("count", [0, 1, 2, 10, 157, 1000])
def test_poisson_is_exact(count):
    found = estimates.poisson(count)
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    assert (found.low, found.high) == pytest.approx((low, stats.chi2.ppf(0.975, 2 * count + 2) / 2), rel=1e-9)


def test_poisson_of_many_is_near_the_exact_interval():
    found = estimates.poisson(20_000)
    exact = stats.chi2.ppf(0.025, 40_000) / 2, stats.chi2.ppf(0.975, 40_002) / 2
    assert (found.low, found.high) == pytest.approx(exact, rel=1e-6)


def test_cost_of_one_widens_with_the_uncertainty_of_the_count():
    found = estimates.per_unit(1000.0, 10)
    assert found.value == 100.0
    assert (found.low, found.high) == pytest.approx((1000 / 18.39036, 1000 / 4.795389), rel=1e-6)


@pytest.mark.parametrize("degrees", [1, 2, 5, 30, 400])
def test_student_agrees_with_scipy(degrees):
    assert estimates.student(0.975, degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=1e-7)


def test_mean_has_students_interval():
    values = np.array([1.0, 2.0, 2.0, 5.0])
    found = estimates.mean(values.sum(), (values**2).sum(), 4)
    expected = stats.t.interval(0.95, 3, loc=2.5, scale=stats.sem(values))
    assert (found.low, found.high) == pytest.approx(expected)


@pytest.mark.parametrize("value", [0.0, 5.0, 0.1, 1e9 + 0.1])
def test_a_mean_of_equal_values_has_no_interval(value):
    found = estimates.mean(value * 40, value * value * 40, 40)
    assert (found.value, found.low, found.high) == (pytest.approx(value), None, None)


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
@pytest.mark.parametrize("n", [1, 2, 5, 6, 40, 501])
def test_quantile_agrees_with_numpy_and_its_ranks_with_the_binomial(n, share):
    drawn = np.random.default_rng(n).integers(0, 30, n).astype(float)
    values, counts = np.unique(drawn, return_counts=True)
    found = estimates.quantile(values, counts, share)
    assert found.value == pytest.approx(np.quantile(drawn, share))
    ordered = np.sort(drawn)
    low = [rank for rank in range(1, n + 1) if stats.binom.cdf(rank - 1, n, share) <= 0.025]
    high = [rank for rank in range(1, n + 1) if stats.binom.sf(rank - 1, n, share) <= 0.025]
    assert found.low == (ordered[low[-1] - 1] if low else None)
    assert found.high == (ordered[high[0] - 1] if high else None)


def test_kaplan_meier_gives_waltons_median_and_lifelines_curve():
    data = load_waltons()
    durations, ended = data["T"].to_numpy(float), data["E"].to_numpy()
    curve = survival.kaplan_meier(durations, ended, ones(ended))
    oracle = KaplanMeierFitter().fit(durations, ended)
    assert survival.time_until(curve, 0.5).value == 56 == oracle.median_survival_time_
    bounds = oracle.confidence_interval_survival_function_
    for time in (10, 20, 40, 56, 68):
        found = curve.at(time)
        assert found.value == pytest.approx(oracle.predict(time))
        assert (found.low, found.high) == pytest.approx(tuple(bounds.loc[:time].iloc[-1]), abs=1e-9)
    low, high = median_survival_times(bounds).iloc[0]
    assert (survival.time_until(curve, 0.5).low, survival.time_until(curve, 0.5).high) == (low, high)


def test_counts_stand_for_as_many_records():
    one_by_one = survival.kaplan_meier(np.array([1.0, 1, 2, 3]), np.array([1, 1, 0, 1]), np.ones(4, int))
    counted = survival.kaplan_meier(np.array([1.0, 2, 3]), np.array([1, 0, 1]), np.array([2, 1, 1]))
    assert counted.value.tolist() == one_by_one.value.tolist() == [0.5, 0.0]
    assert counted.at_risk.tolist() == [4, 1]


def test_incidence_without_another_end_is_one_minus_kaplan_meier_with_the_same_variance():
    data = load_waltons()
    durations, ended = data["T"].to_numpy(float), data["E"].to_numpy()
    share = survival.cumulative_incidence(durations, ended, ones(ended))
    waiting = survival.kaplan_meier(durations, ended, ones(ended))
    assert share.value == pytest.approx(1 - waiting.value)
    oracle = KaplanMeierFitter().fit(durations, ended)
    se = share.value * -np.log(share.value) * np.log(np.log(share.low) / np.log(share.value)) / 1.959963984540054
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(share.events / (share.at_risk * (share.at_risk - share.events)), dtype=float)
    assert se[:-1] == pytest.approx((oracle.predict(share.times).to_numpy()[:-1] * np.sqrt(greenwood[:-1])), rel=1e-9)


def test_incidence_with_competing_ends_agrees_with_lifelines():
    rng = np.random.default_rng(7)
    durations = rng.exponential(50, 300) + np.arange(300) * 1e-9
    ended = rng.choice([0, 1, 2], 300)
    curve = survival.cumulative_incidence(durations, ended, ones(ended))
    oracle = AalenJohansenFitter(calculate_variance=True).fit(durations, ended, event_of_interest=1)
    for time in (5.0, 20.0, 60.0):
        assert curve.at(time).value == pytest.approx(float(oracle.predict(time)), abs=1e-9)
        low, high = oracle.confidence_interval_.loc[:time].iloc[-1]
        assert (curve.at(time).low, curve.at(time).high) == pytest.approx((low, high), abs=2e-3)


def test_incidence_by_hand():
    """Five leads: won after 1, lost after 2, open at 3, won after 4, open at 5."""
    curve = survival.cumulative_incidence(np.array([1.0, 2, 3, 4, 5]), np.array([1, 2, 0, 1, 0]), np.ones(5, int))
    # 1/5 at once; then 3/5 wait, of two at risk one is won: 1/5 + 3/5 * 1/2
    assert curve.value.tolist() == pytest.approx([0.2, 0.2, 0.5])
    assert curve.at_risk.tolist() == [5, 4, 2]
    assert curve.at(4).n == 2
    assert curve.at(6).value is None, "nobody was followed that long"


def test_counting_the_lost_as_still_open_would_promise_too_much():
    durations, ended = np.array([1.0, 2, 3, 4, 5]), np.array([1, 2, 0, 1, 0])
    honest = survival.cumulative_incidence(durations, ended, np.ones(5, int)).at(4).value
    naive = 1 - survival.kaplan_meier(durations, np.where(ended == 2, 0, ended), np.ones(5, int)).at(4).value
    assert naive == pytest.approx(0.6)
    assert honest < naive


def test_nobody_has_no_curve():
    empty = np.array([])
    curve = survival.cumulative_incidence(empty, empty.astype(int), empty.astype(int))
    assert curve.at(0).value is None
    assert survival.time_until(curve, 0.5).value is None
