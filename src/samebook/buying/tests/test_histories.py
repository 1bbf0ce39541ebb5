"""Histories of stages however badly they were kept: one stage at a time, no time twice, none negative."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samebook.buying.histories import Closed, Entered, Visit, check_instant, check_stage_name, visits_of
from samebook.kernel.refusals import Refused

START = datetime(2026, 3, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def told(visits: list[Visit]) -> list[tuple[str, float | None, int | None, str]]:
    """Stage, days, number of the visit, flaw."""
    return [
        (each.stage, None if each.seconds is None else each.seconds / 86400, each.number, each.flaw) for each in visits
    ]


def test_each_stage_lasts_until_the_next_and_the_last_one_lasts() -> None:
    entries = [Entered(1, "talk", day(0)), Entered(2, "offer", day(3)), Entered(3, "talk", day(5))]
    assert told(visits_of(entries, opened_at=START)) == [("talk", 3, 1, ""), ("offer", 2, 1, ""), ("talk", None, 2, "")]


def test_entries_recorded_out_of_order_are_read_in_the_order_they_happened() -> None:
    entries = [Entered(1, "offer", day(3)), Entered(2, "talk", day(0))]
    assert told(visits_of(entries, opened_at=START)) == [("talk", 3, 1, ""), ("offer", None, 1, "")]


def test_of_one_instant_the_one_recorded_last_holds_and_the_others_last_no_time() -> None:
    entries = [Entered(1, "talk", day(0)), Entered(2, "offer", day(2)), Entered(3, "terms", day(2))]
    found = visits_of(entries, opened_at=START)
    assert told(found) == [("talk", 2, 1, ""), ("offer", 0, 1, "same_instant"), ("terms", None, 1, "")]


def test_mixed_offsets_are_one_line_of_time() -> None:
    east, west = timezone(timedelta(hours=3)), timezone(timedelta(hours=-8))
    entries = [
        Entered(1, "offer", datetime(2026, 3, 2, 1, 0, tzinfo=east)),  # 22:00 UTC on 1 March
        Entered(2, "talk", datetime(2026, 3, 1, 4, 0, tzinfo=west)),  # 12:00 UTC on 1 March
    ]
    assert [(each.stage, each.seconds) for each in visits_of(entries, opened_at=START)] == [
        ("talk", 10 * 3600), ("offer", None),
    ]  # fmt: skip


def test_the_stage_it_is_in_already_is_no_new_visit() -> None:
    entries = [Entered(1, "talk", day(0)), Entered(2, "talk", day(1)), Entered(3, "offer", day(4))]
    assert told(visits_of(entries, opened_at=START)) == [
        ("talk", 4, 1, ""), ("talk", None, None, "repeated"), ("offer", None, 1, ""),
    ]  # fmt: skip


def test_what_is_dated_after_the_closing_is_not_counted_and_the_last_stage_ends_with_it() -> None:
    entries = [Entered(1, "talk", day(0)), Entered(2, "offer", day(9))]
    assert told(visits_of(entries, opened_at=START, closed=[Closed(day(6))])) == [
        ("talk", 6, 1, ""), ("offer", None, None, "after_closing"),
    ]  # fmt: skip


def test_the_time_between_closing_and_opening_again_is_in_no_stage() -> None:
    entries = [Entered(1, "talk", day(0)), Entered(2, "talk", day(20)), Entered(3, "offer", day(25))]
    assert told(visits_of(entries, opened_at=START, closed=[Closed(day(6), day(20))])) == [
        ("talk", 6, 1, ""), ("talk", 5, 2, ""), ("offer", None, 1, ""),
    ]  # fmt: skip


def test_a_stage_entered_before_the_opening_counts_from_the_opening() -> None:
    entries = [Entered(1, "talk", day(-10)), Entered(2, "offer", day(2))]
    assert told(visits_of(entries, opened_at=START)) == [("talk", 2, 1, "before_opening"), ("offer", None, 1, "")]


def test_a_stage_that_the_pipeline_does_not_know_counts_as_it_is_written() -> None:
    entries = [Entered(1, "talk", day(0)), Entered(2, "Old stage", day(1)), Entered(3, "offer", day(3))]
    assert told(visits_of(entries, opened_at=START, known=["talk", "offer"])) == [
        ("talk", 1, 1, ""), ("Old stage", 2, 1, "unknown_stage"), ("offer", None, 1, ""),
    ]  # fmt: skip


def test_an_assumed_entry_counts_until_the_true_ones_are_known() -> None:
    assumed = Entered(1, "offer", day(0), is_assumed=True)
    assert told(visits_of([assumed], opened_at=START)) == [("offer", None, 1, "")]
    found = visits_of([assumed, Entered(2, "talk", day(1))], opened_at=START)
    assert told(found) == [("offer", None, None, "assumed"), ("talk", None, 1, "")]


def test_histories_of_two_opportunities_that_were_merged_make_one_line() -> None:
    first = [Entered(1, "talk", day(0)), Entered(2, "offer", day(6))]
    second = [Entered(3, "talk", day(2)), Entered(4, "terms", day(8))]
    found = visits_of([*first, *second], opened_at=START)
    assert told(found) == [
        ("talk", 6, 1, ""), ("talk", None, None, "repeated"), ("offer", 2, 1, ""), ("terms", None, 1, ""),
    ]  # fmt: skip


moments = st.integers(-5, 30).map(day)
entries_made = st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), moments, st.booleans()), max_size=12)
closings_made = st.lists(st.integers(1, 15), max_size=4, unique=True).map(sorted)


@given(entries_made, closings_made)
def test_time_is_never_negative_never_twice_and_all_of_it_while_open(made, ends) -> None:
    entries = [Entered(key, stage, at, assumed) for key, (stage, at, assumed) in enumerate(made)]
    closed = [Closed(day(end), day(end) + timedelta(hours=12)) for end in ends[:-1]]
    closed += [Closed(day(ends[-1]))] if ends else []
    found = visits_of(entries, opened_at=START, closed=closed)
    assert len(found) == len(entries)
    visits = [each for each in found if each.number is not None]
    for one, other in pairwise(visits):
        assert one.left_at is not None
        assert START <= one.entered_at <= one.left_at <= other.entered_at
    if visits and not ends:
        assert visits[-1].left_at is None
        total = sum(each.seconds or 0 for each in visits)
        assert total == (visits[-1].entered_at - visits[0].entered_at).total_seconds()


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (datetime(2026, 1, 1), "buying.no_offset"),  # noqa: DTZ001
        (day(400), "buying.happened_ahead"),
        (datetime(1, 1, 1, tzinfo=UTC), "day.outside"),
        (datetime(1969, 12, 31, 23, 59, tzinfo=UTC), "day.outside"),
    ],
    ids=["without offset", "ahead", "year 1", "before 1970"],
)
def test_an_instant_without_offset_ahead_or_of_no_year_that_is_meant_is_refused(at: datetime, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_instant(at, now=day(300))
    assert refused.value.code == code


def test_a_stage_needs_a_name_of_bearable_length() -> None:
    assert check_stage_name("  Take in   charge ticket ") == "Take in charge ticket"
    for wrong, code in (("  ", "buying.stage_missing"), ("x" * 41, "buying.stage_too_long")):
        with pytest.raises(Refused) as refused:
            check_stage_name(wrong)
        assert refused.value.code == code
