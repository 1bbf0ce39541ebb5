"""Private segments as they were read once, while the edition and all texts of their owner stay the same."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from threading import RLock

from samebook.agreement.queries import InForce
from samebook.book.compiled_condition import CompiledCondition
from samebook.segments.resolving import Resolver
from samebook.segments.rules import kind_of, named_in
from samebook.segments.terms import Kind

KEPT = 1_000_000
"""Characters of conditions that one process remembers; those of who was asked for last are always among them."""


@dataclass(frozen=True)
class Condition(CompiledCondition):
    """A segment's condition with what pages ask of it, each found once."""

    @cached_property
    def kind(self) -> Kind:
        return kind_of(self.expression)

    @cached_property
    def fingerprint(self) -> str:
        return sha256(repr(self.expression).encode()).hexdigest()[:16]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return named_in(self.expression)


Read = tuple[Condition | None, str]
"""A condition, or why there is none."""


class Own:
    """The segments of one person under one edition, each read when it is first asked for."""

    def __init__(self, current: InForce, texts: Mapping[str, str]) -> None:
        self.book = current.book
        self.size = sum(map(len, texts.values()))
        self._resolver = Resolver(current.book, texts)
        self._read: dict[str, Read] = {}
        self._lock = RLock()

    def read(self, name: str) -> Read:
        with self._lock:
            if name not in self._read:
                self._read[name] = self._read_anew(name)
            return self._read[name]

    def _read_anew(self, name: str) -> Read:
        if name in self.book.segments:
            return None, f"The edition in force now has a segment “{name}” of its own; give yours another name."
        expression, problems = self._resolver.segment(name)
        if expression is None:
            return None, f"By the edition in force it cannot be read: {problems[0].message} {problems[0].hint}".strip()
        return Condition(name, self._resolver.own[name], expression, self.book.fields), ""


_known: "OrderedDict[tuple[str, tuple[tuple[str, str], ...]], Own]" = OrderedDict()
_lock = RLock()


def own_of(current: InForce, texts: Mapping[str, str]) -> Own:
    """One person's segments by their names and texts; the same object as long as nothing of it changes."""
    key = (current.edition.content_hash, tuple(sorted(texts.items())))
    with _lock:
        found = _known.get(key)
        if found is None:
            found = _known[key] = Own(current, texts)
        _known.move_to_end(key)
        size = sum(each.size for each in _known.values())
        while size > KEPT and len(_known) > 1:
            size -= _known.popitem(last=False)[1].size
    return found
