"""One form for each act on a lead; its values are the arguments of the action."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from samebook.agreement.queries import book_of, editions_in_force
from samebook.company.choices import rep_choices
from samebook.company.queries import currencies
from samebook.leads.deciding import edition_now
from samebook.leads.forms.book_fields import asked_field, read_fields
from samebook.leads.judgements import open_questions
from samebook.leads.models import Lead
from samebook.leads.queries import reasons_of_all, set_aside_reasons
from samebook.leads.reading import Reader
from samebook.leads.rules import OWN_ANSWERS
from samebook.leads.terms import Act, AttemptChannel, AttemptOutcome
from samebook.ui.numerals import AmountField

NOTE = forms.Textarea({"rows": 2})
A_MINUTE = timedelta(minutes=1)
FIRST_YEAR, LAST_YEAR = 1970, 2199


class ActForm(forms.Form):
    """An act that needs nothing entered.

    Args:
        lead: What it is about; its choices come from the lead's edition.
        at: Now.
    """

    act: ClassVar[Act]

    def __init__(self, data: Any = None, *, lead: Lead, at: datetime, **kwargs: Any) -> None:
        self.lead, self.at = lead, at
        super().__init__(data, auto_id=f"{self.act}-%s", **kwargs)

    def arguments(self) -> dict[str, Any]:
        """What the action is called with."""
        return dict(self.cleaned_data)


class AcceptForm(ActForm):
    act = Act.ACCEPT


class GiveUpForm(ActForm):
    act = Act.GIVE_UP


class RecycleForm(ActForm):
    act = Act.RECYCLE


class RejectForm(ActForm):
    act = Act.REJECT

    reason = forms.ChoiceField()
    note = forms.CharField(required=False, max_length=200, widget=NOTE, help_text="Marketing reads this.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = book_of(self.lead.edition).book.rejection_reasons if self.lead.edition else {}
        choices = [(name, reason.means) for name, reason in reasons.items()]
        self.fields["reason"] = forms.ChoiceField(choices=[("", "Choose a reason of the Book"), *choices])


class LogForm(ActForm):
    act = Act.LOG

    channel = forms.ChoiceField(choices=AttemptChannel.choices())
    outcome = forms.ChoiceField(choices=AttemptOutcome.choices())
    happened_at = forms.DateTimeField(
        label="When",
        required=False,
        help_text="Empty means now.",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(required=False, max_length=2000, widget=NOTE)

    def clean_happened_at(self) -> datetime | None:
        said: datetime | None = self.cleaned_data["happened_at"]
        if said is not None and not FIRST_YEAR <= said.year <= LAST_YEAR:
            raise forms.ValidationError("Enter when you tried.")
        return said

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"happened_at": self._when()}

    def _when(self) -> datetime:
        """A time of day is meant to the minute: the minute of the delivery is not before it."""
        said: datetime | None = self.cleaned_data["happened_at"]
        if said is None:
            return self.at
        delivered_at = self.lead.delivered_at
        said = said.astimezone(UTC)
        return delivered_at if delivered_at and timedelta(0) < delivered_at - said < A_MINUTE else said


class ConvertForm(ActForm):
    act = Act.CONVERT

    name = forms.CharField(max_length=200)
    premise = forms.CharField(required=False, max_length=2000, widget=NOTE, help_text="What the customer was promised.")
    amount = AmountField(required=False, min_value=0, max_digits=17, decimal_places=2, localize=False)
    currency = forms.ChoiceField(required=False)
    expected_close_date = forms.DateField(
        required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), label="Expected close"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].widget = forms.TextInput({"inputmode": "decimal"})
        self.fields["currency"] = forms.ChoiceField(
            required=False, choices=[("", "–"), *((code, code) for code in currencies())]
        )
        self.initial.setdefault("name", str(self.lead.account or self.lead.person or ""))

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        currency = said["currency"] if said["amount"] is not None else ""
        return said | {"currency": currency or None, "opened_on": timezone.localdate(self.at)}


class AskForm(ActForm):
    act = Act.ASK

    outcome = forms.ChoiceField(
        choices=[choice for choice in AttemptOutcome.choices() if choice[0] != AttemptOutcome.REACHED]
    )


class AnswerForm(ActForm):
    """The questions that would decide the lead, or lift it, as fields."""

    act = Act.ANSWER

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = open_questions(self.lead.judgement)
        current = edition_now(self.lead, self.at) if questions else None
        self.reader = Reader(current.book.fields if current else {}, self.at, "person", OWN_ANSWERS)
        for question in questions:
            name = question["field"]
            if name in self.reader.fields and name not in BUILT_IN:
                self.fields[name] = asked_field(self.reader.fields[name])

    def clean(self) -> dict[str, Any]:
        self.answers = read_fields(self, list(self.fields), self.reader)
        return self.cleaned_data

    def arguments(self) -> dict[str, Any]:
        return {"answers": self.answers}


class SetAsideForm(ActForm):
    act = Act.SET_ASIDE

    reason = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = _reasons(set_aside_reasons(edition_now(self.lead, self.at)))


class HandOverForm(ActForm):
    act = Act.HAND_OVER

    to_user_id = forms.TypedChoiceField(label="To", coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_user_id"] = forms.TypedChoiceField(
            label="To", coerce=int, choices=[("", "Choose a rep"), *self._reps()]
        )

    def _reps(self) -> list[tuple[int, str]]:
        return [(pk, name) for pk, name in rep_choices() if pk != self.lead.owner_id]


BUILT_IN = frozenset({"lead.source", "lead.communication", "lead.message"})
"""The product's own: what came in is not changed by asking."""


def reason_field(at: datetime) -> forms.ChoiceField:
    """Why something is not a lead, in the words of the Books in force: for many leads, each of its own scope."""
    return _reasons(reasons_of_all(editions_in_force(at)))


def _reasons(reasons: Mapping[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[("", "Choose what it is"), *reasons.items()])


FORMS: dict[str, type[ActForm]] = {
    form.act: form
    for form in (
        AcceptForm, LogForm, RejectForm, ConvertForm, AnswerForm, AskForm, GiveUpForm, HandOverForm, RecycleForm,
        SetAsideForm,
    )
}  # fmt: skip


def form_for(act: str, lead: Lead, *, at: datetime, data: Any = None, **kwargs: Any) -> ActForm:
    return FORMS[act](data, lead=lead, at=at, **kwargs)
