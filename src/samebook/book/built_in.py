"""What every Book has without declaring it: fields with fixed types, and the usual reasons for not being a lead."""

from samebook.book.model import DeclaredField, Named
from samebook.book.values import Type

OPPORTUNITY = "opportunity"
RECORDS = ("account", "person", "lead", OPPORTUNITY)

_TYPES = {
    "account.name": Type.TEXT,
    "account.country": Type.TEXT,
    "account.domain": Type.TEXT,
    "account.industry": Type.TEXT,
    "account.employees": Type.INTEGER,
    "person.email": Type.TEXT,
    "person.title": Type.TEXT,
    "person.country": Type.TEXT,
    "lead.source": Type.TEXT,
    "lead.communication": Type.TEXT,
    "lead.country": Type.TEXT,
    "lead.message": Type.TEXT,
    "lead.received_on": Type.DATE,
    "lead.received_at": Type.TIMESTAMP,
}

BUILT_IN_FIELDS = {name: DeclaredField(name, type_, built_in=True) for name, type_ in _TYPES.items()}

_OF_OPPORTUNITIES = {
    "amount": Type.DECIMAL,
    "currency": Type.TEXT,
    "source": Type.TEXT,
    "premise": Type.TEXT,
    "forecast": Type.TEXT,
    "partner": Type.TEXT,
    "opened_on": Type.DATE,
    "expected_close_date": Type.DATE,
    "next_step": Type.TEXT,
    "next_step_on": Type.DATE,
    "people": Type.INTEGER,
    "products": Type.INTEGER,
    "competitors": Type.INTEGER,
}
OPPORTUNITY_FIELDS = {
    f"{OPPORTUNITY}.{name}": DeclaredField(f"{OPPORTUNITY}.{name}", type_, built_in=True)
    for name, type_ in _OF_OPPORTUNITIES.items()
}
"""Only the exits of stages speak of them; a lead has none. The last three are counts, 0 where nobody is named."""

COUNTRY_FIELDS = frozenset(name for name in _TYPES if name.endswith(".country"))
"""They hold codes of ISO 3166, and are read as names."""

_STATUSES = (
    "received",
    "ask",
    "nurture",
    "unrouted",
    "delivered",
    "accepted",
    "rejected",
    "converted",
    "not_a_lead",
    "service_request",
)

STATUS_FIELD = DeclaredField("lead.status", Type.TEXT, choices=_STATUSES, built_in=True)
"""Only lead stages and recycling may speak of it: a verdict that depended on the status would chase its own tail."""

NOT_A_LEAD = {
    name: Named(name, means)
    for name, means in (
        ("spam", "Nobody who could buy wrote this."),
        ("applicant", "Someone who looks for work with us."),
        ("supplier", "Someone who wants to sell to us."),
        ("competitor", "Someone who sells what we sell."),
    )
}
