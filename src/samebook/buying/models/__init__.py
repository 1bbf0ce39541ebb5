"""Opportunities: sales that may happen, from their opening to won or lost, and all that is recorded of them."""

from samebook.buying.models.history import CloseDateMove, Closing, FormerId, StageChange
from samebook.buying.models.opportunity import Opportunity
from samebook.buying.models.parts import Competitor, ProductLine, TeamMember

__all__ = [
    "CloseDateMove",
    "Closing",
    "Competitor",
    "FormerId",
    "Opportunity",
    "ProductLine",
    "StageChange",
    "TeamMember",
]
