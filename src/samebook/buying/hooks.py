"""What the chapters above ask to be told of an opportunity, inside the transaction; ``config`` fills it."""

from collections.abc import Callable
from datetime import datetime

from samebook.buying.models import Opportunity
from samebook.kernel.access import Actor

Told = Callable[[Actor, Opportunity, datetime], None]

stage_entered: list[Told] = []
"""It was opened, moved or opened again by a person or a program; not what a file says of the past."""
closed: list[Told] = []
"""It was won or lost; ``outcome`` says which."""
