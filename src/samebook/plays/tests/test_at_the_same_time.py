"""Two people start one play at once; on SQLite and PostgreSQL."""

from datetime import timedelta
from functools import partial

import pytest

from samebook.agreement.tests.test_at_the_same_time import at_once
from samebook.plays import actions
from samebook.plays.models import PlayRun
from samebook.plays.tests.cast import NOW, a_play, a_sale
from samebook.web.tests.cast import Cast, assemble

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble(simulated=True)


def test_a_play_that_two_people_start_at_once_is_started_once(cast):
    sale, version = a_sale(cast), a_play(cast)
    people = [cast.actor(who) for who in ("rep", "marketing", "rep", "marketing")]
    key, said = sale.opportunity.pk, {"version_id": version.pk, "at": LATER}
    results = at_once(*(partial(actions.start_run, by, key, **said) for by in people))
    assert results.count("plays.running_already") == 3
    assert PlayRun.objects.count() == 1
