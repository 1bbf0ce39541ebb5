"""The closed lists of buying groups; roles are the Book's, decisions are those of opportunities."""

from samebook.kernel.vocabulary import Vocabulary


class Stance(Vocabulary):
    """Where somebody stands on a decision."""

    FOR = "for", "For"
    OPEN = "open", "Open"
    AGAINST = "against", "Against"
    UNKNOWN = "unknown", "Not known"


class Word(Vocabulary):
    """Whose word a stance stands on."""

    OWN = "own", "They said it"
    COLLEAGUE = "colleague", "A colleague of theirs said it"
    DEED = "deed", "They did it"
    IMPRESSION = "impression", "Our impression"


class Way(Vocabulary):
    """How somebody was reached."""

    MEETING = "meeting", "Met"
    CALL = "call", "Spoke by telephone"
    MAIL = "mail", "Wrote back"
    OTHER = "other", "Another way"


class Kind(Vocabulary):
    """What a role does to a decision; the Book says of which kind a role is."""

    STALLS = "stalls", "Holds it up"
    REFUSES = "refuses", "Says no"
    DECIDES = "decides", "Decides"
    SUPPORTS = "supports", "Helps it on"
    TAKES_PART = "takes_part", "Takes part"


PURPOSE = (
    "Kept to win this sale with what each person needs to hear. It may be shown to the person on request, "
    "and is erased with them: write only what you would say to their face."
)
"""Why notes about people are kept; stands on every form that takes one, and in what a person is shown."""
