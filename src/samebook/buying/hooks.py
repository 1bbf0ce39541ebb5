"""What the chapters above ask to be told of an opportunity, inside the transaction; ``config`` fills it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from samebook.buying.models import Opportunity
from samebook.kernel.access import Actor

Told = Callable[[Actor, Opportunity, datetime], None]

stage_entered: list[Told] = []
"""It was opened, moved or opened again by a person or a program; not what a file says of the past."""
closed: list[Told] = []
"""It was won or lost; ``outcome`` says which."""

PeopleChanged = Callable[[Actor, Opportunity, Collection[int], Collection[int], datetime], None]
people_changed: list[PeopleChanged] = []
"""Called as ``hook(actor, opportunity, joined, left, at)`` with the ids of people who take part from now on, or no
longer, when that was said of the opportunity itself."""

CardsRead = Callable[[Actor, Sequence[Opportunity], datetime], Mapping[int, Mapping[str, Any]]]
card_parts: list[tuple[str, CardsRead]] = []
"""What cards of the board show besides: a template, which is given ``found``, and what it reads for all cards of a page
at once, by opportunity; the number of its queries must not grow with them."""
