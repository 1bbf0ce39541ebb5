"""Who acts, and what their roles let them do."""

from dataclasses import dataclass, field

from samebook.kernel.refusals import Refused
from samebook.kernel.vocabulary import Vocabulary


class Role(Vocabulary):
    """What a user is in the company; a user may have several."""

    MARKETING = "marketing"
    SALES_MANAGER = "sales_manager"
    REP = "rep"
    TELESALES = "telesales"
    PARTNER_MANAGER = "partner_manager"
    PARTNER_USER = "partner_user"
    EXECUTIVE = "executive"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks or acts: a user, an API client or the system itself.

    Attributes:
        id: The user's id; None for the system and for API clients.
        label: How the journal calls it: ``user:17``, ``token:3``, ``system:ticker``. Never a person's name.
        roles: What the actor may do.
        territories: Ids of the territories the actor sees, children included. Without effect where ``sees_all``.
        sees_all: Marketing, sales managers, executives, administrators, telesales and the system.
    """

    id: int | None
    label: str
    roles: frozenset[Role] = frozenset()
    territories: frozenset[int] = field(default_factory=frozenset)
    sees_all: bool = False

    @classmethod
    def system(cls, name: str) -> "Actor":
        """The product itself, acting by the clock or for an operator at the command line."""
        return cls(id=None, label=f"system:{name}", roles=frozenset(Role), sees_all=True)

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    def require(self, *roles: Role, to: str) -> None:
        """Refuse unless the actor has one of the roles.

        Args:
            roles: Any one of them is enough.
            to: The act in words that complete "may": ``"sign for sales"``.

        Raises:
            Refused: ``access.denied``.
        """
        if not self.has(*roles):
            who = " or ".join(sorted(role.label.lower() for role in roles))
            raise Refused("access.denied", f"Your roles do not let you {to}; that takes {who}.")


def user_id_in(label: str) -> int:
    """The user whom a label names (``user:17``); 0 for the system and for clients."""
    kind, _, key = label.partition(":")
    return int(key) if kind == "user" and key.isdecimal() else 0


SEES_RECORDS = (Role.MARKETING, Role.SALES_MANAGER, Role.REP, Role.TELESALES, Role.EXECUTIVE, Role.ADMINISTRATOR)
"""Roles that work with accounts, people, leads and opportunities, each in their own scope; partner roles do not."""

INSIDE = frozenset(Role) - {Role.PARTNER_USER}
"""Everybody who works here."""

SEES_ALL = frozenset({Role.MARKETING, Role.SALES_MANAGER, Role.TELESALES, Role.EXECUTIVE, Role.ADMINISTRATOR})
"""Roles that see every territory; a rep sees their own, partner roles see only what is theirs."""
