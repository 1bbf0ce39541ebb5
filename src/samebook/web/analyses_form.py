"""What a reader asks of an analysis: over which days, of which segment, with which numbers."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers.analyses import Analysis
from samebook.numbers.analyses.definitions import Parameter
from samebook.numbers.within import Within
from samebook.ui.forms import show
from samebook.web import periods
from samebook.web.figures_form import OWN_PERIOD
from samebook.web.narrowing_form import days_asked, members_asked, offer_segments

OF_DAYS = ("period", "first", "last")


class AnalysisForm(forms.Form):
    """A GET form; ``days``, ``members`` and ``values`` are what it says.

    Args:
        actor: Whose segments are offered.
        now: The reader's day in the company's zone follows from it.
    """

    within = forms.ChoiceField(label="Only the segment", required=False)
    period = forms.CharField(required=False, max_length=20)
    first = forms.DateField(label="First day", required=False, widget=OWN_PERIOD)
    last = forms.DateField(label="Last day", required=False, widget=OWN_PERIOD)

    def __init__(self, data: Any, *, actor: Actor, analysis: Analysis, calendar: FiscalCalendar, now: datetime) -> None:
        super().__init__(data)
        self.actor, self.analysis, self.now, self.calendar = actor, analysis, now, calendar
        self.days: Period | None = None
        self.members: Within | None = None
        self.values: dict[str, int] = {}
        self.fields["period"].widget = forms.Select(choices=periods.choices(timezone.localdate(now), calendar))
        offer_segments(self, actor, analysis, at=now)
        if not analysis.has_days:
            for name in OF_DAYS:
                del self.fields[name]
        self.fields |= {name: _field(parameter) for name, parameter in analysis.parameters.items()}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        given = {name: said.get(name) for name in self.analysis.parameters}
        self.values = {name: value for name, value in given.items() if value is not None}
        try:
            self.days = days_asked(self, said, self.calendar, at=self.now)
            self.members = members_asked(said, self.actor, self.analysis, at=self.now)
        except Refused as refused:
            show(refused, self)
        return said


def _field(parameter: Parameter) -> forms.Field:
    """What it means stands with the definition, so that the bar of fields stays one line."""
    return forms.IntegerField(
        label=parameter.title,
        required=False,
        min_value=parameter.least,
        max_value=parameter.most,
        widget=forms.NumberInput({"placeholder": parameter.default}),
    )
