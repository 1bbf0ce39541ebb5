"""What the journal is filtered by, and a head that was noted elsewhere."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from samebook.company.queries import users
from samebook.journal.verifying import read_head
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.ui.forms import offer
from samebook.web.journal_words import CHAPTERS, label_of

RECORD = re.compile(r"([a-z]{1,40})[\s:#]+([0-9]{1,18})")
FIRST_YEAR, LAST_YEAR = 1970, 2199
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class JournalForm(forms.Form):
    """A GET form; what is empty asks for nothing."""

    code = forms.ChoiceField(label="What", required=False)
    by = forms.ChoiceField(label="Who", required=False)
    record = forms.CharField(
        required=False, max_length=60, label="Record", widget=forms.TextInput({"placeholder": "lead 17"})
    )
    first = forms.DateField(label="From", required=False, widget=DAY)
    last = forms.DateField(label="Until", required=False, widget=DAY)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        people = [(f"user:{pk}", name) for pk, name in users(actor).prefetch_related(None).values_list("pk", "name")]
        groups = [
            (title, [(f"{next(iter(codes)).split('.')[0]}.", f"{title}: all"), *((c, label_of(c)) for c in codes)])
            for title, codes in CHAPTERS.items()
        ]
        offer(self, "code", [("", "anything"), *groups])
        offer(self, "by", [("", "anybody"), *people, ("system:ticker", "by the clock")])

    def clean_record(self) -> tuple[str, int] | None:
        said: str = self.cleaned_data["record"].strip().lower()
        match = RECORD.fullmatch(said)
        if said and match is None:
            raise forms.ValidationError("Write kind and number, like lead 17.")
        return (match[1], int(match[2])) if match else None

    def clean_first(self) -> date | None:
        return _checked(self.cleaned_data["first"])

    def clean_last(self) -> date | None:
        return _checked(self.cleaned_data["last"])

    def wanted(self) -> dict[str, Any]:
        """The arguments of ``entries_for``; days are the reader's, the last one included."""
        said = self.cleaned_data
        last = said.get("last")
        return {
            "code": said.get("code") or "",
            "by": said.get("by") or "",
            "record": said.get("record"),
            "recorded_from": _start(said.get("first")),
            "recorded_until": _start(last + timedelta(days=1)) if last else None,
        }


class VerifyForm(forms.Form):
    noted = forms.CharField(
        label="A head noted earlier",
        required=False,
        max_length=100,
        help_text="If you give one, it must still stand in the chain.",
    )

    def clean_noted(self) -> str:
        said: str = self.cleaned_data["noted"].strip()
        try:
            read_head(said)
        except Refused as refused:
            raise forms.ValidationError(refused.message) from None
        return said


def _checked(day: date | None) -> date | None:
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(f"Enter a day between {FIRST_YEAR} and {LAST_YEAR}.")
    return day


def _start(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC) if day else None
