"""Closed vocabularies of the agreement; the tables hold the same values."""

from enum import StrEnum


class State(StrEnum):
    """Where an edition stands between its first word and the edition after it."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Side(StrEnum):
    """Who the agreement is between."""

    SALES = "sales"
    MARKETING = "marketing"
