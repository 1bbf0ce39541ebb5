"""What people enter about accounts and people; each form checks shapes, the actions refuse what may not be."""

from samebook.accounts.forms.acts import ConsentForm, SuppressForm
from samebook.accounts.forms.filters import AccountFilter, PeopleFilter
from samebook.accounts.forms.records import AccountForm, PersonForm, RecordForm

__all__ = ["AccountFilter", "AccountForm", "ConsentForm", "PeopleFilter", "PersonForm", "RecordForm", "SuppressForm"]
