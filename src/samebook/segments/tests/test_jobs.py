"""The count as the worker does it, with real commits: after a snapshot, after a change, and never twice at once."""

from datetime import UTC, datetime, timedelta

import pytest

from samebook.jobs.models import Job
from samebook.jobs.worker import claim, do
from samebook.kernel.access import Actor
from samebook.leads.tests.company import founded
from samebook.numbers import refresh
from samebook.segments import jobs
from samebook.segments.actions import make_segment
from samebook.segments.generations import generations
from samebook.segments.models import SegmentCount
from samebook.segments.tests.people import BOOK, peopled

NOW = datetime.now(UTC)


@pytest.fixture
def company(transactional_db):
    cast = founded(BOOK, at=NOW - timedelta(days=100))
    Job.objects.all().delete()
    peopled(cast, leads=12)
    Job.objects.all().delete()
    return cast


def run_all() -> list[Job]:
    ran = []
    while (job := claim("test", at=datetime.now(UTC) + timedelta(seconds=1))) is not None:
        do(job)
        job.refresh_from_db()
        ran.append(job)
    return ran


def test_after_each_snapshot_everything_is_counted_by_a_job(company):
    assert jobs.after_snapshot in refresh.refreshed
    jobs.after_snapshot(None)
    jobs.after_snapshot(None)
    [job] = run_all()
    assert (job.kind, job.state, job.failure) == ("segments.count", Job.State.DONE, "")
    assert job.report["segments"] == SegmentCount.objects.count() == 6
    assert job.report["members"]["plants"] == SegmentCount.objects.get(key="plants").members


def test_a_private_segment_is_counted_by_itself_as_soon_as_it_is_kept(company):
    jobs.ask_count(Actor.system("test"), at=NOW)
    run_all()
    row = make_segment(company.marketing, name="mine", condition="account.employees > 5", at=datetime.now(UTC))
    [job] = run_all()
    assert job.state == Job.State.DONE
    assert list(job.report["members"]) == [f"private-{row.pk}"]
    assert len(generations()) == 1


def test_a_count_that_fails_leaves_the_last_one_as_it_was(company, monkeypatch):
    jobs.ask_count(Actor.system("test"), at=NOW)
    run_all()
    before, [generation] = list(SegmentCount.objects.order_by("pk").values_list("pk", flat=True)), generations()

    def broken(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("samebook.segments.counting.compare", broken)
    jobs.ask_count(Actor.system("test"), at=NOW)
    [job] = run_all()
    assert job.state == Job.State.WAITING, "it is tried again"
    assert list(SegmentCount.objects.order_by("pk").values_list("pk", flat=True)) == before
    assert generations() == [generation]
    assert not [path for path in generation.place.parent.iterdir() if path.name.startswith(".")]
