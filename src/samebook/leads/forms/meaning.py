"""Which definitions to compare, and whom to ask what they mean."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from samebook.leads.meaning.polls import may_be_invited
from samebook.leads.meaning.rules import LONGEST_WORD
from samebook.leads.meaning.sources import Source
from samebook.leads.meaning.terms import Counted
from samebook.ui.forms import offer

KINDS = [(Counted.ACCOUNT.value, "Accounts"), (Counted.LEAD.value, "Leads")]
MINUTE = "%Y-%m-%dT%H:%M"
USUAL_DAYS = 7


class CompareForm(forms.Form):
    """The word, what is counted, and one more definition to add: chosen, or written with the builder."""

    word = forms.CharField(
        label="The word",
        required=False,
        max_length=LONGEST_WORD,
        help_text="As in “good account”, “ready for sales”.",
    )
    kind = forms.ChoiceField(label="Count", choices=[("", "What the definitions speak of"), *KINDS], required=False)
    source = forms.ChoiceField(label="One that is there", required=False)
    label = forms.CharField(label="Whose it is, or where it is from", required=False, max_length=80)

    def __init__(
        self, data: Any = None, *, sources: Sequence[tuple[str, list[Source]]], word: str = "", kind: str = ""
    ) -> None:
        super().__init__(data, initial={"word": word, "kind": kind})
        groups = [(heading, [(each.key, each.name) for each in found]) for heading, found in sources]
        offer(self, "source", [("", "Choose one"), *groups])


class PollForm(forms.Form):
    """A word, a question, whom to ask and until when."""

    word = forms.CharField(label="The word", max_length=LONGEST_WORD, help_text="As in “good account”.")
    question = forms.CharField(
        label="The question",
        required=False,
        max_length=300,
        help_text="As in “What is a good account for us?” or “When is a lead ready for sales?”",
    )
    kind = forms.ChoiceField(label="They define", choices=KINDS)
    closes_at = forms.DateTimeField(
        label="Closes", widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTE)
    )
    is_anonymous = forms.BooleanField(
        label="Hide the names for good",
        required=False,
        help_text="Else those who are asked, and you, read each answer with its name. Sides are shown only where three"
        " or more of each answered; nothing where fewer than three did.",
    )
    invited = forms.TypedMultipleChoiceField(
        label="Ask", coerce=int, widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose whom to ask."}
    )

    def __init__(self, data: Any = None, *, at: datetime) -> None:
        closing = timezone.localtime(at + timedelta(days=USUAL_DAYS)).replace(minute=0, second=0, microsecond=0)
        super().__init__(data, initial={"closes_at": closing, "kind": Counted.ACCOUNT.value})
        people = [(user.pk, f"{user.name} ({side.label.lower()})") for user, side in may_be_invited()]
        offer(self, "invited", people)

    def clean_closes_at(self) -> datetime:
        said: datetime = self.cleaned_data["closes_at"]
        if not 1970 <= said.year <= 2199:
            raise forms.ValidationError("Enter a day between 1970 and 2199.")
        return said


class AnswerForm(forms.Form):
    """The sentence; the condition is the builder's."""

    means = forms.CharField(
        label="In a sentence",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="What you mean, in your own words; they may tell who you are.",
    )
