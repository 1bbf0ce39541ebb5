"""What people enter about opportunities; each form checks shapes, the actions refuse what may not be."""

from samebook.buying.forms.acts import ActForm, ChangeForm, LostForm, OpenForm, PeopleForm, StageForm, WonForm
from samebook.buying.forms.filters import BoardFilter, OpportunityFilter

__all__ = [
    "ActForm", "BoardFilter", "ChangeForm", "LostForm", "OpenForm", "OpportunityFilter", "PeopleForm", "StageForm",
    "WonForm",
]  # fmt: skip
