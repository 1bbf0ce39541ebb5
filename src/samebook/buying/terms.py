"""The closed lists of opportunities; pipelines, their stages and the reasons of closings are the Book's."""

import re

from samebook.book.pipelines import stage_in_words
from samebook.kernel.vocabulary import Vocabulary

_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


class Stage(Vocabulary):
    """The stages of the default pipeline: the customer first decides to start the project, then chooses the vendor."""

    DISCOVERY = "discovery", "Discovery"
    PROJECT = "project", "Project agreed"
    PROPOSAL = "proposal", "Proposal"
    NEGOTIATION = "negotiation", "Negotiation"


class Decision(Vocabulary):
    """What the buying team decides."""

    START_PROJECT = "start_project", "Start the project"
    CHOOSE_VENDOR = "choose_vendor", "Choose the vendor"


class Forecast(Vocabulary):
    """How sure the rep is of an opportunity in their forecast."""

    PIPELINE = "pipeline", "Pipeline"
    BEST_CASE = "best_case", "Best case"
    COMMIT = "commit", "Commit"
    OMITTED = "omitted", "Omitted"


class TeamPart(Vocabulary):
    """What somebody besides the owner does about an opportunity."""

    WORKS = "works", "Works on it"
    READS = "reads", "Reads it"


class Source(Vocabulary):
    """Where an entry of a history comes from."""

    PERSON = "person", "A person"
    IMPORT = "import", "A file"
    API = "api", "Another system"
    ASSUMED = "assumed", "Assumed"


class Flaw(Vocabulary):
    """Which rule of histories applied to a stage that was entered."""

    REPEATED = "repeated", "It was in this stage already"
    SAME_INSTANT = "same_instant", "Left in the same instant"
    BEFORE_OPENING = "before_opening", "Dated before the opening; counted from there"
    AFTER_CLOSING = "after_closing", "Dated after the closing; not counted"
    UNKNOWN_STAGE = "unknown_stage", "No stage of its pipeline"
    ASSUMED = "assumed", "Assumed, and not counted since the true one is known"


class LostReason(Vocabulary):
    """Why a sale was lost, where the Book has no list of its own."""

    NO_PROJECT = "no_project", "Project not started"
    PRICE = "price", "Price"
    COMPETITOR = "competitor", "Chose a competitor"
    FUNCTION = "function", "Did not fit the need"
    TIMING = "timing", "Put off"
    SILENCE = "silence", "No answer"
    OTHER = "other", "Other"


def stage_name(stage: str) -> str:
    """A stage as people call it."""
    return stage_in_words(stage)


def reason_in_words(reason: str) -> str:
    """Why a sale was won or lost, in words; a name of the Book is read as words, other words as they stand."""
    named = reason.replace("_", " ").capitalize() if _NAME.fullmatch(reason) else reason
    return LostReason.label_of(reason, named)
