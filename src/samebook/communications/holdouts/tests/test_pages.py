import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from samebook.accounts.models import Account
from samebook.communications.holdouts.actions import plan_holdout
from samebook.communications.holdouts.models import Holdout
from samebook.communications.holdouts.terms import Arm
from samebook.communications.holdouts.tests.company import (
    ENDED_AT,
    MARKETING,
    accounts_of,
    assembled,
    given,
    mailing,
    planned,
)
from samebook.company.models import User
from samebook.company.queries import actor_for
from samebook.journal.models import Entry
from samebook.leads.tests.conftest import client_of
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


@pytest.fixture
def client(settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    assembled()
    return client_of(actor_for(User.objects.get(name="Ada Brandt")))


def sent(**changed):
    values = {
        "name": "Autumn", "communications": [str(mailing().pk)], "aim": "won", "segment": "", "vouched_by": "",
        "accounts": "\n".join(f"A-{number}" for number in range(1, 61)), "share": "50", "worthwhile": "5",
        "starts_on": (NOW + timedelta(days=3)).date().isoformat(), "days": "30",
    }  # fmt: skip
    return values | changed


def test_one_is_planned_on_the_page_and_waits_for_its_first_day(client):
    answer = client.post(reverse("holdouts:new"), sent(), follow=True)

    said = answer.content.decode()
    holdout = Holdout.objects.get()
    assert f"{holdout.code} Autumn" in said
    assert "Not begun" in said
    assert "30 to be contacted, 30 held out (50 per cent planned)" in said
    assert holdout.seed in said
    assert holdout.planned_by.name == "Ada Brandt"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"starts_on": "2020-01-01"}, "starts tomorrow or later"),
        ({"accounts": "A-1\nnobody"}, "are not here"),
        ({"days": "99999999999999999999"}, "less than or equal to 730"),
        ({"share": "NaN"}, "Enter a number"),
        ({"communications": ["x"]}, "Select a valid choice"),
        ({"segment": "nothing"}, "Select a valid choice"),
    ],
    ids=["past", "unknown", "many days", "nan", "no id", "no segment"],
)
def test_what_is_refused_is_said_at_its_field(client, changed, told):
    answer = client.post(reverse("holdouts:new"), sent(**changed))

    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_result_stands_with_its_interval_what_it_could_have_seen_and_whether_it_may_be_cited(client, settings):
    holdout = planned()
    take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=ENDED_AT)

    said = client.get(reverse("holdouts:holdout", args=[holdout.pk])).content.decode()

    assert "0 of 30 accounts that were to be contacted and 0 of 30 that were held out" in said
    assert "95 % interval" in said
    assert "A report may cite it only when" in said


def test_the_list_of_whom_not_to_send_to_has_the_held_out_accounts_with_their_people(client):
    holdout = planned()
    first = accounts_of(holdout, Arm.HELD_OUT)[0]
    first.people.update(email="p@plant.example")
    Account.objects.filter(pk=first.pk).update(name="=Plant")

    answer = client.get(reverse("holdouts:held_out", args=[holdout.pk]))

    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows[0] == ["Account", "External id", "Id", "E-mail"]
    assert [row[1] for row in rows[1:]] == [each.external_id for each in accounts_of(holdout, Arm.HELD_OUT)]
    assert rows[1][0] == "'=Plant"
    assert rows[1][3] == "p@plant.example"
    assert Entry.objects.filter(code="communications.holdout.list_taken").count() == 1


def test_it_is_called_off_with_a_reason(client):
    holdout = plan_holdout(MARKETING, given(starts_on=(NOW + timedelta(days=9)).date()), at=NOW)
    address = reverse("holdouts:cancel", args=[holdout.pk])

    assert client.post(address, {"reason": ""}).status_code == 422
    said = client.post(address, {"reason": "Postponed"}, follow=True).content.decode()

    assert "Cancelled before it began" in said
    assert "Postponed" in said
