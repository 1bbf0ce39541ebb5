"""The closed vocabularies of the board report."""

from samebook.kernel.vocabulary import Vocabulary


class Kind(Vocabulary):
    """Two documents, never one with a switch: what may leave the department, and what stays inside."""

    CIRCULATED = "circulated", "Circulated report"
    INTERNAL = "internal", "Internal view"


class Voice(Vocabulary):
    """Whose free text it is."""

    MARKETING = "marketing"
    SALES = "sales"


ACTIVITY = ("responses", "cost_per_response", "delivered", "cost_per_qualified_lead", "accepted", "follow_up_on_time")
"""The measures of the first part, in the order they are shown. None of them is revenue."""
