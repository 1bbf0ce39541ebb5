"""The closed lists of stalls; their causes and the rules that propose them are the Book's."""

from samebook.kernel.vocabulary import Vocabulary


class Origin(Vocabulary):
    """Whose word a stall is."""

    PERSON = "person", "A person"
    RULE = "rule", "Proposed by a rule"
    IMPORT = "import", "A file"
    API = "api", "Another system"


class EndedBy(Vocabulary):
    """What ended a stall."""

    ANSWERED = "answered", "It was answered"
    MOVED_ON = "moved_on", "The sale moved on"
    PLAY = "play", "A play ended it"
    WON = "won", "The sale was won"
    LOST = "lost", "The sale was lost"
    UNKNOWN = "unknown", "Nobody said"
    WAVED_OFF = "waved_off", "It was no stall"


BY_A_PERSON = (EndedBy.ANSWERED, EndedBy.MOVED_ON, EndedBy.PLAY, EndedBy.WAVED_OFF)
"""What somebody may choose; a sale that is won or lost ends its stalls by itself, files may not know."""


class Kind(Vocabulary):
    """What a rule of the Book looks at; the same names as in the Book."""

    CLOSE_DATE_MOVED = "close_date_moved", "Its close date was moved later"
    AGE_IN_STAGE = "age_in_stage", "It stays in its stage"
    NO_REPLY = "no_reply", "No reply"
    MEETING_MOVED = "meeting_moved", "A meeting was moved"


class Answer(Vocabulary):
    """What became of a proposal."""

    OPEN = "open", "To confirm"
    CONFIRMED = "confirmed", "Confirmed"
    WAVED_OFF = "waved_off", "Waved off"
    LAPSED = "lapsed", "No longer so"


def cause_name(cause: str) -> str:
    """A cause as people call it where the Book gives no label."""
    return cause.replace("_", " ").capitalize()
