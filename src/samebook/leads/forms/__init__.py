"""What people enter about leads; each form checks shapes, the actions refuse what may not be."""

from samebook.leads.forms.acts import ActForm, form_for
from samebook.leads.forms.entry import LeadForm
from samebook.leads.forms.filters import FilterForm
from samebook.leads.forms.public import PublicForm

__all__ = ["ActForm", "FilterForm", "LeadForm", "PublicForm", "form_for"]
