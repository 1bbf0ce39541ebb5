"""From what a client, a form or a file says to an arrival: one reader, so that all doors refuse in one voice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from samebook.accounts.arrivals import Arrival
from samebook.book.built_in import BUILT_IN_FIELDS
from samebook.book.model import DeclaredField
from samebook.book.spelling import did_you_mean
from samebook.book.values import Type, check_value
from samebook.kernel.days import check_year
from samebook.kernel.refusals import Refused
from samebook.leads.arrivals import LeadArrival

TEXTS = (
    "external_id",
    "email",
    "name",
    "phone",
    "title",
    "company",
    "website",
    "country",
    "source",
    "communication",
    "message",
    "path",
    "person_id",
    "account_id",
)
"""What every lead may say of itself, all text; the Book's own fields come in ``fields``."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads leads by the fields of one edition.

    Attributes:
        fields: The declared fields; empty while no edition is in force.
        at: Now; what no ``received_at`` is later than.
        origin: One of ``accounts.models.Origin``.
        answers: Fields of the product's own that may be given too, because the person was asked about them.
    """

    fields: Mapping[str, DeclaredField]
    at: datetime
    origin: str
    answers: frozenset[str] = frozenset()

    def read(self, said: Mapping[str, Any]) -> LeadArrival:
        """One arrival.

        Args:
            said: Texts by the names in ``TEXTS``, ``received_at`` (ISO 8601, UTC without an offset), ``set_aside``, and
                ``fields``: values by the Book's names (``lead.budget``), as JSON or text holds them.

        Raises:
            Refused: With the field: ``leads.unknown_field``, ``leads.not_text``, ``book.value``, ``leads.choice``.
        """
        texts = {name: _text(said.get(name), name) for name in TEXTS}
        received_at = self._instant(said.get("received_at"))
        facts = self._facts(said.get("fields") or {})
        return LeadArrival(
            who=Arrival(
                external_id=texts["person_id"],
                account_external_id=texts["account_id"],
                name=texts["name"],
                email=texts["email"],
                phone=texts["phone"],
                title=texts["title"],
                company=texts["company"],
                website=texts["website"],
                country=texts["country"],
                account_facts=facts["account"],
                person_facts=facts["person"],
                origin=self.origin,
                known_at=received_at,
            ),
            received_at=received_at,
            external_id=texts["external_id"] or None,
            source=texts["source"],
            communication=texts["communication"],
            message=texts["message"],
            path=texts["path"],
            facts=facts["lead"],
            set_aside=_text(said.get("set_aside"), "set_aside") or None,
        )

    def value_of(self, name: str, value: Any) -> Any:
        """One value of a declared field, typed.

        Raises:
            Refused: With its name: ``leads.unknown_field``, ``leads.built_in``, ``book.value``, ``leads.choice``.
        """
        declared = self.fields.get(name)
        if declared is None:
            hint = did_you_mean(name, list(self.fields), "The Book in force declares no such field.")
            raise Refused("leads.unknown_field", f"There is no field {name[:80]!r}. {hint}", name[:80])
        if name in BUILT_IN_FIELDS and name.startswith("lead.") and name not in self.answers:
            raise Refused("leads.built_in", f"{name} is the product's own; it is not given as a field.", name)
        try:
            typed = check_value(declared.type, value)
        except Refused as refused:
            raise Refused(refused.code, refused.message, name) from None
        if declared.choices and typed is not None and typed not in declared.choices:
            raise Refused("leads.choice", f"{name} is one of {', '.join(declared.choices)}.", name)
        return typed

    def _facts(self, given: Any) -> dict[str, dict[str, Any]]:
        if not isinstance(given, Mapping):
            raise Refused("leads.unknown_field", 'fields holds values by name: {"lead.budget": 50000}.', "fields")
        facts: dict[str, dict[str, Any]] = {"lead": {}, "account": {}, "person": {}}
        for name, value in given.items():
            typed = self.value_of(str(name), value)
            if typed is not None:
                facts[str(name).partition(".")[0]][str(name)] = typed
        return facts

    def _instant(self, value: Any) -> datetime:
        if value in (None, ""):
            return self.at
        try:
            read = check_value(Type.TIMESTAMP, value)
        except Refused as refused:
            raise Refused(refused.code, refused.message, "received_at") from None
        if not isinstance(read, datetime):
            return self.at
        check_year(read, "received_at")
        return read.astimezone(UTC)


def _text(value: Any, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused("leads.not_text", f"{name} is text; put it in quotation marks.", name)
    return value.strip()
