"""Clocks that run in business hours only: right across zones, daylight-saving changes and days off. Pure.

Open time is what a clock on the wall shows: an instant is open when the local time it is called by lies in the working
hours of its local day. A stretch that is skipped in spring is never worked, one that is repeated in autumn is worked
twice, and both count as the real time that passes.

Business minutes and hours are open time. **A business day** ends at the same local time on the next working day: a lead
of Tuesday 10:00 due in one business day is due on Wednesday at 10:00, whatever the length of either day, so that every
lead gets the same span. A clock that is started outside working hours starts at the next opening, and a deadline that
falls outside them, or on an opening, is the close before it: a lead of Friday night is due at Monday's close.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from samebook.book.durations import Duration, Unit
from samebook.company.rules import check_hours, minutes_of
from samebook.company.terms import Hours
from samebook.kernel.refusals import Refused

DaysOff = Callable[[int], Collection[date]]
"""The days off of a year, in local dates."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1970, 2199
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
PROBE = 3 * HOUR
"""No zone has changed its offset twice within this time since 1970."""

BUSINESS = {Unit.MINUTE: MINUTE, Unit.HOUR: HOUR}
ELAPSED = {**BUSINESS, Unit.DAY: DAY, Unit.WEEK: 7 * DAY}


@dataclass(frozen=True, slots=True)
class _Open:
    """The open stretches of whole UTC years, in microseconds since 1970.

    Attributes:
        first, last: The table's start and end.
        worked: Open time from the table's start up to the end of each stretch.
        days: Ordinals of the local days that have open time.
    """

    years: range
    first: int
    last: int
    starts: list[int]
    ends: list[int]
    worked: list[int]
    days: list[int]

    @property
    def total(self) -> int:
        return self.worked[-1] if self.worked else 0


class BusinessClock:
    """The working time of one calendar.

    Safe to share between threads: its table is replaced, never changed.

    Args:
        time_zone: A name of the tz database.
        hours: Working hours by weekday.
        days_off: Local dates without work, by year.
    """

    def __init__(self, time_zone: str, hours: Hours, days_off: DaysOff = lambda year: ()) -> None:
        self.time_zone = time_zone
        self._zone = ZoneInfo(time_zone)
        self._week = _week_of(check_hours(hours))
        self._days_off = days_off
        self._years: dict[int, list[tuple[int, int, int]]] = {}
        self._table = _Open(range(0), 0, 0, [], [], [], [])

    def add(self, start: datetime, duration: Duration) -> datetime:
        """The instant at which a duration that starts then is over, in UTC; see the module for business days.

        Raises:
            Refused: ``company.clock_unit``, ``company.clock_outside`` (before 1970 or after 2199).
        """
        amount, unit = duration.amount, duration.unit
        if amount < 0:
            raise Refused("company.clock_unit", "A clock runs forward; a duration cannot be below zero.")
        if not duration.business:
            return _later(start, amount, unit)
        if amount == 0:
            return start.astimezone(UTC)
        if unit is Unit.DAY:
            return _instant(self._add_days(_moment(start), amount))
        if unit in BUSINESS:
            return _instant(self._add_time(_moment(start), amount * BUSINESS[unit]))
        raise Refused("company.clock_unit", f"There are business minutes, hours and days, but no business {unit}s.")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Open time between two instants; below zero when the end lies before the start."""
        first, last = _moment(start), _moment(end)
        table = self._table_over(min(first, last), max(first, last))
        return timedelta(microseconds=_worked(table, last) - _worked(table, first))

    def is_open(self, at: datetime) -> bool:
        moment = _moment(at)
        table = self._table_over(moment, moment)
        place = bisect_right(table.starts, moment) - 1
        return place >= 0 and moment < table.ends[place]

    def _add_time(self, start: int, amount: int) -> int:
        table = self._table_over(start, start)
        due = _worked(table, start) + amount
        while table.total < due:
            table = self._longer(table)
        place = bisect_left(table.worked, due)
        return table.ends[place] - (table.worked[place] - due)

    def _add_days(self, start: int, amount: int) -> int:
        table = self._table_over(start, start)
        while not table.ends or table.ends[-1] <= start:
            table = self._longer(table)
        opened = max(start, table.starts[bisect_right(table.ends, start)])
        local = _instant(opened).astimezone(self._zone)
        while (day := bisect_left(table.days, local.toordinal()) + amount) >= len(table.days):
            table = self._longer(table)
        same_time = datetime.combine(date.fromordinal(table.days[day]), local.time(), self._zone)
        due = _moment(same_time)
        return min(due, table.ends[bisect_left(table.starts, due) - 1])

    def _table_over(self, first: int, last: int) -> _Open:
        """The table, grown to hold both moments and, as it grows, two years more, since deadlines lie ahead."""
        table = self._table
        if table.first <= first and last < table.last:
            return table
        low, high = _instant(first).year, _instant(last).year + 3
        if table.ends:
            low, high = min(low, table.years.start), max(high, table.years.stop)
        return self._build(range(low, min(high, LAST_YEAR + 1)))

    def _longer(self, table: _Open) -> _Open:
        """Twice as many years; the open time worked up to any moment of the table stays what it was."""
        years = table.years
        if years.stop > LAST_YEAR:
            raise _outside()
        return self._build(range(years.start, min(years.stop + len(years), LAST_YEAR + 1)))

    def _build(self, years: range) -> _Open:
        """Put the years together; each is worked out once."""
        for year in years:
            if year not in self._years:
                self._years[year] = list(self._open_in(year))
        stretches = [stretch for year in years for stretch in self._years[year]]
        first, last = (_moment(datetime(year, 1, 1, tzinfo=UTC)) for year in (years.start, years.stop))
        self._table = _Open(
            years,
            first,
            last,
            starts=[start for start, _, _ in stretches],
            ends=[end for _, end, _ in stretches],
            worked=list(accumulate(end - start for start, end, _ in stretches)),
            days=list(dict.fromkeys(day for _, _, day in stretches)),
        )
        return self._table

    def _open_in(self, year: int) -> Iterator[tuple[int, int, int]]:
        """Start, end and local day of each open stretch, cut where the zone's offset changes."""
        wall = list(self._wall_stretches(year))
        for first, last, offset in _offsets(self.time_zone, year):
            for start, end, day in wall:
                low, high = max(start - offset, first), min(end - offset, last)
                if low < high:
                    yield low, high, day

    def _wall_stretches(self, year: int) -> Iterator[tuple[int, int, int]]:
        """The open stretches in local time of every local day that can touch the UTC year."""
        off = {day.toordinal() for near in (year - 1, year, year + 1) for day in self._days_off(near)}
        epoch = EPOCH.toordinal()
        for day in range(date(year, 1, 1).toordinal() - 2, date(year, 12, 31).toordinal() + 3):
            if day not in off:
                midnight = (day - epoch) * DAY
                for start, end in self._week[(day - 1) % 7]:
                    yield midnight + start, midnight + end, day


@lru_cache(maxsize=4096)
def _offsets(time_zone: str, year: int) -> tuple[tuple[int, int, int], ...]:
    """The UTC year cut into spans of one offset: start, end, offset, in microseconds."""
    zone = ZoneInfo(time_zone)
    start, stop = (_moment(datetime(each, 1, 1, tzinfo=UTC)) for each in (year, year + 1))
    spans, first, offset = [], start, _offset(zone, start)
    for probe in range(start + PROBE, stop + 1, PROBE):
        if _offset(zone, probe) != offset:
            change = _change(zone, probe - PROBE, probe)
            spans.append((first, change, offset))
            first, offset = change, _offset(zone, change)
    return (*spans, (first, stop, offset))


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The second at which the offset of ``after`` begins."""
    offset = _offset(zone, after)
    while after - before > SECOND:
        middle = before + (after - before) // (2 * SECOND) * SECOND
        before, after = (before, middle) if _offset(zone, middle) == offset else (middle, after)
    return after


def _offset(zone: ZoneInfo, moment: int) -> int:
    offset = datetime.fromtimestamp(moment // SECOND, zone).utcoffset() or timedelta()
    return offset // MICROSECOND


def _week_of(hours: Hours) -> list[list[tuple[int, int]]]:
    """Open stretches by weekday, Monday first, in microseconds since local midnight."""
    return [
        [(minutes_of(start) * MINUTE, minutes_of(end) * MINUTE) for start, end in hours.get(str(weekday), [])]
        for weekday in range(1, 8)
    ]


def _worked(table: _Open, moment: int) -> int:
    """Open time from the table's start up to a moment inside it."""
    place = bisect_right(table.starts, moment) - 1
    return table.worked[place] - max(0, table.ends[place] - moment) if place >= 0 else 0


def _later(start: datetime, amount: int, unit: Unit) -> datetime:
    """Elapsed time: a day is 24 hours; a month keeps the day or takes the month's last."""
    start = start.astimezone(UTC)
    try:
        if unit is Unit.MONTH:
            return _months_later(start, amount)
        return start + amount * timedelta(microseconds=ELAPSED[unit])
    except (OverflowError, ValueError):
        raise _outside() from None


def _months_later(start: datetime, months: int) -> datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    after = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return start.replace(year=year, month=month + 1, day=min(start.day, (after - timedelta(days=1)).day))


def _moment(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def _instant(moment: int) -> datetime:
    if not 0 <= moment < _END:
        raise _outside()
    return EPOCH + timedelta(microseconds=moment)


def _outside() -> Refused:
    return Refused("company.clock_outside", f"Clocks run from {FIRST_YEAR} to {LAST_YEAR}; this lies outside.")


_END = _moment(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC))
