"""Form fields with their label, help and error, tied together for every reader; the editor of a Book."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.utils.safestring import SafeString

from samebook.kernel.refusals import Problem
from samebook.ui.widgets import ManyOf
from samebook.ui.widgets import many_of as rendered_many_of

register = template.Library()


@register.inclusion_tag("ui/parts/field.html")
def field(bound: BoundField, css: str = "") -> dict[str, Any]:
    """One field: label, control, help, error. A field that may be left out says so.

    A form may say in ``may_lack``, by name, when a field that may be left out now is needed all the same.
    """
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attributes),
        "tick": isinstance(bound.field.widget, CheckboxInput),
        "group": isinstance(bound.field.widget, ManyOf),
        "may_lack": getattr(bound.form, "may_lack", {}).get(bound.name, "optional"),
        "css": css,
        "id": bound.id_for_label or bound.auto_id,
    }


@register.inclusion_tag("ui/parts/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form, and above them what is wrong with the whole."""
    return {"form": form}


@register.inclusion_tag("ui/parts/form_problems.html")
def form_problems(form: BaseForm) -> dict[str, Any]:
    """What is wrong with a form as a whole, and how many fields need another look."""
    return {"form": form, "count": sum(1 for name in form.errors if name != "__all__")}


@register.inclusion_tag("ui/parts/editor.html")
def editor(bound: BoundField, problems: Sequence[Problem] = (), check_url: str = "") -> dict[str, Any]:
    """A text with line numbers and the list of what is wrong in it.

    Args:
        bound: A field with a ``Textarea``.
        problems: Each with line and column.
        check_url: Answers a POST of the form with ``{% problems … %}``, half a second after the last key.
    """
    described: dict[str, str | bool] = {
        "aria-describedby": f"{bound.auto_id}_problems",
        "spellcheck": "false",
        "wrap": "off",
    }
    if check_url:
        described |= {
            "hx-post": check_url,
            "hx-trigger": "input changed delay:500ms",
            "hx-target": f"#{bound.auto_id}_problems",
            "hx-swap": "outerHTML",
        }
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=described),
        "lines": str(bound.value() or "").count("\n") + 1,
        "line_numbers": "".join(f"{n}\n" for n in range(1, str(bound.value() or "").count("\n") + 2)),
        "problems": problems,
        "id": f"{bound.auto_id}_problems",
    }


@register.inclusion_tag("ui/parts/problems.html")
def problems(items: Sequence[Problem], id: str) -> dict[str, Any]:  # noqa: A002 (the HTML word)
    """The list of problems alone, as the answer to a live check; ``id`` is the field's with ``_problems`` added."""
    return {"problems": items, "id": id}


@register.simple_tag
def many_of(name: str, options: Sequence[tuple[str, str]], chosen: Sequence[str], label: str) -> SafeString:
    """Some of many, outside a form class; in one, the widget ``ui.widgets.ManyOf`` does the same."""
    return rendered_many_of(name, options, chosen, label=label)
