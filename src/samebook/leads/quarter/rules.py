"""Which quarters there are, and how one is held against the one before. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.numerals import with_minus
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.review.rules import FEW, FEWEST_EXPECTED
from samebook.numbers.estimates import Estimate, newcombe, rate_ratio, wilson

MOST_QUARTERS = 40
OTHERWISE = "the clause said otherwise, or was not there"
NOT_YET = "in this quarter the clause said otherwise, or was not there"
TOO_FEW = "too few to compare"
FIGURES = ("", "This quarter", "95 %", "The quarter before", "Compared (95 %)")
"""Headings of a table of figures."""
WIDTHS = (1.9, 0.8, 1.0, 1.0, 1.6)


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a quarter in which a clause said what it says now.

    Attributes:
        editions: Ids of the editions with that clause.
        minutes: How long they were in force in it, up to the snapshot.
    """

    period: Period
    editions: frozenset[int]
    minutes: int


@dataclass(frozen=True, slots=True)
class Force:
    """When an edition is in force."""

    edition_id: int
    since: datetime
    until: datetime | None


def quarters_since(first: date, today: date, calendar: FiscalCalendar) -> list[Period]:
    """The fiscal quarters from the one of a day up to today's, the newest first, 40 at most."""
    quarter = calendar.quarter_holding(today)
    found = [quarter]
    while quarter.start > first and len(found) < MOST_QUARTERS:
        quarter = before(quarter, calendar)
        found.append(quarter)
    return found


def before(quarter: Period, calendar: FiscalCalendar) -> Period:
    """The fiscal quarter that ends where this one starts; its days may be one or two fewer or more."""
    return calendar.quarter_holding(date.fromordinal(quarter.start.toordinal() - 1))


def quarter_named(start: date, today: date, calendar: FiscalCalendar) -> Period:
    """The quarter that begins on a day.

    Raises:
        Refused: ``quarter.none``, no quarter of the company's begins then; ``quarter.ahead``.
    """
    if not 1990 <= start.year <= 8000:
        raise Refused("quarter.none", "Choose one of the company's fiscal quarters.", "quarter")
    found = calendar.quarter_holding(start)
    if found.start != start:
        raise Refused("quarter.none", f"No fiscal quarter of the company begins on {start}.", "quarter")
    if start > today:
        raise Refused("quarter.ahead", f"The quarter begins on {start}, which has not come yet.", "quarter")
    return found


def window(
    period: Period, editions: Iterable[int], forces: Iterable[Force], *, zone: ZoneInfo, as_of: datetime
) -> Window:
    """How long the editions were in force in a period, up to the snapshot."""
    wanted = frozenset(editions)
    begin, finish = ends_of(period, zone)
    total = 0.0
    for force in forces:
        if force.edition_id in wanted:
            since, until = max(begin, force.since), min(finish, force.until or finish, as_of)
            total += max(0.0, until.timestamp() - since.timestamp())
    return Window(period, wanted, int(total // 60))


def minutes_of(period: Period, zone: ZoneInfo, as_of: datetime) -> int:
    """How long a period has lasted at the snapshot."""
    begin, finish = ends_of(period, zone)
    return max(0, int((min(finish, as_of).timestamp() - begin.timestamp()) // 60))


def ends_of(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A period's first and last instant in UTC, the last one not included."""
    begin, finish = (datetime.combine(day, time.min, zone).astimezone(UTC) for day in (period.start, period.end))
    return begin, finish


def count_row(label: str, now: int, earlier: int, windows: tuple[Window, Window]) -> tuple[str, ...]:
    """A number of leads, held against the quarter before by the day that the clause was in force."""
    this, last = windows
    if not this.minutes:
        return label, "", "", "", NOT_YET
    if not last.minutes:
        return label, f"{now:,}", "", "", OTHERWISE
    return label, f"{now:,}", "", f"{earlier:,}", times(now, this.minutes, earlier, last.minutes)


def times(now: int, minutes: int, earlier: int, minutes_before: int) -> str:
    """How many times as many in the same time; said only from five in each on, where the interval holds."""
    if min(now, earlier) < FEWEST_EXPECTED or not (minutes and minutes_before):
        return TOO_FEW
    ratio = rate_ratio(now, minutes, earlier, minutes_before)
    return f"× {ratio.value:.2f} a day ({ratio.low:.2f} to {ratio.high:.2f})"


def share_row(
    label: str, now: tuple[int, int], earlier: tuple[int, int], windows: tuple[Window, Window]
) -> tuple[str, ...]:
    """A share, given as (hits, n), with its interval and the difference to the quarter before."""
    share = wilson(*now)
    if not windows[0].minutes:
        return label, "", "", "", NOT_YET
    if not windows[1].minutes:
        return label, of(share, now), interval(share), "", OTHERWISE
    return label, of(share, now), interval(share), of(wilson(*earlier), earlier), points(now, earlier)


def points(now: tuple[int, int], earlier: tuple[int, int]) -> str:
    """The difference of two shares in points, with Newcombe's interval."""
    if not (now[1] and earlier[1]):
        return TOO_FEW
    found = newcombe(*now, *earlier)
    if found.value is None or found.low is None or found.high is None:
        return TOO_FEW
    few = ", few" if min(now[1], earlier[1]) <= FEW else ""
    value, low, high = (with_minus(f"{each * 100:+.1f}") for each in (found.value, found.low, found.high))
    return f"{value} points ({low} to {high}{few})"


def of(share: Estimate, counted: tuple[int, int]) -> str:
    """``81.2 % of 412``; empty without any."""
    return "" if share.value is None else f"{share.value * 100:.1f} % of {counted[1]:,}"


def interval(share: Estimate) -> str:
    """Both ends of a share in per cent."""
    if share.low is None or share.high is None:
        return ""
    return f"{share.low * 100:.1f} to {share.high * 100:.1f} %"
