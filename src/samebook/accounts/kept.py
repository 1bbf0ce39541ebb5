"""What is kept of a person, to show to them on request: every chapter adds what it has."""

from collections.abc import Iterable
from datetime import datetime

from samebook.accounts import hooks
from samebook.accounts.hooks import Kept
from samebook.accounts.models import Fact, Person
from samebook.accounts.queries import person_detail
from samebook.journal.actions import record
from samebook.journal.models import Personal
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.sheets import Cell

TITLES = ["Kept by", "What", "Value", "When", "Why it is kept"]
COLUMNS = ("name", "email", "phone", "title", "country", "external_id")
MASTER = "To know who is spoken to, and how to reach them."


@action
def show_kept(actor: Actor, person_id: int, *, at: datetime) -> list[list[Cell]]:
    """One row for each thing that is kept of a person; the journal notes that it was taken out, not what it says.

    Raises:
        Refused: ``access.denied``; it takes an administrator.
        Missing: The person is not there.
    """
    actor.require(Role.ADMINISTRATOR, to="take out what is kept of a person")
    person = person_detail(actor, person_id)
    found = [
        *_own(person),
        *(line for ask in hooks.kept_of_person for line in ask(person.pk, at)),
        *_journal(person.pk),
    ]
    record(actor, "accounts.person.shown", person, happened_at=at, detail={"rows": len(found)})
    return [[each.where, each.what, each.value, each.at, each.why] for each in found]


def _own(person: Person) -> Iterable[Kept]:
    for name in COLUMNS:
        if getattr(person, name):
            yield Kept("People", name.replace("_", " ").capitalize(), str(getattr(person, name)), None, MASTER)
    if person.account is not None:
        yield Kept("People", "Account", person.account.name, None, MASTER)
    for fact in Fact.objects.filter(record_kind="person", record_id=person.pk).order_by("known_at", "id"):
        yield Kept("What is known", fact.field, _said(fact.value), fact.known_at, MASTER)
    for word in person.consents.order_by("happened_at", "id"):
        said = "allowed" if word.is_granted else "withdrawn"
        value = f"{word.get_channel_display()}: {said}"
        yield Kept("Consent", word.purpose, value, word.happened_at, "To know what they allowed.")


def _journal(person_id: int) -> Iterable[Kept]:
    for kept in Personal.objects.filter(person_id=person_id).select_related("entry").order_by("entry_id"):
        for name, value in kept.value.items():
            why = "To be able to prove who changed what."
            yield Kept("Journal", f"{kept.entry.code}: {name}", _said(value), kept.entry.happened_at, why)


def _said(value: object) -> str:
    if isinstance(value, list):
        return " → ".join(_said(each) for each in value)
    return "" if value is None else str(value)
