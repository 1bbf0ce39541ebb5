"""One form for each act on an opportunity; its values are the arguments of the action."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from samebook.accounts.directory import account_referred
from samebook.accounts.models import Account
from samebook.buying.dossier import OpportunityFile
from samebook.buying.pipelines import selling_at
from samebook.buying.terms import stage_name
from samebook.company.choices import rep_choices
from samebook.company.queries import currencies
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.ui.forms import offer, show
from samebook.ui.numerals import AmountField

NOTE = forms.Textarea({"rows": 3})


def a_day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)


class AmountForm(forms.Form):
    """What a sale may come to, when, and what was promised."""

    amount = AmountField(required=False, min_value=0, max_digits=17, decimal_places=2)
    currency = forms.ChoiceField(required=False)
    expected_close_date = a_day(required=False, label="Expected close")
    premise = forms.CharField(required=False, max_length=5000, widget=NOTE, help_text="What the customer was promised.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = currencies()
        offer(self, "currency", [("", "–"), *((code, code) for code in codes)])
        if len(codes) == 1:
            self.initial.setdefault("currency", codes[0])

    def worth(self) -> dict[str, Any]:
        """Amount and currency, both or neither: a currency without an amount says nothing."""
        said = self.cleaned_data
        currency = said["currency"] or None if said["amount"] is not None else None
        return {
            "amount": said["amount"],
            "currency": currency,
            "expected_close_date": said["expected_close_date"],
            "premise": said["premise"],
        }


class OpenForm(AmountForm):
    """A sale that may happen; which pipeline is asked for only where the Book has several."""

    pipeline = forms.ChoiceField(required=False)
    next_step = forms.CharField(required=False, max_length=200)
    next_step_on = a_day(required=False, label="Day of the next step")

    name = forms.CharField(max_length=200)
    account = forms.CharField(required=False, max_length=300, help_text="Who would buy.")
    owner = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    source = forms.CharField(required=False, max_length=60)
    field_order = (
        "name",
        "account",
        "pipeline",
        "owner",
        "amount",
        "currency",
        "expected_close_date",
        "next_step",
        "next_step_on",
        "source",
        "premise",
    )

    def __init__(self, data: Any = None, *, actor: Actor, at: datetime, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(data, **kwargs)
        pipelines = selling_at(at).pipelines
        offer(self, "pipeline", [(each.name, stage_name(each.name)) for each in pipelines])
        if len(pipelines) < 2:
            del self.fields["pipeline"]
        self.fields["account"].widget.attrs |= {"list": "account-names", "autocomplete": "off"}
        if actor.has(Role.SALES_MANAGER):
            offer(self, "owner", [("", "Nobody yet"), *rep_choices()])
        else:
            del self.fields["owner"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.buyer: Account | None = None
        try:
            self.buyer = account_referred(self.actor, said.get("account") or "")
        except Refused as refused:
            show(refused, self)
        return said

    def arguments(self, at: datetime) -> dict[str, Any]:
        """What ``open_opportunity`` is called with."""
        said = self.cleaned_data
        return self.worth() | {
            "name": said["name"],
            "account": self.buyer,
            "people": [],
            "owner_id": said["owner"] if "owner" in self.fields else self.actor.id,
            "territory_id": self.buyer.territory_id if self.buyer is not None else None,
            "source": said["source"],
            "pipeline": said.get("pipeline") or None,
            "next_step": said["next_step"],
            "next_step_on": said["next_step_on"],
            "opened_on": timezone.localdate(at),
        }


class ActForm(forms.Form):
    """An act on one opportunity; ``seen`` is the version that whoever fills it in has before them."""

    act: ClassVar[str]

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any = None, *, file: OpportunityFile, **kwargs: Any) -> None:
        self.file, self.opportunity, self.at = file, file.opportunity, file.at
        initial = {"seen": self.opportunity.version} | (kwargs.pop("initial", None) or {})
        super().__init__(data, auto_id=f"{self.act}-%s", initial=initial, **kwargs)

    def arguments(self) -> dict[str, Any]:
        """What the action is called with."""
        return dict(self.cleaned_data)


class StageForm(ActForm):
    """Where it goes; ``despite`` is asked for once an exit is not met."""

    act = "stage"

    stage = forms.ChoiceField(label="To the stage")
    despite = forms.CharField(
        required=False, max_length=500, label="Why it goes on all the same", widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _, pipeline = self.file.way
        names = [stage.name for stage in pipeline.stages]
        choices = [(name, stage_name(name)) for name in names]
        if self.opportunity.stage not in names:
            choices.insert(0, ("", self.opportunity.stage_name))
        offer(self, "stage", choices)
        self.initial.setdefault("stage", self.opportunity.stage)


class PeopleForm(ActForm):
    act = "people"

    people = forms.TypedMultipleChoiceField(
        required=False, coerce=int, label="Who takes part", widget=forms.CheckboxSelectMultiple({"class": "ticks"})
    )

    def __init__(self, *args: Any, file: OpportunityFile, **kwargs: Any) -> None:
        here = [person.pk for person in file.all_people]
        super().__init__(*args, file=file, initial={"people": here}, **kwargs)
        offered = {person.pk: str(person) for person in (*file.people, *file.colleagues)}
        offer(self, "people", list(offered.items()))
