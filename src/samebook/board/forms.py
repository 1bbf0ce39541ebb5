"""What the pages of the board report ask for."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from samebook.board.rules import WORDS
from samebook.board.terms import ACTIVITY, Kind, Voice
from samebook.kernel.numerals import plain_number
from samebook.kernel.refusals import Refused
from samebook.numbers.measures import measure_named
from samebook.ui.forms import offer

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """One of the company's fiscal periods, or days of one's own."""

    period = forms.ChoiceField(label="Period", required=False)
    first = forms.DateField(label="Or from", required=False, widget=DAY)
    last = forms.DateField(label="To", required=False, widget=DAY)

    def __init__(self, data: Any = None, *, periods: Sequence[tuple[str, Any]], usual: str = "") -> None:
        super().__init__(data, initial={"period": usual})
        offer(self, "period", [("", "Days of your own"), *periods])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("period") and not (said.get("first") and said.get("last")) and not self.errors:
            self.add_error("period", "Choose a period, or give the first and the last day.")
        return said

    @property
    def named(self) -> str:
        """The name of the period for its address."""
        said = self.cleaned_data
        return str(said["period"] or f"{said['first']}--{said['last']}")


class BenchmarkForm(forms.Form):
    """A benchmark: of what, how much, from when, and where it comes from."""

    measure = forms.ChoiceField(label="Measure")
    value = forms.CharField(
        label="Value", required=False, max_length=40,
        help_text="A share in %, an amount in the company's currency, or a number a month. Empty ends the benchmark.",
    )  # fmt: skip
    from_date = forms.DateField(label="From", widget=DAY)
    source = forms.CharField(
        label="Where it comes from", max_length=300, help_text="In words: a study, last year's mean, what was agreed."
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"from_date": today})
        offer(self, "measure", [(name, measure_named(name).title) for name in ACTIVITY])

    def clean_value(self) -> Decimal | None:
        said = self.cleaned_data["value"].strip().removesuffix("%").strip()
        if not said:
            return None
        try:
            found = Decimal(plain_number(said))
        except Refused as refused:
            raise forms.ValidationError(refused.message) from None
        except ArithmeticError:
            raise forms.ValidationError("Enter a number.") from None
        if not found.is_finite() or abs(found) >= Decimal(10) ** 15:
            raise forms.ValidationError("Enter a number from 0 up.")
        return found.quantize(Decimal("0.000001"))

    def as_entered(self) -> Decimal | None:
        """The value as it is kept: a share of 1 where it was typed in per cent."""
        value: Decimal | None = self.cleaned_data["value"]
        share = measure_named(self.cleaned_data["measure"]).kind in {"rate", "share"}
        return value / 100 if share and value is not None else value


class CommentForm(forms.Form):
    """What one side says in one document."""

    text = forms.CharField(
        label="Comment", required=False, strip=False, max_length=WORDS * 2,
        widget=forms.Textarea({"rows": 8}), help_text="Empty takes back what stands there.",
    )  # fmt: skip
    as_own = forms.BooleanField(
        label="Sentences about what caused revenue are sales' own statement", required=False,
        help_text="Marketing cannot say them in a circulated report; sales may, and is named beside them.",
    )  # fmt: skip
    cites = forms.TypedMultipleChoiceField(
        label="Hold-outs it cites", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Any = None, *, kind: Kind, voice: Voice, holdouts: Sequence[tuple[int, str]], text: str = ""
    ) -> None:
        super().__init__(data, initial={"text": text})
        if kind is not Kind.CIRCULATED or voice is not Voice.SALES:
            del self.fields["as_own"]
        if kind is not Kind.INTERNAL or not holdouts:
            del self.fields["cites"]
        else:
            offer(self, "cites", holdouts)


class SignForm(forms.Form):
    """What cannot be taken back: under which figures, and the password of whoever does it once more."""

    shown_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    password = forms.CharField(
        label="Your password, again", strip=False, max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, shown_hash: str = "") -> None:
        super().__init__(data, initial={"shown_hash": shown_hash})


class RestateForm(forms.Form):
    """Which figures take their place beside the frozen ones, and why."""

    shown_hash = forms.CharField(max_length=64)
    reason = forms.CharField(max_length=500)
