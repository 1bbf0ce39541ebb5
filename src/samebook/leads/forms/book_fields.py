"""Form fields for what the Book declares, checked by the one reader of all doors."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from samebook.book.model import DeclaredField
from samebook.kernel.refusals import Refused
from samebook.leads.reading import Reader


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


def asked_fields(fields: Mapping[str, DeclaredField]) -> dict[str, DeclaredField]:
    """The declared fields that have a question."""
    return {name: declared for name, declared in fields.items() if declared.ask}
