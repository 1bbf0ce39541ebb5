"""When a rule of the Book proposes a stall: on values alone."""

from datetime import UTC, datetime, timedelta

import pytest

from samebook.book.pipelines import PipelineStage
from samebook.book.stalls import StallRule
from samebook.stalls.occasions import Occasion, Seen, occasions

NOW = datetime(2026, 6, 30, 9, tzinfo=UTC)
MOVES = StallRule("moves", "close_date_moved", times=2, days=30)
AGE = StallRule("age", "age_in_stage", days=60)
MUTE = StallRule("mute", "no_reply", "silence", days=10)
PUT_OFF = StallRule("put_off", "meeting_moved", times=2)
TALK = PipelineStage("talk", "start_project", expected_days=20)
OTHER = PipelineStage("other", "start_project")


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def calendar_days(start: datetime, days: int) -> datetime:
    return start + timedelta(days=days)


def held(rule: StallRule, **seen) -> Occasion | None:
    found = occasions([rule], Seen(7, **seen), now=NOW, business=calendar_days)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("moves", "at", "since", "count"),
    [
        ([(9, 5), (4, 5)], 4, 9, 2),
        ([(9, 30)], 9, 9, 1),
        ([(9, 29)], None, None, None),
        ([(9, 5), (4, 5), (2, 90)], 4, 9, 2),
    ],
    ids=["twice", "once by thirty days", "once by less", "a third move proposes nothing new"],
)
def test_a_close_date_put_off_often_enough_or_far_enough(moves, at, since, count) -> None:
    found = held(MOVES, moves=[(ago(day), by) for day, by in moves])
    expected = None if at is None else Occasion(7, "moves", "close_date_moved", "", ago(at), ago(since), count)
    assert found == expected


def test_moves_before_the_end_of_the_last_stall_or_that_were_judged_do_not_count_again() -> None:
    moves = [(ago(day), 20) for day in (40, 30, 5)]
    assert held(MOVES, moves=moves, floor=ago(20)) is None
    assert held(MOVES, moves=moves, judged={"moves": ago(30)}) is None
    assert held(MOVES, moves=moves, judged={"another": ago(30)}) is not None
    assert held(MOVES, moves=[*moves, (ago(1), 20)], floor=ago(20)).at == ago(1)


def test_a_stage_has_its_own_usual_days_before_those_of_the_rule() -> None:
    assert held(AGE, stage=TALK, entered_at=ago(20)).since == NOW
    assert held(AGE, stage=TALK, entered_at=ago(19.9)) is None
    assert held(AGE, stage=OTHER, entered_at=ago(59)) is None
    assert held(AGE, stage=OTHER, entered_at=ago(61)) == Occasion(7, "age", "age_in_stage", "", ago(61), ago(1), 60)
    assert held(AGE, stage=None, entered_at=ago(61)) is not None
    assert held(AGE, stage=OTHER, entered_at=None) is None


def test_a_rule_of_one_stage_looks_at_no_other() -> None:
    only = StallRule("age", "age_in_stage", days=5, stage="talk")
    assert held(only, stage=TALK, entered_at=ago(6)) is not None
    assert held(only, stage=OTHER, entered_at=ago(6)) is None
    assert held(only, stage=None, entered_at=ago(6)) is None


def test_the_time_in_a_stage_begins_again_when_a_stall_has_ended() -> None:
    assert held(AGE, stage=TALK, entered_at=ago(100), floor=ago(19)) is None
    assert held(AGE, stage=TALK, entered_at=ago(100), floor=ago(21)).at == ago(21)


def test_silence_counts_from_the_last_try() -> None:
    assert held(MUTE, unanswered=ago(10)) == Occasion(7, "mute", "no_reply", "silence", ago(10), ago(10), 10)
    assert held(MUTE, unanswered=ago(9.9)) is None
    assert held(MUTE, unanswered=None) is None
    assert held(MUTE, unanswered=ago(20), floor=ago(15)) is None


def test_a_meeting_put_off_twice() -> None:
    assert held(PUT_OFF, meetings=[ago(9)]) is None
    assert held(PUT_OFF, meetings=[ago(9), ago(3)]).since == ago(9)
