"""Filters for amounts, counts, shares, days and instants. What is unknown is a dash, never 0."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from samebook.kernel.countries import country_name
from samebook.kernel.days import whole_days
from samebook.kernel.money import Money
from samebook.kernel.numerals import with_minus

register = template.Library()

NONE = mark_safe('<span class="none"><span aria-hidden="true">–</span><span class="unseen">none</span></span>')
MINUTE, HOUR, DAY = 60, 3600, 86400
EXACT_DAYS = 3
"""From so many days on, hours are no longer said."""


def is_none(value: object) -> bool:
    return value is None or value == ""


@register.filter
def or_none(value: Any) -> Any:
    """The value, or the dash for what is unknown."""
    return NONE if is_none(value) else value


@register.filter
def country(value: str | None) -> str:
    """A country's name, from its code."""
    return country_name(value or "")


@register.filter
def number(value: float | Decimal | None, places: int = 0) -> SafeString:
    """A count or a measure with thousands marks: ``12,500``."""
    return NONE if value is None or value == "" else format_html("{}", with_minus(f"{value:,.{places}f}"))


@register.filter
def percent(value: float | Decimal | None, places: int = 1) -> SafeString:
    """A share of 1 as ``12.4 %``."""
    if value is None or value == "":
        return NONE
    shown = with_minus(f"{value * 100:,.{places}f}")
    return format_html('<span class="figure">{}&nbsp;<span class="unit">%</span></span>', shown)


@register.filter
def money(value: Money | Decimal | None, currency: str = "") -> SafeString:
    """An amount with its currency; whole amounts without decimals: ``12,500 EUR``, ``12.50 EUR``."""
    if value is None or value == "":
        return NONE
    amount = value.amount if isinstance(value, Money) else Decimal(value)
    currency = value.currency if isinstance(value, Money) else currency
    places = 0 if amount == amount.to_integral_value() else 2
    shown = with_minus(f"{amount:,.{places}f}")
    return format_html('<span class="figure">{}&nbsp;<span class="unit">{}</span></span>', shown, currency)


@register.filter
def day(value: date | datetime | None) -> SafeString:
    """A day, ``3 May 2027``; of an instant, the reader's day."""
    if value is None or value == "":
        return NONE
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return format_html('<time class="nowrap" datetime="{}">{}</time>', local.isoformat(), day_text(local))


@register.filter
def moment(value: datetime | None) -> SafeString:
    """An instant in the reader's zone, ``3 May 2027, 14:05``."""
    if value is None or value == "":
        return NONE
    local = timezone.localtime(value)
    return format_html(
        '<time class="nowrap" datetime="{}" title="{}">{}, {}</time>',
        value.astimezone(UTC).isoformat(timespec="seconds"),
        timezone.get_current_timezone_name(),
        day_text(local.date()),
        local.strftime("%H:%M"),
    )


@register.filter
def duration(value: timedelta | None) -> SafeString:
    """A length of time in its two largest units, ``2 h 15 min``; its sign is dropped."""
    return NONE if value is None or value == "" else format_html("{}", duration_text(value))


@register.filter
def lasted(start: datetime | None, end: datetime) -> SafeString:
    """How many days lie between two instants by the reader's calendar, ``34 days``; ``2 h 15 min`` within one day."""
    if start is None or start == "":
        return NONE
    days = whole_days(start, end, timezone.get_current_timezone())
    text = f"{days:,} day{'' if days == 1 else 's'}" if days else duration_text(max(end - start, timedelta(0)))
    return format_html("{}", text)


@register.filter
def ago(value: datetime | None, now: datetime) -> SafeString:
    """How long before ``now`` an instant was, ``1 d 4 h ago``; what lies ahead is ``in 2 h``."""
    if value is None or value == "":
        return NONE
    text = f"{span_text(value, now)} ago" if value <= now else f"in {span_text(now, value)}"
    stamp = value.astimezone(UTC).isoformat(timespec="seconds")
    return format_html('<time class="nowrap" datetime="{}" title="{}">{}</time>', stamp, stamp, text)


def percent_text(value: float | Decimal, places: int = 1) -> str:
    """A share of 1 as ``percent`` shows it, where there is no markup: ``12.4 %``."""
    return with_minus(f"{value * 100:,.{places}f}") + "\N{NO-BREAK SPACE}%"


def day_text(value: date) -> str:
    return f"{value.day} {value:%b} {value.year}"


def duration_text(value: timedelta) -> str:
    """Two units at most, whole days alone from a few days on: who reads “26 d” asks for no hours."""
    seconds = int(abs(value.total_seconds()))
    days, rest = divmod(seconds, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes = rest // MINUTE
    if days:
        return f"{days} d {hours} h" if hours and days < EXACT_DAYS else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min"


def span_text(start: datetime, end: datetime) -> str:
    """The time between two instants as ``duration_text`` has it; whole days alone are the calendar's."""
    span = end - start
    if span < timedelta(days=EXACT_DAYS):
        return duration_text(span)
    return f"{whole_days(start, end, timezone.get_current_timezone())} d"
