from datetime import timedelta

import pytest

from samebook.journal.models import Entry
from samebook.leads.actions import take_in
from samebook.leads.models import Lead
from samebook.leads.terms import Status
from samebook.leads.tests.company import MONDAY, arrival, founded

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return founded()


def test_a_lead_that_clearly_meets_the_criteria_is_delivered_with_its_clock(cast):
    [taken] = take_in(
        cast.marketing,
        [arrival(fields={"lead.budget": "80000", "lead.project_start": "2026-06-01"})],
        at=MONDAY,
    )
    lead = Lead.objects.get(pk=taken.lead_id)
    assert (taken.outcome, lead.status, lead.verdict, lead.level) == ("created", Status.DELIVERED, "deliver", "A")
    assert lead.owner_id == cast.rep.id
    assert lead.first_attempt_due_at == MONDAY + timedelta(hours=1)
    assert lead.follow_up_due_at == MONDAY + timedelta(days=7)  # five business days over one weekend
    assert lead.attempts_owed == 2
    assert "Rolf" in lead.routed_because
    assert Entry.objects.filter(code="leads.lead.received", record_id=lead.pk).count() == 1
