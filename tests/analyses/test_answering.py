"""The last good figures of an analysis are shown while new ones are made, and while they cannot be."""

from datetime import UTC, datetime, timedelta

import pytest

from samebook.jobs.models import Job
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.numbers.analyses import analysis_named, answering, kept
from samebook.numbers.analyses.running import ask
from tests.analyses.files import written
from tests.analyses.world import AS_OF, TABLES

pytestmark = pytest.mark.django_db
EVERYBODY = Actor.system("test")
NORTH = Actor(71, "user:71", frozenset({Role.REP}), frozenset({1}))
NOW = datetime(2026, 7, 1, 13, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def snapshots(settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    written(tmp_path, TABLES, at=AS_OF)
    return tmp_path


def given(actor=EVERYBODY, at=NOW, name="funnel"):
    return answering.answer(analysis_named(name), actor=actor, values={}, period=None, within=None, at=at)


def broken(*_, **__):
    raise Refused("numbers.engine_down", "The engine does not answer.")


@pytest.mark.parametrize("name", ["funnel", "retention", "concentration", "first_response"])
def test_what_is_kept_is_what_was_computed(name):
    made = given(name=name)
    held = kept.look_up(ask(name, actor=EVERYBODY))
    assert held == made.result


def test_nobody_is_answered_with_the_figures_of_another():
    assert given().result.found.row_count == 8
    assert kept.look_up(ask("funnel", actor=NORTH)) is None
    assert given(NORTH).result.found.row_count == 5


def test_figures_of_an_earlier_snapshot_stand_until_the_job_has_made_new_ones(snapshots):
    given()
    written(snapshots, {**TABLES, "leads": TABLES["leads"][:3]}, at=AS_OF + timedelta(hours=1))
    for _ in range(2):
        shown = given()
        assert (shown.result.as_of, shown.is_current, shown.is_coming) == (AS_OF, False, True)
    job = Job.objects.get(kind=answering.KIND)
    answering.run_refresh(job.arguments, None)
    shown = given()
    assert (shown.result.found.row_count, shown.is_current, shown.is_coming) == (3, True, False)


def test_while_the_engine_is_down_the_last_good_figures_stand_and_it_is_said_since_when(snapshots, monkeypatch):
    given()
    written(snapshots, TABLES, at=AS_OF + timedelta(hours=1))
    monkeypatch.setattr(answering, "analyse", broken)
    other = given(NORTH)
    assert (other.result, other.failure.code, other.failure.since) == (None, "numbers.engine_down", NOW)
    shown = given(at=NOW + timedelta(seconds=5))
    assert (shown.result.as_of, shown.failure.since, shown.is_coming) == (AS_OF, NOW, False)


def test_a_kept_file_that_was_cut_short_is_made_anew():
    given()
    file = next(kept.folder().glob("*.json"))
    file.write_bytes(file.read_bytes()[:100])
    assert given().result.found.row_count == 8
