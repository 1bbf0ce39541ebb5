"""Which days and which segment a reader asks for: what the forms of measures and of analyses have in common."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.asking import Defined
from samebook.numbers.tables import registry
from samebook.numbers.within import Within, require_reach
from samebook.segments.narrowing import offered_for, within_for
from samebook.ui.forms import offer
from samebook.web import periods


def offer_segments(form: forms.Form, actor: Actor, asked: Defined, *, at: datetime) -> None:
    """Offer what it can be narrowed to in the field ``within``, which goes where there is nothing."""
    segments = offered_for(actor, asked.tables, at=at)
    said = form.data.get("within") or ""
    another = [(said, said)] if said not in {"", *dict(segments)} else []  # why it cannot be, ``members_asked`` says
    offer(form, "within", [("", "everything"), *segments, *another])
    if not segments and not said:
        del form.fields["within"]


def members_asked(said: Mapping[str, Any], actor: Actor, asked: Defined, *, at: datetime) -> Within | None:
    """The members of the segment that is asked for; None for everything.

    Raises:
        Refused: ``records.missing`` where there is no such segment; ``numbers.not_within``.
    """
    key = said.get("within")
    if not key:
        return None
    try:
        found = within_for(actor, key, at=at)
    except Missing as missing:
        raise Refused(missing.code, "There is no such segment.", "within") from None
    require_reach(found, asked.title, asked.tables, registry)
    return found


def days_asked(form: forms.Form, said: Mapping[str, Any], calendar: FiscalCalendar, *, at: datetime) -> Period | None:
    """The days that are asked for; None for all, and where a day of one's own is no day.

    Raises:
        Refused: ``web.period``, ``web.day_outside``.
    """
    if said.get("period") != periods.CUSTOM:
        chosen = said.get("period") or periods.ALL
        return periods.period_of(chosen, calendar=calendar, today=timezone.localdate(at))
    return own_days(form, said, ("first", "last"))


def own_days(form: forms.Form, said: Mapping[str, Any], fields: tuple[str, str]) -> Period | None:
    """Days of one's own, from two fields; None where one of them is no day, as its field says.

    Raises:
        Refused: ``web.period``, ``web.day_outside``.
    """
    for name in fields:
        if said.get(name) is None and name not in form.errors:
            raise Refused("web.period", "Days of your own need a first and a last one.", name)
    first, last = (said.get(name) for name in fields)
    return periods.days(first, last, fields=fields) if first and last else None
