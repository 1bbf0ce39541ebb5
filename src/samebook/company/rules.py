"""What may stand in the company's settings. Values in, cleaned values or a refusal out."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from email_validator import EmailNotValidError, validate_email

from samebook.company.fiscal import END_RULES, PATTERNS
from samebook.company.terms import CURRENCIES, FOR_PROGRAMS, Hours, countries, time_zones
from samebook.kernel.access import Role
from samebook.kernel.refusals import Refused

LONGEST_PASSWORD = 1_000
LONGEST_PATH = 300
CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
CODE = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def clean_line(text: str, *, field: str, longest: int) -> str:
    """One line of text for people: trimmed, composed (NFC), spaces run together.

    Raises:
        Refused: ``company.text_missing``, ``company.text_too_long``, ``company.text_unreadable`` (control characters,
            halves of surrogate pairs).
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if not line:
        raise Refused("company.text_missing", "This cannot be empty.", field)
    if len(line) > longest:
        raise Refused("company.text_too_long", f"This has {len(line):,} characters; {longest:,} fit.", field)
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in line):
        raise Refused("company.text_unreadable", "This holds characters that cannot be shown; type it anew.", field)
    return line


def check_email(text: str, *, field: str = "email") -> str:
    """The address in lower case, as logins are held; whether it can receive mail is not asked.

    Raises:
        Refused: ``company.email_invalid``.
    """
    try:
        address = validate_email(text.strip()[:1000], check_deliverability=False, globally_deliverable=False)
    except (EmailNotValidError, UnicodeError):
        message = f"“{_shown(text)}” is not an e-mail address; write it like name@company.com."
        raise Refused("company.email_invalid", message, field) from None
    return address.normalized.lower()


def check_zone(name: str, *, field: str = "time_zone") -> str:
    """A name of the tz database.

    Raises:
        Refused: ``company.unknown_zone``, with the nearest name.
    """
    return _one_of(name, time_zones(), "company.unknown_zone", "time zone, such as Europe/Berlin", field)


def check_country(code: str, *, field: str = "country") -> str:
    """An ISO 3166-1 code in capitals.

    Raises:
        Refused: ``company.unknown_country``.
    """
    code = code.strip().upper()
    return _one_of(code, countries(), "company.unknown_country", "country code of ISO 3166, such as DE", field)


def check_currency(code: str, *, field: str = "currency") -> str:
    """An ISO 4217 code in capitals.

    Raises:
        Refused: ``company.unknown_currency``.
    """
    code = code.strip().upper()
    return _one_of(code, CURRENCIES, "company.unknown_currency", "currency code of ISO 4217, such as EUR", field)


def check_in_use(code: str, codes: Collection[str]) -> str:
    """A currency that the company uses, in capitals.

    Raises:
        Refused: ``company.unknown_currency``.
    """
    if code.upper() not in codes:
        why = f"“{code[:10]}” is none of the company's currencies ({', '.join(sorted(codes))}); add it in Settings."
        raise Refused("company.unknown_currency", why, "currency")
    return code.upper()


def check_fiscal_weeks(weeks: str, ends_on: int, rule: str) -> tuple[str, int, str]:
    """How a fiscal year is made of weeks: the pattern of a quarter's months, its last day of the week, and the rule.

    Raises:
        Refused: ``company.fiscal_weeks`` at the field that is wrong.
    """
    if weeks not in PATTERNS:
        said = ", ".join(pattern for pattern in PATTERNS if pattern)
        raise Refused("company.fiscal_weeks", f"A quarter has months of the calendar, or {said} weeks.", "fiscal_weeks")
    if not 0 <= ends_on <= 6:
        raise Refused("company.fiscal_weeks", "The year ends on a day of the week, 0 to 6.", "fiscal_ends_on")
    if rule not in END_RULES:
        raise Refused("company.fiscal_weeks", "The year ends on the last or the nearest such day.", "fiscal_end_rule")
    return weeks, ends_on, rule


def check_fiscal_start(month: int, *, field: str = "fiscal_year_start") -> int:
    """The month the fiscal year starts in, 1 to 12."""
    if not 1 <= month <= 12:
        raise Refused("company.fiscal_month", "The fiscal year starts in a month from 1 to 12.", field)
    return month


def check_roles(roles: Collection[str], *, field: str = "roles") -> frozenset[Role]:
    """At least one role; a partner user is nobody else, since every other role sees more than a partner may.

    Raises:
        Refused: ``company.unknown_role``, ``company.role_missing``, ``company.partner_alone``.
    """
    known = set(Role)
    for role in roles:
        if role not in known:
            raise Refused("company.unknown_role", f"“{_shown(role)}” is not a role.", field)
    granted = frozenset(Role(role) for role in roles)
    if not granted:
        raise Refused("company.role_missing", "A user needs at least one role.", field)
    if Role.PARTNER_USER in granted and len(granted) > 1:
        raise Refused("company.partner_alone", "A partner user can have no other role.", field)
    return granted


def check_capacity(capacity: int | None, *, field: str = "capacity") -> int | None:
    """0 to 100,000 open leads; None for no limit."""
    if capacity is not None and not 0 <= capacity <= 100_000:
        raise Refused("company.capacity_outside", "Capacity is a number from 0 to 100,000.", field)
    return capacity


def check_scope(scope: str, *, field: str = "scope") -> str:
    """What a token may be used for; else ``company.unknown_scope``."""
    return _one_of(scope, FOR_PROGRAMS, "company.unknown_scope", "scope of a token, such as leads:write", field)


def check_rate(rate: Decimal, *, field: str = "rate") -> Decimal:
    """A rate above 0 and below 10^10, rounded half away from zero to eight decimals; else ``company.rate_outside``."""
    if not rate.is_finite() or not Decimal(0) < rate < Decimal(10) ** 10:
        raise Refused("company.rate_outside", "A rate is a number above 0 and below 10,000,000,000.", field)
    rounded = rate.quantize(Decimal("1e-8"), ROUND_HALF_UP)
    if not rounded:
        raise Refused("company.rate_outside", "This rate is 0 at eight decimals.", field)
    return rounded


def check_code(code: str, *, field: str = "code") -> str:
    """A short name for texts and files: ``dach-north``; else ``company.code_shape``."""
    if len(code) > 40 or not CODE.fullmatch(code):
        raise Refused("company.code_shape", "A code is small letters and digits, joined by hyphens; 40 at most.", field)
    return code


def check_path(path: str, *, tail: int = 0, field: str = "parent") -> str:
    """The path of a territory whose deepest node adds ``tail`` characters; else ``company.territory_too_deep``."""
    if len(path) + tail > LONGEST_PATH:
        raise Refused("company.territory_too_deep", "The tree of territories is too deep here.", field)
    return path


def check_no_circle(path: str, parent_path: str, *, field: str = "parent") -> None:
    """A territory cannot hang below itself (``company.territory_circle``)."""
    if parent_path.startswith(path):
        raise Refused("company.territory_circle", "A territory cannot lie below itself.", field)


def check_password(password: str, *, field: str = "password") -> str:
    """What any password must be before its strength is asked: text of a bearable length."""
    if len(password) > LONGEST_PASSWORD:
        raise Refused("company.password_too_long", f"A password has {LONGEST_PASSWORD:,} characters at most.", field)
    if any(unicodedata.category(character) == "Cs" for character in password) or "\0" in password:
        raise Refused("company.password_unreadable", "The password holds characters that cannot be typed.", field)
    return password


def check_hours(hours: object, *, field: str = "hours") -> Hours:
    """Working hours in their stored form, each day's stretches in order.

    A shift over midnight is written as two: until 24:00, and from 00:00 of the next day.

    Raises:
        Refused: ``company.hours_shape``, ``company.hours_order``, ``company.hours_none`` (a week without work, in which
            no clock would ever end).
    """
    if not isinstance(hours, Mapping):
        raise Refused("company.hours_shape", 'Hours are given by weekday: {"1": [["08:00", "17:00"]]}.', field)
    week = {str(weekday): _check_day(str(weekday), stretches, field) for weekday, stretches in hours.items()}
    if not any(week.values()):
        raise Refused("company.hours_none", "At least one weekday needs working hours.", field)
    return {weekday: week[weekday] for weekday in sorted(week) if week[weekday]}


def minutes_of(clock_time: str) -> int:
    """Minutes since local midnight of a checked ``HH:MM``; 24:00 is 1,440."""
    return int(clock_time[:2]) * 60 + int(clock_time[3:])


def _check_day(weekday: str, stretches: object, field: str) -> list[list[str]]:
    if weekday not in set("1234567"):
        raise Refused("company.hours_shape", f"“{_shown(weekday)}” is no weekday; Monday is 1, Sunday 7.", field)
    if not isinstance(stretches, list | tuple) or len(stretches) > 24:
        raise Refused("company.hours_shape", "A day is a list of stretches, each with its start and end.", field)
    day = sorted(_check_stretch(stretch, field) for stretch in stretches)
    for (_, end), (start, _) in pairwise(day):
        if start < end:
            raise Refused(
                "company.hours_order", f"The stretch from {start} begins before the one to {end} ends.", field
            )
    return day


def _check_stretch(stretch: object, field: str) -> list[str]:
    times = list(stretch) if isinstance(stretch, list | tuple) else []
    if len(times) != 2 or not all(isinstance(time, str) and CLOCK_TIME.fullmatch(time) for time in times):
        raise Refused("company.hours_shape", "A stretch of work is written as 08:00 to 17:00.", field)
    if times[0] >= times[1]:
        raise Refused("company.hours_order", f"Work from {times[0]} to {times[1]} ends before it starts.", field)
    return times


def _one_of(value: str, known: Collection[str], code: str, what: str, field: str) -> str:
    value = value.strip()
    if value in known:
        return value
    near = difflib.get_close_matches(value[:60], known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise Refused(code, f"“{_shown(value)}” is not a {what}.{hint}", field)


def _shown(text: str) -> str:
    """A start of hostile text that is safe to print."""
    return text[:40].encode("utf-8", "replace").decode("utf-8")
