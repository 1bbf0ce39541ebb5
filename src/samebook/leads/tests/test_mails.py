"""What the delivery mail says."""

import pytest

from samebook.company.models import User
from samebook.jobs.models import Mail
from samebook.leads.actions import announce_deliveries, take_in
from samebook.leads.tests.company import MONDAY, arrival, founded

pytestmark = pytest.mark.django_db


def test_a_rep_without_team_reads_times_in_the_companys_zone():
    cast = founded()
    User.objects.update(team=None)
    funded = {"lead.budget": "80000", "lead.project_start": "2026-06-01"}
    take_in(cast.marketing, [arrival(fields=funded)], at=MONDAY)
    announce_deliveries(at=MONDAY)
    assert "First attempt due: Mon 2 Mar 2026, 11:00" in Mail.objects.get().text  # an hour after ten in Berlin
