"""Several people plan, sign and declare at once, and covers are lost beside them; on SQLite and PostgreSQL."""

from datetime import timedelta
from functools import partial

import pytest

from samebook.agreement.tests.test_at_the_same_time import at_once
from samebook.company.tests.cast import PASSWORD
from samebook.jobs.models import Mail
from samebook.journal.models import Entry
from samebook.journal.tests.meanwhile import meanwhile
from samebook.launches import counting
from samebook.launches.actions import plan_launch, signing
from samebook.launches.grid import grid_of
from samebook.launches.models import Launch, Signature
from samebook.launches.rules import hash_of
from samebook.launches.signed import text_of_gaps, text_of_ready
from samebook.launches.terms import State
from samebook.launches.tests.planned import day, now, plan_of, planned
from samebook.plays.actions import library, retire_version
from samebook.plays.models import PlayVersion
from samebook.plays.tests.cast import a_play
from samebook.web.tests.cast import Cast, assemble


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble(simulated=True)


def test_of_launches_planned_under_one_name_at_once_one_stays(cast):
    by, plan, at = cast.actor("marketing"), plan_of(cast), now()
    results = at_once(*(partial(plan_launch, by, plan, at=at) for _ in range(3)))
    assert results.count("launches.name_taken") == 2
    assert Launch.objects.count() == 1


@pytest.fixture
def ready_to_declare(cast) -> tuple[Launch, PlayVersion]:
    """A launch of which one play covers everything."""
    launch = planned(cast)
    play = a_play(cast, causes=("silence", "legal"), at=now(), review_date=day() + timedelta(days=364))
    counting.count_launches(now())
    return launch, play


def declaring(cast, launch, who="marketing"):
    shown = hash_of(text_of_ready(grid_of(launch, day=day())))
    return partial(signing.declare_ready, cast.actor(who), launch.pk, shown_hash=shown, password=PASSWORD, at=now())


def lost() -> int:
    return Entry.objects.filter(code="launches.launch.lost_cover").count()


def test_gaps_are_signed_for_and_a_launch_is_declared_by_one_of_several_at_once(cast):
    launch = planned(cast)
    gaps = grid_of(launch, day=day()).gaps
    said = {"reason": "Later", "shown_hash": hash_of(text_of_gaps(launch, gaps)), "password": PASSWORD, "at": now()}
    cells = [each.cell.pk for each in gaps]
    people = [cast.actor(who) for who in ("marketing", "sales_manager", "marketing")]
    results = at_once(*(partial(signing.sign_gaps, by, launch.pk, cells, **said) for by in people))
    assert results.count("launches.no_gap") == 2
    assert Signature.objects.get().cells.count() == 4
    results = at_once(declaring(cast, launch), declaring(cast, launch, "sales_manager"))
    assert results.count("launches.declared") == 1
    assert Signature.objects.filter(kind="ready").count() == 1


def test_a_play_retired_while_a_launch_is_declared_is_told_by_the_count_that_runs_beside(
    cast, ready_to_declare, monkeypatch
):
    launch, play = ready_to_declare

    def retire_and_count() -> None:
        retire_version(cast.actor("marketing"), play.pk, at=now())
        counting.count_launches(now())

    meanwhile(monkeypatch, declaring(cast, launch), retire_and_count, at=(signing, "save"))
    launch.refresh_from_db()
    assert (launch.state, lost()) == (State.READY, 1), "it was declared with its play, and lost it afterwards"
    assert Mail.objects.filter(kind="launches.lost").count() == 1


def test_a_launch_is_declared_before_its_play_is_retired_and_told_of_it_or_not_at_all(
    cast, ready_to_declare, monkeypatch
):
    launch, play = ready_to_declare
    retire = partial(retire_version, cast.actor("marketing"), play.pk, at=now())
    _, found = meanwhile(monkeypatch, retire, declaring(cast, launch), at=(library, "tell"))
    counting.count_launches(now())
    assert found == "launches.gaps" or (found.kind, lost()) == ("ready", 1)
