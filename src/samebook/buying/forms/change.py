"""What may be changed about an open opportunity, with the fields that the Book declares of it."""

from typing import Any

from django import forms

from samebook.accounts.directory import account_referred, reference_to
from samebook.book.values import Type
from samebook.book.wording import label_of
from samebook.buying.dossier import OpportunityFile
from samebook.buying.forms.acts import ActForm, AmountForm, a_day
from samebook.buying.terms import Forecast
from samebook.kernel.refusals import Refused
from samebook.ui.forms import offer, show

LABELS = {"true": "Yes", "false": "No"}


class ChangeForm(ActForm, AmountForm):
    """Only what was sent is changed."""

    act = "change"

    name = forms.CharField(required=False, max_length=200)
    why = forms.CharField(
        required=False, max_length=500, label="Why the close date moves", help_text="Kept with the move; not required."
    )
    forecast = forms.ChoiceField(required=False, choices=Forecast.choices())
    next_step = forms.CharField(required=False, max_length=200)
    next_step_on = a_day(required=False, label="Day of the next step")
    owner = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    partner = forms.CharField(required=False, max_length=300, help_text="A company that sells it with us.")
    source = forms.CharField(required=False, max_length=60)
    field_order = (
        "seen", "name", "amount", "currency", "forecast", "expected_close_date", "why", "next_step", "next_step_on",
        "owner", "partner", "source", "premise",
    )  # fmt: skip

    def __init__(self, *args: Any, file: OpportunityFile, **kwargs: Any) -> None:
        actor, opportunity = file.actor, file.opportunity
        self.actor = actor
        said: dict[str, Any] = {
            name: getattr(opportunity, name)
            for name in ("name", "amount", "premise", "expected_close_date", "forecast", "next_step", "next_step_on",
                         "source")
        }  # fmt: skip
        partner = opportunity.partner
        said["partner"] = (reference_to(actor, str(partner.pk)) or partner.name) if partner else ""
        said |= {"currency": opportunity.currency_id, "owner": opportunity.owner_id}
        super().__init__(*args, file=file, initial=said, **kwargs)
        offer(self, "owner", [("", "Nobody"), *file.reps])
        self.fields["partner"].widget.attrs |= {"list": "account-names", "autocomplete": "off"}
        selling, _ = file.way
        self.declared = selling.declared
        for name, declared in self.declared.items():
            common: dict[str, Any] = {
                "label": declared.ask or label_of(name), "required": False, "initial": opportunity.facts.get(name, ""),
            }  # fmt: skip
            choices = LABELS if declared.type is Type.BOOLEAN else {each: each for each in declared.choices}
            if choices:
                self.fields[name] = forms.ChoiceField(choices=[("", "Not known"), *choices.items()], **common)
            else:
                kind = "date" if declared.type is Type.DATE else "text"
                self.fields[name] = forms.CharField(max_length=500, widget=forms.TextInput({"type": kind}), **common)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.partner_id: int | None = self.opportunity.partner_id
        if "partner" in self.data and "partner" in self.changed_data:
            try:
                found = account_referred(self.actor, said.get("partner") or "", field="partner")
            except Refused as refused:
                show(refused, self)
            else:
                self.partner_id = found.pk if found else None
        return said

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        sent = {name: said[name] for name in said if name in self.data and name not in self.declared}
        sent.pop("partner", None)
        if "owner" in sent:
            sent["owner_id"] = sent.pop("owner")
        if "amount" in sent or "currency" in sent:
            sent |= {name: value for name, value in self.worth().items() if name in ("amount", "currency")}
        if "partner" in self.data:
            sent["partner_id"] = self.partner_id
        facts = {name: said[name] for name in self.declared if name in self.data}
        if facts:
            sent["facts"] = facts
        if not sent.get("forecast"):
            sent.pop("forecast", None)
        return sent
