"""What a form was sent, what it offers, and showing a refusal at the field it is about."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.forms import BaseForm, ChoiceField
from django.http import HttpRequest, QueryDict

from samebook.kernel.refusals import Missing, Refused
from samebook.ui.converters import LARGEST, IdConverter

T = TypeVar("T")


def show(refused: Refused, form: BaseForm) -> None:
    """Add the refusal to its field, or to the whole form when it names no field of it."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


def made(form: BaseForm, act: Callable[[], T]) -> T | None:
    """What an action makes of a form; None when the form is not filled in, or refused, which is then shown at it."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refused:
        show(refused, form)
        return None


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent; None when the page is only looked at. A form that was sent empty is sent all the same."""
    return request.POST if request.method == "POST" else None


def record_in(said: QueryDict, name: str) -> int | None:
    """The id of a record that an address or a form names; None where it names none.

    Raises:
        Missing: What is named can be no id, so there is no such record.
    """
    text = said.get(name, "")
    if not text:
        return None
    if not re.fullmatch(IdConverter.regex, text) or int(text) > LARGEST:
        raise Missing("record")
    return int(text)


def offer(form: BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Set what may be chosen in a field that is known to be one of choice."""
    field = form.fields[name]
    assert isinstance(field, ChoiceField)
    field.choices = list(choices)
