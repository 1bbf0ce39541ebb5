"""Instants of files: every form against Python's own, across changes of clocks."""

# ruff: noqa: DTZ001 (wall clocks are what is read)

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samebook.kernel.refusals import Refused
from samebook.numbers.history.times import EPOCH, LATEST, TimeForm, days, instants, to_utc

BERLIN = TimeForm("Europe/Berlin")
SAID = datetime(2026, 7, 1, 10, 30, tzinfo=UTC)


def micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def read(*texts: str, form: TimeForm = BERLIN) -> list[int | None]:
    found, wrong = instants(pa.array(texts, pa.string()), form)
    return [None if bad else int(one) for one, bad in zip(found, wrong, strict=True)]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-07-01T10:30:00Z", "iso"),
        ("2026-07-01 12:30:00", "iso"),
        ("2026-07-01 12:30", "iso"),
        ("2026-07-01T12:30:00.000000+02:00", "iso"),
        ("2026-07-01 06:30:00 -0400", "iso"),
        ("01.07.2026 12:30", "dmy"),
        ("7/1/2026 12:30:00", "mdy"),
        ("2026/07/01 12:30", "ymd"),
        ("1782901800", "seconds"),
        ("1782901800000", "milliseconds"),
        ("Wed Jul 01 2026 12h30", "%a %b %d %Y %Hh%M"),
    ],
)
def test_each_form_gives_the_same_instant(text, form):
    assert read(text, form=TimeForm("Europe/Berlin", form)) == [micros(SAID)]


def test_a_day_without_a_time_is_its_first_moment_in_the_zone():
    assert read("2026-07-01") == [micros(SAID.replace(hour=22, minute=0) - timedelta(days=1))]


@pytest.mark.parametrize(
    "text", ["", "x", "2026-02-30", "2026-13-01", "01.07.2026", "infinity", "2026-07-01 25:00", "٢"]
)
def test_what_is_no_time_is_refused_alone(text):
    assert read("2026-07-01T10:30:00Z", text) == [micros(SAID), None]


def test_typed_columns_are_read_as_they_are():
    naive = pa.array([SAID.replace(tzinfo=None) + timedelta(hours=2), None], pa.timestamp("ms"))
    aware = pa.array([SAID, None], pa.timestamp("ns", "America/New_York"))
    for values in (naive, aware):
        found, wrong = instants(values, BERLIN)
        assert (int(found[0]), wrong.tolist()) == (micros(SAID), [False, True])
    counted, _ = instants(pa.array([1_782_901_800]), TimeForm("UTC", "seconds"))
    assert int(counted[0]) == micros(SAID)
    with pytest.raises(Refused, match="--time seconds"):
        instants(pa.array([1]), BERLIN)


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2198, 1, 1)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
)
def test_wall_clocks_and_days_are_those_of_the_zone(moment, zone):
    here = moment.replace(tzinfo=ZoneInfo(zone))
    found = to_utc(np.array([micros(moment.replace(tzinfo=UTC))]), zone)
    assert int(found[0]) == micros(here.astimezone(UTC))
    day = datetime.fromtimestamp(0, UTC).date() + timedelta(days=int(days(found, zone)[0]))
    assert day == here.astimezone(UTC).astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize(
    "local", [datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 3, 0)]
)
def test_the_hour_that_is_skipped_and_the_one_that_comes_twice(local):
    found = to_utc(np.array([micros(local.replace(tzinfo=UTC))]), "Europe/Berlin")
    assert int(found[0]) == micros(local.replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC))


def test_a_time_of_no_sane_year_takes_no_time_to_refuse():
    found, wrong = instants(pa.array([-(1 << 62), 1 << 62]), TimeForm("Europe/Berlin", "milliseconds"))
    assert not wrong.any()
    assert found[0] < 0
    assert found[1] > LATEST
