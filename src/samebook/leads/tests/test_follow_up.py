from datetime import UTC, datetime, timedelta

import pytest

from samebook.company.queries import actor_for
from samebook.kernel.refusals import Refused
from samebook.leads.actions import log_attempt


def test_a_second_click_is_not_a_second_attempt(taken):
    lead = taken(budget="80000", start="2027-01-01", country="DE")
    rep = actor_for(lead.owner)
    at = datetime.now(UTC)
    said = {"channel": "phone", "outcome": "reached", "happened_at": at - timedelta(minutes=5)}
    log_attempt(rep, lead.pk, **said, at=at)
    with pytest.raises(Refused) as refused:
        log_attempt(rep, lead.pk, **said, at=at + timedelta(seconds=20))
    assert refused.value.code == "leads.attempt_twice"
    log_attempt(rep, lead.pk, **said, at=at + timedelta(minutes=2))
    lead.refresh_from_db()
    assert lead.attempts_made == 2
