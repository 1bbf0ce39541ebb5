from datetime import UTC, datetime

import pytest

from samebook.company.actions.founding import _write
from samebook.company.models import Calendar, Company, Currency, User, UserRole
from samebook.company.queries import actor_for, the_company
from samebook.company.tests.cast import NOW, PASSWORD, found
from samebook.journal.models import Entry
from samebook.kernel.access import Role
from samebook.kernel.refusals import Refused


@pytest.mark.django_db
def test_a_home_without_company_says_so():
    assert the_company() is None


def test_the_founder_may_log_in_and_administer(company):
    ada = User.objects.get()
    assert ada.email == "ada@velden.example"
    assert ada.check_password(PASSWORD)
    assert actor_for(ada).roles == {Role.ADMINISTRATOR}
    assert actor_for(ada).sees_all


def test_founding_writes_company_calendar_currency_and_one_entry(db):
    company = found(simulated=False, at=datetime.now(UTC))
    assert the_company() == company
    assert company.calendar.time_zone == "Europe/Berlin"
    assert set(company.calendar.hours) == set("12345")
    assert list(Currency.objects.values_list("code", flat=True)) == ["EUR"]
    entry = Entry.objects.get()
    assert (entry.code, entry.actor, entry.origin) == ("company.company.founded", "system:init", "system")
    assert "Ada" not in str(entry.detail)


def test_a_demo_is_marked_simulated_from_its_first_entry(db):
    assert found().simulated
    entry = Entry.objects.get()
    assert (entry.origin, entry.happened_at) == ("simulated", NOW)


def test_a_second_company_is_refused(company):
    with pytest.raises(Refused) as refusal:
        found(name="Another", administrator_email="b@velden.example")
    assert refusal.value.code == "company.exists"
    assert User.objects.count() == 1


def test_two_foundings_at_the_same_moment_leave_one_company_and_nothing_of_the_other(company):
    """The second passed its first look before the first had written."""
    calendar = Calendar(name="Second", time_zone="UTC", hours=company.calendar.hours)
    second = Company(
        id=1, name="Twice", country="DE", currency="EUR", time_zone="UTC", fiscal_year_start=1, created_at=NOW
    )
    with pytest.raises(Refused) as refusal:
        _write(second, calendar, User(email="b@velden.example", name="B", created_at=NOW), NOW)
    assert refusal.value.code == "company.exists"
    assert (Calendar.objects.count(), User.objects.count(), Entry.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": "  "}, "company.text_missing", "name"),
        ({"name": "x" * 201}, "company.text_too_long", "name"),
        ({"name": "a\0b"}, "company.text_unreadable", "name"),
        ({"name": "a\ud800"}, "company.text_unreadable", "name"),
        ({"country": "XX"}, "company.unknown_country", "country"),
        ({"currency": "EURO"}, "company.unknown_currency", "currency"),
        ({"time_zone": "Europe/Berln"}, "company.unknown_zone", "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "company.unknown_zone", "time_zone"),
        ({"fiscal_year_start": 0}, "company.fiscal_month", "fiscal_year_start"),
        ({"administrator_email": "ada"}, "company.email_invalid", "administrator_email"),
        ({"administrator_email": "a\ud800@b.com"}, "company.email_invalid", "administrator_email"),
        ({"administrator_email": "a@b.com\r\nBcc: c@d.com"}, "company.email_invalid", "administrator_email"),
        ({"administrator_name": ""}, "company.text_missing", "administrator_name"),
        ({"password": "short"}, "company.password_weak", "password"),
        ({"password": "password123"}, "company.password_weak", "password"),
        ({"password": "ada@velden.example"}, "company.password_weak", "password"),
        ({"password": "long enough \ud800"}, "company.password_unreadable", "password"),
        ({"password": "x" * 1001}, "company.password_too_long", "password"),
        ({"hours": {}}, "company.hours_none", "hours"),
        ({"hours": {"8": [["08:00", "17:00"]]}}, "company.hours_shape", "hours"),
        ({"hours": {"1": [["17:00", "08:00"]]}}, "company.hours_order", "hours"),
        ({"hours": {"1": [["08:00", "12:00"], ["11:59", "17:00"]]}}, "company.hours_order", "hours"),
        ({"hours": {"1": [["8", "12:00"]]}}, "company.hours_shape", "hours"),
        ({"hours": "always"}, "company.hours_shape", "hours"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_a_wrong_value_is_refused_at_its_field_and_nothing_is_written(db, changes, code, field):
    with pytest.raises(Refused) as refusal:
        found(**changes)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert not Company.objects.exists()
    assert not User.objects.exists()


def test_a_wrong_zone_names_the_nearest(db):
    with pytest.raises(Refused, match=r"Did you mean Europe/Berlin\?"):
        found(time_zone="Europe/Berln")


def test_a_deactivated_user_may_do_and_see_nothing(company):
    ada = User.objects.get()
    ada.is_active = False
    assert actor_for(ada).roles == frozenset()
    assert not actor_for(ada).sees_all
    assert UserRole.objects.filter(user=ada).exists()
