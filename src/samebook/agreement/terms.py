"""Closed vocabularies of the agreement."""

from samebook.kernel.vocabulary import Vocabulary


class State(Vocabulary):
    """Where an edition stands between its first word and the edition after it."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Side(Vocabulary):
    """Who the agreement is between."""

    SALES = "sales"
    MARKETING = "marketing"

    @property
    def other(self) -> "Side":
        return Side.MARKETING if self is Side.SALES else Side.SALES


class CounterState(Vocabulary):
    """What became of a counter-proposal."""

    OPEN = "open"
    TAKEN_OVER = "taken_over"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
