"""The clock beside a count of every minute of ten years, in thirty zones."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from samebook.book.durations import Duration, Unit
from samebook.company.clock import BusinessClock

ZONE_NAMES = """
Africa/Cairo Africa/Casablanca Africa/Johannesburg America/Caracas America/Chicago America/Havana America/Los_Angeles
America/New_York America/Santiago America/Sao_Paulo America/St_Johns Antarctica/Troll Asia/Amman Asia/Gaza
Asia/Jerusalem Asia/Kathmandu Asia/Kolkata Asia/Pyongyang Asia/Tehran Asia/Tokyo Atlantic/Azores Australia/Lord_Howe
Australia/Sydney Europe/Berlin Europe/Dublin Europe/Istanbul Europe/Moscow Pacific/Apia Pacific/Chatham UTC
"""
ZONES = ZONE_NAMES.split()
OFFICE = {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in "12345"}
NIGHTS = {day: [["00:00", "03:30"], ["22:15", "24:00"]] for day in "1234567"}
ALWAYS = {day: [["00:00", "24:00"]] for day in "1234567"}
SMALL_HOURS = {"6": [["23:30", "24:00"]], "7": [["00:00", "00:31"], ["01:15", "02:45"]], "5": [["00:00", "00:02"]]}
WEEKS = [OFFICE, NIGHTS, SMALL_HOURS, ALWAYS]
START, YEARS = datetime(2010, 1, 1, tzinfo=UTC), 10
HOURS = int((datetime(2010 + YEARS, 1, 1, tzinfo=UTC) - START) / timedelta(hours=1))
MINUTES = HOURS * 60
FIRST_MINUTE = int(START.timestamp()) // 60


def days_off(year: int) -> set[date]:
    return {date(year, 1, 1), date(year, 3, 28), date(year, 10, 31), date(year, 12, 25), date(year, 12, 26)}


def local_offsets(zone: ZoneInfo) -> np.ndarray:
    """Minutes from UTC to local time for every minute, asked of the zone for each hour and, where it moves, minute."""

    def offset(minute: int) -> int:
        return int((START + timedelta(minutes=minute)).astimezone(zone).utcoffset().total_seconds()) // 60

    hourly = np.array([offset(hour * 60) for hour in range(HOURS + 1)])
    every = np.repeat(hourly[:-1], 60)
    for hour in np.flatnonzero(np.diff(hourly)):
        every[hour * 60 : hour * 60 + 60] = [offset(minute) for minute in range(hour * 60, hour * 60 + 60)]
    return every


def open_minutes_before(zone: ZoneInfo, hours: dict) -> np.ndarray:
    """How many minutes were open before each minute of the ten years, counted one by one."""
    local = local_offsets(zone) + np.arange(MINUTES) + FIRST_MINUTE
    week = np.zeros((7, 1440), dtype=bool)
    for weekday, stretches in hours.items():
        for start, end in stretches:
            low, high = (int(time[:2]) * 60 + int(time[3:]) for time in (start, end))
            week[int(weekday) - 1, low:high] = True
    day, minute = np.divmod(local, 1440)
    off = [(each - date(1970, 1, 1)).days for year in range(2009, 2021) for each in days_off(year)]
    is_open = week[(day + 3) % 7, minute] & ~np.isin(day, off)
    return np.concatenate([[0], np.cumsum(is_open)])


@pytest.mark.parametrize(("number", "name"), list(enumerate(ZONES)), ids=ZONES)
def test_every_open_minute_is_counted_and_no_other(number: int, name: str) -> None:
    zone, hours = ZoneInfo(name), WEEKS[number % len(WEEKS)]
    counted = open_minutes_before(zone, hours)
    clock = BusinessClock(name, hours, days_off)
    offsets = local_offsets(zone)
    near_changes = [
        minute + shift * 15 for minute in np.flatnonzero(np.diff(offsets)).tolist() for shift in range(-200, 200)
    ]
    chance = random.Random(name)
    moments = sorted({chance.randrange(MINUTES) for _ in range(1500)} | {m for m in near_changes if 0 <= m < MINUTES})
    for minute in moments:
        at = START + timedelta(minutes=minute)
        assert clock.elapsed(START, at) == timedelta(minutes=int(counted[minute])), at
        assert clock.is_open(at) == (counted[minute + 1] > counted[minute]), at
        amount = chance.randrange(1, 5_000)
        due = int(np.searchsorted(counted, counted[minute] + amount))
        if due <= MINUTES:
            assert clock.add(at, Duration(amount, Unit.MINUTE, business=True)) == START + timedelta(minutes=due), (
                at,
                amount,
            )
