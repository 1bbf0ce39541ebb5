"""What a lot could see, said before it begins: counted by hand, and held to lots drawn at random."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import binom

from samebook.numbers.restricted import spread_until
from samebook.numbers.survival import RiskTable
from samebook.plays.effects.estimating import Drawn, findings
from samebook.plays.effects.forecast import Past, forecast
from samebook.plays.effects.foreseeing import told
from samebook.plays.terms import Arm

LOTS = 300
USUAL = {"share": 0.5, "horizon": 30, "worthwhile": 5.0, "days": 180}


def past_of(*, each_month: int, months: int = 12, since: int = 365) -> Past:
    """So many accounts in every 30 days. Of ten stalls four ended on day 10, one on day 20, five go on for 40 days."""
    drawn = [("drawn", 30 * month, each_month) for month in range(months)]
    tenth = each_month * months // 10
    lasted = [("ended", 240, 4 * tenth), ("ended", 480, tenth), ("open", 960, 5 * tenth)]
    return Past.of([*drawn, *lasted, ("since", since, 1)])


def test_the_spread_is_that_of_the_days_up_to_the_horizon():
    times = np.array([10.0, 20.0, 40.0])
    table = RiskTable.of(times, np.array([1, 1, 0]), np.array([4, 1, 5]))
    lasts = [10.0] * 4 + [20.0] + [30.0] * 5
    assert spread_until(table, until=30) == pytest.approx(np.std(lasts))
    # of one that was seen for 5 days only the curve says how long it lasts
    early = RiskTable.of(np.array([5.0, 10.0, 20.0, 40.0]), np.array([0, 1, 1, 0]), np.array([10, 4, 1, 5]))
    assert spread_until(early, until=30) == pytest.approx(np.std(lasts))


def test_accounts_and_days_are_foreseen_step_by_step():
    found = forecast(past_of(each_month=50), **USUAL)
    assert [(step.days, step.accounts) for step in found.steps] == [
        (30, 50), (60, 100), (90, 150), (180, 300), (365, 600),
    ]  # fmt: skip
    assert (found.accounts, found.in_a_month, found.told_for) == (600, 50, 365)
    spread = float(np.std([10.0] * 4 + [20.0] + [30.0] * 5))
    assert (found.spread, found.mean) == pytest.approx((spread, 21.0))
    seen = (1.959964 + 0.841621) * spread * (2 / 75) ** 0.5
    assert found.steps[2].seen == pytest.approx(seen, abs=1e-4)
    # 5 days take (2.8016 x spread / 5)² x 2 in each arm: 53 each, so the third month
    assert found.enough_after == 61
    drawn, when = told(found, 30, 5.0)
    assert drawn == "In the last 365 days it would have drawn 600 accounts, 50 of them in the last 30."
    assert when.startswith("To see 5 days saved with 80 % probability it must draw for about 61 days;")


def test_an_account_with_several_stalls_is_drawn_once():
    past = Past.of([("drawn", 3, 2), ("drawn", 40, 1), ("since", 40, 9)])
    assert past.since == 41
    assert [past.accounts_in(days) for days in (3, 4, 40, 41)] == [0, 2, 2, 3]


@pytest.mark.parametrize(
    ("past", "begins"),
    [
        (Past.of([]), "Too few: no stall that it would draw"),
        (Past.of([("since", None, 0)]), "Too few: no stall that it would draw"),
        (past_of(each_month=10, months=1), "Too few: 5 of the stalls"),
        (Past.of([("drawn", 1, 90), ("open", 48, 90), ("since", 30, 90)]), "Too few: 0 of the stalls"),
        (Past.of([("drawn", 1, 90), ("ended", 0, 90), ("since", 30, 90)]), "Too few: 90 of the stalls"),
    ],
    ids=["nothing", "no row", "few ended", "none was followed", "all ended at once"],
)
def test_too_few_is_said_to_be_too_few(past, begins):
    found = forecast(past, **USUAL)
    assert (found.spread, found.steps, found.enough_after) == (None, (), None)
    assert told(found, 30, 5.0)[0].startswith(begins)


def test_what_a_year_would_not_see_is_said():
    found = forecast(past_of(each_month=10), **USUAL | {"worthwhile": 1.0})
    assert found.enough_after is None
    assert [step.seen is None for step in found.steps] == [True, True, True, False, False]  # 10 ends an arm at least
    seen = f"{found.steps[-1].seen:.1f}"
    assert told(found, 30, 1.0)[1].startswith(f"Too few to see 1 day saved: drawing for 365 days, it would see {seen}")


def test_it_says_nothing_beyond_the_days_for_which_stalls_were_written_down():
    found = forecast(past_of(each_month=50, months=3, since=79), **USUAL)
    assert [step.days for step in found.steps] == [30, 60, 80]
    assert found.told_for == 80


def test_a_lot_of_the_size_foreseen_sees_the_difference_foreseen_as_often_as_was_said(capsys):
    """The past gives the spread; then lots are drawn in which a play saves just the days that would be seen."""
    chance = np.random.default_rng(11)
    hours = np.ceil(chance.exponential(40, 1_200) * 24)
    drawn = [("drawn", int(ago), int(n)) for ago, n in enumerate(np.bincount(chance.integers(0, 365, 1_200)))]
    lasted = [("ended" if each < 2_000 else "open", int(min(each, 2_000)), 1) for each in hours]
    step = forecast(Past.of([*drawn, *lasted, ("since", 400, 1)]), **USUAL).steps[-2]
    assert step.days == 180

    def mean(rate: float) -> float:
        return float(1 - np.exp(-rate * 30)) / rate

    faster = brentq(lambda rate: mean(1 / 40) - mean(rate) - step.seen, 1 / 40, 2)
    shown = 0
    for _ in range(LOTS):
        arms = {}
        for arm, rate, n in ((Arm.OFFERED, faster, step.offered), (Arm.HELD_BACK, 1 / 40, step.held_back)):
            ends = np.ceil(chance.exponential(1 / rate, n) * 24)
            arms[arm] = Drawn.of((min(each, 2_000), "moved_on" if each < 2_000 else "open", 1, 0) for each in ends)
        shown += findings(arms, share=0.5, horizon=30, worthwhile=5.0).shows_difference
    with capsys.disabled():
        print(f"\nlots of the size foreseen saw the difference in {shown} of {LOTS}", end=" ")  # noqa: T201 (for who reads the run)
    assert binom.ppf(0.005, LOTS, 0.8) <= shown <= binom.ppf(0.995, LOTS, 0.8)
