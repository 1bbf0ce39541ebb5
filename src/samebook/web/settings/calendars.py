"""Working hours and days off."""

from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from samebook.company import actions, queries
from samebook.company.days_off import public_holidays
from samebook.company.hours import format_hours
from samebook.company.models import Calendar
from samebook.kernel.refusals import Missing
from samebook.ui.doors import SignedRequest
from samebook.web.settings.doors import administrators, done, frame, kept, status_of
from samebook.web.settings.forms import CalendarForm, HolidayForm


@require_http_methods(["GET", "POST"])
@administrators
def calendars(request: SignedRequest) -> HttpResponseBase:
    """Every calendar; a POST adds one."""
    form = CalendarForm(request.POST or None)
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: actions.add_calendar(request.actor, **form.cleaned_data, at=now),
        "The calendar is added.",
    ):
        return redirect("settings:calendars")
    page = frame("calendars") | {
        "calendars": [(each, format_hours(each.hours)) for each in queries.calendars()],
        "form": form,
    }
    return render(request, "web/settings/calendars.html", page, status=status_of(form))


@require_http_methods(["GET", "POST"])
@administrators
def calendar(request: SignedRequest, calendar_id: int) -> HttpResponseBase:
    """One calendar with its days off; a POST changes it."""
    found = _calendar(calendar_id)
    form = CalendarForm(request.POST or None, calendar=found)
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: actions.change_calendar(request.actor, calendar_id, **form.cleaned_data, at=now),
        f"{found.name} is changed. Running clocks keep the deadline they were given.",
    ):
        return redirect("settings:calendar", calendar_id)
    return render(request, "web/settings/calendar.html", _page(found, now, form=form), status=status_of(form))


@require_POST
@administrators
def add_day(request: SignedRequest, calendar_id: int) -> HttpResponseBase:
    """Add a day off of the company's own, or say that a public holiday is worked."""
    found = _calendar(calendar_id)
    form = HolidayForm(request.POST, auto_id="day-%s")
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: actions.add_holiday(request.actor, calendar_id, **form.cleaned_data, at=now),
        "The day is added.",
    ):
        return redirect("settings:calendar", calendar_id)
    return render(request, "web/settings/calendar.html", _page(found, now, day=form), status=422)


@require_POST
@administrators
def remove_day(request: SignedRequest, holiday_id: int) -> HttpResponseBase:
    """Take a day of the company's own away."""
    held = queries.own_day(holiday_id)
    now = datetime.now(UTC)
    done(request, lambda: actions.remove_holiday(request.actor, holiday_id, at=now), "The day is taken away.")
    return redirect("settings:calendar", held.calendar_id)


def _page(
    found: Calendar, now: datetime, *, form: CalendarForm | None = None, day: HolidayForm | None = None
) -> dict[str, Any]:
    return frame("calendars") | {
        "calendar": found,
        "form": form or CalendarForm(calendar=found),
        "day_form": day or HolidayForm(auto_id="day-%s"),
        "days": _days_off(found, timezone.localdate(now)),
    }


def _days_off(found: Calendar, today: date) -> list[dict[str, Any]]:
    """Public holidays of this year and the next, and every day of the company's own, by date."""
    own = {each.date: each for each in found.own_holidays.all()}
    public = {
        day: name
        for year in (today.year, today.year + 1)
        for day, name in public_holidays(found.country, found.subdivision, year).items()
    }
    return [
        {
            "date": day,
            "name": own[day].name if day in own else public[day],
            "own": own.get(day),
            "is_public": day in public,
            "is_past": day < today,
        }
        for day in sorted({*own, *public})
    ]


def _calendar(calendar_id: int) -> Calendar:
    found = queries.calendars().filter(pk=calendar_id).first()
    if found is None:
        raise Missing("calendar")
    return found
