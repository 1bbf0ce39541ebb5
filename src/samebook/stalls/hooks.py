"""What the chapters above ask to be told of a stall, inside the transaction, and what they know; ``config`` fills it.

Stalls that files bring, and their ends, are told too: ``stall.origin`` says where they come from.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from samebook.kernel.access import Actor
from samebook.stalls.models import Stall

Told = Callable[[Actor, Stall, datetime], None]

opened: list[Told] = []
"""A stall was opened by a person, or one that a rule proposed was confirmed."""
closed: list[Told] = []
"""A stall ended; ``ended_by`` says how. One whose sale was won or lost is among them."""
unanswered: list[Callable[[Sequence[int]], Mapping[int, datetime]]] = []
"""By opportunity id, when somebody last tried to reach the customer; absent where there is none, or where whoever tells
it knows of an answer since.

Asked with a batch of opportunities; the number of queries must not grow with them.
"""
answered: list[Callable[[Sequence[int]], Mapping[int, datetime]]] = []
"""By opportunity id, when the customer last answered somebody, whoever had tried. Asked as ``unanswered``."""
