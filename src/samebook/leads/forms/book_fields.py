"""Form fields for what the Book declares, checked by the one reader of all doors."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from samebook.book.model import DeclaredField
from samebook.book.wording import label_of
from samebook.company.terms import countries
from samebook.kernel.refusals import Refused
from samebook.leads.reading import Reader
from samebook.ui.declared import field_for


def read_fields(form: forms.Form, names: Iterable[str], reader: Reader) -> dict[str, Any]:
    """The values entered, typed, by the Book's names; a wrong one is shown at its field, an empty one left out."""
    values = {}
    for name in names:
        entered = form.cleaned_data.get(name)
        if entered in (None, ""):
            continue
        try:
            values[name] = reader.value_of(name, entered)
        except Refused as refused:
            form.add_error(name, refused.message)
    return values


SAID_AS = {
    "lead.country": "country",
    "account.country": "country",
    "person.country": "country",
    "account.name": "company",
    "account.domain": "website",
    "person.title": "title",
    "person.email": "email",
    "lead.source": "source",
    "lead.communication": "communication",
    "lead.message": "message",
}
"""Fields that every form of a lead has by a name of its own: what the Book asks of one of these is asked there."""

NOT_ENTERED = ("lead.received_on", "lead.received_at")
"""What nobody is asked, whatever the Book says: it is the clock's."""


def country_choices() -> list[tuple[str, str]]:
    return [("", "Choose a country"), *countries().items()]


def country_field(**said: Any) -> forms.ChoiceField:
    """A country by its name, kept as its code."""
    wrong = {"invalid_choice": "Choose a country of the list."}
    return forms.ChoiceField(required=False, choices=country_choices, error_messages=wrong, **said)


def asked_field(declared: DeclaredField) -> forms.Field:
    """The control for what the Book asks; its question is the label."""
    if declared.name.endswith(".country") and declared.built_in:
        return country_field(label=declared.ask or label_of(declared.name), help_text=declared.means or "")
    return field_for(declared)


def asked_fields(fields: Mapping[str, DeclaredField]) -> dict[str, DeclaredField]:
    """The declared fields that have a question, and no control of their own on a lead's form."""
    return {
        name: declared
        for name, declared in fields.items()
        if declared.ask and name not in SAID_AS and name not in NOT_ENTERED
    }


def put_questions(form: forms.Form, fields: Mapping[str, DeclaredField]) -> None:
    """Below the controls that a form has anyhow, the Book's question about each; the lead's before the others'."""
    for name, control in SAID_AS.items():
        declared = fields.get(name)
        if declared is not None and declared.ask and control in form.fields and not form.fields[control].help_text:
            form.fields[control].help_text = declared.ask
