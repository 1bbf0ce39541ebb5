"""Beginning, writing, proposing and signing an edition."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from samebook.agreement.starters import EMPTY, starters
from samebook.agreement.terms import Side
from samebook.book.text import MAX_BYTES

MINUTE = "%Y-%m-%dT%H:%M"
FIRST_YEAR, LAST_YEAR = 1970, 2199


class BeginForm(forms.Form):
    """From which text a draft goes out: a starter, or nothing but the least."""

    start = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        named = [(starter.name, starter.title) for starter in starters()]
        self.fields["start"] = forms.ChoiceField(
            label="Begin from", choices=[*named, ("empty", "Almost nothing")], widget=forms.RadioSelect
        )

    def text(self) -> str:
        texts = {starter.name: starter.text for starter in starters()}
        return texts.get(self.cleaned_data["start"], EMPTY)


class TextForm(forms.Form):
    """The text of a draft, and the hash of the one that its writer began from."""

    text = forms.CharField(label="Text of the edition", widget=forms.Textarea, strip=False, max_length=MAX_BYTES)
    seen_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ProposeForm(forms.Form):
    """When the edition is to take force; empty for the next midnight."""

    in_force_from = forms.DateTimeField(
        label="In force from", widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTE)
    )

    def __init__(self, data: Any = None, *, at: datetime) -> None:
        tomorrow = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        super().__init__(data, initial={"in_force_from": tomorrow})

    def clean_in_force_from(self) -> datetime:
        said: datetime = self.cleaned_data["in_force_from"]
        if not FIRST_YEAR <= said.year <= LAST_YEAR:
            raise forms.ValidationError("Enter a day between 1970 and 2199.")
        return said


class SignForm(forms.Form):
    """One side's signature: for whom, under which text, and the signer's password once more."""

    side = forms.ChoiceField(label="Sign for")
    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    password = forms.CharField(
        label="Your password, again",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, data: Any = None, *, sides: Sequence[Side], content_hash: str = "") -> None:
        super().__init__(data, initial={"content_hash": content_hash, "side": sides[0] if sides else ""})
        choices = [(side.value, side.value.capitalize()) for side in sides]
        widget = forms.HiddenInput() if len(choices) == 1 else forms.Select()
        self.fields["side"] = forms.ChoiceField(label="Sign for", choices=choices, widget=widget)
