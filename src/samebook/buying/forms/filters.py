"""What the list and the board of opportunities are filtered by."""

from typing import Any

from django import forms

from samebook.buying.models import Opportunity
from samebook.buying.terms import Stage
from samebook.company.choices import rep_choices, territory_choices
from samebook.kernel.access import Actor
from samebook.ui.forms import offer

ANY = ("", "any")


class OpportunityFilter(forms.Form):
    """A GET form; what is empty asks for nothing."""

    q = forms.CharField(required=False, max_length=100, label="Name or account contains")
    outcome = forms.ChoiceField(
        required=False, choices=[ANY, *((value, value.capitalize()) for value in Opportunity.Outcome.values)]
    )
    stage = forms.ChoiceField(required=False, choices=[ANY, *Stage.choices()])
    owner = forms.TypedChoiceField(required=False, coerce=int)
    territory = forms.TypedChoiceField(required=False, coerce=int)
    decided_until = forms.DateField(
        required=False, label="Decision until", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        offer(self, "territory", [ANY, *territory_choices(actor)])
        offer(self, "owner", [ANY, *rep_choices()])

    def wanted(self) -> dict[str, Any]:
        """The arguments of ``pipeline.narrowed``."""
        self.is_valid()
        said = dict(self.cleaned_data)
        said["owner_id"], said["territory_id"] = said.pop("owner", None), said.pop("territory", None)
        return said


class BoardFilter(forms.Form):
    """Whose board it is."""

    owner = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer(self, "owner", [ANY, *rep_choices()])

    def owner_id(self) -> int | None:
        self.is_valid()
        chosen: int | None = self.cleaned_data.get("owner")
        return chosen
