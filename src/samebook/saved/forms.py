"""Forms of saved views."""

from typing import Any

from django import forms

from samebook.saved.models import Mailing, SavedView
from samebook.saved.rules import LONGEST_NAME
from samebook.saved.terms import WEEKDAYS, Rhythm


class ViewForm(forms.Form):
    """What a view is called, and who sees it."""

    name = forms.CharField(label="Name", max_length=LONGEST_NAME)
    with_team = forms.BooleanField(label="My team sees it too", required=False)

    def __init__(self, data: Any = None, *, view: SavedView | None = None) -> None:
        super().__init__(data)
        if view is not None:
            self.initial = {"name": view.name, "with_team": view.team_id is not None}


class MailingForm(forms.Form):
    """When a view is mailed."""

    rhythm = forms.ChoiceField(label="How often", choices=Rhythm.choices())
    weekday = forms.TypedChoiceField(
        label="Day of a weekly mail", choices=list(enumerate(WEEKDAYS)), coerce=int, required=False
    )
    hour = forms.TypedChoiceField(
        label="Hour", choices=[(hour, f"{hour:02d}:00") for hour in range(24)], coerce=int, initial=7
    )

    def clean_weekday(self) -> int:
        return int(self.cleaned_data["weekday"] or 0)

    def __init__(self, data: Any = None, *, mailing: Mailing | None = None, zone: str = "") -> None:
        super().__init__(data)
        self.fields["hour"].help_text = f"In the company's zone, {zone}." if zone else ""
        self.fields["rhythm"].help_text = "Every month: on its first business day."
        if mailing is not None:
            self.initial = {"rhythm": mailing.rhythm, "weekday": mailing.weekday, "hour": mailing.hour}
