"""Roles of a Book: what the people of a buying group do in the customer's two decisions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from samebook.book.nodes import Node
from samebook.book.pipelines import DECISIONS, VENDOR
from samebook.book.shapes import Shapes

KINDS: Final = ("stalls", "refuses", "decides", "supports", "takes_part")
"""What a role does to a decision: it holds it up, says no, takes it, helps it on, or has another part in it."""
_ROLE = ("label", "means", "kind", "decisions", "required", "because")


@dataclass(frozen=True, slots=True)
class GroupRole:
    """A part that somebody of the buying group has in a decision.

    Attributes:
        label: How pages call it, in neutral words; nothing that a customer sees shows it.
        decisions: Those in which it counts; never empty.
        required: Whether a group without anybody in it is incomplete, in each of ``decisions``.
        kind: One of ``KINDS``.
    """

    name: str
    label: str
    means: str
    decisions: tuple[str, ...] = DECISIONS
    required: bool = False
    kind: str = "takes_part"
    because: str | None = None

    def required_in(self, decision: str) -> bool:
        """Whether a decision needs somebody in this role."""
        return self.required and decision in self.decisions


DEFAULT_ROLES: Final = (
    GroupRole("staller", "Needs reassurance", "Holds the decision up until a worry is answered.", kind="stalls"),
    GroupRole("nay_sayer", "Has objections", "Is against it, and says so.", (VENDOR,), required=True, kind="refuses"),
    GroupRole("decision_maker", "Decides", "Takes the decision.", required=True, kind="decides"),
    GroupRole("champion", "Supports us", "Wants it, and works for it inside.", required=True, kind="supports"),
    GroupRole("user", "Uses it", "Works with what is bought."),
    GroupRole("influencer", "Advises", "Is asked before it is decided."),
    GroupRole("buyer", "Buys", "Negotiates and signs the order."),
    GroupRole("gatekeeper", "Opens doors", "Says who is spoken to, and when."),
    GroupRole("initiator", "Began it", "Was the first to ask for it."),
)
"""Where a Book has no roles, and before there is a Book."""


def read_roles(shapes: Shapes, node: Node | None) -> tuple[GroupRole, ...]:
    """Roles in their order; empty where the Book has none."""
    found: list[GroupRole] = []
    for name, key, value in shapes.entries(node, "Roles"):
        parts = shapes.parts(value, f"The role {name}", _ROLE, required=("label", "means", "kind"))
        if parts is None:
            continue
        label, means = parts.line("label"), parts.text("means")
        kind, because = parts.choice("kind", KINDS), parts.text("because")
        decisions = shapes.each(parts.get("decisions"), "Decisions", _decision(shapes))
        if parts.get("decisions") is not None and not decisions and not shapes.problems:
            shapes.refuse(key, "empty", f"The role {name} counts in no decision.", "Name one, or delete the line.")
        required = shapes.truth(parts.get("required"), "Required")
        if label and label in [each.label for each in found]:
            shapes.refuse(key, "repeated", f"Two roles are called {label}.", "Give each a label of its own.")
        if label and means and kind:
            found.append(GroupRole(name, label, means, decisions or DECISIONS, required, kind, because))
    if node is not None and not found and not shapes.problems:
        shapes.refuse(node, "empty", "Roles has no role.", "Write at least one, or delete the section.")
    return tuple(found)


def _decision(shapes: Shapes) -> Callable[[Node, str], str | None]:
    return lambda node, what: shapes.choice(node, what, DECISIONS)
