"""Beginning, writing, proposing and signing an edition."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from samebook.agreement.signers import MaySign
from samebook.agreement.starters import EMPTY, starters
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
    """The text of a draft, why it is changed, and the hash of the one that its writer began from."""

    text = forms.CharField(label="Text of the edition", widget=forms.Textarea, strip=False, max_length=MAX_BYTES)
    reason = forms.CharField(
        label="Why it is changed", required=False, max_length=500, help_text="Kept in the draft's history."
    )
    seen_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ProposeForm(forms.Form):
    """When the edition is to take force (the next midnight, if nothing else is said), and until when to sign."""

    in_force_from = forms.DateTimeField(
        label="In force from", widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTE)
    )

    sign_by = forms.DateTimeField(
        label="To be signed by",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTE),
        help_text="Whoever has not signed is reminded two days before.",
    )

    def __init__(self, data: Any = None, *, at: datetime) -> None:
        tomorrow = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        super().__init__(data, initial={"in_force_from": tomorrow})

    def clean_in_force_from(self) -> datetime:
        return _sensible(self.cleaned_data["in_force_from"])

    def clean_sign_by(self) -> datetime | None:
        said: datetime | None = self.cleaned_data["sign_by"]
        return _sensible(said) if said else None


def _sensible(said: datetime) -> datetime:
    if not FIRST_YEAR <= said.year <= LAST_YEAR:
        raise forms.ValidationError("Enter a day between 1970 and 2199.")
    return said


class SignForm(forms.Form):
    """One side's signature: for whom, under which text, and the signer's password once more."""

    side = forms.ChoiceField(label="Sign for")
    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    in_force_from = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    password = forms.CharField(
        label="Your password, again",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        sides: Sequence[MaySign],
        content_hash: str = "",
        in_force_from: datetime | None = None,
    ) -> None:
        day = in_force_from.isoformat() if in_force_from else ""
        first = sides[0].key if sides else ""
        super().__init__(data, initial={"content_hash": content_hash, "in_force_from": day, "side": first})
        choices = [(each.key, each.words[:1].upper() + each.words[1:]) for each in sides]
        widget = forms.HiddenInput() if len(choices) == 1 else forms.Select()
        self.fields["side"] = forms.ChoiceField(label="Sign for", choices=choices, widget=widget)

    def clean_in_force_from(self) -> datetime | None:
        said = self.cleaned_data["in_force_from"]
        try:
            return datetime.fromisoformat(said) if said else None
        except ValueError:
            raise forms.ValidationError("The day shown was lost; open the page again.") from None

    def signing(self) -> dict[str, Any]:
        """What ``sign_edition`` takes: the side and whom it is for apart."""
        side, _, for_user = str(self.cleaned_data["side"]).partition(":")
        return {**self.cleaned_data, "side": side, "for_user": int(for_user) if for_user else None}
