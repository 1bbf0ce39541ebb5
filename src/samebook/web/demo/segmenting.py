"""Segments at Tarnvik: two private ones, and counts over the last weeks, so that it can be seen who came and left."""

from datetime import datetime, timedelta
from functools import partial

from samebook.jobs.models import Job
from samebook.kernel.access import Role
from samebook.segments.actions import make_segment
from samebook.segments.jobs import KIND, count_segments
from samebook.web.demo.house import House
from samebook.web.demo.living import Life

COUNTED = (37, 30, 23, 16, 9, 2)
"""Days before the end."""
PLAN_MAKERS = "in_segment('process_industry') and person.title in ('Plant engineer', 'Process engineer')"
LARGE_PROJECTS = "in_segment('has_project') and in_segment('heavy_user') and lead.budget >= 100000"


def schedule(life: Life) -> None:
    """What happens with segments in the last weeks."""
    first = max(COUNTED) + 1
    life.at(life.until - timedelta(days=first), "segments", partial(_make, life.house))
    for days in COUNTED:
        life.at(life.until - timedelta(days=days), "segments", _count)


def last_count(at: datetime) -> None:
    """Beside the snapshot; whatever asked for a count meanwhile has had it."""
    count_segments(at=at)
    Job.objects.filter(kind=KIND, state=Job.State.WAITING).delete()


def _make(house: House, at: datetime) -> None:
    marketing, rep = house.with_role(Role.MARKETING)[0], house.with_role(Role.REP)[0]
    make_segment(
        marketing, name="plan_makers", condition=PLAN_MAKERS, shared_with="marketing", at=at,
        means="Engineers at process plants: they write the plan that others decide on.",
    )  # fmt: skip
    make_segment(
        rep, name="large_projects", condition=LARGE_PROJECTS, at=at, means="What I would like to be called about."
    )


def _count(at: datetime) -> None:
    count_segments(at=at)
