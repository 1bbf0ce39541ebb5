"""Stalls in a Book: why a sale stands still, by what signs that is noticed, and how soon marketing owes an answer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from samebook.book.nodes import Node
from samebook.book.pipelines import DEFAULT, Pipeline, PipelineStage
from samebook.book.shapes import MAX_NAME, Parts, Shapes
from samebook.book.spelling import did_you_mean, listed
from samebook.book.values import printable

RULE_KINDS: Final = ("close_date_moved", "age_in_stage", "no_reply", "meeting_moved")
_READS: Final = {
    "close_date_moved": ("times", "days"),
    "age_in_stage": ("days", "stage"),
    "no_reply": ("days",),
    "meeting_moved": ("times",),
}
"""Which numbers each kind of rule goes by."""
_CAUSE = ("label", "means", "because")
_RULE = ("kind", "cause", "times", "days", "stage", "because")
_MAX_DAYS = 3_650
_MAX_TIMES = 99
_MAX_WITHIN = 365


@dataclass(frozen=True, slots=True)
class StallCause:
    """Why a sale stands still, in words that both sides use."""

    name: str
    label: str
    means: str
    because: str | None = None


@dataclass(frozen=True, slots=True)
class StallRule:
    """A sign by which a stall is proposed; a person confirms it.

    Attributes:
        kind: ``close_date_moved`` (the expected close date was put off ``times`` times, or by ``days`` in all),
            ``age_in_stage`` (longer in its stage than ``days_in`` says), ``no_reply`` (nothing came back for ``days``
            business days), ``meeting_moved`` (a meeting was put off ``times`` times).
        cause: What it points to; None where whoever confirms it says.
        times: 1 or more; None where the rule counts no times.
        days: Calendar days, business days for ``no_reply``; None where the rule counts no days.
        stage: The only stage that it looks at, of whatever pipeline; None for every stage.
    """

    name: str
    kind: str
    cause: str | None = None
    times: int | None = None
    days: int | None = None
    stage: str | None = None
    because: str | None = None

    def days_in(self, stage: PipelineStage) -> int | None:
        """After how many days in a stage this rule of age proposes a stall; None where it never does.

        A rule that names the stage says it; else the stage's own usual days come before the rule's.
        """
        if self.kind != "age_in_stage":
            return None
        if self.stage is not None:
            return (self.days or stage.expected_days) if self.stage == stage.name else None
        return stage.expected_days or self.days


@dataclass(frozen=True, slots=True)
class PlayPromise:
    """Within how many business days marketing owes a play that sales asked for."""

    within_days: int
    because: str | None = None


DEFAULT_CAUSES: Final = (
    StallCause("access_refused", "Access refused", "We are not let to whoever decides."),
    StallCause("claim_doubted", "Claim doubted", "Something we say is not believed."),
    StallCause("comparison_missing", "Comparison missing", "They cannot lay us beside the others."),
    StallCause("new_requirement", "New requirement", "Something was added to what they need."),
    StallCause("send_more", "Send me more information", "They ask for more to read, and say no more."),
    StallCause("waits_for_budget", "Waits for budget", "The money is not set aside, or was taken back."),
    StallCause("legal", "Legal", "Contract, data protection or purchasing terms are being looked at."),
    StallCause("reorganisation", "Reorganisation", "People or responsibilities are changing."),
    StallCause("committee", "Evaluation by committee", "A committee has to meet, or to agree."),
    StallCause("silence", "Silence", "Nothing comes back."),
)
"""Where a Book has no causes, and before there is a Book."""

DEFAULT_RULES: Final = (
    StallRule("close_date_moves", "close_date_moved", times=2, days=30),
    StallRule("long_in_stage", "age_in_stage", days=60),
    StallRule("no_answer", "no_reply", "silence", days=10),
    StallRule("meeting_moves", "meeting_moved", times=2),
)
"""Where a Book has no rules. Only silence shows its cause; of the others whoever confirms them says it."""


def rules_with(causes: Iterable[StallCause]) -> tuple[StallRule, ...]:
    """The default rules beside a Book's own causes: one that points to a cause it has not points to none."""
    names = {each.name for each in causes}
    return tuple(each if each.cause in names else replace(each, cause=None) for each in DEFAULT_RULES)


def read_causes(shapes: Shapes, node: Node | None) -> tuple[StallCause, ...]:
    """Causes in their order; empty where the Book has none."""
    found: list[StallCause] = []
    for name, key, value in shapes.entries(node, "Causes of stalls"):
        parts = shapes.parts(value, f"The cause {name}", _CAUSE, required=("label", "means"))
        if parts is None:
            continue
        label, means, because = parts.line("label"), parts.text("means"), parts.text("because")
        if label and label in [each.label for each in found]:
            shapes.refuse(key, "repeated", f"Two causes are called {label}.", "Give each a label of its own.")
        if label and means:
            found.append(StallCause(name, label, means, because))
    if node is not None and not found and not shapes.problems:
        shapes.refuse(node, "empty", "Causes of stalls has no cause.", "Write at least one, or delete the section.")
    return tuple(found)


def read_rules(
    shapes: Shapes, node: Node | None, causes: Iterable[StallCause], pipelines: Iterable[Pipeline]
) -> tuple[StallRule, ...]:
    """Rules in their order; empty where the Book has none.

    Args:
        causes: The Book's own; without any a rule may name the default ones.
        pipelines: The Book's own; without any a rule may name a stage of the default one.
    """
    known = [each.name for each in tuple(causes) or DEFAULT_CAUSES]
    stages = [each for line in tuple(pipelines) or (DEFAULT,) for each in line.stages]
    found: list[StallRule] = []
    for name, _, value in shapes.entries(node, "Stalls"):
        parts = shapes.parts(value, f"The rule {name}", _RULE, required=("kind",))
        rule = _read_rule(shapes, name, parts, known, stages) if parts else None
        if rule:
            found.append(rule)
    if node is not None and not found and not shapes.problems:
        shapes.refuse(node, "empty", "Stalls has no rule.", "Write at least one, or delete the section.")
    return tuple(found)


def _read_rule(
    shapes: Shapes, name: str, parts: Parts, causes: Collection[str], stages: Collection[PipelineStage]
) -> StallRule | None:
    kind, because = parts.choice("kind", RULE_KINDS), parts.text("because")
    cause = _named(shapes, parts, "cause", causes)
    stage = _named(shapes, parts, "stage", list(dict.fromkeys(each.name for each in stages)))
    times, days = parts.integer("times", 1, _MAX_TIMES), parts.integer("days", 1, _MAX_DAYS)
    if kind is None:
        return None
    reads = _READS[kind]
    for each in ("times", "days", "stage"):
        said = parts.get(each)
        if said is not None and each not in reads:
            hint = f"It goes by {listed(reads, 'and')}."
            shapes.refuse(said, "unknown_key", f"A rule of the kind {kind} does not go by {each}.", hint)
    rule = StallRule(name, kind, cause, times, days, stage, because)
    limits = [key for key in reads if key != "stage"]
    if all(parts.get(key) is None for key in limits) and not any(rule.days_in(each) for each in stages):
        hint = f"Add {listed([f'{key}: …' for key in limits])}"
        shapes.refuse(parts.mapping, "missing", f"The rule {name} does not say after how much.", hint)
    return rule


def _named(shapes: Shapes, parts: Parts, key: str, known: Collection[str]) -> str | None:
    """The cause or stage that a rule names; one that the Book has not is refused at its place."""
    node, text = parts.get(key), parts.text(key, MAX_NAME)
    if node is None or text is None or text in known:
        return text
    hint = did_you_mean(text, known, f"Known are {listed(known, 'and')}.")
    shapes.refuse(node, f"unknown_{key}", f"There is no {key} {printable(text[:60])}.", hint)
    return None


def read_play_promise(shapes: Shapes, node: Node | None) -> PlayPromise | None:
    """What marketing owes when sales asks for a play; None where nothing is agreed."""
    known, required = ("within_days", "because"), ("within_days",)
    parts = shapes.parts(node, "The promise of plays", known, required) if node else None
    days = parts.integer("within_days", 1, _MAX_WITHIN) if parts else None
    return PlayPromise(days, parts.text("because")) if parts and days else None
