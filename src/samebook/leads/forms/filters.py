"""What the table of leads is filtered by."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from samebook.agreement.queries import editions_in_force
from samebook.communications.queries import communications_for
from samebook.company.choices import rep_choices, territory_choices
from samebook.kernel.access import Actor
from samebook.leads.terms import Status, Verdict
from samebook.segments.listing import offered
from samebook.segments.terms import Kind
from samebook.ui.forms import offer

ANY = ("", "any")
LISTED = 200
"""How many communications may be chosen from, the newest first."""


class FilterForm(forms.Form):
    """A GET form; what is empty asks for nothing. Its choices are those that the actor may see.

    Args:
        at: Now; levels are those of the Book in force.
    """

    status = forms.ChoiceField(required=False, choices=[ANY, *Status.choices()])
    verdict = forms.ChoiceField(required=False, choices=[ANY, *Verdict.choices()])
    level = forms.ChoiceField(required=False)
    territory = forms.TypedChoiceField(required=False, coerce=int)
    owner = forms.TypedChoiceField(required=False, coerce=int, label="Rep")
    source = forms.CharField(required=False, max_length=60)
    communication = forms.TypedChoiceField(required=False, coerce=int)
    segment = forms.ChoiceField(required=False)
    received_from = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    received_until = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any, *, actor: Actor, at: datetime) -> None:
        super().__init__(data)
        editions = editions_in_force(at)
        levels = dict.fromkeys(level for each in (editions.all if editions else ()) for level in each.book.book.levels)
        said = communications_for(actor).order_by("-id").values_list("pk", "name")[:LISTED]
        offer(self, "level", [ANY, *((level, level) for level in levels)])
        offer(self, "territory", [ANY, *territory_choices(actor)])
        offer(self, "owner", [ANY, *rep_choices()])
        offer(self, "communication", [ANY, *said])
        segments = offered(actor, Kind.LEAD, at=at)
        offer(self, "segment", [ANY, *segments])
        if not segments:
            del self.fields["segment"]

    def wanted(self) -> dict[str, Any]:
        """The arguments of ``worklists.narrowed``; a day is the reader's, the last one included."""
        self.is_valid()
        said = self.cleaned_data
        until = said.get("received_until")
        return {
            "status": said.get("status"),
            "verdict": said.get("verdict"),
            "level": said.get("level"),
            "source": said.get("source"),
            "owner_id": said.get("owner"),
            "communication_id": said.get("communication"),
            "territory_id": said.get("territory"),
            "segment": said.get("segment"),
            "received_from": _start_of(said.get("received_from")),
            "received_until": _start_of(until + timedelta(days=1)) if until and until.year < LAST_YEAR else None,
        }


LAST_YEAR = 9000


def _start_of(day: date | None) -> datetime | None:
    if day is None or not 1000 < day.year < LAST_YEAR:
        return None
    return timezone.make_aware(datetime.combine(day, time.min))
