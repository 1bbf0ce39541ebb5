"""What becomes of the rows of each kind of analysis: plain functions, no SQL, no records."""

from collections.abc import Callable, Mapping
from datetime import date

from samebook.numbers.analyses.definitions import Kind
from samebook.numbers.analyses.kinds.arms import arms
from samebook.numbers.analyses.kinds.cohorts import cohorts
from samebook.numbers.analyses.kinds.concentration import concentration
from samebook.numbers.analyses.kinds.funnel import funnel
from samebook.numbers.analyses.kinds.retention import retention
from samebook.numbers.analyses.kinds.spread import spread
from samebook.numbers.analyses.kinds.standing import standing
from samebook.numbers.analyses.kinds.visits import visits
from samebook.numbers.analyses.kinds.waits import waits
from samebook.numbers.analyses.results import Asked, Found
from samebook.numbers.engines import Answer

KINDS: Mapping[Kind, Callable[[Asked, Answer, date], Found]] = {
    "funnel": funnel,
    "cohorts": cohorts,
    "visits": visits,
    "waits": waits,
    "retention": retention,
    "concentration": concentration,
    "spread": spread,
    "standing": standing,
    "arms": arms,
}
"""Arguments: the question, the rows that SQL read, and the snapshot's day in the company's zone."""
