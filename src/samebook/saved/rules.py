"""Names and addresses of saved views, and when a mailing is due. Pure."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from samebook.kernel.refusals import Refused
from samebook.kernel.texts import is_text
from samebook.saved.terms import Rhythm

LONGEST_NAME = 60
LONGEST_QUERY = 1_000
MOST_VIEWS = 200
"""Of one person, deleted ones included while they can be had back."""
FARTHEST = 70
"""Days: the next month's first business day lies no farther."""


def check_name(name: str, *, taken: Collection[str]) -> str:
    """A view's name in one line.

    Raises:
        Refused: ``saved.name``, ``saved.name_taken``.
    """
    plain = " ".join(name.split())
    if not plain or not is_text(plain) or not plain.isprintable():
        raise Refused("saved.name", "Give the view a name.", "name")
    if len(plain) > LONGEST_NAME:
        raise Refused("saved.name", f"A name has up to {LONGEST_NAME} characters.", "name")
    if plain.casefold() in {each.casefold() for each in taken}:
        raise Refused("saved.name_taken", f"Another view of yours is called “{plain}”.", "name")
    return plain


def check_query(query: str) -> str:
    """What stands after the question mark of a view's address.

    Raises:
        Refused: ``saved.query``.
    """
    if len(query) > LONGEST_QUERY or not query.isascii():
        raise Refused("saved.query", "This view asks for too much to be saved; choose fewer things.")
    return query


def check_room(count: int) -> None:
    """Whether one more view may be saved.

    Raises:
        Refused: ``saved.too_many``.
    """
    if count >= MOST_VIEWS:
        raise Refused("saved.too_many", f"{MOST_VIEWS} views are the most; delete some first.", "name")


def check_time(rhythm: str, weekday: int, hour: int) -> Rhythm:
    """When a view is to be mailed.

    Raises:
        Refused: ``saved.rhythm``, ``saved.weekday``, ``saved.hour``.
    """
    if rhythm not in Rhythm.values():
        raise Refused("saved.rhythm", "Choose every day, every week or every month.", "rhythm")
    if not 0 <= weekday <= 6:
        raise Refused("saved.weekday", "Choose a day of the week.", "weekday")
    if not 0 <= hour <= 23:
        raise Refused("saved.hour", "Choose an hour from 0 to 23.", "hour")
    return Rhythm(rhythm)


def next_due(
    rhythm: Rhythm, *, weekday: int, hour: int, after: datetime, zone: ZoneInfo, is_business_day: Callable[[date], bool]
) -> datetime:
    """The first moment later than ``after`` at which a mailing is due, in UTC.

    However long nothing ran, the next one is one: what was missed is not made up for. An hour that a change of clocks
    leaves out is taken as the one after it; one that comes twice, as the first.

    Args:
        weekday: 0 is Monday; of a weekly one.
        zone: In which the hour is meant.
        is_business_day: A monthly one goes out on the first of its month.
    """
    today = after.astimezone(zone).date()
    for ahead in range(FARTHEST):
        day = today + timedelta(days=ahead)
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC)
        if moment > after and _falls_on(rhythm, day, weekday, is_business_day):
            return moment
    raise ValueError("no day of the next months is the first business day of its month")


def _falls_on(rhythm: Rhythm, day: date, weekday: int, is_business_day: Callable[[date], bool]) -> bool:
    if rhythm is Rhythm.DAILY:
        return True
    if rhythm is Rhythm.WEEKLY:
        return day.weekday() == weekday
    earlier = (day.replace(day=one) for one in range(1, day.day))
    if not any(map(is_business_day, (day.replace(day=one) for one in range(1, 29)))):
        return day.day == 1  # a calendar without business days still has months
    return is_business_day(day) and not any(map(is_business_day, earlier))
