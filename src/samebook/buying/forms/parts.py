"""The products, the competitors and the team of an opportunity, each entered as a whole."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from samebook.buying.actions import Line
from samebook.buying.forms.acts import ActForm
from samebook.buying.terms import TeamPart
from samebook.ui.numerals import AmountField

MORE = 3
"""How many empty rows stand below those that are filled."""


class ProductsForm(ActForm):
    act = "products"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = self.file.products
        self.count = len(lines) + MORE
        for at in range(self.count):
            line = lines[at] if at < len(lines) else None
            self.fields[f"product-{at}"] = forms.CharField(
                label=f"Product {at + 1}", required=False, max_length=100, initial=line.product if line else ""
            )
            self.fields[f"quantity-{at}"] = AmountField(
                label="Quantity", required=False, min_value=0, max_digits=12, decimal_places=3,
                initial=line.quantity.normalize() if line else None,
            )  # fmt: skip
            self.fields[f"amount-{at}"] = AmountField(
                label="Amount", required=False, min_value=0, max_digits=17, decimal_places=2,
                initial=line.amount if line else None,
            )  # fmt: skip

    def rows(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """The inputs of each line."""
        return [(self[f"product-{at}"], self[f"quantity-{at}"], self[f"amount-{at}"]) for at in range(self.count)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for at in range(self.count):
            if not said.get(f"product-{at}") and said.get(f"amount-{at}") is not None:
                self.add_error(f"product-{at}", "Give the product its name.")
        return said

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        lines = [
            Line(said[f"product-{at}"], said[f"quantity-{at}"] or Decimal(1), said[f"amount-{at}"])
            for at in range(self.count)
            if said[f"product-{at}"]
        ]
        return {"lines": lines, "seen": said["seen"]}


class CompetitorsForm(ActForm):
    act = "competitors"

    names = forms.CharField(
        required=False, max_length=5000, label="Who else offers", help_text="One a line.",
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["names"] = "\n".join(self.file.competitors)

    def arguments(self) -> dict[str, Any]:
        return {"names": self.cleaned_data["names"].splitlines(), "seen": self.cleaned_data["seen"]}


class TeamForm(ActForm):
    """One choice for each rep: nothing, reads it, works on it."""

    act = "team"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = {member.user_id: member.part for member in self.file.team}
        names = dict(self.file.reps)
        names |= {member.user_id: member.user.name for member in self.file.team}
        self.people = {pk: name for pk, name in names.items() if pk != self.opportunity.owner_id}
        for pk, name in self.people.items():
            self.fields[f"user-{pk}"] = forms.ChoiceField(
                label=name, required=False, choices=[("", "Has no part"), *TeamPart.choices()], initial=here.get(pk, "")
            )

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        team = {pk: said[f"user-{pk}"] for pk in self.people if said[f"user-{pk}"]}
        return {"team": team, "seen": said["seen"]}
