"""One account and one person as their pages show them: what is known from where, who belongs to whom, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from samebook.accounts.actions.knowing import current
from samebook.accounts.hooks import fact_kinds, fields_declared_for
from samebook.accounts.models import Account, Consent, Fact, Person
from samebook.accounts.queries import accounts_for
from samebook.accounts.wording import entry_in_words, origin_in_words
from samebook.book.built_in import COUNTRY_FIELDS
from samebook.book.model import DeclaredField
from samebook.book.values import Type, kept_value
from samebook.book.wording import in_words, label_of
from samebook.company.queries import users_by_id
from samebook.journal.models import Entry
from samebook.journal.queries import entries_for
from samebook.kernel.access import Actor, user_id_in
from samebook.kernel.countries import country_name
from samebook.ui.panels import Filled, Moment, panels_of

MOST_FACTS = 500
MOST_MOMENTS = 60
MOST_SITES = 50
MOST_PEOPLE = 50
LABELS = {
    "account.phone": "Telephone",
    "account.is_customer": "Customer",
    "person.phone": "Telephone",
    "person.title": "Position",
}
FIXED = {
    "account.employees": DeclaredField("account.employees", Type.INTEGER, unit="people"),
    "account.is_customer": DeclaredField("account.is_customer", Type.BOOLEAN),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one field.

    Attributes:
        value: In words; empty when it became unknown again.
        since: Since when it is known.
        earlier: What was said before, the latest first.
    """

    label: str
    value: str
    origin: str
    since: datetime | None
    by: str = ""
    earlier: tuple["Known", ...] = ()


class RecordFile:
    """What the pages of accounts and people have in common; each part is read when it is first asked for."""

    kind: str

    def __init__(self, actor: Actor, record: Account | Person, at: datetime) -> None:
        self.actor, self.record, self.at = actor, record, at

    @cached_property
    def declared(self) -> dict[str, DeclaredField]:
        """The fields of this kind of record, by name: the product's own and those of the Book in force."""
        own = {name: DeclaredField(name, Type.TEXT) for name in fact_kinds[self.kind].columns}
        return own | {name: one for name, one in FIXED.items() if name in own} | fields_declared_for(self.kind)

    @cached_property
    def facts(self) -> dict[str, list[Fact]]:
        """Every word kept of the record, by field, the latest first."""
        rows = Fact.objects.filter(record_kind=self.kind, record_id=self.record.pk).order_by("-known_at", "-id")
        told: dict[str, list[Fact]] = {}
        for row in rows[:MOST_FACTS]:
            told.setdefault(row.field, []).append(row)
        return told

    @cached_property
    def names(self) -> Mapping[int, str]:
        """The users whom facts and entries name."""
        labels = {row.actor for rows in self.facts.values() for row in rows} | {one.actor for one in self.entries}
        ids = {key for key in map(user_id_in, labels) if key}
        return {pk: user.name for pk, user in users_by_id(ids).items()} if ids else {}

    @cached_property
    def known(self) -> list[Known]:
        """Every field that has a value or ever had one."""
        fact_kind = fact_kinds[self.kind]
        shown = []
        for name in [*self.declared, *sorted(self.facts.keys() - self.declared.keys())]:
            value = current(fact_kind, self.record, name)
            told = self.facts.get(name, [])
            if value is None and not told:
                continue
            newest = next((row for row in told if row.value == value), None)
            earlier = tuple(self._known(name, row.value, row) for row in told if row is not newest)
            shown.append(self._known(name, value, newest, earlier))
        return shown

    @cached_property
    def entries(self) -> list[Entry]:
        return [read.entry for read in entries_for(self.actor, record=(self.kind, self.record.pk)).entries]

    @cached_property
    def panels(self) -> list[Filled]:
        """What the chapters above know of this record."""
        return panels_of(self.actor, self.kind, self.record.pk)

    @cached_property
    def timeline(self) -> list[Moment]:
        """The journal of the record, and what the chapters above say happened to it; newest first."""
        here = [
            Moment(entry.happened_at, entry_in_words(entry.code, entry.detail), by=self._who(entry.actor))
            for entry in self.entries
        ]
        there = [moment for panel in self.panels for moment in panel.moments]
        return sorted([*here, *there], key=lambda one: one.at, reverse=True)[:MOST_MOMENTS]

    def _known(self, name: str, value: Any, fact: Fact | None, earlier: tuple[Known, ...] = ()) -> Known:
        label, words = LABELS.get(name) or label_of(name), self._in_words(name, value)
        if fact is None:
            return Known(label, words, origin_in_words(self.record.origin), None, "", earlier)
        return Known(label, words, origin_in_words(fact.origin), fact.known_at, self._who(fact.actor), earlier)

    def _in_words(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        if name in COUNTRY_FIELDS:
            return country_name(str(value))
        declared = self.declared.get(name)
        if declared is None:
            return str(value)
        return in_words(kept_value(declared.type, value), declared)

    def _who(self, label: str) -> str:
        return self.names.get(user_id_in(label), "")


class AccountFile(RecordFile):
    """Everything about one account."""

    kind = "account"
    record: Account

    @cached_property
    def sites(self) -> list[Account]:
        """The accounts below it that the actor may see."""
        below = accounts_for(self.actor).filter(parent=self.record).order_by("name_key", "id")
        return list(below.only("name", "city", "country", "is_customer")[:MOST_SITES])

    @cached_property
    def people(self) -> list[Person]:
        living = self.record.people.filter(erased_at=None, merged_into=None)
        return list(living.defer("facts").order_by("surname_key", "name_key", "id")[:MOST_PEOPLE])

    @property
    def lead_in(self) -> str:
        parts = (self.record.industry, self.record.city, country_name(self.record.country))
        return ", ".join(filter(None, parts))


class PersonFile(RecordFile):
    """Everything about one person."""

    kind = "person"
    record: Person

    @cached_property
    def words(self) -> list[Consent]:
        """What they allowed and withdrew, the latest first."""
        return list(self.record.consents.order_by("-happened_at", "-id"))

    @cached_property
    def standing(self) -> list[tuple[Consent, bool]]:
        """Each word, and whether it is the one that counts for its purpose and channel."""
        seen: set[tuple[str, str]] = set()
        shown = []
        for word in self.words:
            key = (word.purpose, word.channel)
            shown.append((word, key not in seen))
            seen.add(key)
        return shown
