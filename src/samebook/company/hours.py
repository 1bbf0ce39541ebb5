"""Working hours as people write them: ``Mon-Thu 08:00-12:00 13:00-17:00; Fri 08:00-12:00``. Pure."""

import re

from samebook.company.rules import check_hours
from samebook.company.terms import Hours
from samebook.kernel.refusals import Refused

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STRETCH = re.compile(r"(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)")
PART = re.compile(r"([a-z]+)(?:\s*[-–]\s*([a-z]+))?\s+((?:\d{1,2}:\d\d\s*[-–]\s*\d{1,2}:\d\d[\s,]*)+)")


def parse_hours(text: str, *, field: str = "hours") -> Hours:
    """Read working hours; parts are split by semicolons or lines, a later part for a day replaces the earlier.

    Raises:
        Refused: ``company.hours_shape``, ``company.hours_order``, ``company.hours_none``.
    """
    hours: Hours = {}
    for part in filter(None, (part.strip().lower() for part in re.split(r"[;\n]", text[:2_000]))):
        match = PART.fullmatch(part)
        if match is None:
            raise Refused("company.hours_shape", "Write hours like Mon-Fri 08:00-12:00 13:00-17:00.", field)
        first, last = _day(match[1], field), _day(match[2] or match[1], field)
        stretches = [[start.zfill(5), end.zfill(5)] for start, end in STRETCH.findall(match[3])]
        for offset in range((last - first) % 7 + 1):
            hours[str((first + offset) % 7 + 1)] = stretches
    return check_hours(hours, field=field)


def format_hours(hours: Hours) -> str:
    """Working hours in the same form; days in a row with the same hours are written as one part."""
    runs: list[tuple[int, int, str]] = []
    for day in range(1, 8):
        text = " ".join(f"{start}-{end}" for start, end in hours.get(str(day), []))
        if text and runs and runs[-1][1] == day - 1 and runs[-1][2] == text:
            runs[-1] = (runs[-1][0], day, text)
        elif text:
            runs.append((day, day, text))
    return "; ".join(f"{_days(first, last)} {text}" for first, last, text in runs)


def _day(word: str, field: str) -> int:
    if word[:3] not in DAYS:
        raise Refused("company.hours_shape", f"“{word[:20]}” is not a weekday; write Mon, Tue and so on.", field)
    return DAYS.index(word[:3])


def _days(first: int, last: int) -> str:
    names = [day.capitalize() for day in DAYS]
    return names[first - 1] if first == last else f"{names[first - 1]}-{names[last - 1]}"
