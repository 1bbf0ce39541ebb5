"""Form fields for numbers as people type them (``kernel.numerals``)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from samebook.kernel.numerals import plain_number
from samebook.kernel.refusals import Refused


def _plain(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return plain_number(value)
    except Refused as refused:
        raise ValidationError(refused.message, refused.code) from None


class WholeField(forms.IntegerField):
    """A whole number that may be large enough to be typed with separators."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "numeric")

    def to_python(self, value: Any) -> int | None:
        return super().to_python(_plain(value))


class AmountField(forms.DecimalField):
    """A number with decimals."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")

    def to_python(self, value: Any) -> Any:
        return super().to_python(_plain(value))


class NumberText(forms.CharField):
    """A number that is typed by the Book's reader later; kept as text with digits and one point."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(_plain(value))
