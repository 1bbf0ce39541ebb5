"""What is known of a lead as its page shows it: each value with where from and since when, and what came in later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from samebook.accounts.models import Fact
from samebook.accounts.wording import ORIGINS
from samebook.book.model import DeclaredField
from samebook.book.values import kept_value
from samebook.book.wording import in_words, label_of

ELSEWHERE = frozenset({
    "lead.message", "lead.received_at", "lead.received_on", "lead.source", "lead.communication", "lead.country",
    "account.country",
    "account.name", "account.domain", "person.email", "person.title", "person.country",
})  # fmt: skip
"""Built-in fields that the page shows in their own places."""


@dataclass(frozen=True, slots=True)
class Known:
    """One value of one field.

    Attributes:
        value: In words; empty when it became unknown again.
        origin: One of ``accounts.models.Origin``; empty when no history says.
        since: When it was known; None when no history says.
    """

    name: str
    label: str
    value: str
    origin: str = ""
    since: datetime | None = None

    @property
    def origin_words(self) -> str:
        return ORIGINS.get(self.origin, self.origin)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The record of a lead in time.

    Args:
        record: What is known now (``records.record_of``).
        fields: The declared fields.
        facts: The history, in the order it was known.
        judged_at: When the verdict was given; None before.
    """

    record: Mapping[str, Any]
    fields: Mapping[str, DeclaredField]
    facts: Iterable[Fact]
    judged_at: datetime | None
    _history: dict[str, list[Fact]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for fact in self.facts:
            self._history.setdefault(fact.field, []).append(fact)

    def now(self) -> list[Known]:
        """Every known value, in the order of the Book."""
        names = [name for name in self.fields if name not in ELSEWHERE and self.record.get(name) not in (None, "")]
        return [self._known(name, self.record[name], self._history.get(name, [])) for name in names]

    def later(self) -> list[Known]:
        """Values that came in after the verdict and differ from what it was given on; the newest of each field."""
        changed = []
        for name, facts in self._history.items():
            if name in self.fields and name not in ELSEWHERE and self._is_after(facts[-1]):
                newest = self._typed(name, facts[-1].value)
                if newest != self.at_verdict(name):
                    changed.append(self._known(name, newest, facts))
        return changed

    def at_verdict(self, name: str) -> Any:
        """The value of a field that the verdict was given on; None when it was unknown."""
        facts = self._history.get(name, [])
        if not facts or not self._is_after(facts[-1]):
            return self.record.get(name)
        before = [fact for fact in facts if not self._is_after(fact)]
        return self._typed(name, before[-1].value) if before else None

    def _is_after(self, fact: Fact) -> bool:
        return self.judged_at is not None and fact.known_at > self.judged_at

    def _known(self, name: str, value: Any, facts: list[Fact]) -> Known:
        words = in_words(value, self.fields[name])
        if not facts:
            return Known(name, label_of(name), words)
        newest = facts[-1]
        return Known(name, label_of(name), words, newest.origin, newest.known_at)

    def _typed(self, name: str, value: Any) -> Any:
        return kept_value(self.fields[name].type, value)
