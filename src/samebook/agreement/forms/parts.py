"""The form of one part of a Book, made from what its kind asks for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict

from samebook.agreement.editor.kinds import NEW, Input, Kind
from samebook.agreement.editor.naming import name_from
from samebook.agreement.terms import Side
from samebook.book.editing.spans import Data
from samebook.book.shapes import MAX_TEXT
from samebook.kernel.refusals import Refused

_FIRST, _LAST = ("name", "label", "level", "to", "means"), ("why", "side")
_NAMES = {
    "fields": "A few words for a field of the lead; with its record otherwise, as in account.sites.",
    "follow_up": "The name of a level.",
}


class PartForm(forms.Form):
    """Inputs of a kind, filled from what stands in the text; conditions are the builder's."""

    seen_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self,
        kind: Kind,
        stands: Data,
        data: Any = None,
        *,
        key: str,
        mode: str = "change",
        sides: Sequence[Side] = (),
        offered: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """Make the inputs.

        Args:
            mode: ``change`` a draft, or ``propose`` another clause for the other side.
            sides: For which sides the reader may speak.
            offered: What may be chosen instead of typed, by input: its values with what is read for each.
        """
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
                help_text=_NAMES.get(
                    kind.section, "A few words, as in Process industry; the text has process_industry."
                ),
            )
        for each in kind.inputs:
            if each.kind != "condition":
                self.fields[each.name] = _field(each, values.get(each.name), (offered or {}).get(each.name))
        if mode == "propose" and "name" in self.fields and not key.endswith(NEW):
            self.fields["name"].widget.attrs["readonly"] = True
            self.fields["name"].help_text = "A counter-proposal keeps the name."
        self._ask_why(mode, sides)

    @property
    def scope(self) -> str:
        """What its conditions name, as ``Reading.fields_for`` takes it."""
        return self.kind.section

    def name(self) -> str:
        """As the text has it, however it was typed."""
        return name_from(self.kind.section, str(self.cleaned_data.get("name", "")))

    def values(self) -> dict[str, Data]:
        """What was entered, as the text holds it; None for what was left empty."""
        found: dict[str, Data] = {}
        for each in self.kind.inputs:
            if each.kind == "condition":
                continue
            value = self.cleaned_data[each.name]
            if each.kind == "lines":
                value = [line.strip() for line in value.splitlines() if line.strip()]
            elif each.kind == "ticks":
                value = list(value)
            elif each.kind == "tick":
                value = "true" if value else "false" if self.stands.get(each.name) == "false" else None
            else:
                value = str(value).replace("\r\n", "\n").strip()
            found[each.name] = value or None
        return found

    def before_the_condition(self) -> list[BoundField]:
        return [each for each in self.visible_fields() if each.name in _FIRST]

    def about_the_part(self) -> list[BoundField]:
        """What else stands in the text."""
        return [each for each in self.visible_fields() if each.name not in (*_FIRST, *_LAST)]

    def about_the_change(self) -> list[BoundField]:
        """What stands in the history or under the counter-proposal."""
        return [each for each in self.visible_fields() if each.name in _LAST]

    def refuse(self, refused: Refused) -> None:
        """Show a refusal at its input; those of the condition are shown in the builder."""
        field = {"reason": "why", "proposed": ""}.get(refused.field or "", refused.field or "")
        if field.startswith("row-") or (self.condition and field == self.condition.name):
            return
        self.is_valid()
        self.add_error(field if field in self.fields else None, refused.message)

    def _ask_why(self, mode: str, sides: Sequence[Side]) -> None:
        """The reason for the change; for a counter-proposal, for which side it is made too."""
        is_counter = mode == "propose"
        told = "The other side reads it." if is_counter else "Kept in the history, for both sides; no part of the text."
        self.fields["why"] = forms.CharField(
            label="Why you propose it" if is_counter else "Why is it changed?",
            required=is_counter,
            max_length=500,
            widget=forms.Textarea({"rows": 2}),
            help_text=told,
        )
        if is_counter and len(sides) > 1:
            choices = [(side.value, side.label) for side in sides]
            self.fields["side"] = forms.ChoiceField(label="You speak for", choices=choices)

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


def _field(  # noqa: PLR0911 (a line for each kind)
    each: Input, value: Any, offered: Mapping[str, str] | None = None
) -> forms.Field:
    common: dict[str, Any] = {"label": each.label, "required": each.required, "help_text": each.help}
    if each.kind == "ticks":
        ticked = [str(one) for one in value] if isinstance(value, list) else []
        known = offered or each.offered()
        names = {**known, **{one: one for one in ticked if one not in known}}
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=list(names.items()), initial=ticked, widget=widget, **common)
    if offered:
        named = {**offered, **({str(value): str(value)} if value and str(value) not in offered else {})}
        common["help_text"] = each.help if each.kind == "choice" else "" if each.required else "Leave it open for all."
        return forms.ChoiceField(choices=[("", "—"), *named.items()], initial=value, **common)
    if each.kind == "choice":
        choices = [("", "—"), *each.offered().items()]
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
