"""What a reader asks of a measure: split by what, over which days."""

from datetime import date
from typing import Any

from django import forms

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers.measures import Measure
from samebook.numbers.tables import registry
from samebook.ui.forms import show
from samebook.web import periods

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class FiguresForm(forms.Form):
    """A GET form; ``asked`` is what it says, or None while something in it is wrong.

    Args:
        today: In the company's zone.
    """

    by = forms.ChoiceField(label="Split by", required=False)
    period = forms.CharField(required=False, max_length=20)
    first = forms.DateField(label="First day", required=False, widget=DAY)
    last = forms.DateField(label="Last day", required=False, widget=DAY)

    def __init__(self, data: Any, *, measure: Measure, calendar: FiscalCalendar, today: date) -> None:
        super().__init__(data)
        self.calendar = calendar
        self.days: Period | None = None
        titles = [(name, registry.dimensions[name].title) for name in measure.by]
        self.fields["by"] = forms.ChoiceField(label="Split by", required=False, choices=[("", "nothing"), *titles])
        self.fields["period"].widget = forms.Select(choices=periods.choices(today, calendar))
        if not measure.has_day:
            for name in ("period", "first", "last"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        try:
            self.days = self._days(said)
        except Refused as refused:
            show(refused, self)
        return said

    def _days(self, said: dict[str, Any]) -> Period | None:
        first, last = said.get("first"), said.get("last")
        if said.get("period") != periods.CUSTOM:
            return periods.period_of(said.get("period") or periods.ALL, calendar=self.calendar)
        for name, day in (("first", first), ("last", last)):
            if day is None and name not in self.errors:
                raise Refused("web.period", "Days of your own need a first and a last one.", name)
        return periods.days(first, last) if first and last else None

    @property
    def dimension(self) -> str | None:
        return self.cleaned_data.get("by") or None
