"""What files of leads and opportunities may say, and what becomes of it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from samebook.buying.models import Opportunity
from samebook.company.models import Currency
from samebook.exchange.guessing import suggest_fields
from samebook.exchange.targets import ImportRow
from samebook.leads.imports import LEADS, OPPORTUNITIES, load_leads, load_opportunities
from samebook.leads.models import Lead
from samebook.leads.tests.conftest import cast

__all__ = ["cast"]

pytestmark = pytest.mark.django_db


def test_a_file_of_leads_may_say_industry_and_employees_by_readable_names(cast):
    fields = LEADS.all_fields()
    assert (fields["account.industry"].label, fields["account.employees"].label) == ("Industry", "Employees")
    assert fields["account.employees"].type == "integer"
    assert fields["lead.budget"].label == "Budget"
    assert fields.keys().isdisjoint({"lead.country", "account.country", "lead.source"}), "said by columns of their own"
    found = suggest_fields(["Firma", "Mitarbeiter", "Industry"], fields)
    assert found["Industry"] == ("account.industry", True)
    assert {"account.industry", "account.employees"} <= OPPORTUNITIES.all_fields().keys()


def test_what_a_row_says_of_the_account_is_kept_at_the_account(cast):
    now = datetime.now(UTC)
    said = {"email": "o@mill.example", "company": "Mill GmbH", "country": "DE"}
    [outcome] = load_leads(
        cast.marketing, [ImportRow(2, said | {"account.industry": "paper", "account.employees": 240})], at=now
    )
    assert outcome.outcome == "created"
    account = Lead.objects.get(pk=outcome.record_id).account
    assert (account.industry, account.employees) == ("paper", 240)


def test_a_currency_is_read_in_small_letters_and_one_that_is_not_in_use_is_refused(cast):
    Currency.objects.get_or_create(code="EUR")
    said = {"company": "Mill GmbH", "amount": Decimal(10), "opened_on": date(2026, 3, 2)}
    rows = [ImportRow(2, said | {"currency": "eur"}), ImportRow(3, said | {"currency": "XXX"})]
    taken, refused = load_opportunities(cast.marketing, rows, at=datetime.now(UTC))
    assert Opportunity.objects.get(pk=taken.record_id).currency_id == "EUR"
    assert refused.refused.code == "company.unknown_currency"
