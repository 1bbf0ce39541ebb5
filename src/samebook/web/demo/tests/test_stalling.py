"""Stalls last as long, and plays save as much, as is kept as the truth; what works finds it again."""

from functools import cache
from math import sqrt

import numpy as np
import pytest

from samebook.buying.pipelines import Selling
from samebook.numbers.restricted import Flow
from samebook.numbers.two_arms import compared
from samebook.plays.terms import Kind
from samebook.web.demo import stalling
from samebook.web.demo.playbook import PLAYS
from samebook.web.demo.stalling import CAUSES, ONCE, TWICE, Why, mean_days, saved, saved_by_offer, stalls_of


@cache
def stalls(seed: int, sales: int) -> list[stalling.Stalled]:
    draws = np.random.default_rng(seed).random((sales, 32))
    return [one for row in draws for one in stalls_of(row)]


def stalls_for(why: Why, seed: int, count: int) -> list[stalling.Stalled]:
    """Stalls of one cause."""
    place = sum(each.share for each in CAUSES[: CAUSES.index(why)]) + why.share / 2
    draws = np.random.default_rng(seed).random((count, 10))
    return [stalling.stalled([place, *row[1:]]) for row in draws]


def lasted(found: list[stalling.Stalled], *, offered: bool) -> tuple[np.ndarray, np.ndarray]:
    """Days to the end, and to the beginning of a play; not a number where none was begun."""
    begun = np.array([one.after if offered and one.taken and one.after < one.days(None) else np.nan for one in found])
    ended = np.array([one.days(None if np.isnan(b) else b) for one, b in zip(found, begun, strict=True)])
    return ended, begun


def flow(entered: np.ndarray, ended: np.ndarray, left: np.ndarray) -> Flow:
    times = np.unique(np.concatenate([entered, ended, left]))
    counts = [np.bincount(np.searchsorted(times, each), minlength=len(times)) for each in (entered, ended, left)]
    return Flow(times, counts[0], counts[1], np.zeros(len(times), np.int64), counts[2])


def test_sales_stall_and_causes_come_as_often_as_is_true() -> None:
    found = stalls(1, 20_000)
    true = ONCE + 2 * TWICE
    assert abs(len(found) / 20_000 - true) < 4 * sqrt(true / 20_000)
    assert sum(why.share for why in CAUSES) == pytest.approx(1)
    for why in CAUSES:
        share = sum(one.why is why for one in found) / len(found)
        assert abs(share - why.share) < 4 * sqrt(why.share / len(found)), why.cause


@pytest.mark.parametrize("why", CAUSES, ids=lambda why: why.cause)
def test_the_true_means_are_those_of_many_stalls(why: Why) -> None:
    found = stalls_for(why, 2, 4_000)
    alone, _ = lasted(found, offered=False)
    offered, _ = lasted(found, offered=True)
    for horizon in (30, 60):
        limit = 5 * horizon / 2 / sqrt(len(found))
        assert abs(np.minimum(alone, horizon).mean() - mean_days(why, horizon)) < limit
        difference = np.minimum(alone, horizon).mean() - np.minimum(offered, horizon).mean()
        assert abs(difference - saved_by_offer(why, horizon)) < limit


@pytest.mark.parametrize("cause", ["claim_doubted", "waits_for_budget"])
def test_what_works_finds_the_days_that_a_play_saves_within_its_interval(cause: str) -> None:
    why = next(each for each in CAUSES if each.cause == cause)
    inside, values = 0, []
    for seed in range(60):
        found = stalls_for(why, 100 + seed, 500)
        ended, begun = lasted(found, offered=True)
        has = ~np.isnan(begun)
        with_play = flow(begun[has], ended[has], np.array([]))
        without = flow(np.zeros(len(found)), ended[~has], begun[has])
        told = compared(with_play, without, most=30)
        assert told.horizon is not None
        assert told.saved.low is not None
        assert told.saved.high is not None
        assert told.saved.value is not None
        true = saved(why, told.horizon)
        inside += told.saved.low <= true <= told.saved.high
        values.append(told.saved.value - true)
    assert inside >= 51, "of 60 intervals at 95 % fewer hold the truth once in 1,000 times"
    assert abs(np.mean(values)) < 4 * np.std(values) / sqrt(60)


def test_a_play_that_does_nothing_saves_no_day_whenever_it_is_begun() -> None:
    idle = Why("x", 1.0, 30.0, 1.0)
    assert saved(idle, 60) == pytest.approx(0)
    assert saved_by_offer(idle, 60) == pytest.approx(0)


def test_plays_answer_causes_of_the_book_and_one_alone_answers_what_is_drawn_by_lot() -> None:
    known = {each.name for each in Selling().causes}
    answered = [cause for play in PLAYS for cause in play.causes]
    assert {why.cause for why in CAUSES} <= known
    assert set(answered) <= known
    assert answered.count("claim_doubted") == 1
    assert "committee" not in answered, "sales asks for it"
    assert all(any(step.kind != Kind.EMAIL for step in play.steps) for play in PLAYS), (
        "also where nobody may be written to"
    )
