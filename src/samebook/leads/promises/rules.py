"""What of a promise falls into the days of one edition, and what may be expected by their end. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import ceil, floor, log, sqrt
from zoneinfo import ZoneInfo

import numpy as np

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.periods import Period
from samebook.numbers.estimates import CONFIDENCE, Estimate, nothing, z_of

EARLIEST = 0.01
"""Before so much of the time is over nothing is expected: a rate of minutes says nothing of a month."""
EXACT_UP_TO = 100_000
"""Above so many still to come a normal curve takes the place of the exact quantiles."""


class Standing(StrEnum):
    """How a promise stands; the last two are said once its days are over."""

    COMING = "coming"
    OPEN = "open"
    ON_COURSE = "on course"
    FALLS_SHORT = "falls short"
    KEPT = "kept"
    NOT_KEPT = "not kept"


@dataclass(frozen=True, slots=True)
class Part:
    """The stretch of a period in which one edition is in force.

    Attributes:
        period: The whole week, month, quarter or year.
        start, end: Instants, half-open, inside the period.
        fraction: The stretch's share of the period's time; so much of what is promised for the period is owed.
        first_day, last_day: The company's days that the stretch touches.
    """

    period: Period
    start: datetime
    end: datetime
    fraction: float
    first_day: date
    last_day: date

    @property
    def is_whole(self) -> bool:
        return self.fraction == 1

    def days_left(self, at: datetime, zone: ZoneInfo) -> int:
        """The company's days after today up to the end; 0 when it is over."""
        return max(0, (self.last_day - max(at.astimezone(zone).date(), self.first_day - timedelta(days=1))).days)


def period_holding(per: str, day: date, calendar: FiscalCalendar) -> Period:
    """The week (from Monday), month, fiscal quarter or fiscal year that holds a day."""
    if per == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=7))
    if per == "quarter":
        return calendar.quarter_holding(day)
    return calendar.year_holding(day) if per == "year" else Period.month(day)


def part_of(period: Period, *, zone: ZoneInfo, since: datetime, until: datetime | None) -> Part | None:
    """What of a period lies in an edition's force; None when nothing does.

    Args:
        since: When the edition took force; nothing is owed for the time before, since terms are never backdated.
        until: When the next one takes its place; None while none is agreed.
    """
    begin, finish = (datetime.combine(day, time.min, zone) for day in (period.start, period.end))
    start, end = max(begin, since), min(finish, until or finish)
    if end <= start:
        return None
    whole = finish.timestamp() - begin.timestamp()
    fraction = (end.timestamp() - start.timestamp()) / whole
    last = (end - timedelta(microseconds=1)).astimezone(zone).date()
    return Part(period, start, end, fraction, start.astimezone(zone).date(), last)


def expected_by_the_end(so_far: int, part: Part, as_of: datetime) -> Estimate:
    """How many there will be when the part is over, if they go on coming at the rate so far.

    The interval holds what is still to come: a Poisson count whose rate is known only from the leads so far (Jeffreys'
    prior), which makes it negative binomial. Time is the clock's: nights and weekends count as any other.

    Returns:
        The count itself when the part is over; null before a hundredth of it is.

    Source: Gelman et al., Bayesian Data Analysis, 3rd ed., 2.6 (Poisson model, its prediction).
    """
    elapsed = min(as_of, part.end).timestamp() - part.start.timestamp()
    left = part.end.timestamp() - part.start.timestamp() - elapsed
    if elapsed < EARLIEST * (elapsed + left):
        return nothing()
    if left <= 0:
        return Estimate(so_far, so_far, so_far, so_far)
    low, high = still_to_come(so_far, left / elapsed)
    return Estimate(so_far + so_far * left / elapsed, so_far + low, so_far + high, so_far)


def still_to_come(so_far: int, ratio: float, confidence: float = CONFIDENCE) -> tuple[int, int]:
    """Quantiles of a negative binomial: ``so_far`` seen in one stretch, the next one ``ratio`` times as long."""
    shape, mean = so_far + 0.5, (so_far + 0.5) * ratio
    if mean > EXACT_UP_TO:
        half = z_of(confidence) * sqrt(mean * (1 + ratio))
        return max(0, round(mean - half)), round(mean + half)
    most = ceil(mean + 12 * sqrt(mean * (1 + ratio)) + 60 * (1 + ratio))
    steps = np.arange(most, dtype=np.float64)
    logs = np.concatenate([[0.0], np.cumsum(np.log((shape + steps) / (steps + 1)) + log(ratio / (1 + ratio)))])
    up_to = np.cumsum(np.exp(logs - shape * log(1 + ratio)))
    tail = (1 - confidence) / 2
    return int(np.searchsorted(up_to, tail)), int(np.searchsorted(up_to, 1 - tail))


def owed(leads: int, part: Part) -> float:
    """The promised leads in proportion to the part's time, to one decimal; the whole number for a whole period."""
    return float(leads) if part.is_whole else floor(leads * part.fraction * 10 + 0.5) / 10


def standing_of_count(so_far: int, owed_leads: float, expected: Estimate, part: Part, as_of: datetime) -> Standing:
    """How a promised number stands."""
    if as_of < part.start:
        return Standing.COMING
    if so_far >= owed_leads:
        return Standing.KEPT
    if as_of >= part.end:
        return Standing.NOT_KEPT
    if expected.low is not None and expected.low >= owed_leads:
        return Standing.ON_COURSE
    return Standing.FALLS_SHORT if expected.high is not None and expected.high < owed_leads else Standing.OPEN


def standing_of_share(share: Estimate, target: float, part: Part, as_of: datetime) -> Standing:
    """How a promised share stands; ``target`` 1 is owed for each lead, so a single miss ends it."""
    if as_of < part.start:
        return Standing.COMING
    if share.value is None or share.low is None or share.high is None:
        return Standing.OPEN
    if as_of >= part.end:
        return Standing.KEPT if share.value >= target else Standing.NOT_KEPT
    if target == 1:
        return Standing.ON_COURSE if share.value == 1 else Standing.FALLS_SHORT
    if share.low >= target:
        return Standing.ON_COURSE
    return Standing.FALLS_SHORT if share.high < target else Standing.OPEN
