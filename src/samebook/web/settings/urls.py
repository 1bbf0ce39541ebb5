"""Addresses of the settings."""

from django.urls import path

from samebook.web.settings import calendars, company, jobs, people, places, profile, tokens

app_name = "settings"
urlpatterns = [
    path("", company.company, name="company"),
    path("users", people.users, name="users"),
    path("users/new", people.new, name="new_user"),
    path("users/<id:user_id>", people.user, name="user"),
    path("users/<id:user_id>/password", people.password, name="user_password"),
    path("users/<id:user_id>/end", people.end, name="end_user"),
    path("users/<id:user_id>/readmit", people.readmit, name="readmit_user"),
    path("teams", people.teams, name="teams"),
    path("teams/<id:team_id>", people.team, name="team"),
    path("territories", places.territories, name="territories"),
    path("territories/<id:territory_id>", places.territory, name="territory"),
    path("territories/<id:territory_id>/move", places.move, name="move_territory"),
    path("calendars", calendars.calendars, name="calendars"),
    path("calendars/<id:calendar_id>", calendars.calendar, name="calendar"),
    path("calendars/<id:calendar_id>/days", calendars.add_day, name="add_day"),
    path("days/<id:holiday_id>/remove", calendars.remove_day, name="remove_day"),
    path("money", company.money, name="money"),
    path("money/rate", company.rate, name="rate"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<id:token_id>/revoke", tokens.revoke, name="revoke"),
    path("jobs", jobs.jobs, name="jobs"),
    path("jobs/<id:job_id>", jobs.progress, name="job"),
    path("jobs/<id:job_id>/again", jobs.again, name="job_again"),
    path("profile", profile.profile, name="profile"),
    path("profile/tokens", profile.make_token, name="own_tokens"),
    path("profile/tokens/<id:token_id>/revoke", profile.end_token, name="end_own_token"),
    path("profile/password", profile.password, name="own_password"),
]
