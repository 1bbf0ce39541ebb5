"""The form that stands on a company's own pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from samebook.book.model import DeclaredField
from samebook.kernel.refusals import Refused
from samebook.leads.arrivals import LeadArrival
from samebook.leads.forms.book_fields import asked_field, asked_fields, country_field, put_questions
from samebook.leads.reading import Reader
from samebook.ui.forms import show

WORDING = "form-1"
"""The version of the sentence below; a new sentence gets a new version."""
CONSENT = "You may write to me about this request and about offers like it. I can take this back at any time."


class PublicForm(forms.Form):
    """A visitor's request.

    ``address`` is a trap: people do not see it, programs fill it in.

    Args:
        fields: The declared fields of the Book in force; those of the lead that have a question are asked.
        at: Now.
    """

    name = forms.CharField(max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(max_length=254, label="E-mail", widget=forms.EmailInput({"autocomplete": "email"}))
    company = forms.CharField(required=False, max_length=250, widget=forms.TextInput({"autocomplete": "organization"}))
    country = country_field(widget=forms.Select({"autocomplete": "country"}))
    phone = forms.CharField(
        required=False, max_length=60, label="Telephone", widget=forms.TextInput({"type": "tel", "autocomplete": "tel"})
    )
    message = forms.CharField(
        required=False, max_length=5_000, widget=forms.Textarea({"rows": 4}), label="Your request"
    )
    consent = forms.BooleanField(required=False, label=CONSENT)
    address = forms.CharField(required=False, max_length=500)
    stamp = forms.CharField(max_length=500, widget=forms.HiddenInput)

    VISITOR = ("name", "email", "company", "country", "phone")

    def __init__(self, data: Any = None, *, fields: Mapping[str, DeclaredField], at: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.reader = Reader(fields, at, "form")
        self.asked = [name for name in asked_fields(fields) if name.startswith("lead.")]
        for name in self.asked:
            self.fields[name] = asked_field(fields[name])
        put_questions(self, {name: each for name, each in fields.items() if name.startswith("lead.")})

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get("address"))

    def arrival(self, **origin: str) -> LeadArrival | None:
        """What was entered as an arrival; None when the reader refuses it, which then stands at its field.

        Args:
            origin: ``external_id``, ``source`` and ``communication``.
        """
        said = self.cleaned_data
        texts = {name: said.get(name) for name in (*self.VISITOR, "message")}
        given = {name: said[name] for name in self.asked if said.get(name) not in (None, "")}
        try:
            return self.reader.read({**texts, **origin, "path": "form", "fields": given})
        except Refused as refused:
            show(refused, self)
            return None

    def visitor_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.VISITOR]

    def book_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.asked]
