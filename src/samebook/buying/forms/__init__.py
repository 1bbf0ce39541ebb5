"""What people enter about opportunities; each form checks shapes, the actions refuse what may not be."""

from samebook.buying.forms.acts import ActForm, OpenForm, PeopleForm, StageForm
from samebook.buying.forms.change import ChangeForm
from samebook.buying.forms.closing import LostForm, ReopenForm, WinBackForm, WonForm
from samebook.buying.forms.filters import BoardFilter, OpportunityFilter
from samebook.buying.forms.parts import CompetitorsForm, ProductsForm, TeamForm

WHILE_OPEN: dict[str, type[ActForm]] = {
    form.act: form
    for form in (StageForm, ChangeForm, PeopleForm, ProductsForm, CompetitorsForm, TeamForm, WonForm, LostForm)
}
ONCE_CLOSED: dict[str, type[ActForm]] = {form.act: form for form in (ReopenForm, WinBackForm)}

__all__ = [
    "ONCE_CLOSED",
    "WHILE_OPEN",
    "ActForm",
    "BoardFilter",
    "OpenForm",
    "OpportunityFilter",
]
