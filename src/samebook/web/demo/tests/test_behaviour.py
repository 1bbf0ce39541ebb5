"""What people do has the chances that are kept as the truth."""

from datetime import UTC, datetime, timedelta
from math import sqrt

import numpy as np
import pytest

from samebook.company.clock import BusinessClock
from samebook.web.demo.behaviour import chances, converted_by, course_of, faded_by, on_time, pick
from samebook.web.demo.cast import REPS, Habits
from samebook.web.demo.living import in_hours, moments, working_after
from samebook.web.demo.world import Plan, make_world

UNTIL = datetime(2026, 11, 20, 15, tzinfo=UTC)
SEEDS = (11, 12, 13)
HOURS = {day: [["08:00", "17:00"]] for day in "12345"}


def followed(seed: int, level: str, habits: Habits):
    world = make_world(Plan(seed, 0.4, UNTIL))
    interested = [each for each in world.coming(0, len(world)) if each.kind == "interest"]
    return [(chances(each, level, habits), course_of(each, level, habits)) for each in interested]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("level", ["A", "B"])
def test_acceptance_conversion_and_winning_happen_as_often_as_is_true(seed: int, level: str) -> None:
    pairs = followed(seed, level, REPS[0].habits)
    assert_near([course.is_accepted for _, course in pairs], [chance.accept for chance, _ in pairs])
    assert_near([course.convert_after is not None for _, course in pairs], [chance.convert for chance, _ in pairs])
    assert_near([course.is_won for _, course in pairs], [chance.win for chance, _ in pairs])


@pytest.mark.parametrize("rep", REPS[::3], ids=lambda rep: rep.name)
def test_each_rep_is_on_time_as_often_as_is_true_of_them(rep) -> None:
    pairs = followed(11, "A", rep.habits)
    assert_near([course.delay <= 1 for _, course in pairs], [on_time(rep.habits)] * len(pairs))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("days", [10, 30, 60, 120])
def test_opportunities_come_after_the_declared_time(seed: int, days: int) -> None:
    waits = [course.convert_after for _, course in followed(seed, "A", Habits()) if course.convert_after is not None]
    assert_near([wait <= days for wait in waits], [converted_by(days)] * len(waits))


@pytest.mark.parametrize("seed", SEEDS)
def test_leads_fade_evenly_within_the_declared_days(seed: int) -> None:
    fades = [course.fade_after for _, course in followed(seed, "B", Habits()) if course.fade_after is not None]
    assert_near([fade <= 45 for fade in fades], [faded_by(45)] * len(fades))
    assert (faded_by(20), faded_by(45), faded_by(70)) == (0.0, 0.5, 1.0)


def test_whether_a_lead_is_accepted_says_nothing_of_whether_it_converts() -> None:
    courses = [course for _, course in followed(11, "A", Habits())]
    accepted = [course.convert_after is not None for course in courses if course.is_accepted]
    others = [course.convert_after is not None for course in courses if not course.is_accepted]
    # Both depend on the project behind the lead; within idle leads nothing else ties them.
    assert np.mean(accepted) > np.mean(others)


def test_a_name_is_picked_as_it_is_liked() -> None:
    picked = [pick(["a", "b"], {"a": 3.0}, draw) for draw in np.linspace(0, 0.9999, 400)]
    assert picked.count("a") == 300
    assert pick(["a", "b"], {}, 1.0) == "b"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/London"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.97, 1.0])
def test_what_is_early_stays_early_in_working_time(zone: str, share: float) -> None:
    clock = BusinessClock(zone, HOURS)
    for hours in range(0, 24 * 14, 5):
        start = datetime(2026, 3, 23, 6, tzinfo=UTC) + timedelta(hours=hours)
        for wait in (timedelta(hours=20), timedelta(days=4)):
            assert working_after(clock, start, share, start + wait) <= start + wait


@pytest.mark.parametrize("share", [1.001, 1.2, 6.0])
def test_what_is_late_stays_late_in_working_time(share: float) -> None:
    clock = BusinessClock("Europe/Berlin", HOURS)
    for hours in range(0, 24 * 14, 5):
        start = datetime(2026, 3, 23, 6, tzinfo=UTC) + timedelta(hours=hours)
        due = start + timedelta(days=3)
        assert working_after(clock, start, share, due) > due or not clock.is_open(due)


def test_work_is_done_in_working_hours_near_its_day() -> None:
    clock = BusinessClock("Europe/Berlin", HOURS)
    for day in range(60):
        wanted = datetime(2026, 4, 1, 22, tzinfo=UTC) + timedelta(days=day)
        found = in_hours(clock, wanted)
        assert clock.is_open(found)
        assert abs(found - wanted) <= timedelta(days=3)


@pytest.mark.parametrize("scale", [0.02, 0.2, 1.0])
def test_responses_are_taken_in_until_the_very_end(scale: float) -> None:
    world = make_world(Plan(1, scale, UNTIL))
    found = moments(world)
    assert found == sorted(set(found))
    assert found[-1] == UNTIL
    assert sum(UNTIL - timedelta(days=1) < moment for moment in found) >= 24


def assert_near(hits: list[bool], shares: list[float]) -> None:
    """Within four standard errors of a sum of unequal chances."""
    spread = sqrt(sum(share * (1 - share) for share in shares))
    assert abs(sum(hits) - sum(shares)) < 4 * spread
