"""Closed vocabularies of communications. Plain Python."""

from enum import StrEnum


class Channel(StrEnum):
    """How history says that somebody was reached, beside the channels of the company's own communications."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"
    VISIT = "visit"
    FAIR = "fair"
    EVENT = "event"
    WEB = "web"
    CHAT = "chat"
    SOCIAL = "social"
    ADVERTISING = "advertising"


class Direction(StrEnum):
    """Who reached whom in a touch."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


class SendOutcome(StrEnum):
    """What became of one message to one address."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
