"""What numbers call the stages of a sale and the customer's decisions; the Book names stages and gives no labels."""

from datetime import datetime

from samebook.buying.pipelines import selling_at
from samebook.buying.terms import Decision, Stage, stage_name


def stage_labels(at: datetime) -> dict[str, str]:
    """The stages of the pipelines in force, and the usual ones, as pages call them."""
    named = [stage.name for pipeline in selling_at(at).pipelines for stage in pipeline.stages]
    return {name: stage_name(name) for name in (*named, *Stage.values())}


def pipeline_labels(at: datetime) -> dict[str, str]:
    return {each.name: stage_name(each.name) for each in selling_at(at).pipelines}


def decision_labels(at: datetime) -> dict[str, str]:
    return dict(Decision.choices())
