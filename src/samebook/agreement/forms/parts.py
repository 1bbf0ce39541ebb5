"""The form of one part of a Book, made from what its kind asks for."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from samebook.agreement.editor.kinds import NEW, Input, Kind
from samebook.book.editing.spans import Data
from samebook.book.shapes import MAX_TEXT
from samebook.kernel.refusals import Refused

_NAMES = {
    "fields": "With its record, as in lead.budget or account.sites.",
    "follow_up": "The name of a level.",
}


class PartForm(forms.Form):
    """Inputs of a kind, filled from what stands in the text; conditions are the builder's."""

    seen_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, kind: Kind, stands: Data, data: Any = None, *, key: str) -> None:
        super().__init__(data)
        self.kind = kind
        self.condition = next((each for each in kind.inputs if each.kind == "condition"), None)
        values = self.stands = stands if isinstance(stands, dict) else {"means": stands}
        if kind.by == "name":
            named = "" if key.endswith(NEW) else key.partition(".")[2] if kind.section == "criteria" else key
            self.fields["name"] = forms.CharField(
                label="Name",
                max_length=60,
                initial=named,
                help_text=_NAMES.get(kind.section, "Small letters, digits and _, as in process_industry."),
            )
        for each in kind.inputs:
            if each.kind != "condition":
                self.fields[each.name] = _field(each, values.get(each.name))

    def name(self) -> str:
        return str(self.cleaned_data.get("name", "")).strip()

    def values(self) -> dict[str, Data]:
        """What was entered, as the text holds it; None for what was left empty."""
        found: dict[str, Data] = {}
        for each in self.kind.inputs:
            if each.kind == "condition":
                continue
            value = self.cleaned_data[each.name]
            if each.kind == "lines":
                value = [line.strip() for line in value.splitlines() if line.strip()]
            elif each.kind == "tick":
                value = "true" if value else "false" if self.stands.get(each.name) == "false" else None
            else:
                value = str(value).replace("\r\n", "\n").strip()
            found[each.name] = value or None
        return found

    def refuse(self, refused: Refused) -> None:
        """Show a refusal at its input; those of the condition are shown in the builder."""
        field = refused.field or ""
        if field.startswith("row-") or (field == "when" and self.condition):
            return
        self.is_valid()
        self.add_error(field if field in self.fields else None, refused.message)

    def quiet(self) -> None:
        """Say nothing yet of what is missing: the form was sent by a button of the builder, not to be kept."""
        self._errors = ErrorDict()

    def take_hash(self, content_hash: str) -> None:
        """Let the form be kept over the text as it stands now."""
        self.initial["seen_hash"] = content_hash
        if self.is_bound:
            data = self.data.copy()  # type: ignore[attr-defined]  # what a request sent: a QueryDict
            data["seen_hash"] = content_hash
            self.data = data


def _field(each: Input, value: Any) -> forms.Field:
    common: dict[str, Any] = {"label": each.label, "required": each.required, "help_text": each.help}
    if each.kind == "choice":
        choices = [("", "—"), *((name, name.replace("_", " ")) for name in each.choices)]
        if value and value not in each.choices:
            choices.append((str(value), str(value)))
        return forms.ChoiceField(choices=choices, initial=value, **common)
    if each.kind == "tick":
        return forms.BooleanField(initial=value == "true", **common)
    if each.kind == "lines":
        lines = "\n".join(map(str, value)) if isinstance(value, list) else value
        return forms.CharField(widget=forms.Textarea({"rows": 5}), initial=lines, max_length=20_000, **common)
    if each.kind == "prose":
        return forms.CharField(widget=forms.Textarea({"rows": 2}), initial=value, max_length=MAX_TEXT, **common)
    if each.kind == "whole":
        return forms.CharField(widget=forms.TextInput({"inputmode": "numeric"}), initial=value, max_length=10, **common)
    return forms.CharField(initial=value, max_length=200, **common)
