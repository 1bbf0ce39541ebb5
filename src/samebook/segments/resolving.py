"""The private segments of one person read: each may name the Book's segments and the person's own."""

from collections.abc import Mapping

from samebook.book.compiling import CompiledBook
from samebook.book.conditions import MAX_SEGMENT_DEPTH
from samebook.book.expressions import Expression
from samebook.book.parsing import parse_condition
from samebook.kernel.refusals import Problem, Refused
from samebook.segments.rules import one_line

DEEP = ("book.condition.circle", "book.condition.too_deep")
"""What is wrong with a chain of segments as a whole is told of each of them."""
Read = tuple[Expression | None, list[Problem]]


class Resolver:
    """Reads conditions by the terms of an edition; a private one that is named is read when it is first named.

    Args:
        own: The texts of one person's segments by their names.
    """

    def __init__(self, book: CompiledBook, own: Mapping[str, str]) -> None:
        self.book = book
        self.own = own
        self._read: dict[str, Read] = {}
        self._open: list[str] = []

    def segment(self, name: str) -> Read:
        """One of the person's own; a circle, a missing field or whatever is wrong in it comes as problems."""
        if name not in self._read:
            self._open.append(name)
            try:
                self._read[name] = self.condition(self.own[name])
            finally:
                self._open.pop()
        return self._read[name]

    def condition(self, text: str) -> Read:
        """Any condition as the person may write it."""
        expression, problems = parse_condition(
            one_line(text), self.book.fields, self._named, lambda offset: (1, offset + 1)
        )
        if expression is None and not problems:
            message = "A segment that it names has a problem of its own; mend that one first."
            problems = [Problem(1, 1, "segments.faulty_part", message)]
        return expression, problems

    def under(self, name: str, text: str) -> Read:
        """A condition as it would read under a name; a segment that names it back is a circle."""
        self._open.append(name)
        try:
            return self.condition(text)
        finally:
            self._open.pop()

    def checked(self, name: str, text: str) -> Expression:
        """A condition that may be kept under a name.

        Raises:
            Refused: What is wrong in it, a circle of segments too.
        """
        expression, problems = self.under(name, text)
        if expression is None:
            raise Refused(problems[0].code, f"{problems[0].message} {problems[0].hint}".strip(), "condition")
        return expression

    def _named(self, name: str) -> Expression | None:
        signed = self.book.segments.get(name)
        if signed is not None:
            return signed.expression
        if name in self._open:
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            message = f"The segments name each other in a circle: {circle}. Take one of them out of a condition."
            raise Refused("condition.circle", message)
        if name not in self.own:
            raise KeyError([*self.book.segments, *self.own])
        if len(self._open) >= MAX_SEGMENT_DEPTH:
            raise Refused("condition.too_deep", f"Segments name each other more than {MAX_SEGMENT_DEPTH} deep.")
        expression, problems = self.segment(name)
        for each in problems:
            if each.code in DEEP:
                raise Refused(each.code.removeprefix("book."), each.message)
        return expression
