"""How an opportunity ends, is opened again, or is won back."""

from typing import Any

from django import forms
from django.utils import timezone

from samebook.buying.forms.acts import ActForm, a_day
from samebook.ui.forms import offer


class WonForm(ActForm):
    """The Book's reasons where it has any; else free words."""

    act = "won"

    closed_on = a_day(label="Decided on")
    reason = forms.CharField(required=False, max_length=100, help_text="Why they chose us, in their words.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["closed_on"] = timezone.localdate(self.at)
        reasons = self.file.selling.won_reasons
        if reasons:
            choices = [("", "Not known"), *reasons.items()]
            self.fields["reason"] = forms.ChoiceField(required=False, choices=choices, label="Why they chose us")


class LostForm(ActForm):
    act = "lost"

    closed_on = a_day(label="Decided on")
    reason = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["closed_on"] = timezone.localdate(self.at)
        offer(self, "reason", [("", "Choose why"), *self.file.selling.lost_reasons.items()])


class ReopenForm(ActForm):
    act = "reopen"

    why = forms.CharField(max_length=500, label="Why it is opened again")


class WinBackForm(ActForm):
    act = "win-back"

    name = forms.CharField(max_length=200, label="Name of the new sale")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("name", self.opportunity.name)

    def arguments(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], "opened_on": timezone.localdate(self.at)}
