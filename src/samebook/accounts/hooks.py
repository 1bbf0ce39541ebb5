"""What upper chapters ask to be told, and the kinds of records that facts are kept of; ``config`` fills it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias, TypeVar

from django.db.models import Model, QuerySet

from samebook.accounts.models import Account, Person
from samebook.book.model import DeclaredField
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

Record: TypeAlias = Any
"""An instance of a model that a ``FactKind`` names."""

facts_changed: list[Callable[[Actor, str, list[int], datetime], None]] = []
"""Called inside the transaction as ``hook(actor, kind, ids, at)`` with the records whose current values changed."""

declared_fields: list[Callable[[str], Mapping[str, DeclaredField]]] = []
"""Asked with a kind of record: the fields that the Book in force declares for it, without the built-in ones."""


declared_choices: list[Callable[[str], Mapping[str, tuple[str, ...]]]] = []
"""By kind of record, the only values that the Book in force allows a field, those that every Book has included."""


def check_choices(kind: str, values: Mapping[str, object]) -> None:
    """Every value is one that the Book allows its field.

    Args:
        values: By the Book's names; None is not known and allowed.

    Raises:
        Refused: ``accounts.choice``.
    """
    for name, allowed in {name: each for ask in declared_choices for name, each in ask(kind).items()}.items():
        value = values.get(name)
        if value is not None and value not in allowed:
            why = f"“{str(value)[:60]}” is no choice of the Book; there are {', '.join(allowed)}."
            raise Refused("accounts.choice", why, name.partition(".")[2])


def fields_declared_for(kind: str) -> dict[str, DeclaredField]:
    """What the company itself has declared for a kind of record, by the Book's names."""
    return {name: declared for ask in declared_fields for name, declared in ask(kind).items()}


person_erased: list[Callable[[int], None]] = []
"""Called inside the transaction with the id of a person who is being erased, before it is done."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that is kept of a person, as they may be shown it; ``at`` is None where no moment belongs to it."""

    where: str
    what: str
    value: str
    at: datetime | date | None
    why: str


kept_of_person: list[Callable[[int, datetime], Iterable[Kept]]] = []
"""Asked with the id of a person who wants to know what is kept of them, and the moment."""

Listed = TypeVar("Listed", bound=Model)


class Sets(Protocol):
    """Sets of records under a name, such as segments, that lists of accounts and people can be narrowed to."""

    def offered(self, actor: Actor, kind: str, *, at: datetime) -> Sequence[tuple[str, str]]:
        """Key and title of each set of ``account`` or ``person`` records that the actor may read."""

    def narrowed(self, actor: Actor, key: str, rows: QuerySet[Listed], *, at: datetime) -> QuerySet[Listed]:
        """The records of a list that are in a set; refuses in words what cannot be listed."""


list_sets: list[Sets] = []
"""One at most; lists have no such filter while it is empty."""


@dataclass(frozen=True)
class FactKind:
    """Records of which facts are kept: the model has ``facts`` (JSON) and ``created_at`` or ``recorded_at``.

    Attributes:
        columns: The Book's field → the column that holds it instead of the JSON.
    """

    model: type[Model]
    columns: dict[str, str] = field(default_factory=dict)

    def born(self, record: Record) -> datetime:
        moment: datetime = record.created_at if hasattr(record, "created_at") else record.recorded_at
        return moment


def columns_of(kind: str, *names: str) -> dict[str, str]:
    """``columns_of("account", "city")`` is ``{"account.city": "city"}``."""
    return {f"{kind}.{name}": name for name in names}


fact_kinds: dict[str, FactKind] = {
    "account": FactKind(
        Account,
        columns_of("account", "name", "country", "industry", "employees", "city", "postcode", "phone", "is_customer"),
    ),
    "person": FactKind(Person, columns_of("person", "name", "title", "phone", "country")),
}
"""``config`` adds ``lead``."""
