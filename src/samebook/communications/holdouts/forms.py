"""The form that plans a hold-out."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from samebook.communications.holdouts.actions import HoldoutInput
from samebook.communications.holdouts.rules import LONGEST_DAYS, LONGEST_LIST
from samebook.communications.holdouts.terms import Aim
from samebook.communications.models import Communication
from samebook.ui.forms import offer
from samebook.ui.widgets import ManyOf

HUNDRED = Decimal(100)


class HoldoutForm(forms.Form):
    """Everything that is fixed before the start."""

    name = forms.CharField(label="Name", max_length=100)
    communications = forms.MultipleChoiceField(
        label="Communications", widget=ManyOf, help_text="Held-out accounts are left without these."
    )
    aim = forms.ChoiceField(
        label="What counts", choices=Aim.choices(), help_text="Accounts with at least one of these while it runs."
    )
    segment = forms.ChoiceField(
        label="Among the accounts of", required=False, help_text="Its members as of the last count; or give a list."
    )
    accounts = forms.CharField(
        label="Or a list of accounts",
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea({"rows": 4}),
        help_text="External ids, one on each line. Where lots were drawn elsewhere: the id, a comma, and contacted or "
        "held_out.",
    )
    vouched_by = forms.CharField(
        label="Drawn elsewhere by the word of",
        required=False,
        max_length=200,
        help_text="Only where the list names the arms: who vouches that they were drawn at random.",
    )
    share = forms.DecimalField(
        label="To be held out, per cent", min_value=Decimal(1), max_value=Decimal(99), decimal_places=1, initial=50
    )
    worthwhile = forms.DecimalField(
        label="Smallest difference worth knowing, percentage points",
        min_value=Decimal("0.1"),
        max_value=HUNDRED,
        decimal_places=1,
        initial=5,
        help_text="A hold-out that could not have seen it says so.",
    )
    starts_on = forms.DateField(label="First day", widget=forms.DateInput({"type": "date"}))
    days = forms.IntegerField(label="Days", min_value=1, max_value=LONGEST_DAYS, initial=90)

    def __init__(
        self, data: Any = None, *, communications: Sequence[Communication], segments: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        offer(self, "communications", [(str(each.pk), each.name) for each in communications])
        offer(self, "segment", [("", "No segment"), *segments])

    def values(self) -> HoldoutInput:
        given = self.cleaned_data
        return HoldoutInput(
            name=given["name"],
            communications=[int(each) for each in given["communications"]],
            aim=Aim(given["aim"]),
            share=given["share"] / HUNDRED,
            worthwhile=given["worthwhile"] / HUNDRED,
            starts_on=given["starts_on"],
            days=given["days"],
            segment=given["segment"],
            accounts=given["accounts"],
            vouched_by=given["vouched_by"],
        )


class CancelForm(forms.Form):
    """Why it is called off."""

    reason = forms.CharField(label="Why", max_length=300)
