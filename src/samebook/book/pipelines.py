"""Pipelines of a Book: the stages a sale goes through, each part of one of the customer's two decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from samebook.book import sections
from samebook.book.built_in import OPPORTUNITY_FIELDS
from samebook.book.conditions import Conditions
from samebook.book.model import Condition, DeclaredField
from samebook.book.nodes import Node, Scalar
from samebook.book.shapes import MAX_NAME, Parts, Shapes
from samebook.book.values import printable

START, VENDOR = "start_project", "choose_vendor"
DECISIONS: Final = (START, VENDOR)
"""What the buying team decides: that the project starts, and then who delivers it."""
_PIPELINE = ("name", "means", "stages", "because")
_STAGE = ("name", "decision", "means", "exit", "expected_days", "because")
_MAX_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class PipelineStage:
    """One stage of a pipeline.

    Attributes:
        decision: The customer's decision that it is part of.
        exit: What should be true of the opportunity before it goes on; None when nothing is agreed.
        expected_days: How many days a sale usually stays; None when nothing is agreed.
    """

    name: str
    decision: str
    means: str | None = None
    exit: Condition | None = None
    expected_days: int | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A way of selling: its stages in the order in which a sale goes through them."""

    name: str
    stages: tuple[PipelineStage, ...]
    means: str | None = None
    because: str | None = None

    def stage(self, name: str) -> PipelineStage | None:
        """The stage of this name; None when there is none."""
        return next((stage for stage in self.stages if stage.name == name), None)

    def left_on_the_way(self, from_stage: str, to_stage: str) -> tuple[PipelineStage, ...]:
        """The stages whose end a move goes past: none for a move back, or out of a stage that is not in here."""
        names = [stage.name for stage in self.stages]
        if from_stage not in names or to_stage not in names:
            return ()
        return self.stages[names.index(from_stage) : names.index(to_stage)]


DEFAULT: Final = Pipeline(
    "sales",
    (
        PipelineStage("discovery", START),
        PipelineStage("project", START),
        PipelineStage("proposal", VENDOR),
        PipelineStage("negotiation", VENDOR),
    ),
)
"""Where a Book has no pipelines, and before there is a Book."""
_CALLED: Final = {"project": "Project agreed"}
"""Stages of the default pipeline whose name says too little."""


def stage_in_words(name: str) -> str:
    """A stage, or a pipeline, as people call it: the Book gives them names and no labels."""
    return _CALLED.get(name) or name.replace("_", " ").capitalize()


def read_opportunity_fields(shapes: Shapes, node: Node | None) -> dict[str, DeclaredField]:
    """The fields of opportunities, declared and built in; only pipelines may speak of them.

    Args:
        node: The section ``fields``, whose other entries are read elsewhere.
    """
    return sections.read_fields_of(shapes, node, OPPORTUNITY_FIELDS, of_opportunities=True)


def read_pipelines(shapes: Shapes, fields: Mapping[str, DeclaredField], node: Node | None) -> tuple[Pipeline, ...]:
    """Pipelines in their order; names are theirs alone, those of stages within their pipeline."""
    conditions = Conditions(shapes, fields, {})
    found: list[Pipeline] = []
    for item in shapes.sequence(node, "Pipelines"):
        parts = shapes.parts(item, "A pipeline", _PIPELINE, required=("name", "stages"))
        name = _name(shapes, parts) if parts else None
        if parts is None or name is None:
            continue
        if name in [each.name for each in found]:
            shapes.refuse(item, "repeated", f"The pipeline {printable(name)} stands here twice.", "Keep one.")
        stages = _read_stages(shapes, conditions, name, parts.get("stages"))
        found.append(Pipeline(name, stages, parts.text("means"), parts.text("because")))
    if node is not None and not found and not shapes.problems:
        shapes.refuse(node, "empty", "Pipelines has no pipeline.", "Write at least one, or delete the section.")
    return tuple(found)


def _read_stages(shapes: Shapes, conditions: Conditions, pipeline: str, node: Node | None) -> tuple[PipelineStage, ...]:
    stages: list[PipelineStage] = []
    for item in shapes.sequence(node, f"The stages of {pipeline}"):
        parts = shapes.parts(item, "A stage", _STAGE, required=("name", "decision"))
        name = _name(shapes, parts) if parts else None
        if parts is None or name is None:
            continue
        if name in [each.name for each in stages]:
            shapes.refuse(item, "repeated", f"The stage {printable(name)} stands here twice.", "Keep one.")
        if name in ("won", "lost"):
            shapes.refuse(item, "name", f"A stage cannot be called {name}.", "That is how a sale ends, not a stage.")
        decision, exit_ = parts.choice("decision", DECISIONS), conditions.read(parts.get("exit"))
        days = parts.integer("expected_days", 1, _MAX_DAYS)
        means, because = parts.text("means"), parts.text("because")
        if decision:
            stages.append(PipelineStage(name, decision, means, exit_, days, because))
    if node is not None and not stages and not shapes.problems:
        shapes.refuse(node, "empty", f"The pipeline {pipeline} has no stage.", "Write at least one.")
    return tuple(stages)


def _name(shapes: Shapes, parts: Parts) -> str | None:
    node = parts.get("name")
    text = parts.text("name", MAX_NAME)
    return text if text and isinstance(node, Scalar) and shapes.is_name(node, text) else None
