"""A lead entered by hand: the person, the company, and the Book's fields, read as every other door reads them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from samebook.book.model import DeclaredField
from samebook.communications.models import Communication
from samebook.communications.queries import communications_for
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.leads.arrivals import LeadArrival
from samebook.leads.forms.book_fields import asked_field, asked_fields, country_field, put_questions
from samebook.leads.reading import Reader
from samebook.ui.forms import show

NOTHING = ("", "–")
PATHS = [
    NOTHING,
    ("phone", "Telephone"),
    ("mail", "E-mail"),
    ("fair", "Fair"),
    ("visit", "Visit"),
    ("other", "Other"),
]
LISTED = 200


class LeadForm(forms.Form):
    """Who, from where, and what they said.

    Args:
        fields: The declared fields of the Book in force; empty while there is none.
        at: Now.
    """

    name = forms.CharField(required=False, max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    title = forms.CharField(required=False, max_length=150, label="Position")
    email = forms.CharField(
        required=False, max_length=254, label="E-mail", widget=forms.TextInput({"inputmode": "email"})
    )
    phone = forms.CharField(required=False, max_length=60, label="Telephone", widget=forms.TextInput({"type": "tel"}))
    company = forms.CharField(required=False, max_length=250)
    website = forms.CharField(required=False, max_length=253)
    country = country_field()
    source = forms.CharField(required=False, max_length=60)
    communication = forms.ChoiceField(required=False)
    path = forms.ChoiceField(required=False, choices=PATHS, label="How it came")
    message = forms.CharField(
        required=False, max_length=10_000, widget=forms.Textarea({"rows": 4}), label="What they said"
    )

    PERSON = ("name", "title", "email", "phone")
    COMPANY = ("company", "website", "country")
    RESPONSE = ("source", "communication", "path")

    def __init__(self, data: Any, *, actor: Actor, fields: Mapping[str, DeclaredField], at: datetime) -> None:
        super().__init__(data)
        self.reader = Reader(fields, at, "person")
        said: list[Communication] = list(communications_for(actor).order_by("-id")[:LISTED])
        self.fields["communication"] = forms.ChoiceField(
            required=False, choices=[NOTHING, *((each.name, each.name) for each in said)]
        )
        self.asked = list(asked_fields(fields))
        for name in self.asked:
            self.fields[name] = asked_field(fields[name])
        put_questions(self, fields)

    def clean(self) -> dict[str, Any]:
        """Read it as an arrival; what the reader refuses stands at its field."""
        said = self.cleaned_data
        texts = {name: said.get(name) for name in (*self.PERSON, *self.COMPANY, *self.RESPONSE, "message")}
        given = {name: said[name] for name in self.asked if said.get(name) not in (None, "")}
        self.arrival: LeadArrival | None = None
        try:
            self.arrival = self.reader.read({**texts, "fields": given})
        except Refused as refused:
            show(refused, self)
        return said

    def person_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PERSON]

    def company_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.COMPANY]

    def response_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.RESPONSE]

    def book_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.asked]
