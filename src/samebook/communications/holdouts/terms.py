"""The closed vocabularies of a hold-out."""

from samebook.kernel.vocabulary import Vocabulary


class Arm(Vocabulary):
    CONTACTED = "contacted", "Contacted"
    HELD_OUT = "held_out", "Held out"


class Aim(Vocabulary):
    """What is counted in both arms, chosen before the start: accounts with at least one of these while it runs."""

    OPENED = "opened", "Opportunity opened"
    WON = "won", "Opportunity won"
    RESPONSES = "responses", "Response"


class Lot(Vocabulary):
    """Who drew the lots."""

    PRODUCT = "product", "Drawn here"
    IMPORTED = "imported", "Drawn elsewhere"


class State(Vocabulary):
    PLANNED = "planned", "Not begun"
    RUNNING = "running", "Running"
    ENDED = "ended", "Ended"
    CANCELLED = "cancelled", "Cancelled"
