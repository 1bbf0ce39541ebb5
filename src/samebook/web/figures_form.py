"""What a reader asks of a measure: split by what, over which days, compared with which."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers.compared import WAYS, Comparison, check_dimension, comparison_of, day_of
from samebook.numbers.measures import Measure
from samebook.numbers.snapshot.store import current
from samebook.numbers.tables import registry
from samebook.numbers.within import Within
from samebook.ui.forms import offer, show
from samebook.web import periods
from samebook.web.definitions import THEN, Part, is_restated, parts_of
from samebook.web.narrowing_form import days_asked, members_asked, offer_segments, own_days


def day_of_ones_own(when: str) -> forms.DateInput:
    """A day that is asked for only when ``field=value`` of the same form is chosen; without a script always."""
    return forms.DateInput({"type": "date", "data-shown-when": when}, format="%Y-%m-%d")


OWN_PERIOD, OWN_COMPARISON = day_of_ones_own(f"period={periods.CUSTOM}"), day_of_ones_own("compare=custom")

READINGS = (("", "as it is defined now"), (THEN, "as it was defined then"))
OF_DAYS = ("period", "first", "last", "compare", "compare_first", "compare_last")
"""Fields that a measure without days does not have."""


class FiguresForm(forms.Form):
    """A GET form; ``asked`` is what it says, or None while something in it is wrong.

    Args:
        actor: Whose segments are offered.
        now: The reader's day in the company's zone follows from it.
    """

    by = forms.ChoiceField(label="Split by", required=False)
    within = forms.ChoiceField(label="Only the segment", required=False)
    period = forms.ChoiceField(label="Period", required=False, error_messages={"invalid_choice": periods.NONE_SUCH})
    first = forms.DateField(label="First day", required=False, widget=OWN_PERIOD)
    last = forms.DateField(label="Last day", required=False, widget=OWN_PERIOD)
    compare = forms.ChoiceField(label="Compare with", required=False, choices=[("", "nothing"), *WAYS.items()])
    compare_first = forms.DateField(label="Compared from", required=False, widget=OWN_COMPARISON)
    compare_last = forms.DateField(label="Compared to", required=False, widget=OWN_COMPARISON)

    reading = forms.ChoiceField(label="Counted", required=False, choices=READINGS)

    def __init__(self, data: Any, *, actor: Actor, measure: Measure, calendar: FiscalCalendar, now: datetime) -> None:
        super().__init__(data)
        self.actor, self.measure, self.now, self.calendar = actor, measure, now, calendar
        self.days: Period | None = None
        self.comparison: Comparison | None = None
        self.parts: list[Part] = []
        self.members: Within | None = None
        titles = [(name, registry.dimension(name).title) for name in measure.by]
        self.fields["by"] = forms.ChoiceField(label="Split by", required=False, choices=[("", "nothing"), *titles])
        offer(self, "period", self._periods(timezone.localdate(now)))
        offer_segments(self, actor, measure, at=now)
        if not measure.has_day or not is_restated(measure):
            del self.fields["reading"]
        if not measure.has_day:
            for name in OF_DAYS:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        try:
            self.days = days_asked(self, said, self.calendar, at=self.now)
            self.members = members_asked(said, self.actor, self.measure, at=self.now)
            self.comparison = self._comparison(said)
            self.parts = self._parts(said)
        except Refused as refused:
            show(refused, self)
        return said

    def _periods(self, today: date) -> list[tuple[str, object]]:
        """What is offered, and what is asked where it is a period all the same, such as a month long ago."""
        offered, asked = periods.choices(today, self.calendar), str(self.data.get("period") or "")
        known = {value for _, group in offered if isinstance(group, list) for value, _ in group}
        try:
            asked_for = periods.period_of(asked, calendar=self.calendar, today=today) if asked not in known else None
        except Refused:
            return offered
        return [*offered, (asked, self.calendar.label(asked_for))] if asked_for else offered

    def _comparison(self, said: dict[str, Any]) -> Comparison | None:
        way = said.get("compare")
        if not way or self.errors:
            return None
        dimension = registry.dimension(said["by"]) if said.get("by") else None
        check_dimension(dimension, way, of_weeks=bool(self.calendar.weeks))
        own = own_days(self, said, ("compare_first", "compare_last")) if way == "custom" else None
        return comparison_of(way, self.days, today=self._today(), own=own)

    def _parts(self, said: dict[str, Any]) -> list[Part]:
        if said.get("reading") != THEN or self.errors:
            return []
        if self.comparison:
            raise Refused("numbers.not_compared", "Compare it as it is defined now, in all days alike.", "compare")
        return parts_of(self.measure, self.days, today=self._today())

    def _today(self) -> date:
        snapshot = current()
        return day_of(snapshot) if snapshot else timezone.localdate(self.now)

    @property
    def dimension(self) -> str | None:
        return self.cleaned_data.get("by") or None
