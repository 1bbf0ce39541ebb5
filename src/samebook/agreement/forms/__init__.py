"""What people enter about editions; each form checks shapes, the actions refuse what may not be."""

from samebook.agreement.forms.editions import BeginForm, ProposeForm, SignForm, TextForm
from samebook.agreement.forms.negotiation import CommentForm, CounterForm, DelegateForm, ReasonForm

__all__ = [
    "BeginForm",
    "CommentForm",
    "CounterForm",
    "DelegateForm",
    "ProposeForm",
    "ReasonForm",
    "SignForm",
    "TextForm",
]
