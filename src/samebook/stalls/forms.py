"""What is entered about stalls, and what the list of sales at risk is filtered by."""

from datetime import datetime
from typing import Any

from django import forms

from samebook.buying.pipelines import all_pipelines
from samebook.buying.recounting import start_of
from samebook.buying.terms import stage_name
from samebook.company.choices import rep_choices, territory_choices
from samebook.company.queries import local_zone
from samebook.kernel.access import Actor
from samebook.stalls.wording import cause_labels
from samebook.ui.converters import LARGEST
from samebook.ui.forms import offer

ANY = ("", "any")


def a_day(label: str) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(required=False, label=label, widget=widget)


class StallForm(forms.Form):
    """A cause is enough; who stalls, since when and a note may be said too."""

    cause = forms.CharField(max_length=100)
    person = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    since = a_day("Since")
    note = forms.CharField(required=False, max_length=500)

    def arguments(self) -> dict[str, Any]:
        """What ``open_stall`` is called with."""
        said = self.cleaned_data
        since = start_of(said["since"], local_zone()) if said["since"] else None
        return {"cause": said["cause"], "person_id": said["person"], "note": said["note"], "since": since}


class ConfirmForm(forms.Form):
    """The rule's cause, or another."""

    cause = forms.CharField(required=False, max_length=100)
    note = forms.CharField(required=False, max_length=500)

    def arguments(self) -> dict[str, Any]:
        return {"cause": self.cleaned_data["cause"], "note": self.cleaned_data["note"]}


class EndForm(forms.Form):
    """What ended it."""

    ended_by = forms.CharField(max_length=10)
    words = forms.CharField(required=False, max_length=500)

    def arguments(self) -> dict[str, Any]:
        return {"ended_by": self.cleaned_data["ended_by"], "words": self.cleaned_data["words"]}


class MeetingForm(forms.Form):
    to_date = a_day("To the day")

    def arguments(self) -> dict[str, Any]:
        return {"to_date": self.cleaned_data["to_date"]}


class RiskFilter(forms.Form):
    """A GET form; what is empty asks for nothing."""

    cause = forms.ChoiceField(required=False)
    stage = forms.ChoiceField(required=False)
    owner = forms.TypedChoiceField(required=False, coerce=int)
    territory = forms.TypedChoiceField(required=False, coerce=int)
    least = forms.IntegerField(required=False, min_value=0, max_value=36_500, label="Standing still for days, at least")

    def __init__(self, data: Any, *, actor: Actor, at: datetime) -> None:
        super().__init__(data)
        stages = dict.fromkeys(stage.name for each in all_pipelines(at).values() for stage in each.stages)
        offer(self, "cause", [ANY, *cause_labels(at).items()])
        offer(self, "stage", [ANY, *((name, stage_name(name)) for name in stages)])
        offer(self, "owner", [ANY, *rep_choices()])
        offer(self, "territory", [ANY, *territory_choices(actor)])

    def wanted(self) -> dict[str, Any]:
        """The arguments of ``risk.at_risk``."""
        if not self.is_bound:
            return {}
        self.is_valid()
        said = dict(self.cleaned_data)
        said["owner_id"], said["territory_id"] = said.pop("owner", None), said.pop("territory", None)
        return said
