"""The job, its process and the tick, in a home of their own."""

import json

import pytest

pytestmark = pytest.mark.django_db

WORK = """
import json
from datetime import UTC, datetime, timedelta
from samebook.jobs.models import Job
from samebook.jobs.worker import claim, do
from samebook.numbers import refresh
from samebook.numbers.snapshot import store

def turn(at):
    job = claim("test", at=at)
    if job is None:
        return None
    do(job)
    job.refresh_from_db()
    return job.state

told = {}
at = datetime.now(UTC)
refresh.ask_when_stale(at)
refresh.ask_when_stale(at)
told["asked"] = Job.objects.count()
told["first"] = turn(at)
told["then"] = sorted(Job.objects.exclude(kind=refresh.KIND).values_list("kind", flat=True))
Job.objects.exclude(kind=refresh.KIND).delete()
told["report"] = sorted(Job.objects.get().report)
told["current"] = store.current().stamp == Job.objects.get().report["stamp"]
refresh.ask_when_stale(at + timedelta(minutes=5))
refresh.ask_when_stale(at + timedelta(minutes=30))
told["idle"] = Job.objects.count()
refresh.ask_when_stale(at + timedelta(minutes=90))
told["old"] = Job.objects.count()
with store.building(store.snapshots_folder()):
    told["second"] = turn(at + timedelta(minutes=90))
told["failure"] = Job.objects.order_by("-id")[0].failure
print(json.dumps(told))
"""


def test_a_snapshot_is_asked_for_when_it_is_old_and_taken_in_a_process_of_its_own(own_home):
    told = json.loads(own_home.run(WORK))
    assert told["asked"] == 1, "asked for twice, queued once"
    assert (told["first"], told["current"]) == ("done", True)
    assert told["report"] == ["as_of", "rows", "sealed_through", "stamp"]
    assert told["then"] == ["groups.heard", "numbers.refresh_kept", "segments.count"], "who counts on it is told"
    assert told["idle"] == 1, "nothing was sealed since"
    assert told["old"] == 2, "clocks run out by themselves"
    assert told["second"] == "failed"
    assert "A snapshot is being taken" in told["failure"]


def test_the_command_line_takes_a_snapshot_and_reads_it(own_home):
    run = "from click.testing import CliRunner\nfrom samebook.numbers.cli import measure\n"
    show = "print(CliRunner().invoke(measure, {}).output)"
    assert "No snapshot has been taken yet" in own_home.run(run + show.format('["run", "delivered"]'))
    assert "rows." in own_home.run(run + show.format('["snapshot"]'))
    assert "0 records as of" in own_home.run(run + show.format('["run", "delivered"]'))
