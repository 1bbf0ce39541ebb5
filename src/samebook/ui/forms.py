"""Showing a refusal at the field it is about."""

from django.forms import BaseForm

from samebook.kernel.refusals import Refused


def show(refused: Refused, form: BaseForm) -> None:
    """Add the refusal to its field, or to the whole form when it names no field of it."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
