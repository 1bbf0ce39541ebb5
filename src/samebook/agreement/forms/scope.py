"""Where an edition holds: choosing that when a draft begins, narrowing the list, ending it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from samebook.agreement.models import Edition
from samebook.agreement.scoping import sales_map
from samebook.agreement.terms import Side
from samebook.book.scopes import COMPANY, Scope, ScopeKind
from samebook.company.choices import STEP
from samebook.company.queries import territories
from samebook.kernel.access import Actor
from samebook.kernel.countries import countries
from samebook.ui.forms import offer

WHOLE = (str(COMPANY), "The company")


class ScopeForm(forms.Form):
    """A country or a unit for which something is to be otherwise."""

    scope = forms.ChoiceField(label="Where it is to hold", error_messages={"required": "Choose a country or a unit."})

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        named = sales_map()
        units = [
            (f"unit {place.code}", STEP * depth + named.name_of(Scope(ScopeKind.UNIT, place.code)))
            for place, depth in territories(actor)
        ]
        lands = [(f"country {code}", named.name_of(Scope(ScopeKind.COUNTRY, code))) for code in countries()]
        groups = [("Units, each with all territories below it", units), ("Countries", lands)]
        offer(self, "scope", [("", "Choose one"), *(each for each in groups if each[1])])


class ScopeFilter(forms.Form):
    """Editions of one scope only."""

    scope = forms.ChoiceField(label="Holds for", required=False)

    def __init__(self, data: Any, *, editions: QuerySet[Edition]) -> None:
        super().__init__(data)
        known = dict(editions.order_by("scope_name", "pk").values_list("scope", "scope_name"))
        self.several = len(known) > 1
        offer(self, "scope", [("", "Any"), *((scope, name or WHOLE[1]) for scope, name in known.items())])

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data.get("scope", "")) if self.is_valid() else ""


class EndForm(forms.Form):
    """One side's word that an edition of a scope ends."""

    side = forms.ChoiceField(label="For", required=False)
    password = forms.CharField(
        label="Your password, again",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, data: Any = None, *, sides: Sequence[Side]) -> None:
        super().__init__(data, auto_id="end-%s", initial={"side": sides[0].value if len(sides) == 1 else ""})
        widget = forms.HiddenInput() if len(sides) == 1 else forms.Select()
        choices = [(each.value, each.label) for each in sides]
        self.fields["side"] = forms.ChoiceField(label="For", required=False, choices=choices, widget=widget)
