"""Fields and values of a Book as a page says them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from samebook.book.built_in import COUNTRY_FIELDS
from samebook.book.model import DeclaredField
from samebook.book.values import format_value
from samebook.kernel.countries import country_name


def label_of(name: str) -> str:
    """``lead.project_start`` is read as “Project start”."""
    return name.partition(".")[2].replace("_", " ").capitalize()


def in_words(value: Any, declared: DeclaredField) -> str:
    """A typed value with its unit, a country by its name; empty when it is unknown."""
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case int() | Decimal():
            return f"{Decimal(format_value(value)):,f} {declared.unit or ''}".strip()
        case datetime():
            return f"{value.astimezone(UTC):%-d %b %Y, %H:%M} UTC"
        case date():
            return f"{value:%-d %b %Y}"
    return country_name(str(value)) if declared.name in COUNTRY_FIELDS else str(value)
