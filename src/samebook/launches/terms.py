"""The closed lists of launches; roles, decisions, causes and segments of a grid are the Book's."""

from samebook.kernel.vocabulary import Vocabulary


class State(Vocabulary):
    """How far a launch is."""

    PLANNED = "planned", "Planned"
    READY = "ready", "Declared ready"
    CALLED_OFF = "called_off", "Called off"


class Standing(Vocabulary):
    """How one cell of a coverage grid stands."""

    COVERED = "covered", "Covered"
    SIGNED = "signed", "Signed for"
    GAP = "gap", "Gap"
    NOT_REQUIRED = "not_required", "Not required"


class Signed(Vocabulary):
    """What a signature of a launch stands for."""

    GAPS = "gaps", "Signed for gaps"
    READY = "ready", "Declared ready"


class Passed(Vocabulary):
    """What somebody is reminded of once its day has passed."""

    TRAINING = "training", "Training not acknowledged"
    MILESTONE = "milestone", "Milestone not done"
    DOCUMENT = "document", "Document past its review date"


NO_CAUSE = "none"
"""The column of a grid for what is prepared before any stall: the value proposition, whatever is asked later."""
ALL_SEGMENTS = ""
"""The one segment of a grid whose launch names none."""
KIND = "kind:"
"""How a rule names all roles of a kind: ``kind:stalls``."""
