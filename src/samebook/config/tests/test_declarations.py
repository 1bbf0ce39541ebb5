"""What config connects: the fields that the Book declares, and in whose name a job acts."""

from datetime import UTC, datetime, timedelta

import pytest

from samebook.accounts.hooks import fields_declared_for
from samebook.accounts.imports import ACCOUNTS, PEOPLE
from samebook.company.actions import deactivate_user
from samebook.company.models import User
from samebook.company.queries import actor_labelled
from samebook.exchange import jobs as exchange_jobs
from samebook.kernel.access import Role
from samebook.kernel.refusals import Missing
from samebook.leads.tests.company import BOOK, founded

pytestmark = pytest.mark.django_db

OWN_FIELDS = BOOK.replace(
    "fields:\n", "fields:\n  account.turnover: {type: decimal, unit: EUR}\n  person.engineer: {type: boolean}\n"
)


@pytest.fixture
def cast():
    return founded(book=OWN_FIELDS, at=datetime.now(UTC) - timedelta(days=1))


def test_files_may_bring_what_the_book_in_force_declares(cast) -> None:
    assert set(fields_declared_for("account")) == {"account.turnover"}
    assert ACCOUNTS.all_fields()["account.turnover"].type == "decimal"
    assert PEOPLE.all_fields()["person.engineer"].type == "boolean"
    assert "account.employees" not in ACCOUNTS.all_fields(), "a built-in field has its own name"


def test_before_the_first_edition_nothing_is_declared(db) -> None:
    assert fields_declared_for("account") == {}


def test_a_job_acts_as_the_user_who_asked_for_it(cast) -> None:
    [actor_of] = exchange_jobs.actor_of
    assert actor_of(cast.marketing.label) == cast.marketing
    assert actor_of(cast.rep.label).territories == cast.rep.territories
    assert actor_of("system:import").has(Role.ADMINISTRATOR)


def test_who_has_left_may_do_nothing_more(cast) -> None:
    deactivate_user(cast.administrator, cast.telesales.id, at=datetime.now(UTC))
    assert actor_labelled(cast.telesales.label).roles == frozenset()


@pytest.mark.parametrize("label", ["user:999999", "token:1", "user:x", "nobody", "", "user:²"])
def test_a_label_that_names_nobody_is_nobody(cast, label: str) -> None:
    assert not User.objects.filter(pk=999999).exists()
    with pytest.raises(Missing):
        actor_labelled(label)
