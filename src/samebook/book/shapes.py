"""Reads the values of YAML nodes and collects what is wrong with each, in one way for every section."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from samebook.book.durations import Duration
from samebook.book.nodes import Mapping, Node, Scalar, Sequence
from samebook.book.spelling import did_you_mean, listed
from samebook.book.values import printable
from samebook.kernel.refusals import Problem, Refused

MAX_NAME = 40
MAX_TEXT = 2_000
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_UNSEEN = ("Cc", "Cf", "Co", "Cn", "Zl", "Zp")
_JOINERS = "\u200c\u200d"
"""Invisible, and needed to spell words of some languages."""
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+-]*", re.ASCII)


@dataclass
class Shapes:
    """Collects problems; each reader answers None where it has noted one."""

    problems: list[Problem] = field(default_factory=list)

    def refuse(self, node: Node, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(node.line, node.column, f"book.{code}", message, hint))

    def mapping(self, node: Node | None, what: str) -> Mapping | None:
        if node is None or isinstance(node, Mapping):
            return node
        self.refuse(node, "shape", f"{what} must be names with values.", "Write name: value on lines below.")
        return None

    def sequence(self, node: Node | None, what: str) -> list[Node]:
        if node is None:
            return []
        if isinstance(node, Sequence):
            return node.items
        self.refuse(node, "shape", f"{what} must be a list.", "Begin each entry with - on its own line.")
        return []

    def entries(self, node: Node | None, what: str) -> Iterator[tuple[str, Scalar, Node]]:
        """Name, key and value of each entry whose key is a proper name."""
        mapping = self.mapping(node, what)
        for name, (key, value) in mapping.entries.items() if mapping else ():
            if self.is_name(key, name):
                yield name, key, value

    def parts(self, node: Node, what: str, known: Collection[str], required: Collection[str] = ()) -> "Parts | None":
        """A mapping with a closed set of keys; unknown and missing ones are noted."""
        mapping = self.mapping(node, what)
        if mapping is None:
            return None
        for name, (key, _) in mapping.entries.items():
            if name not in known:
                hint = did_you_mean(name, known, f"Known are {listed(sorted(known), 'and')}.")
                self.refuse(key, "unknown_key", f"{what} has no {printable(name[:60])}.", hint)
        for name in required:
            if name not in mapping.entries:
                self.refuse(node, "missing", f"{what} needs {name!r}.", f"Add {name}: …")
        return Parts(self, mapping)

    def is_name(self, node: Node, name: str) -> bool:
        if _NAME.fullmatch(name) and len(name) <= MAX_NAME:
            return True
        self.refuse(
            node,
            "name",
            f"{printable(name[:60])} cannot be a name.",
            f"Names have up to {MAX_NAME} small letters, digits and _, and begin with a letter.",
        )
        return False

    def text(self, node: Node | None, what: str, limit: int = MAX_TEXT) -> str | None:
        """Text of one value, its white space at the ends taken off."""
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self.refuse(node, "shape", f"{what} must be text.", "Write it on one line, or after | on lines below.")
            return None
        text = (node.text or "").strip()
        if not text:
            self.refuse(node, "empty", f"{what} is empty.", "Write it, or delete the line.")
            return None
        if len(text) > limit:
            self.refuse(node, "too_long", f"{what} has {len(text):,} characters; the most is {limit:,}.")
            return None
        return text

    def line(self, node: Node | None, what: str, limit: int = MAX_NAME) -> str | None:
        """Words that pages and mails show in the midst of others: one line, all of it visible, no braces."""
        text = self.text(node, what, limit)
        if text is None or node is None:
            return text
        place = next((at for at, each in enumerate(text) if each in "{}" or _is_unseen(each)), None)
        if place is None or not isinstance(node, Scalar):
            return text
        wrong = text[place]
        named = printable(wrong) if wrong in "{}" else f"U+{ord(wrong):04X}"
        line, column = node.places.at(place + (node.text or "").index(text))
        message = f"{what} holds {named}, which no label may."
        self.problems.append(Problem(line, column, "book.label", message, "Write it in plain words on one line."))
        return None

    def label(self, node: Node | None, what: str) -> str | None:
        """A short code such as a level or a territory."""
        text = self.text(node, what, MAX_NAME)
        if text is None or node is None or _LABEL.fullmatch(text):
            return text
        self.refuse(node, "name", f"{printable(text)} cannot be a code.", "Use letters, digits, _, + and -.")
        return None

    def choice(self, node: Node | None, what: str, known: Collection[str]) -> str | None:
        text = self.text(node, what)
        if text is None or node is None or text in known:
            return text
        hint = did_you_mean(text, known, f"Known are {listed(known, 'and')}." if known else "")
        self.refuse(node, "unknown", f"{what} cannot be {printable(text[:60])}.", hint)
        return None

    def integer(self, node: Node | None, what: str, low: int, high: int) -> int | None:
        text = self.text(node, what)
        if text is None or node is None:
            return None
        if text.isascii() and text.isdigit() and len(text) <= len(str(high)) and low <= int(text) <= high:
            return int(text)
        self.refuse(node, "number", f"{what} must be a whole number from {low:,} to {high:,}.")
        return None

    def share(self, node: Node | None, what: str) -> Decimal | None:
        """``90 %`` as 0.9."""
        text = self.text(node, what)
        if text is None or node is None:
            return None
        digits = text.removesuffix("%").strip()
        try:
            value = Decimal(digits) / 100 if text.endswith("%") and re.fullmatch(r"[0-9.]{1,8}", digits) else None
        except InvalidOperation:
            value = None
        if value is None or value > 1:
            self.refuse(node, "share", f"{what} must be a share from 0 % to 100 %.", "Write it as in 90 %.")
            return None
        return value

    def truth(self, node: Node | None, what: str) -> bool:
        return self.choice(node, what, ("true", "false")) == "true"

    def duration(self, node: Node | None, what: str) -> Duration | None:
        text = self.text(node, what)
        if text is None or node is None:
            return None
        try:
            return Duration.parse(text)
        except Refused as refused:
            self.refuse(node, "duration", f"{what}: {refused.message}")
            return None

    def each(self, node: Node | None, what: str, read: Callable[[Node, str], str | None]) -> tuple[str, ...]:
        """A list of texts without repetition."""
        found: list[str] = []
        for item in self.sequence(node, what):
            value = read(item, f"An entry of {what}")
            if value in found:
                self.refuse(item, "repeated", f"{printable(str(value))} stands in {what} twice.", "Keep one.")
            elif value is not None:
                found.append(value)
        return tuple(found)


@dataclass
class Parts:
    """The values of one mapping by their names."""

    shapes: Shapes
    mapping: Mapping

    def get(self, name: str) -> Node | None:
        entry = self.mapping.entries.get(name)
        return entry[1] if entry else None

    def text(self, name: str, limit: int = MAX_TEXT) -> str | None:
        return self.shapes.text(self.get(name), _called(name), limit)

    def line(self, name: str, limit: int = MAX_NAME) -> str | None:
        return self.shapes.line(self.get(name), _called(name), limit)

    def duration(self, name: str) -> Duration | None:
        return self.shapes.duration(self.get(name), _called(name))

    def integer(self, name: str, low: int, high: int) -> int | None:
        return self.shapes.integer(self.get(name), _called(name), low, high)

    def choice(self, name: str, known: Collection[str]) -> str | None:
        return self.shapes.choice(self.get(name), _called(name), known)


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN and character not in _JOINERS


def _called(name: str) -> str:
    return name.replace("_", " ").capitalize()
