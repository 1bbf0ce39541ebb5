"""Form fields for what the Book declares: the control by type, the check by the one reader of all doors."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from samebook.accounts.wording import label_of
from samebook.book.model import DeclaredField
from samebook.book.values import Type
from samebook.kernel.refusals import Refused
from samebook.leads.reading import Reader

YES_OR_NO = [("", "Not known"), ("true", "Yes"), ("false", "No")]
LONGEST = 500


def field_for(declared: DeclaredField) -> forms.Field:
    """The control for one declared field; its question is the label. Empty means unknown."""
    common: dict[str, Any] = {"label": declared.ask or label_of(declared.name), "required": False}
    common["help_text"] = ", ".join(filter(None, (declared.unit, declared.means)))
    if declared.choices:
        choices = [("", "Not known"), *((each, each) for each in declared.choices)]
        return forms.ChoiceField(choices=choices, **common)
    match declared.type:
        case Type.BOOLEAN:
            return forms.ChoiceField(choices=YES_OR_NO, **common)
        case Type.DATE:
            return forms.CharField(max_length=LONGEST, widget=forms.DateInput({"type": "date"}), **common)
        case Type.TIMESTAMP:
            return forms.DateTimeField(widget=forms.DateTimeInput({"type": "datetime-local"}), **common)
        case Type.INTEGER | Type.DECIMAL:
            mode = "numeric" if declared.type is Type.INTEGER else "decimal"
            return forms.CharField(max_length=LONGEST, widget=forms.TextInput({"inputmode": mode}), **common)
    return forms.CharField(max_length=LONGEST, **common)


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
