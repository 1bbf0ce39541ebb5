"""Parts of periods, counted by hand; the prediction against scipy."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from scipy.stats import nbinom

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.periods import Period
from samebook.leads.promises.rules import (
    Standing,
    expected_by_the_end,
    owed,
    part_of,
    period_holding,
    standing_of_count,
    standing_of_share,
    still_to_come,
)  # fmt: skip
from samebook.numbers.estimates import wilson

BERLIN = ZoneInfo("Europe/Berlin")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def utc(day: int, hour: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("per", "start", "end"),
    [
        ("week", date(2026, 11, 9), date(2026, 11, 16)),
        ("month", date(2026, 11, 1), date(2026, 12, 1)),
        ("quarter", date(2026, 10, 1), date(2027, 1, 1)),
        ("year", date(2026, 4, 1), date(2027, 4, 1)),
    ],
)
def test_a_period_is_the_companys(per, start, end):
    assert period_holding(per, date(2026, 11, 15), FiscalCalendar(4)) == Period(start, end)


def test_a_whole_month_owes_the_whole_number_also_where_the_clocks_change():
    october = part_of(Period(date(2026, 10, 1), date(2026, 11, 1)), zone=BERLIN, since=LONG_AGO, until=None)
    assert october.end.timestamp() - october.start.timestamp() == (31 * 24 + 1) * 3600
    assert (october.is_whole, owed(40, october)) == (True, 40)


def test_an_edition_that_begins_within_the_month_owes_its_days_only():
    since = datetime(2026, 11, 13, tzinfo=BERLIN)
    part = part_of(NOVEMBER, zone=BERLIN, since=since, until=None)
    assert (part.first_day, part.last_day, part.fraction) == (date(2026, 11, 13), date(2026, 11, 30), 0.6)
    assert owed(40, part) == 24
    assert part.days_left(since, BERLIN) == 17
    assert part.days_left(datetime(2026, 12, 3, tzinfo=UTC), BERLIN) == 0


def test_two_editions_share_a_month_without_gap_and_without_overlap():
    change = utc(13, 9)  # in the middle of a day: both touch it
    first = part_of(NOVEMBER, zone=BERLIN, since=LONG_AGO, until=change)
    second = part_of(NOVEMBER, zone=BERLIN, since=change, until=None)
    assert first.end == second.start == change
    assert first.last_day == second.first_day == date(2026, 11, 13)
    assert first.fraction + second.fraction == pytest.approx(1)


def test_nothing_is_owed_before_or_after_an_edition():
    assert part_of(NOVEMBER, zone=BERLIN, since=utc(1, month=12), until=None) is None
    assert part_of(NOVEMBER, zone=BERLIN, since=LONG_AGO, until=utc(31, month=10)) is None
    assert part_of(NOVEMBER, zone=BERLIN, since=utc(5), until=utc(5)) is None, "superseded unused"


@pytest.mark.parametrize(("so_far", "ratio"), [(0, 1.0), (0, 9.0), (7, 0.25), (40, 2.0), (900, 0.5), (5_000, 3.0)])
def test_what_is_still_to_come_is_a_negative_binomial(so_far, ratio):
    wanted = nbinom(so_far + 0.5, 1 / (1 + ratio)).ppf([0.025, 0.975])
    assert still_to_come(so_far, ratio) == tuple(int(each) for each in wanted)


def test_the_expectation_goes_on_at_the_rate_so_far():
    part = part_of(NOVEMBER, zone=ZoneInfo("UTC"), since=LONG_AGO, until=None)
    found = expected_by_the_end(10, part, utc(11))  # a third is over
    assert found.value == pytest.approx(30)
    assert (found.low, found.high) == tuple(10 + each for each in still_to_come(10, 2.0))
    assert expected_by_the_end(10, part, utc(2, month=12)).high == 10
    assert expected_by_the_end(10, part, utc(31, month=10)).value is None


def test_in_the_first_moments_nothing_is_expected_and_nothing_takes_long():
    part = part_of(NOVEMBER, zone=ZoneInfo("UTC"), since=LONG_AGO, until=None)
    first = part.start + timedelta(milliseconds=1)
    assert expected_by_the_end(3, part, first).value is None
    assert standing_of_count(3, 40, expected_by_the_end(3, part, first), part, first) is Standing.OPEN
    assert expected_by_the_end(3, part, part.start + timedelta(hours=8)).value > 200
    low, high = still_to_come(200_000, 99.0)
    wanted = nbinom(200_000.5, 1 / 100).ppf([0.025, 0.975])
    assert (low, high) == pytest.approx(tuple(wanted), rel=1e-4)


def test_how_a_number_stands():
    part = part_of(NOVEMBER, zone=ZoneInfo("UTC"), since=LONG_AGO, until=None)

    def stands(so_far, promised, at):
        return standing_of_count(so_far, promised, expected_by_the_end(so_far, part, at), part, at)

    assert stands(0, 40, utc(31, month=10)) is Standing.COMING
    assert stands(10, 30, utc(11)) is Standing.OPEN
    assert stands(10, 90, utc(11)) is Standing.FALLS_SHORT
    assert stands(30, 40, utc(11)) is Standing.ON_COURSE
    assert stands(40, 40, utc(11)) is Standing.KEPT
    assert stands(39, 40, utc(2, month=12)) is Standing.NOT_KEPT


def test_how_a_share_stands():
    part = part_of(NOVEMBER, zone=ZoneInfo("UTC"), since=LONG_AGO, until=None)

    def stands(hits, n, target, at):
        return standing_of_share(wilson(hits, n), target, part, at)

    assert stands(0, 0, 0.9, utc(11)) is Standing.OPEN
    assert stands(18, 20, 0.9, utc(11)) is Standing.OPEN
    assert stands(100, 100, 0.9, utc(11)) is Standing.ON_COURSE
    assert stands(50, 100, 0.9, utc(11)) is Standing.FALLS_SHORT
    assert stands(89, 100, 0.9, utc(2, month=12)) is Standing.NOT_KEPT
    assert stands(90, 100, 0.9, utc(2, month=12)) is Standing.KEPT
    assert stands(99, 100, 1, utc(11)) is Standing.FALLS_SHORT, "owed for each lead: one is missed"
