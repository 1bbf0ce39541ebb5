"""Form controls for what a Book declares: the control by type; empty means unknown."""

from typing import Any

from django import forms

from samebook.book.model import DeclaredField
from samebook.book.values import Type
from samebook.book.wording import label_of
from samebook.ui.numerals import NumberText

YES_OR_NO = [("", "Not known"), ("true", "Yes"), ("false", "No")]
LONGEST = 500


def field_for(declared: DeclaredField) -> forms.Field:
    """The control for one declared field; its question is the label."""
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
            return NumberText(max_length=LONGEST, widget=forms.TextInput({"inputmode": mode}), **common)
    return forms.CharField(max_length=LONGEST, **common)
