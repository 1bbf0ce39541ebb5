"""What the list and the board of opportunities are filtered by."""

from typing import Any

from django import forms

from samebook.buying.models import Opportunity
from samebook.buying.terms import Stage
from samebook.company.queries import active_reps, territories
from samebook.kernel.access import Actor

ANY = ("", "any")


def rep_choices() -> list[tuple[Any, str]]:
    reps = active_reps().prefetch_related(None).order_by("name", "pk").values_list("pk", "name")
    return [ANY, *reps]


class OpportunityFilter(forms.Form):
    """A GET form; what is empty asks for nothing."""

    q = forms.CharField(required=False, max_length=100, label="Name or account contains")
    outcome = forms.ChoiceField(
        required=False, choices=[ANY, *((value, value.capitalize()) for value in Opportunity.Outcome.values)]
    )
    stage = forms.ChoiceField(required=False, choices=[ANY, *Stage.choices])
    owner = forms.TypedChoiceField(required=False, coerce=int)
    territory = forms.TypedChoiceField(required=False, coerce=int)
    decided_until = forms.DateField(
        required=False, label="Decision until", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        places = [(place.pk, "\u2003" * depth + place.name) for place, depth in territories(actor)]
        self.fields["territory"].choices = [ANY, *places]  # type: ignore[attr-defined]
        self.fields["owner"].choices = rep_choices()  # type: ignore[attr-defined]

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
        self.fields["owner"].choices = rep_choices()  # type: ignore[attr-defined]

    def owner_id(self) -> int | None:
        self.is_valid()
        chosen: int | None = self.cleaned_data.get("owner")
        return chosen
