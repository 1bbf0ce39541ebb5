"""The pages of settings: each change goes through its action, each refusal is shown at its field."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from samebook.company.actions import add_user
from samebook.company.fiscal import FiscalCalendar
from samebook.company.models import AccessToken, Calendar, ExchangeRate, Holiday, Team, Territory, User
from samebook.company.queries import fiscal_calendar
from samebook.company.tests.cast import PASSWORD
from samebook.config import declarations
from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job
from samebook.journal.models import Entry
from samebook.kernel.access import Actor
from samebook.numbers.refresh import KIND
from samebook.web.settings.jobs import KINDS
from samebook.web.tests.cast import Cast

pytestmark = pytest.mark.django_db
CALENDAR = {
    "name": "Bavaria",
    "hours": "Mon-Fri 09:00-12:00 13:00-16:00",
    "time_zone": "Europe/Berlin",
    "country": "DE",
    "subdivision": "BY",
}


def send(cast: Cast, route: str, /, *arguments: Any, who: str = "administrator", **data: Any) -> HttpResponse:
    return cast.client(who).post(reverse(f"settings:{route}", args=arguments), data)


def get(cast: Cast, name: str, *arguments: Any, who: str = "administrator", **query: str) -> str:
    answer = cast.client(who).get(reverse(f"settings:{name}", args=arguments), query)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def error_at(answer: HttpResponse, field: str) -> str:
    """The message at a field; the answer must be the form again."""
    assert answer.status_code == 422, answer.status_code
    found = re.search(rf'id="[a-z]+[_-]{field}_error">.*?<span>(.*?)</span>', answer.content.decode(), re.DOTALL)
    assert found, f"nothing is said at {field}"
    return found[1].strip()


def test_the_company_is_changed_and_what_is_wrong_is_said_at_its_field(cast: Cast) -> None:
    said = {"name": "Velden AG", "country": "CH", "time_zone": "Europe/Zurich", "fiscal_year_start": "7"}
    assert send(cast, "company", **said).status_code == 302
    cast.company.refresh_from_db()
    assert (cast.company.name, cast.company.fiscal_year_start) == ("Velden AG", 7)
    assert (cast.company.fiscal_weeks, cast.company.fiscal_ends_on, cast.company.fiscal_end_rule) == ("", 5, "last")
    weeks = {"fiscal_weeks": "4-4-5", "fiscal_ends_on": "4", "fiscal_end_rule": "nearest"}
    assert send(cast, "company", **said | weeks).status_code == 302
    assert fiscal_calendar() == FiscalCalendar(7, "4-4-5", 4, "nearest")
    assert error_at(send(cast, "company", **said | weeks | {"fiscal_weeks": "5-5-5"}), "fiscal_weeks")
    assert error_at(send(cast, "company", **said | weeks | {"fiscal_ends_on": "7"}), "fiscal_ends_on")
    assert error_at(send(cast, "company", **said | {"country": "XX"}), "country")
    assert error_at(send(cast, "company", **said | {"name": "\u0007"}), "name")


def user_values(**more: Any) -> dict[str, Any]:
    return {
        "name": "Nora Neu",
        "email": "Nora@velden.example",
        "roles": ["rep"],
        "password": "a-long-enough-one-4",
    } | more


def test_a_user_is_added_with_roles_team_and_territories(cast: Cast) -> None:
    more = {"team": cast.team.pk, "territories": [cast.north.pk], "capacity": "12", "roles": ["rep", "telesales"]}
    assert send(cast, "new_user", **user_values(**more)).status_code == 302
    user = User.objects.get(email="nora@velden.example")
    assert (user.team, user.capacity, list(user.territories.all())) == (cast.team, 12, [cast.north])
    shown = get(cast, "user", user.pk)
    assert shown.count(" checked") == 3
    assert "Nora Neu" in get(cast, "users")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", {"email": "rep@velden.example"}),
        ("email", {"email": "not an address"}),
        ("password", {"password": "short"}),
        ("capacity", {"capacity": "-1"}),
        ("capacity", {"capacity": "9" * 400}),
        ("team", {"team": "999999"}),
        ("name", {"name": " "}),
    ],
)
def test_a_user_who_cannot_be_is_refused_at_the_field(cast: Cast, field: str, values: dict[str, Any]) -> None:
    assert error_at(send(cast, "new_user", **user_values(**values)), field)
    assert not User.objects.filter(name="Nora Neu").exists()


def test_roles_that_exclude_each_other_are_refused(cast: Cast) -> None:
    answer = send(cast, "new_user", **user_values(roles=["partner_user", "rep"]))
    assert answer.status_code == 422
    assert "A partner user can have no other role." in answer.content.decode()


def test_a_login_is_ended_and_given_back_but_never_the_last_administrators(cast: Cast) -> None:
    rep = cast["rep"]
    send(cast, "end_user", rep.pk)
    rep.refresh_from_db()
    assert not rep.is_active
    assert "Login ended" in get(cast, "user", rep.pk)
    send(cast, "readmit_user", rep.pk)
    rep.refresh_from_db()
    assert rep.is_active
    client = cast.client("administrator")
    answer = client.post(reverse("settings:end_user", args=[cast["administrator"].pk]), follow=True)
    assert "This is the last administrator" in answer.content.decode()
    cast["administrator"].refresh_from_db()
    assert cast["administrator"].is_active


def test_a_password_set_by_an_administrator_signs_in(cast: Cast) -> None:
    assert error_at(send(cast, "user_password", cast["rep"].pk, password="1234567890"), "password")
    assert send(cast, "user_password", cast["rep"].pk, password="another-harbour-9").status_code == 302
    assert User.objects.get(pk=cast["rep"].pk).check_password("another-harbour-9")


def test_teams_are_added_and_changed(cast: Cast) -> None:
    assert send(cast, "teams", name="Inside", calendar=cast.company.calendar_id, manager="").status_code == 302
    team = Team.objects.get(name="Inside")
    manager = cast["sales_manager"]
    send(cast, "team", team.pk, name="Inside sales", calendar=cast.company.calendar_id, manager=manager.pk)
    team.refresh_from_db()
    assert (team.name, team.manager) == ("Inside sales", manager)
    assert error_at(send(cast, "teams", name="Inside sales", calendar=cast.company.calendar_id), "name")


def test_territories_are_added_renamed_and_moved_but_never_below_themselves(cast: Cast) -> None:
    assert send(cast, "territories", code="north-east", name="North-east", parent=cast.north.pk).status_code == 302
    place = Territory.objects.get(code="north-east")
    assert send(cast, "territory", place.pk, name="Baltic").status_code == 302
    assert send(cast, "move_territory", place.pk, parent=cast.south.pk).status_code == 302
    place.refresh_from_db()
    assert (place.name, place.parent) == ("Baltic", cast.south)
    assert error_at(send(cast, "territories", code="North East", name="x"), "code")
    assert error_at(send(cast, "move_territory", cast.south.pk, parent=place.pk), "parent")


def test_a_calendar_has_hours_public_days_and_days_of_its_own(cast: Cast) -> None:
    assert send(cast, "calendars", **CALENDAR).status_code == 302
    calendar = Calendar.objects.get(name="Bavaria")
    assert calendar.hours["1"] == [["09:00", "12:00"], ["13:00", "16:00"]]
    shown = get(cast, "calendar", calendar.pk)
    assert "Epiphany" in shown
    year = datetime.now(UTC).year
    assert send(cast, "add_day", calendar.pk, day=f"{year}-12-24", name="Christmas Eve").status_code == 302
    assert "Christmas Eve" in get(cast, "calendar", calendar.pk)
    assert error_at(send(cast, "add_day", calendar.pk, day=f"{year}-12-24", name="Again"), "day")
    assert error_at(send(cast, "add_day", calendar.pk, day="0001-01-01", name="Never"), "day")
    assert error_at(send(cast, "calendar", calendar.pk, **CALENDAR | {"hours": "always"}), "hours")
    assert error_at(send(cast, "calendar", calendar.pk, **CALENDAR | {"subdivision": "ZZ"}), "subdivision")
    assert send(cast, "remove_day", Holiday.objects.get().pk).status_code == 302
    assert not Holiday.objects.exists()
    assert send(cast, "remove_day", 99999).status_code == 404


def test_currencies_and_their_dated_rates_are_entered(cast: Cast) -> None:
    assert send(cast, "money", code="USD").status_code == 302
    said = {"currency": "USD", "from_date": "2026-01-01", "rate": "0.92500000"}
    assert send(cast, "rate", **said).status_code == 302
    entered = ExchangeRate.objects.get()
    assert (entered.from_date, entered.rate) == (date(2026, 1, 1), Decimal("0.925"))
    assert "0.925" in get(cast, "money")
    for rate in ("0", "-1", "1e30", "NaN", "one"):
        assert error_at(send(cast, "rate", **said | {"rate": rate}), "rate")
    assert error_at(send(cast, "rate", **said | {"currency": "EUR"}), "currency")


@pytest.mark.parametrize(
    ("scope", "example"),
    [("form", "&lt;iframe src="), ("leads:write", "/api/v1/leads"), ("numbers:read", "/api/v1/measures")],
)
def test_a_token_is_shown_once_with_its_use_and_can_be_revoked(cast: Cast, scope: str, example: str) -> None:
    answer = send(cast, "tokens", name="Website", scope=scope)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    shown = answer.content.decode()
    secret = re.search(r'value="(sb_[^"]+)"', shown)
    assert secret
    assert example in shown
    listed = get(cast, "tokens")
    assert "Website" in listed
    assert secret[1] not in listed
    token = AccessToken.objects.get()
    assert send(cast, "revoke", token.pk).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_the_public_form_opens_by_the_address_that_its_token_shows(cast: Cast) -> None:
    shown = send(cast, "tokens", name="Website", scope="form").content.decode()
    address = re.search(r"http://[^/]+(/leads/form/[^?]+)\?source=website", shown)
    assert address
    assert cast.client().get(address[1]).status_code == 200


def test_jobs_show_progress_and_those_that_failed_are_tried_again(cast: Cast) -> None:
    now = datetime.now(UTC)
    job = ask_for(cast.actor("marketing"), KIND, {}, at=now)
    assert "Snapshot for the numbers" in get(cast, "jobs")
    assert "hx-get" in get(cast, "job", job.pk, who="marketing")
    assert cast.client("rep").get(reverse("settings:job", args=[job.pk])).status_code == 404
    Job.objects.filter(pk=job.pk).update(state="failed", failure="The disk is full.", ended_at=now)
    shown = get(cast, "jobs")
    assert "The disk is full." in shown
    assert "Ben Okafor" in shown
    assert send(cast, "job_again", job.pk).status_code == 302
    job.refresh_from_db()
    assert job.state == "waiting"


def test_every_kind_of_long_work_has_a_name_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds: list[str] = []
    monkeypatch.setattr(declarations, "handler", lambda kind: (kinds.append(kind), lambda function: function)[1])
    declarations.jobs()
    assert [kind for kind in kinds if kind not in KINDS] == []
    assert kinds


def test_a_report_is_told_without_what_only_programs_read(cast: Cast) -> None:
    now = datetime.now(UTC)
    job = ask_for(cast.actor("marketing"), KIND, {}, at=now)
    report = {"format": 1, "stamp": "20260517T090000.000000Z", "as_of": "2026-05-17T09:00:00+00:00", "rows": 7960}
    Job.objects.filter(pk=job.pk).update(state="done", report=report, ended_at=now)
    shown = get(cast, "jobs")
    assert "as of 17 May 2026, 11:00" in shown
    assert "rows 7,960" in shown
    assert "20260517T09" not in shown
    assert "format" not in re.sub(r"<head>.*</head>", "", shown, flags=re.DOTALL)


def test_everyone_changes_their_own_password_and_stays_signed_in(cast: Cast) -> None:
    client = cast.client("partner_user")
    address = reverse("settings:own_password")
    assert error_at(client.post(address, {"old": "wrong", "new": "another-harbour-9"}), "old")
    assert error_at(client.post(address, {"old": PASSWORD, "new": "short"}), "new")
    assert client.post(address, {"old": PASSWORD, "new": "another-harbour-9"}).status_code == 302
    assert client.get(reverse("settings:profile")).status_code == 200


def test_mail_notices_are_switched_off_by_an_empty_box(cast: Cast) -> None:
    assert send(cast, "profile", who="rep").status_code == 302
    cast["rep"].refresh_from_db()
    assert not cast["rep"].mail_notices
    assert send(cast, "profile", who="rep", mail_notices="on").status_code == 302
    cast["rep"].refresh_from_db()
    assert cast["rep"].mail_notices


def test_each_change_of_settings_is_in_the_journal(cast: Cast) -> None:
    before = Entry.objects.count()
    send(cast, "money", code="USD")
    send(cast, "territories", code="west", name="West")
    codes = Entry.objects.order_by("-pk").values_list("code", flat=True)[: Entry.objects.count() - before]
    assert set(codes) == {"company.currency.added", "company.territory.added"}


def test_the_list_of_users_takes_as_many_queries_for_few_as_for_many(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    administrator: Actor = cast.actor("administrator")
    for number in range(8):
        name = f"Person {number}"
        email = f"p{number}@velden.example"
        place = [cast.north.pk]
        now = datetime.now(UTC)
        add_user(administrator, name=name, email=email, roles=["rep"], password=PASSWORD, territory_ids=place, at=now)
    client = cast.client("administrator")
    for name in ("users", "teams", "territories", "calendars", "tokens", "jobs"):
        with django_assert_max_num_queries(12):
            assert client.get(reverse(f"settings:{name}")).status_code == 200


def test_an_empty_form_of_a_user_says_of_each_field_what_it_needs(cast: Cast) -> None:
    html = send(cast, "new_user", name="").content.decode()
    said = re.findall(r'class="error"[^>]*>.*?<span>(.*?)</span>', html, re.S)
    assert len(said) == len(set(said)) == 4
    assert "This field is required." not in html
    assert 'aria-describedby="roles-error"' in html


@pytest.mark.parametrize(("who", "place"), [("rep", "profile"), ("administrator", "user")])
def test_a_form_of_a_password_names_whose_it_is_for_password_managers(cast: Cast, who: str, place: str) -> None:
    page = get(cast, place, cast["rep"].pk) if place == "user" else get(cast, place, who=who)
    for form in re.findall(r"<form.*?</form>", page, re.S):
        if 'type="password"' in form:
            assert 'value="rep@velden.example" autocomplete="username" hidden' in form
            break
    else:
        pytest.fail("no form of a password")
