from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samebook.book.durations import Duration, Unit
from samebook.company.clock import BusinessClock
from samebook.kernel.refusals import Refused

OFFICE = {**{day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in "1234"}, "5": [["08:00", "12:00"]]}
HOLIDAYS = {date(2026, 12, 25), date(2027, 1, 1)}
BERLIN = ZoneInfo("Europe/Berlin")


def lasts(amount: int, unit: str, business: bool = True) -> Duration:
    return Duration(amount, Unit(unit), business)


def clock() -> BusinessClock:
    return BusinessClock("Europe/Berlin", OFFICE, lambda year: {day for day in HOLIDAYS if day.year == year})


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "lasting", "due"),
    [
        ("2026-11-03 10:00", lasts(1, "hour"), "2026-11-03 11:00"),
        ("2026-11-03 11:30", lasts(1, "hour"), "2026-11-03 13:30"),
        ("2026-11-03 16:30", lasts(1, "hour"), "2026-11-04 08:30"),
        ("2026-11-03 16:00", lasts(1, "hour"), "2026-11-03 17:00"),
        ("2026-11-06 15:00", lasts(1, "hour"), "2026-11-09 09:00"),
        ("2026-11-07 03:00", lasts(30, "minute"), "2026-11-09 08:30"),
        ("2026-11-03 10:00", lasts(1, "day"), "2026-11-04 10:00"),
        ("2026-11-03 08:00", lasts(1, "day"), "2026-11-03 17:00"),
        ("2026-11-05 15:00", lasts(1, "day"), "2026-11-06 12:00"),
        ("2026-11-06 18:00", lasts(1, "day"), "2026-11-09 17:00"),
        ("2026-11-06 10:00", lasts(1, "day"), "2026-11-09 10:00"),
        ("2026-11-03 10:00", lasts(5, "day"), "2026-11-10 10:00"),
        ("2026-11-03 12:30", lasts(1, "day"), "2026-11-04 12:00"),
        ("2026-12-24 10:00", lasts(1, "day"), "2026-12-28 10:00"),
        ("2026-12-25 10:00", lasts(1, "day"), "2026-12-28 17:00"),
        ("2026-12-31 16:00", lasts(2, "hour"), "2027-01-04 09:00"),
        ("2027-03-25 10:00", lasts(2, "day"), "2027-03-29 10:00"),
        ("2026-11-03 10:00", lasts(0, "day"), "2026-11-03 10:00"),
        ("2026-11-07 10:00", lasts(0, "hour"), "2026-11-07 10:00"),
        ("2026-11-07 10:00", lasts(2, "hour", business=False), "2026-11-07 12:00"),
        ("2027-03-27 10:00", lasts(1, "day", business=False), "2027-03-28 11:00"),
        ("2026-11-07 10:00", lasts(1, "week", business=False), "2026-11-14 10:00"),
        ("2027-01-31 10:00", lasts(1, "month", business=False), "2027-02-28 10:00"),
        ("2026-12-31 10:00", lasts(1, "month", business=False), "2027-01-31 10:00"),
        ("2026-11-30 10:00", lasts(1, "month", business=False), "2026-12-30 10:00"),
        ("2028-02-29 10:00", lasts(12, "month", business=False), "2029-02-28 10:00"),
    ],
    ids=str,
)
def test_a_deadline_falls_where_a_sales_manager_expects_it(start, lasting, due):
    assert clock().add(berlin(start), lasting) == berlin(due)


def test_deadlines_are_in_utc():
    assert clock().add(berlin("2026-11-03 10:00"), lasts(1, "day")).tzinfo is UTC


def test_days_off_are_days_of_the_local_calendar_at_both_ends_of_the_year():
    always = {day: [["00:00", "24:00"]] for day in "1234567"}
    auckland = BusinessClock("Pacific/Auckland", always, lambda year: {date(year, 1, 1)})
    start, end = datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    assert auckland.elapsed(start, end) == timedelta(hours=24)


@pytest.mark.parametrize(
    ("start", "lasting", "code"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), lasts(1, "week"), "company.clock_unit"),
        (datetime(2026, 1, 1, tzinfo=UTC), lasts(-1, "hour"), "company.clock_unit"),
        (datetime(2026, 1, 1, tzinfo=UTC), lasts(10**30, "hour"), "company.clock_outside"),
        (datetime(2026, 1, 1, tzinfo=UTC), lasts(10**30, "month", business=False), "company.clock_outside"),
        (datetime(2026, 1, 1, tzinfo=UTC), lasts(10**6, "day"), "company.clock_outside"),
        (datetime(1, 1, 1, tzinfo=UTC), lasts(1, "hour"), "company.clock_outside"),
        (datetime(9999, 12, 31, tzinfo=UTC), lasts(1, "hour"), "company.clock_outside"),
    ],
    ids=str,
)
def test_what_no_clock_can_count_is_refused(start, lasting, code):
    with pytest.raises(Refused) as refusal:
        clock().add(start, lasting)
    assert refusal.value.code == code


def test_a_calendar_without_working_days_ends_no_clock_but_refuses():
    idle = BusinessClock(
        "UTC", OFFICE, lambda year: [date.fromordinal(date(year, 1, 1).toordinal() + n) for n in range(366)]
    )
    for unit in ("hour", "day"):
        with pytest.raises(Refused, match="Clocks run from"):
            idle.add(datetime(2026, 1, 1, tzinfo=UTC), lasts(1, unit))
    assert idle.elapsed(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)) == timedelta()


INSTANTS = st.integers(946_684_800, 2_840_140_800).map(lambda second: datetime.fromtimestamp(second, UTC))
SHARED = {
    name: BusinessClock(name, OFFICE) for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
}
UNHURRIED = settings(deadline=None)
CLOCKS = st.sampled_from(sorted(SHARED)).map(SHARED.__getitem__)


@UNHURRIED
@given(CLOCKS, INSTANTS, st.integers(1, 100_000), st.sampled_from(["minute", "hour"]))
def test_a_business_duration_takes_exactly_its_time_and_ends_at_work(clock, start, amount, unit):
    amount = amount if unit == "minute" else amount // 60 + 1
    due = clock.add(start, lasts(amount, unit))
    assert clock.elapsed(start, due) == timedelta(**{f"{unit}s": amount})
    assert clock.is_open(due - timedelta(microseconds=1))


@UNHURRIED
@given(CLOCKS, INSTANTS, INSTANTS, INSTANTS)
def test_elapsed_time_adds_up_and_never_runs_back(clock, first, second, third):
    assert clock.elapsed(first, second) + clock.elapsed(second, third) == clock.elapsed(first, third)
    assert clock.elapsed(min(first, second), max(first, second)) >= timedelta()


@UNHURRIED
@given(CLOCKS, INSTANTS, INSTANTS, st.integers(1, 500))
def test_who_starts_later_is_never_due_earlier(clock, first, second, days):
    earlier, later = sorted([first, second])
    lasting = lasts(days, "day")
    assert clock.add(earlier, lasting) <= clock.add(later, lasting)


@UNHURRIED
@given(CLOCKS, INSTANTS, st.integers(1, 500))
def test_a_business_day_ends_in_working_time_of_the_last_of_its_days(clock, start, days):
    """Counted again by walking the calendar day by day."""
    zone = ZoneInfo(clock.time_zone)
    due = clock.add(start, lasts(days, "day"))
    assert clock.is_open(due - timedelta(microseconds=1))
    walked, day = 0, start.astimezone(zone).date()
    while day < (due - timedelta(microseconds=1)).astimezone(zone).date():
        day += timedelta(days=1)
        walked += day.isoweekday() <= 5
    local = start.astimezone(zone)
    hours = [int(each[:2]) for stretch in OFFICE.get(str(local.isoweekday()), []) for each in stretch]
    opened_same_day = bool(hours) and local.hour < hours[-1]
    starts_with_the_day = opened_same_day and local.time() <= time(hours[0])
    assert walked == days - (1 if starts_with_the_day else 0)


def test_a_clock_grown_backwards_and_forwards_counts_as_a_fresh_one():
    grown = clock()
    middle = datetime(2026, 6, 1, tzinfo=UTC)
    grown.is_open(middle)
    for year in (1999, 2050, 1971, 2199):
        at = datetime(year, 6, 1, 9, 30, tzinfo=UTC)
        assert grown.elapsed(at, middle) == clock().elapsed(at, middle)
        assert grown.is_open(at) == clock().is_open(at)
