"""A play written from a gap of a launch: its draft begins with the cell, and the cell shows it."""

from datetime import timedelta

import pytest

from samebook.kernel.refusals import Missing
from samebook.launches.grid import grid_of
from samebook.launches.terms import NO_CAUSE
from samebook.launches.tests.planned import cell, day, now, planned
from samebook.plays import actions
from samebook.plays.models import Play
from samebook.plays.occasions import occasion_for
from samebook.plays.queries import version_for


def test_a_play_written_from_a_gap_is_made_for_its_cell_and_covers_it_once_it_is_approved(cast):
    launch = planned(cast)
    gap, by, client = cell(launch, cause="legal"), cast.actor("marketing"), cast.client("marketing")
    page = client.get(f"/launches/{launch.pk}/cells/{gap.pk}").content.decode()
    assert f"/plays/new?for=cell:{gap.pk}" in page
    assert "The launch Pump 3" in client.get(f"/plays/new?for=cell:{gap.pk}").content.decode()
    made = client.post("/plays/new", {"name": "Terms", "owner": by.id, "for": f"cell:{gap.pk}"})
    version = version_for(by, Play.objects.get().versions.get().pk)
    assert (version.causes, version.roles, version.decisions) == (["legal"], ["staller"], ["start_project"])
    assert (version.languages, version.segment) == (["en"], "")
    assert f"/launches/{launch.pk}/cells/{gap.pk}" in client.get(made.url).content.decode()
    assert "not approved" in client.get(f"/launches/{launch.pk}/cells/{gap.pk}").content.decode()
    said = actions.For(["legal"], ["staller"], ["start_project"], ["en"], review_date=day() + timedelta(days=300))
    actions.change_version(by, version.pk, said, at=now())
    actions.add_step(by, version.pk, actions.Step("task", "Send the terms"), at=now())
    actions.approve_version(by, version.pk, at=now())
    stood = next(each for each in grid_of(launch, day=day()).cells if each.cell.pk == gap.pk)
    assert stood.standing == "covered"


def test_nobody_reads_of_a_launch_through_a_play_what_they_may_not_see_there(cast):
    launch = planned(cast, territories=[cast.south.pk])
    key = f"cell:{cell(launch).pk}"
    assert "Pump 3" in occasion_for(cast.actor("marketing"), key, now()).words
    with pytest.raises(Missing):
        occasion_for(cast.actor("rep"), key, now())


def test_what_is_prepared_before_any_stall_is_written_against_no_cause(cast):
    launch = planned(cast, causes=[NO_CAUSE, "legal"])
    with pytest.raises(Missing):
        occasion_for(cast.actor("marketing"), f"cell:{cell(launch, cause=NO_CAUSE).pk}", now())
