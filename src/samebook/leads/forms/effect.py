"""Which two texts to compare, and over which days."""

from datetime import date, timedelta
from typing import Any

from django import forms

from samebook.agreement.terms import State
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.effect.results import comparable
from samebook.leads.effect.rules import usual_period
from samebook.ui.forms import offer

LISTED = 200
UNCHOSEN = {"required": "Choose an edition or a draft."}


class EffectForm(forms.Form):
    """Two editions or drafts and a period, the last day included.

    Args:
        first, second: Ids of the editions that stand there first; None for none.
        today: The company's day.
    """

    before = forms.TypedChoiceField(coerce=int, label="First", error_messages=UNCHOSEN)
    after = forms.TypedChoiceField(coerce=int, label="Second", error_messages=UNCHOSEN)
    start = forms.DateField(label="Leads from", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    end = forms.DateField(label="Until", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(
        self, data: Any = None, *, actor: Actor, today: date, first: int | None = None, second: int | None = None
    ) -> None:
        usual = usual_period(today)
        initial = {"before": first, "after": second, "start": usual.start, "end": usual.end - timedelta(days=1)}
        super().__init__(data, initial=initial)
        editions = [(edition.pk, _label(edition)) for edition in comparable(actor)[:LISTED]]
        for name in ("before", "after"):
            offer(self, name, [("", "Choose one"), *editions])

    def period(self) -> Period:
        """The days asked for.

        Raises:
            Refused: ``effect.no_days``.
        """
        start, last = self.cleaned_data["start"], self.cleaned_data["end"]
        if last < start or not date(1990, 1, 1) <= start < date(9000, 1, 1) or last > date(9000, 1, 1):
            raise Refused("effect.no_days", "The last day lies before the first; turn them round.", "end")
        return Period(start, last + timedelta(days=1))


def _label(edition: Any) -> str:
    state = State(edition.state).label.lower()
    return f"{edition}: {edition.title[:60]} ({state})" if edition.number else f"{str(edition)[:80]} ({state})"
