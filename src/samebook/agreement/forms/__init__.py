"""What people enter about editions; each form checks shapes, the actions refuse what may not be."""

from samebook.agreement.forms.editions import BeginForm, ProposeForm, SignForm, TextForm
from samebook.agreement.forms.negotiation import CommentForm, CounterForm, DelegateForm, ReasonForm
from samebook.agreement.forms.scope import EndForm, ScopeFilter, ScopeForm

__all__ = [
    "BeginForm",
    "CommentForm",
    "CounterForm",
    "DelegateForm",
    "EndForm",
    "ProposeForm",
    "ReasonForm",
    "ScopeFilter",
    "ScopeForm",
    "SignForm",
    "TextForm",
]
