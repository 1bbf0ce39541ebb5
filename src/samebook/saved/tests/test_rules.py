"""Names of views, and when a mailing is due."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samebook.kernel.refusals import Refused
from samebook.saved.rules import check_name, check_query, check_room, check_time, next_due
from samebook.saved.terms import Rhythm

BERLIN = ZoneInfo("Europe/Berlin")


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


def due(rhythm, after, *, weekday=0, hour=7, zone=BERLIN, is_business_day=is_weekday):
    found = next_due(rhythm, weekday=weekday, hour=hour, after=after, zone=zone, is_business_day=is_business_day)
    return found.astimezone(zone)


def at(*parts, zone=BERLIN):
    return datetime(*parts, tzinfo=zone)


@pytest.mark.parametrize(
    ("rhythm", "after", "expected"),
    [
        (Rhythm.DAILY, at(2026, 11, 22, 6, 59), at(2026, 11, 22, 7)),
        (Rhythm.DAILY, at(2026, 11, 22, 7), at(2026, 11, 23, 7)),
        (Rhythm.WEEKLY, at(2026, 11, 22, 12), at(2026, 11, 23, 7)),
        (Rhythm.WEEKLY, at(2026, 11, 23, 7), at(2026, 11, 30, 7)),
        (Rhythm.MONTHLY, at(2026, 7, 15, 12), at(2026, 8, 3, 7)),
        (Rhythm.MONTHLY, at(2026, 8, 3, 6), at(2026, 8, 3, 7)),
        (Rhythm.MONTHLY, at(2026, 8, 3, 7), at(2026, 9, 1, 7)),
    ],
)
def test_a_mailing_is_due_at_its_next_hour(rhythm, after, expected):
    assert due(rhythm, after) == expected


def test_the_first_business_day_minds_holidays():
    new_year = {date(2027, 1, 1)}
    found = due(Rhythm.MONTHLY, at(2026, 12, 15), is_business_day=lambda day: is_weekday(day) and day not in new_year)
    assert found == at(2027, 1, 4, 7), "Friday is a holiday, then comes the weekend"
    assert due(Rhythm.MONTHLY, at(2026, 12, 15), is_business_day=lambda day: False) == at(2027, 1, 1, 7)


def test_an_hour_that_the_change_of_clocks_leaves_out_is_the_one_after_it():
    found = due(Rhythm.DAILY, at(2026, 3, 28, 12), hour=2)
    assert found.astimezone(UTC) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert (found.day, found.hour) == (29, 3)
    assert due(Rhythm.DAILY, found, hour=2) == at(2026, 3, 30, 2)


def test_an_hour_that_comes_twice_is_the_first_and_comes_once():
    found = due(Rhythm.DAILY, at(2026, 10, 24, 12), hour=2)
    assert found.astimezone(UTC) == datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert due(Rhythm.DAILY, found, hour=2) == at(2026, 10, 26, 2)


@given(
    st.sampled_from(list(Rhythm)),
    st.integers(0, 4 * 365 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.integers(0, 6),
    st.integers(0, 23),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"]),
)
def test_the_next_moment_is_later_and_not_too_far(rhythm, after, weekday, hour, zone):
    found = due(rhythm, after, weekday=weekday, hour=hour, zone=ZoneInfo(zone))
    farthest = {Rhythm.DAILY: 2, Rhythm.WEEKLY: 8, Rhythm.MONTHLY: 36}[rhythm]
    assert after < found <= after + timedelta(days=farthest)
    assert found.hour in {hour, (hour + 1) % 24}
    assert rhythm is not Rhythm.WEEKLY or found.weekday() == weekday


@pytest.mark.parametrize("name", ["", "   ", "\x00", "a\u202eb", "x" * 61, "LEADS of mine", "\ud800"])
def test_a_name_that_says_nothing_or_is_taken_is_refused(name):
    with pytest.raises(Refused) as refused:
        check_name(name, taken={"Leads of mine"})
    assert refused.value.field == "name"


def test_a_name_is_one_line():
    assert check_name("  Leads\n of   mine ", taken=()) == "Leads of mine"
    assert check_name("<script>", taken=()) == "<script>", "it is text, and shown as such"


@pytest.mark.parametrize(
    ("check", "arguments"),
    [
        (check_query, ("x" * 1001,)),
        (check_query, ("by=\u00fc",)),
        (check_room, (200,)),
        (check_time, ("hourly", 0, 7)),
        (check_time, ("daily", 7, 7)),
        (check_time, ("daily", 0, 24)),
    ],
)
def test_what_cannot_be_kept_is_refused(check, arguments):
    with pytest.raises(Refused):
        check(*arguments)
