"""What the list and the board of opportunities are filtered by."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from samebook.buying.histories import LONGEST_STAGE
from samebook.buying.models import Opportunity
from samebook.buying.pipelines import selling_at
from samebook.buying.terms import Forecast, stage_name
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
    pipeline = forms.ChoiceField(required=False)
    stage = forms.ChoiceField(required=False)
    forecast = forms.ChoiceField(required=False, choices=[ANY, *Forecast.choices()])
    owner = forms.TypedChoiceField(required=False, coerce=int)
    territory = forms.TypedChoiceField(required=False, coerce=int)
    decided_until = forms.DateField(
        required=False, label="Decision until", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, actor: Actor, at: datetime) -> None:
        super().__init__(data)
        selling = selling_at(at)
        stages = dict.fromkeys(stage.name for pipeline in selling.pipelines for stage in pipeline.stages)
        asked = data.get("stage", "") if data else ""
        stages |= {asked: None} if asked and len(asked) <= LONGEST_STAGE else {}
        offer(self, "pipeline", [ANY, *((each.name, stage_name(each.name)) for each in selling.pipelines)])
        offer(self, "stage", [ANY, *((name, stage_name(name)) for name in stages)])
        if len(selling.pipelines) == 1:
            del self.fields["pipeline"]
        offer(self, "territory", [ANY, *territory_choices(actor)])
        offer(self, "owner", [ANY, *rep_choices()])

    def wanted(self) -> dict[str, Any]:
        """The arguments of ``pipeline.narrowed``."""
        self.is_valid()
        said = dict(self.cleaned_data)
        said["owner_id"], said["territory_id"] = said.pop("owner", None), said.pop("territory", None)
        return said


class BoardFilter(forms.Form):
    """Whose board it is, and of which pipeline; that is asked for only where there are several."""

    pipeline = forms.ChoiceField(required=False)
    owner = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, pipelines: Sequence[str]) -> None:
        super().__init__(data)
        offer(self, "owner", [ANY, *rep_choices()])
        offer(self, "pipeline", [(name, stage_name(name)) for name in pipelines])
        if len(pipelines) < 2:
            del self.fields["pipeline"]

    def pipeline_name(self) -> str:
        """The pipeline that is shown; the first one when none was chosen, or one that there is not."""
        self.is_valid()
        return self.cleaned_data.get("pipeline") or ""

    def owner_id(self) -> int | None:
        self.is_valid()
        chosen: int | None = self.cleaned_data.get("owner")
        return chosen
