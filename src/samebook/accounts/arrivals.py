"""What intake hands in to be matched, and what matching answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from samebook.kernel.refusals import Refused

if TYPE_CHECKING:
    from samebook.accounts.models import Account, Person


@dataclass(frozen=True, slots=True)
class Arrival:
    """The person and the company that a response, a form or a row of a file names, as it was written there.

    Attributes:
        external_id: The person's identity where it comes from.
        account_external_id: The company's identity where it comes from.
        company: The company's name.
        website: Its domain or any address of its pages; a free-mail domain counts as none.
        country: A name or an ISO 3166 code; "" is not known.
        account_facts: Fields of the company beyond these, by the Book's names (``account.industry``), typed.
        person_facts: The same for the person (``person.…``).
        origin: One of ``models.Origin``.
        known_at: Since when the facts are known; None for the moment of the action.
    """

    external_id: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    title: str = ""
    country: str = ""
    company: str = ""
    website: str = ""
    account_external_id: str = ""
    account_facts: Mapping[str, Any] = field(default_factory=dict)
    person_facts: Mapping[str, Any] = field(default_factory=dict)
    origin: str = "api"
    known_at: datetime | None = None

    @property
    def is_somebody(self) -> bool:
        """Whether it names a person or a company at all."""
        return self.names_person or self.names_account

    @property
    def names_person(self) -> bool:
        return any(text.strip() for text in (self.external_id, self.name, self.email, self.phone))

    @property
    def names_account(self) -> bool:
        return any(text.strip() for text in (self.account_external_id, self.company, self.website))


@dataclass(frozen=True, slots=True)
class Identified:
    """Whom one arrival turned out to be.

    Attributes:
        account: None when it names no company and none could be derived without guessing.
        person: None when it names no person.
        account_by: ``external_id``, ``person``, ``domain``, ``name``, ``created``, or "" when there is none.
        person_by: ``external_id``, ``email``, ``created``, or "" when there is none.
        refused: What is wrong with the arrival; nothing of it was written then.
        changed: ``account``, ``person``: those that are new or say something new by this arrival.
    """

    account: "Account | None" = None
    person: "Person | None" = None
    account_by: str = ""
    person_by: str = ""
    refused: Refused | None = None
    changed: frozenset[str] = frozenset()

    @property
    def matched_by(self) -> str:
        """The strongest thing that tied it to a record that was here; ``created`` when nothing did."""
        for by in (self.person_by, self.account_by):
            if by not in ("", "created"):
                return by
        return self.person_by or self.account_by
