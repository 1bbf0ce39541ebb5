"""Which edition and which quarter to review."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from samebook.agreement.models import Edition
from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.periods import Period
from samebook.ui.forms import offer

UNCHOSEN = {"required": "Choose one."}


class QuarterForm(forms.Form):
    """An edition that was in force and a fiscal quarter.

    Args:
        editions: The newest first.
        quarters: The newest first.
        edition: The one that stands there first; None for none.
        quarter: Likewise.
    """

    edition = forms.TypedChoiceField(coerce=int, label="Edition", error_messages=UNCHOSEN)
    quarter = forms.TypedChoiceField(coerce=date.fromisoformat, label="Quarter", error_messages=UNCHOSEN)

    def __init__(
        self,
        data: Any = None,
        *,
        editions: Sequence[Edition],
        quarters: Sequence[Period],
        calendar: FiscalCalendar,
        edition: int | None = None,
        quarter: Period | None = None,
    ) -> None:
        super().__init__(data, initial={"edition": edition, "quarter": quarter.start if quarter else None})
        offer(self, "edition", [(each.pk, f"{each}: {each.title[:60]}") for each in editions])
        offer(self, "quarter", [(each.start.isoformat(), _named(each, calendar)) for each in quarters])


def _named(quarter: Period, calendar: FiscalCalendar) -> str:
    last = date.fromordinal(quarter.end.toordinal() - 1)
    return f"{calendar.label(quarter)} ({quarter.start:%-d %b} to {last:%-d %b %Y})"
