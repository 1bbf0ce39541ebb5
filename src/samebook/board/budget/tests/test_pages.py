"""The budget's page, over months that can be counted by hand."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import openpyxl
import pytest
from django.db import connection
from django.urls import reverse

from samebook.board.budget.reading import budget_of
from samebook.board.claims import claims_in
from samebook.communications.models import Communication, Cost
from samebook.company.models import Currency, User
from samebook.company.queries import actor_for
from samebook.company.tests.cast import found
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.leads.models import Lead
from samebook.leads.tests.conftest import client_of
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db
AS_OF = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)
SPENT = {month: 1_000 * (1 + month % 3) for month in range(1, 11)}
"""January to October 2026: 2,000, 3,000, 1,000 and again."""
MARKETING = Actor(None, "token:1", frozenset({Role.MARKETING}), sees_all=True)


@pytest.fixture(autouse=True)
def months(settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    found()
    Currency.objects.create(code="USD")
    mail = Communication.objects.create(name="Mailing", channel="mail", created_at=AS_OF)
    fair = Communication.objects.create(name="Fair", channel="fair", created_at=AS_OF)
    leads = []
    for month, spent in SPENT.items():
        Cost.objects.create(
            communication=mail, booked_on=date(2026, month, 5), amount=spent, currency_id="EUR", created_at=AS_OF
        )
        at = datetime(2026, month, 20, 12, tzinfo=UTC)
        leads += [
            Lead(
                origin="person", status="converted", received_at=at, recorded_at=at, delivered_at=at,
                communication=mail, source="search",
            )
            for _ in range(spent // 100)
        ]  # fmt: skip
    Cost.objects.create(
        communication=fair, booked_on=date(2026, 5, 5), amount=Decimal("7.00"), currency_id="USD", created_at=AS_OF
    )
    Cost.objects.create(
        communication=fair, booked_on=date(2026, 11, 5), amount=9_000, currency_id="EUR", created_at=AS_OF
    )
    Lead.objects.bulk_create(leads)
    take_snapshot(connection, registry, tmp_path, at=AS_OF)


@pytest.fixture
def client():
    user = User.objects.get(name="Ada Brandt")
    user.user_roles.create(role="marketing")
    return client_of(actor_for(user))


def test_months_are_whole_and_spend_and_leads_stand_in_theirs():
    budget = budget_of(MARKETING)

    assert budget.months == tuple(date(2026, month, 1) for month in range(1, 11))
    assert budget.total.series.spend.tolist() == list(SPENT.values())
    assert budget.total.series.leads.tolist() == [spent // 100 for spent in SPENT.values()]
    assert [part.name for part in budget.parts] == ["mail", "fair"]
    assert budget.apart == 1, "the one in dollars, without a rate"
    assert (budget.total.response.level, budget.total.response.monthly_spend) == (
        pytest.approx(np.mean([spent // 100 for spent in SPENT.values()])),
        pytest.approx(np.mean(list(SPENT.values()))),
    )


def test_by_source_spend_without_one_is_not_said():
    budget = budget_of(MARKETING, by="source")

    assert {part.name for part in budget.parts} == {"search", "Not said"}


def test_a_part_with_too_little_says_so(client):
    said = client.get(reverse("board:budget")).content.decode()

    assert "Too little to go by: 0 months with spend, 0 leads in them." in said
    assert "Costs without a rate" in said


@pytest.mark.parametrize("change", ["-35", "+7,5 %"])
def test_ones_own_change_is_shown_with_its_interval(client, change):
    answer = client.get(reverse("board:budget"), {"change": change})

    said = answer.content.decode()
    assert answer.status_code == 200
    assert "−35 %" in said or "+7.5 %" in said
    assert "spend was never there" not in said or "−35 %" in said


@pytest.mark.parametrize("change", ["-95", "x", "9" * 5_000])
def test_a_change_that_cannot_be_is_refused_at_its_field_and_the_rest_is_shown(client, change):
    answer = client.get(reverse("board:budget"), {"change": change, "by": "nothing"})

    assert answer.status_code == 422
    assert "from -90 to 200 per cent" in answer.content.decode()
    assert client.get(reverse("board:budget_file"), {"change": change}).status_code == 200


def test_the_workbook_has_figures_months_and_how_it_is_reckoned(client):
    answer = client.get(reverse("board:budget_file"), {"change": "50"})

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Budget", "Months", "Definition"]
    rows = list(book["Budget"].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows if row[0] == "In total"] == [-0.2, -0.1, 0, 0.1, 0.2, 0.5]
    assert sum(row[3] for row in book["Months"].iter_rows(min_row=2, values_only=True) if row[0] == "In total") == 200
    assert "not randomised" in str(list(book["Definition"].values))


def test_the_page_itself_claims_nothing_about_revenue(client):
    from samebook.board.budget.showing import CHOICES, says

    budget = budget_of(MARKETING)

    assert claims_in("\n".join([says(budget.total), *(text for _, text in CHOICES)])) == []


@pytest.mark.parametrize("role", [Role.REP, Role.TELESALES, Role.PARTNER_MANAGER, Role.ADMINISTRATOR])
def test_only_who_decides_reads_it(role):
    with pytest.raises(Refused):
        budget_of(Actor(5, "user:5", frozenset({role}), sees_all=True))
