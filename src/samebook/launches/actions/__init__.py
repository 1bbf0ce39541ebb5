"""Every write of launches."""

from samebook.launches.actions.documents import Paper, approve_document, attach_document, end_document
from samebook.launches.actions.planning import Plan, call_off, change_plan, plan_launch, take_back, take_in_new
from samebook.launches.actions.readying import (
    Assumed,
    acknowledge,
    add_milestone,
    assume_process,
    end_milestone,
    publish_training,
    remind,
)
from samebook.launches.actions.requiring import decide_cells, say_rule
from samebook.launches.actions.signing import declare_ready, sign_gaps

__all__ = [
    "Assumed",
    "Paper",
    "Plan",
    "acknowledge",
    "add_milestone",
    "approve_document",
    "assume_process",
    "attach_document",
    "call_off",
    "change_plan",
    "decide_cells",
    "declare_ready",
    "end_document",
    "end_milestone",
    "plan_launch",
    "publish_training",
    "remind",
    "say_rule",
    "sign_gaps",
    "take_back",
    "take_in_new",
]
