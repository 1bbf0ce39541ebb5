"""The Net Promoter Score of a period, where surveys were held."""

from datetime import datetime

from samebook.board.figures.measured import Figure, figure
from samebook.kernel.access import Actor
from samebook.numbers.compared import Comparison

MEASURES = ("net_promoter_score", "surveys_answered")


def promoters_in(actor: Actor, comparison: Comparison, *, as_of: datetime) -> list[Figure] | None:
    """The score, and how many of those who were asked gave one; null where nobody was asked or answered."""
    found = [figure(name, actor, comparison, as_of=as_of) for name in MEASURES]
    return found if any(int(each["n"]) for each in found) else None
