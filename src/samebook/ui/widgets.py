"""Controls of forms that HTML has none for."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def choices_of_many(options: Iterable[tuple[str, str]], chosen: Sequence[str]) -> list[tuple[str, str, bool]]:
    """(value, label, is chosen): what is chosen first, in its own order; a value that is no option keeps its place."""
    named = {str(value): str(label) for value, label in options}
    first = [(value, named.get(value, value), True) for value in dict.fromkeys(chosen)]
    return first + [(value, label, False) for value, label in named.items() if value not in chosen]


def many_of(
    name: str,
    options: Iterable[tuple[str, str]],
    chosen: Sequence[str],
    *,
    label: str = "",
    labelled_by: str = "",
    described_by: str = "",
) -> SafeString:
    """Some of many: boxes to tick with those chosen first, and a search among them where scripts run.

    Args:
        label: What is read for the group; or ``labelled_by``, the id of what says it.
    """
    found = choices_of_many(options, chosen)
    page = {"name": name, "choices": found, "label": label, "labelled_by": labelled_by, "described_by": described_by}
    return SafeString(render_to_string("ui/parts/many_of.html", page))


class ManyOf(forms.SelectMultiple):
    """Some of many choices; instead of a list in which one must hold a key to keep what was chosen."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = [str(each) for each in value or []]
        given = attrs or {}
        return many_of(
            name,
            [(str(code), str(label)) for code, label in self.choices],
            chosen,
            labelled_by=f"{given.get('id', '')}_label",
            described_by=str(given.get("aria-describedby", "")),
        )

    def id_for_label(self, id_: str | None, index: str | None = None) -> str:
        """None: the label names the group."""
        return ""
