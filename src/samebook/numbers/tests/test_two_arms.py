"""Days saved: planted effects come back in their intervals, and a useless act given to long cases is not praised."""

import numpy as np
import pytest
from scipy.stats import binom

from samebook.numbers.restricted import Flow, apart, mean_until, restricted_mean
from samebook.numbers.survival import RiskTable
from samebook.numbers.two_arms import LEAST_AT_RISK, compared, curves, horizon_of

SEEDS = 200
CASES = 500
FEWEST_COVERED = int(binom.ppf(0.005, SEEDS, 0.95))
"""Of 200 nominal 95 % intervals fewer than this cover the truth once in two hundred such tests."""
NEVER = np.inf


def flows_of(follow, ends, starts, kinds) -> tuple[Flow, Flow]:
    """With and without, of cases one by one: days followed, to the end, to the beginning of the play, kind of end."""
    exits, kind = np.minimum(ends, follow), np.where(ends <= follow, kinds, 0)
    got = starts < exits
    with_one = flow_of(starts[got], exits[got], kind[got])
    return with_one, flow_of(np.zeros(len(exits)), np.where(got, starts, exits), np.where(got, 0, kind))


def flow_of(entries, exits, kinds) -> Flow:
    times = np.unique(np.concatenate([entries, exits]))

    def at(which):
        return np.bincount(np.searchsorted(times, which), minlength=len(times)).astype(np.int64)

    return Flow(times, at(entries), *(at(exits[kinds == kind]) for kind in (1, 2, 0)))


def world(seed: int, *, without: float, with_one: float, starts=None):
    """Stalls that end by chance at one rate a day without a play and at another from its beginning on."""
    chance = np.random.default_rng(seed)
    by_itself = chance.exponential(1 / without, CASES)
    begun = starts(chance) if starts else np.where(chance.random(CASES) < 0.6, chance.exponential(8, CASES), NEVER)
    ends = np.where(by_itself <= begun, by_itself, begun + chance.exponential(1 / with_one, CASES))
    kinds = np.where(chance.random(CASES) < 0.75, 1, 2)
    in_hours = np.ceil(ends * 24) / 24, np.floor(begun * 24) / 24
    return (chance.uniform(20, 200, CASES), *in_hours, kinds)


def mean_up_to(rate: float, horizon: float) -> float:
    return (1 - np.exp(-rate * horizon)) / rate


@pytest.mark.parametrize(
    ("with_one", "is_planted"), [(1 / 20, True), (1 / 60, True), (1 / 40, False)], ids=["helps", "harms", "nothing"]
)
def test_a_planted_effect_is_recovered_in_its_interval(with_one, is_planted, capsys):
    covered = claimed = 0
    for seed in range(SEEDS):
        found = compared(*flows_of(*world(seed, without=1 / 40, with_one=with_one)), most=60)
        assert found.is_told
        truth = mean_up_to(1 / 40, found.horizon) - mean_up_to(with_one, found.horizon)
        covered += found.saved.low <= truth <= found.saved.high
        claimed += found.saved.low > 0 or found.saved.high < 0
    with capsys.disabled():
        print(f"\n95 % intervals of days saved cover the truth in {covered} of {SEEDS} worlds", end=" ")  # noqa: T201
    assert covered >= FEWEST_COVERED
    if is_planted:
        assert claimed > SEEDS / 2
    else:
        assert claimed <= SEEDS - FEWEST_COVERED


def only_to_long_stalls(chance):
    return np.where(chance.random(CASES) < 0.8, 20 + chance.exponential(3, CASES), NEVER)


def test_a_useless_play_given_only_to_long_stalls_is_neither_praised_nor_blamed():
    claimed = naive = 0
    for seed in range(SEEDS):
        follow, ends, starts, kinds = world(seed, without=1 / 40, with_one=1 / 40, starts=only_to_long_stalls)
        found = compared(*flows_of(follow, ends, starts, kinds), most=30)
        claimed += found.saved.low > 0 or found.saved.high < 0
        assert found.start >= 20
        # as one would do it at first: whoever ever had a play against whoever never had one, from the opening on
        exits, ended = np.minimum(ends, follow), (ends <= follow).astype(np.int64)
        ever = starts < exits
        arms = [
            restricted_mean(exits[some], ended[some], np.ones(some.sum(), np.int64), until=30) for some in (ever, ~ever)
        ]
        wrong = apart(arms[1], arms[0])
        naive += wrong.low > 0 or wrong.high < 0
    assert claimed <= SEEDS - FEWEST_COVERED
    assert naive == SEEDS  # the days it took to get a play are taken for its work


def test_whoever_waits_from_the_plays_beginning_would_praise_it():
    """With stalls of two sorts, days from the beginning of the play against days from the opening praise nothing."""
    praised = claimed = 0
    for seed in range(40):
        chance = np.random.default_rng(seed)
        ends = 15 + chance.exponential(25, CASES)  # nothing ends early, so a late beginning leaves less to last
        starts = np.where(chance.random(CASES) < 0.5, chance.uniform(10, 15, CASES), NEVER)
        follow = np.full(CASES, 200.0)
        found = compared(*flows_of(follow, ends, starts, np.ones(CASES, int)), most=60)
        claimed += found.saved.low > 0 or found.saved.high < 0
        got = starts < ends
        counts = np.ones(CASES, np.int64)
        arms = [
            restricted_mean(np.where(got, ends - starts, ends)[some], counts[some], counts[some], until=60)
            for some in (got, ~got)
        ]
        praised += apart(arms[1], arms[0]).low > 0
    assert praised == 40
    assert claimed <= 5  # binomial(40, .05): more once in 200


def some_flow(n: int, days: float, *, followed: float = 400) -> Flow:
    lasts = np.linspace(1, days, n)
    return flow_of(np.zeros(n), np.minimum(lasts, followed), np.where(lasts <= followed, 1, 0))


def test_the_horizon_is_the_longest_that_both_arms_were_followed_for():
    long, short = some_flow(100, 300), some_flow(100, 50)
    assert horizon_of((long, long), start=0, most=90) == 90
    assert horizon_of((long, long), start=0, most=365) == 180  # at 365 nobody is at risk
    assert horizon_of((long, short), start=0, most=90) == 30  # 19 of 100 are at risk at 41 days
    assert horizon_of((long, short), start=0, most=20) == 20
    assert horizon_of((long, some_flow(LEAST_AT_RISK - 1, 300)), start=0, most=90) is None


def test_few_are_told_to_be_few():
    few = compared(some_flow(10, 50), some_flow(100, 50), most=30)
    assert (few.start, few.horizon, few.is_told) == (None, None, False)
    # at risk all the way, and hardly any has ended: no figure either
    resting = flow_of(np.zeros(60), np.full(60, 100.0), np.zeros(60, int))
    none_ended = compared(resting, some_flow(100, 300), most=30)
    assert none_ended.horizon == 30
    assert not none_ended.is_told
    assert none_ended.saved.low is None


def test_no_record_at_all_is_told_to_be_none():
    nothing = flow_of(np.array([]), np.array([]), np.array([]))
    assert compared(nothing, nothing, most=90).start is None


def test_kinds_of_end_compete_and_sum_to_what_ended():
    _, without = flows_of(*world(3, without=1 / 40, with_one=1 / 40))
    still, moved, lost = curves(without, 2.0)
    for day in (5, 20, 60):
        assert moved.at(day).value + lost.at(day).value == pytest.approx(1 - still.at(day).value)


def test_without_late_beginnings_the_mean_is_the_usual_one():
    flow = some_flow(100, 300, followed=200)
    lasts = np.linspace(1, 300, 100)
    usual = RiskTable.of(np.minimum(lasts, 200), (lasts <= 200).astype(np.int64), np.ones(100, np.int64))
    assert mean_until(flow.since(0), until=90) == mean_until(usual, until=90)
