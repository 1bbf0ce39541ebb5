"""The stages an opportunity goes through, each part of one of the customer's two decisions."""

from samebook.kernel.vocabulary import Vocabulary


class Stage(Vocabulary):
    """The customer first decides to start the project, then chooses the vendor."""

    DISCOVERY = "discovery", "Discovery"
    PROJECT = "project", "Project agreed"
    PROPOSAL = "proposal", "Proposal"
    NEGOTIATION = "negotiation", "Negotiation"


def stage_name(stage: str) -> str:
    """A stage as people call it."""
    return Stage.label_of(stage, stage.replace("_", " ").capitalize())


class LostReason(Vocabulary):
    """Why a sale was lost."""

    NO_PROJECT = "no_project", "Project not started"
    PRICE = "price", "Price"
    COMPETITOR = "competitor", "Chose a competitor"
    FUNCTION = "function", "Did not fit the need"
    TIMING = "timing", "Put off"
    SILENCE = "silence", "No answer"
    OTHER = "other", "Other"


def reason_in_words(reason: str) -> str:
    """Why a sale was lost, in words; why it was won stands in words already."""
    return LostReason.label_of(reason, reason)
