"""Forms of plays: the library, plays in use, requests."""

from samebook.plays.forms.library import ForForm, NameForm, StepForm
from samebook.plays.forms.using import AnswerForm, AskForm, HelpedForm, ReasonForm, RewordForm, StartForm, StepDoneForm

__all__ = [
    "AnswerForm",
    "AskForm",
    "ForForm",
    "HelpedForm",
    "NameForm",
    "ReasonForm",
    "RewordForm",
    "StartForm",
    "StepDoneForm",
    "StepForm",
]
