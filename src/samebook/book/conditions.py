"""Conditions of a Book in the right order: segments first, each once, no circle."""

from collections.abc import Mapping

from samebook.book.expressions import Expression
from samebook.book.model import Condition, DeclaredField
from samebook.book.nodes import Node, Scalar
from samebook.book.parsing import parse_condition
from samebook.book.shapes import Shapes
from samebook.kernel.refusals import Refused

MAX_SEGMENT_DEPTH = 8


class Conditions:
    """Reads the conditions of one Book; a segment is read when it is first named.

    Args:
        shapes: Takes the problems.
        fields: The declared and built-in fields.
        segments: The node of each segment's ``when``; None where it is missing.
    """

    def __init__(
        self, shapes: Shapes, fields: Mapping[str, DeclaredField], segments: Mapping[str, Node | None]
    ) -> None:
        self._shapes = shapes
        self._fields = fields
        self._nodes = segments
        self._resolved: dict[str, Condition | None] = {}
        self._open: list[str] = []

    def read(self, node: Node | None, extra: Mapping[str, DeclaredField] | None = None) -> Condition | None:
        """The condition in a node; None where there is none or it has problems, which are noted."""
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self._shapes.refuse(node, "shape", "A condition must be text.", "Put it into double quotes.")
            return None
        if not (node.text or "").strip():
            self._shapes.refuse(node, "condition.empty", "The condition is empty.")
            return None
        text = node.text or ""
        fields = {**self._fields, **extra} if extra else self._fields
        expression, problems = parse_condition(text, fields, self._expression_of, node.places.at)
        self._shapes.problems += problems
        return Condition(" ".join(text.split()), expression, node.line) if expression else None

    def segment(self, name: str) -> Condition | None:
        if name not in self._resolved:
            self._open.append(name)
            try:
                self._resolved[name] = self.read(self._nodes[name])
            finally:
                self._open.pop()
        return self._resolved[name]

    def _expression_of(self, name: str) -> Expression | None:
        if name not in self._nodes:
            raise KeyError(list(self._nodes))
        if name in self._open:
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            raise Refused("condition.circle", f"The segments name each other in a circle: {circle}.")
        if len(self._open) >= MAX_SEGMENT_DEPTH:
            raise Refused("condition.too_deep", f"Segments name each other more than {MAX_SEGMENT_DEPTH} deep.")
        condition = self.segment(name)
        return condition.expression if condition else None
