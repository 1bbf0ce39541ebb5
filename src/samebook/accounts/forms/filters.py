"""What the lists of accounts and people are filtered by."""

from datetime import datetime
from typing import Any

from django import forms

from samebook.accounts.hooks import list_sets
from samebook.company.choices import rep_choices, territory_choices
from samebook.company.terms import countries
from samebook.kernel.access import Actor
from samebook.ui.forms import offer

ANY = ("", "any")


class AccountFilter(forms.Form):
    """A GET form; what is empty asks for nothing. Its choices are those that the actor may see."""

    q = forms.CharField(required=False, max_length=200, label="Name or domain begins with")
    customer = forms.ChoiceField(required=False, choices=[ANY, ("yes", "Customers"), ("no", "Not yet")])
    country = forms.ChoiceField(required=False, choices=lambda: [ANY, *countries().items()])
    industry = forms.CharField(required=False, max_length=60)
    territory = forms.TypedChoiceField(required=False, coerce=int)
    owner = forms.TypedChoiceField(required=False, coerce=int)
    segment = forms.ChoiceField(required=False)

    def __init__(self, data: Any, *, actor: Actor, at: datetime) -> None:
        super().__init__(data)
        offer(self, "territory", [ANY, *territory_choices(actor)])
        offer(self, "owner", [ANY, *rep_choices()])
        _offer_sets(self, actor, "account", at)

    def wanted(self) -> dict[str, Any]:
        """The arguments of ``directory.narrowed_accounts``; what is not valid asks for nothing."""
        self.is_valid()
        said = self.cleaned_data
        plain = {name: said.get(name) for name in ("q", "customer", "country", "industry", "segment")}
        return plain | {"territory_id": said.get("territory"), "owner_id": said.get("owner")}


class PeopleFilter(forms.Form):
    """A GET form; what is empty asks for nothing."""

    q = forms.CharField(required=False, max_length=200, label="Name or e-mail begins with")
    country = forms.ChoiceField(required=False, choices=lambda: [ANY, *countries().items()])
    contact = forms.ChoiceField(
        required=False, choices=[ANY, ("open", "May be contacted"), ("barred", "Do not contact")]
    )
    segment = forms.ChoiceField(required=False)

    def __init__(self, data: Any, *, actor: Actor, at: datetime) -> None:
        super().__init__(data)
        _offer_sets(self, actor, "person", at)

    def wanted(self) -> dict[str, Any]:
        """The arguments of ``directory.narrowed_people``."""
        self.is_valid()
        return dict(self.cleaned_data)


def _offer_sets(form: forms.Form, actor: Actor, kind: str, at: datetime) -> None:
    """Offer the segments of a kind of record; without any the filter is not shown."""
    found = [each for sets in list_sets for each in sets.offered(actor, kind, at=at)]
    if found:
        offer(form, "segment", [ANY, *found])
    else:
        del form.fields["segment"]
