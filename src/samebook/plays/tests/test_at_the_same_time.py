"""Several people do the same at once; on SQLite and PostgreSQL."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from samebook.agreement.tests.test_at_the_same_time import at_once
from samebook.plays import actions
from samebook.plays.effects.actions import LotInput, plan_lot
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


def test_of_plays_added_under_one_name_at_once_one_stays(cast):
    by = cast.actor("marketing")
    results = at_once(*(partial(actions.add_play, by, name="Energy record", at=NOW) for _ in range(4)))
    assert results.count("plays.name_taken") == 3


def test_of_lots_planned_under_one_name_at_once_one_stays(cast):
    lot = LotInput("Do plays help", None, Decimal("0.5"), 30, Decimal(3), 90)
    results = at_once(*(partial(plan_lot, cast.actor("marketing"), lot, at=NOW) for _ in range(4)))
    assert len([each for each in results if each in ("plays.lot_name_taken", "plays.lot_drawing")]) == 3
