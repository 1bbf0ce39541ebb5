"""Teams, and the calendars on which their clocks run."""

from datetime import date, datetime

from samebook.company import rules
from samebook.company.actions.common import administer, check_day, found, unique
from samebook.company.days_off import check_subdivision
from samebook.company.models import Calendar, Holiday, Team, User
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor


@action
def add_team(actor: Actor, *, name: str, calendar_id: int, at: datetime, manager_id: int | None = None) -> Team:
    """Add people who share a calendar; refuses a name that is taken (``company.taken``)."""
    administer(actor)
    return _save_team(actor, "company.team.added", Team(name=name), calendar_id, manager_id, at=at)


@action
def change_team(
    actor: Actor, team_id: int, *, name: str, calendar_id: int, at: datetime, manager_id: int | None = None
) -> Team:
    """Set name, calendar and manager; running clocks keep the deadline they were given."""
    administer(actor)
    team = found(Team, team_id)
    team.name = name
    return _save_team(actor, "company.team.changed", team, calendar_id, manager_id, at=at)


@action
def add_calendar(
    actor: Actor, *, name: str, time_zone: str, hours: object, at: datetime, country: str = "", subdivision: str = ""
) -> Calendar:
    """Add working hours with the public holidays of a country, or of a part of it; of none without a country.

    Raises:
        Refused: ``access.denied``, ``company.taken``, or a wrong value at its field.
    """
    administer(actor)
    calendar = Calendar(name=name, time_zone=time_zone, country=country, subdivision=subdivision)
    return _save_calendar(actor, "company.calendar.added", calendar, hours, at=at)


@action
def change_calendar(
    actor: Actor,
    calendar_id: int,
    *,
    name: str,
    time_zone: str,
    hours: object,
    at: datetime,
    country: str = "",
    subdivision: str = "",
) -> Calendar:
    """Set a calendar; running clocks keep the deadline they were given."""
    administer(actor)
    calendar = found(Calendar, calendar_id)
    calendar.name, calendar.time_zone = name, time_zone
    calendar.country, calendar.subdivision = country, subdivision
    return _save_calendar(actor, "company.calendar.changed", calendar, hours, at=at)


@action
def add_holiday(
    actor: Actor, calendar_id: int, *, day: date, name: str, at: datetime, is_worked: bool = False
) -> Holiday:
    """Add a day off of the company's own, or say that a public holiday is worked.

    Raises:
        Refused: ``access.denied``, ``company.taken``, ``company.day_outside``.
    """
    administer(actor)
    holiday = Holiday(
        calendar=found(Calendar, calendar_id, field="calendar"),
        date=check_day(day, field="day"),
        name=rules.clean_line(name, field="name", longest=100),
        is_worked=is_worked,
    )
    with unique(f"{day.isoformat()} is already in this calendar.", field="day"):
        holiday.save(force_insert=True)
    detail = {"calendar": calendar_id, "date": day.isoformat(), "is_worked": is_worked}
    record(actor, "company.holiday.added", holiday, happened_at=at, detail=detail)
    return holiday


@action
def remove_holiday(actor: Actor, holiday_id: int, *, at: datetime) -> None:
    """Take a day of the company's own out of its calendar."""
    administer(actor)
    holiday = found(Holiday, holiday_id)
    detail = {"calendar": holiday.calendar_id, "date": holiday.date.isoformat(), "is_worked": holiday.is_worked}
    record(actor, "company.holiday.removed", ("holiday", holiday.pk), happened_at=at, detail=detail)
    holiday.delete()


def _save_team(actor: Actor, code: str, team: Team, calendar_id: int, manager_id: int | None, *, at: datetime) -> Team:
    team.name = rules.clean_line(team.name, field="name", longest=100)
    team.calendar = found(Calendar, calendar_id, field="calendar")
    team.manager = found(User, manager_id, field="manager") if manager_id is not None else None
    with unique(f"There already is a team “{team.name}”.", field="name"):
        team.save()
    record(actor, code, team, happened_at=at, detail={"calendar": calendar_id, "manager": manager_id})
    return team


def _save_calendar(actor: Actor, code: str, calendar: Calendar, hours: object, *, at: datetime) -> Calendar:
    calendar.name = rules.clean_line(calendar.name, field="name", longest=100)
    calendar.time_zone = rules.check_zone(calendar.time_zone)
    calendar.hours = rules.check_hours(hours)
    calendar.country = rules.check_country(calendar.country) if calendar.country.strip() else ""
    calendar.subdivision = check_subdivision(calendar.country, calendar.subdivision)
    with unique(f"There already is a calendar “{calendar.name}”.", field="name"):
        calendar.save()
    detail = {
        "time_zone": calendar.time_zone,
        "hours": calendar.hours,
        "country": calendar.country,
        "subdivision": calendar.subdivision,
    }
    record(actor, code, calendar, happened_at=at, detail=detail)
    return calendar
