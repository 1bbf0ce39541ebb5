"""The closed vocabularies of a lead."""

from enum import StrEnum

from django.db import models


class Status(models.TextChoices):
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


UNDELIVERED = (Status.RECEIVED, Status.ASK, Status.NURTURE, Status.UNROUTED)
"""A new fact or a new edition judges these again; a delivered lead's verdict is frozen."""

OPEN = (*UNDELIVERED, Status.DELIVERED, Status.ACCEPTED)
"""Still being worked on: a further response of the same person joins it."""


class Verdict(models.TextChoices):
    DELIVER = "deliver", "Deliver"
    ASK = "ask", "Ask"
    NURTURE = "nurture", "Nurture"


class AttemptChannel(models.TextChoices):
    PHONE = "phone", "Telephone"
    EMAIL = "email", "E-mail"
    VISIT = "visit", "Visit"
    MESSAGE = "message", "Message"


class AttemptOutcome(models.TextChoices):
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
