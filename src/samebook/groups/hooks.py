"""What the chapters above ask to be told of buying groups; ``config`` fills it."""

from collections.abc import Callable
from datetime import datetime

from samebook.accounts.models import Person
from samebook.buying.models import Opportunity
from samebook.kernel.access import Actor

RoleEntered = Callable[[Actor, Opportunity, Person, str, str, datetime], None]

role_entered: list[RoleEntered] = []
"""Called inside the transaction as ``hook(actor, opportunity, person, role, decision, at)`` when somebody gets a role
in a decision that they did not have; ``role`` is the Book's name."""
