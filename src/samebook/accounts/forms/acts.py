"""What a person allowed, and never to be contacted again."""

from datetime import UTC, datetime
from typing import Any

from django import forms

from samebook.accounts.models import Person
from samebook.accounts.suppression import EMAIL, PHONE
from samebook.ui.forms import offer

SAID = [("yes", "They agree"), ("no", "They withdraw")]
ADDRESSES = {EMAIL: "E-mail", PHONE: "Telephone"}


class ConsentForm(forms.Form):
    """One word of a person."""

    said = forms.ChoiceField(choices=SAID, label="What they said")
    channel = forms.ChoiceField(choices=[("email", "E-mail"), ("phone", "Telephone"), ("post", "Post")])
    purpose = forms.CharField(max_length=40, initial="marketing", help_text="What it is about.")
    happened_at = forms.DateTimeField(
        label="When", required=False, help_text="Empty means now.",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    wording = forms.CharField(required=False, max_length=60, help_text="The version of the text they agreed to.")

    def arguments(self) -> dict[str, Any]:
        """What ``record_consent`` is called with."""
        said = dict(self.cleaned_data)
        when: datetime | None = said.pop("happened_at")
        granted = said.pop("said") == "yes"
        return said | {"granted": granted, "happened_at": when.astimezone(UTC) if when else None}

    def clean_happened_at(self) -> datetime | None:
        said: datetime | None = self.cleaned_data["happened_at"]
        if said is not None and not 1970 <= said.year <= 2199:
            raise forms.ValidationError("Enter when they said it.")
        return said


class SuppressForm(forms.Form):
    """Which address of a person is never to be used again, and why."""

    channel = forms.ChoiceField(label="Address")
    reason = forms.CharField(max_length=60, initial="asked not to be contacted")

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        self.addresses = {channel: getattr(person, channel) for channel in ADDRESSES if getattr(person, channel)}
        offered = [(channel, f"{ADDRESSES[channel]}: {address}") for channel, address in self.addresses.items()]
        offer(self, "channel", offered)

    def arguments(self) -> dict[str, Any]:
        """What ``suppress`` is called with."""
        channel = self.cleaned_data["channel"]
        return {"channel": channel, "address": self.addresses[channel], "reason": self.cleaned_data["reason"]}
