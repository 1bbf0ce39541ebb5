"""Several people plan a launch at once; on SQLite and PostgreSQL."""

from functools import partial

from samebook.agreement.tests.test_at_the_same_time import at_once
from samebook.launches.actions import plan_launch
from samebook.launches.models import Launch
from samebook.launches.tests.planned import now, plan_of
from samebook.web.tests.cast import assemble


def test_of_launches_planned_under_one_name_at_once_one_stays(transactional_db: None) -> None:
    cast = assemble(simulated=True)
    by, plan, at = cast.actor("marketing"), plan_of(cast), now()
    results = at_once(*(partial(plan_launch, by, plan, at=at) for _ in range(3)))
    assert results.count("launches.name_taken") == 2
    assert Launch.objects.count() == 1
