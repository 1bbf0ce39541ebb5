"""What people say about clauses, and who signs for them while they are away."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from samebook.agreement.clause_values import parts_of, with_values
from samebook.agreement.talking import MOST_SAID
from samebook.agreement.terms import Side
from samebook.book import content_hash
from samebook.company.models import User

MOST_REASON = 500
PART = "part_"


class ReasonForm(forms.Form):
    """Why; the other side reads it."""

    reason = forms.CharField(
        label="Why", max_length=MOST_REASON, widget=forms.Textarea({"rows": 3}), help_text="The other side reads this."
    )


class SpeakingForm(forms.Form):
    """Somebody speaks for a side; it is asked for only where they belong to both."""

    side = forms.ChoiceField(label="You speak for", required=False)

    def __init__(self, data: Any = None, *, sides: Sequence[Side], prefix: str | None = None) -> None:
        super().__init__(data, prefix=prefix)
        if len(sides) > 1:
            choices = [(side.value, side.label) for side in sides]
            self.fields["side"] = forms.ChoiceField(label="You speak for", choices=choices)
        else:
            del self.fields["side"]


class CommentForm(SpeakingForm):
    """What is said about a clause."""

    text = forms.CharField(
        label="What is to be said",
        max_length=MOST_SAID,
        widget=forms.Textarea({"rows": 4}),
        help_text="About the terms, not about people.",
    )
    is_point = forms.BooleanField(label="Stays open until our side calls it settled", required=False)
    field_order = ("text", "is_point", "side")

    def __init__(self, data: Any = None, *, sides: Sequence[Side], is_answer: bool = False) -> None:
        super().__init__(data, sides=sides)
        self.initial["is_point"] = not is_answer


class CounterForm(SpeakingForm):
    """What a clause is to say instead: its values one by one, or its text where it holds more than values."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label="Why", max_length=MOST_REASON, widget=forms.Textarea({"rows": 3}), help_text="The other side reads this."
    )

    def __init__(self, data: Any = None, *, clause: str, sides: Sequence[Side]) -> None:
        super().__init__(data, sides=sides)
        self.clause = clause
        self.initial["seen"] = content_hash(clause)
        self.parts = parts_of(clause)
        for part in self.parts:
            rows = 4 if len(part.value) > 70 else 2
            self.fields[PART + part.key] = forms.CharField(
                label=part.label, initial=part.value.strip(), max_length=8000, widget=forms.Textarea({"rows": rows})
            )
        if not self.parts:
            self.fields["proposed"] = forms.CharField(
                label="The clause as it is to say", initial=clause, strip=False, widget=forms.Textarea({"rows": 14})
            )
        said = [PART + part.key for part in self.parts] or ["proposed"]
        self.order_fields([*said, "reason", "side", "seen"])

    def proposed(self) -> str:
        """The text that is proposed for the clause."""
        if not self.parts:
            return str(self.cleaned_data["proposed"])
        said: Mapping[str, str] = {part.key: self.cleaned_data[PART + part.key] for part in self.parts}
        return with_values(self.clause, said)

    def said_in(self) -> str:
        """The field at which a refusal of the text is shown."""
        return PART + self.parts[0].key if self.parts else "proposed"


class DelegateForm(forms.Form):
    """Who signs for somebody, and in which days."""

    side = forms.ChoiceField(label="Sign for")
    delegate = forms.TypedChoiceField(label="Who signs for you", coerce=int)
    from_date = forms.DateField(label="First day", widget=forms.DateInput({"type": "date"}))
    until_date = forms.DateField(label="Last day", widget=forms.DateInput({"type": "date"}))

    def __init__(self, data: Any = None, *, offered: Mapping[Side, Sequence[User]]) -> None:
        super().__init__(data)
        sides = [(side.value, side.label) for side in offered]
        widget = forms.HiddenInput() if len(sides) == 1 else forms.Select()
        self.fields["side"] = forms.ChoiceField(
            label="Sign for", choices=sides, widget=widget, initial=sides[0][0] if sides else ""
        )
        people = {user.pk: user.name for users in offered.values() for user in users}
        self.fields["delegate"] = forms.TypedChoiceField(
            label="Who signs for you", coerce=int, choices=[("", "Choose somebody"), *people.items()]
        )
        self.order_fields(["side", "delegate", "from_date", "until_date"])
