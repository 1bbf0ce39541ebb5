"""The forms of offers by lot."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from samebook.plays.effects.actions import LotInput
from samebook.plays.effects.foreseeing import LotNumbers
from samebook.plays.effects.rules import DRAWING, HORIZONS, WORTHWHILE
from samebook.plays.models import Play
from samebook.ui.forms import offer

HUNDRED = Decimal(100)
NUMBERS = ("play", "share", "horizon", "worthwhile", "days")


class LotForm(forms.Form):
    """Everything that is fixed before the first stall is drawn."""

    name = forms.CharField(label="Name", max_length=100)
    play = forms.ChoiceField(
        label="Play", required=False, help_text="Of one play, stalls whose cause it answers are drawn."
    )
    share = forms.DecimalField(
        label="To be held back, per cent of accounts",
        min_value=Decimal(10),
        max_value=Decimal(90),
        decimal_places=1,
        initial=50,
        help_text="Their stalls are offered nothing until the horizon is over. At 50 the fewest stalls say the most.",
    )
    horizon = forms.IntegerField(
        label="Days that are counted after a stall’s opening",
        min_value=HORIZONS[0],
        max_value=HORIZONS[1],
        initial=30,
    )
    worthwhile = forms.DecimalField(
        label="Smallest number of days saved worth knowing",
        min_value=WORTHWHILE[0],
        max_value=WORTHWHILE[1],
        decimal_places=1,
        initial=5,
        help_text="A lot that could not have seen it says so.",
    )
    days = forms.IntegerField(
        label="Days for which stalls are drawn, from now on", min_value=DRAWING[0], max_value=DRAWING[1], initial=180
    )

    def __init__(self, data: Any = None, *, plays: Sequence[Play]) -> None:
        super().__init__(data)
        offer(self, "play", [("", "Every play"), *((str(each.pk), each.name) for each in plays)])

    def numbers(self) -> LotNumbers | None:
        """What a forecast needs; None while a part of it is missing or cannot be. The name may still be."""
        if not self.is_bound:
            first = {name: self.get_initial_for_field(self.fields[name], name) for name in NUMBERS}
            return LotNumbers(None, first["share"] / 100, first["horizon"], first["worthwhile"], first["days"])
        self.is_valid()
        given = self.cleaned_data
        if any(name not in given for name in NUMBERS):
            return None
        return LotNumbers(
            play=int(given["play"]) if given["play"] else None,
            share=float(given["share"] / HUNDRED),
            horizon=given["horizon"],
            worthwhile=float(given["worthwhile"]),
            days=given["days"],
        )

    def values(self) -> LotInput:
        given = self.cleaned_data
        return LotInput(
            name=given["name"],
            play=int(given["play"]) if given["play"] else None,
            share=given["share"] / HUNDRED,
            horizon=given["horizon"],
            worthwhile=given["worthwhile"],
            days=given["days"],
        )


class StopForm(forms.Form):
    """Why no more stalls are drawn."""

    reason = forms.CharField(label="Why", max_length=300)
