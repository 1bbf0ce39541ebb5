"""Signatures: over which text, and the signer's password once more."""

from typing import Any

from django import forms

PASSWORD = forms.PasswordInput({"autocomplete": "current-password"})


class DeclareForm(forms.Form):
    """Declaring a launch ready."""

    shown_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    password = forms.CharField(label="Your password, again", strip=False, max_length=1000, widget=PASSWORD)

    def __init__(self, data: Any = None, *, shown_hash: str) -> None:
        super().__init__(data, initial={"shown_hash": shown_hash})


class SignGapsForm(DeclareForm):
    """Signing for gaps, with the reason."""

    reason = forms.CharField(
        label="Why the launch may go on without it", max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text="It is frozen with your name, and shown wherever the gap is.",
    )  # fmt: skip
    field_order = ("shown_hash", "reason", "password")
