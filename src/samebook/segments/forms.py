"""The form of a private segment; its condition is the builder's."""

from typing import Any

from django import forms

from samebook.agreement.terms import Side
from samebook.kernel.access import Actor
from samebook.segments.actions import LONGEST_MEANS
from samebook.segments.definitions import sides_of
from samebook.segments.models import Segment
from samebook.segments.rules import LONGEST_NAME
from samebook.ui.forms import offer

WHOSE = {Side.SALES: "Everyone in sales", Side.MARKETING: "Everyone in marketing"}


class SegmentForm(forms.Form):
    """Name, meaning, and who may read it."""

    name = forms.CharField(
        label="Name", max_length=60, help_text="A few words, as in large plants in the north; not one the Book uses."
    )
    means = forms.CharField(
        label="What it means", max_length=LONGEST_MEANS, required=False, widget=forms.Textarea({"rows": 2})
    )
    shared_with = forms.ChoiceField(label="Who may read it", required=False)

    def __init__(self, data: Any = None, *, actor: Actor, segment: Segment | None = None) -> None:
        super().__init__(data)
        self.segment = segment
        offer(self, "shared_with", [("", "I alone"), *((side.value, WHOSE[side]) for side in sides_of(actor))])
        if segment is not None:
            self.initial = {"name": _words(segment.name), "means": segment.means, "shared_with": segment.shared_with}

    def values(self) -> dict[str, str]:
        given = self.cleaned_data
        name = given["name"].strip().lower().replace("-", " ")
        return {
            "name": "_".join(name.split())[: LONGEST_NAME + 1],
            "means": given["means"],
            "shared_with": given["shared_with"],
        }


def _words(name: str) -> str:
    return name.replace("_", " ")
