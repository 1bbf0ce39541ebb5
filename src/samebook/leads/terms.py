"""The closed vocabularies of a lead."""

from enum import StrEnum

from samebook.kernel.vocabulary import Vocabulary


class Status(Vocabulary):
    """Where a lead is in the work. Every word has an entry in the glossary."""

    RECEIVED = "received", "Received"
    ASK = "ask", "To ask"
    NURTURE = "nurture", "In nurture"
    UNROUTED = "unrouted", "Waiting for a rep"
    DELIVERED = "delivered", "Delivered"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    CONVERTED = "converted", "Opportunity"
    NOT_A_LEAD = "not_a_lead", "Not a lead"
    SERVICE_REQUEST = "service_request", "Service request"


ASIDE = (Status.NOT_A_LEAD, Status.SERVICE_REQUEST)
"""Set aside: no leads at all, in no rate."""
UNDELIVERED = (Status.RECEIVED, Status.ASK, Status.NURTURE, Status.UNROUTED)
"""A new fact or a new edition judges these again; a delivered lead's verdict is frozen."""

OPEN = (*UNDELIVERED, Status.DELIVERED, Status.ACCEPTED)
"""Still being worked on: a further response of the same person joins it."""


class Verdict(Vocabulary):
    DELIVER = "deliver", "Deliver"
    ASK = "ask", "Ask"
    NURTURE = "nurture", "Nurture"


class AttemptChannel(Vocabulary):
    PHONE = "phone", "Telephone"
    EMAIL = "email", "E-mail"
    VISIT = "visit", "Visit"
    MESSAGE = "message", "Message"


class AttemptOutcome(Vocabulary):
    REACHED = "reached", "Reached"
    NOT_REACHED = "not_reached", "Not reached"
    LEFT_MESSAGE = "left_message", "Left a message"


class Act(StrEnum):
    """What a person may do about a lead; each is one action and one door."""

    ACCEPT = "accept"
    LOG = "log"
    REJECT = "reject"
    CONVERT = "convert"
    ANSWER = "answer"
    ASK = "ask"
    GIVE_UP = "give-up"
    HAND_OVER = "hand-over"
    RECYCLE = "recycle"
    SET_ASIDE = "set-aside"
