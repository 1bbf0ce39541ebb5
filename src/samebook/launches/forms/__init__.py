"""What the pages of launches ask for."""

from samebook.launches.forms.cells import CellForm, DocumentForm, ReasonForm, RuleForm
from samebook.launches.forms.plan import LaunchForm, MilestoneForm, ProcessForm, TrainingForm
from samebook.launches.forms.signing import DeclareForm, SignGapsForm

__all__ = [
    "CellForm",
    "DeclareForm",
    "DocumentForm",
    "LaunchForm",
    "MilestoneForm",
    "ProcessForm",
    "ReasonForm",
    "RuleForm",
    "SignGapsForm",
    "TrainingForm",
]
