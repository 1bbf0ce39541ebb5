"""What a form was sent, and showing a refusal at the field it is about."""

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from samebook.kernel.refusals import Refused


def show(refused: Refused, form: BaseForm) -> None:
    """Add the refusal to its field, or to the whole form when it names no field of it."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent; None when the page is only looked at. A form that was sent empty is sent all the same."""
    return request.POST if request.method == "POST" else None
