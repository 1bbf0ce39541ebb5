"""Problems of a condition, each at the word that it is about."""

from abc import ABC, abstractmethod
from collections.abc import Callable

from sqlglot import exp

from samebook.book import expressions as ex
from samebook.book.parsing.wording import a_value
from samebook.book.values import Type, printable
from samebook.kernel.refusals import Problem

Locate = Callable[[int], tuple[int, int]]
"""Line and column in the Book of an offset in the condition."""

_NUMBERS = (Type.INTEGER, Type.DECIMAL)


class Reports(ABC):
    """The text of one condition and what is wrong with it; readers answer None where they reported a problem."""

    def __init__(self, text: str, locate: Locate) -> None:
        self.text = text
        self.locate = locate
        self.problems: list[Problem] = []

    @abstractmethod
    def expression(self, node: exp.Expr) -> ex.Expression | None:
        """The typed expression of any node."""

    def refuse(self, node: exp.Expr, code: str, message: str, hint: str) -> ex.Expression | None:
        """Notes a problem; None, for the caller to return."""
        self.report(self.offset(node), code, message, hint)
        return None

    def report(self, offset: int, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(*self.locate(offset), f"book.{code}", message, hint))

    def offset(self, node: exp.Expr | None) -> int:
        """Offset of the first word below a node, or of what it stands in."""
        while isinstance(node, exp.Expr):
            starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
            if starts:
                return int(min(starts))
            node = node.parent
        return 0

    def source(self, node: exp.Expr) -> str:
        spans = [(part.meta["start"], part.meta["end"]) for part in node.walk() if "start" in part.meta]
        if not spans:
            return node.sql().lower()[:60]
        text = self.text[min(start for start, _ in spans) : max(end for _, end in spans) + 1]
        return " ".join(text.split())[:60]

    def text_of(self, node: exp.Expr) -> ex.Expression | None:
        return self._of(node, (Type.TEXT,), "text")

    def number_of(self, node: exp.Expr) -> ex.Expression | None:
        return self._of(node, _NUMBERS, "a number")

    def _of(self, node: exp.Expr, types: tuple[Type, ...], wanted: str) -> ex.Expression | None:
        part = self.expression(node) if isinstance(node, exp.Expr) else None
        if part is None or part.type in types:
            return part
        message = f"Here {wanted} must stand; {printable(self.source(node))} is {a_value(part.type)}."
        return self.refuse(node, "condition.type", message, "")
