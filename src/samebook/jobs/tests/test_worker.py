import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from samebook.jobs import registry
from samebook.jobs.actions import ask_for, try_again
from samebook.jobs.models import Job
from samebook.jobs.progress import LeaseLost, Progress
from samebook.jobs.queries import job_for, jobs_for
from samebook.jobs.rules import LEASE, TRIES, job_backoff
from samebook.jobs.worker import claim, do
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANN = Actor(1, "user:1", frozenset({Role.MARKETING}), sees_all=True)
BEN = Actor(2, "user:2", frozenset({Role.MARKETING}), sees_all=True)


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    before = dict(registry._handlers)
    yield
    registry._handlers.clear()
    registry._handlers.update(before)


def asked(run: registry.Handler, **arguments: Any) -> Job:
    registry.handler("test.work")(run)
    return ask_for(ANN, "test.work", arguments, at=AT)


def done(job: Job, *, at: datetime = AT) -> Job:
    claimed = claim("here:1", at=at)
    assert claimed is not None
    assert claimed.pk == job.pk
    do(claimed)
    job.refresh_from_db()
    return job


def test_a_job_is_done_and_keeps_its_report() -> None:
    def add(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
        progress.advance(2, 2)
        return {"sum": arguments["a"] + arguments["b"]}

    job = done(asked(add, a=1, b=2))
    assert (job.state, job.report, job.done, job.total, job.leased_by) == ("done", {"sum": 3}, 2, 2, "")
    assert job.ended_at is not None
    assert claim("here:1", at=AT) is None


def test_work_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        ask_for(ANN, "test.nothing", {}, at=AT)
    assert refused.value.code == "jobs.unknown_kind"


def test_two_functions_for_one_kind_are_a_programming_error() -> None:
    asked(lambda arguments, progress: None)
    with pytest.raises(ValueError, match="Two functions"):
        asked(lambda arguments, progress: None)


def test_a_job_is_not_begun_before_its_time() -> None:
    registry.handler("test.work")(lambda arguments, progress: None)
    ask_for(ANN, "test.work", {}, at=AT, run_after=AT + timedelta(hours=1))
    assert claim("here:1", at=AT + timedelta(minutes=59)) is None
    assert claim("here:1", at=AT + timedelta(hours=1)) is not None


def test_a_refusal_fails_the_job_with_its_message_and_is_not_tried_again() -> None:
    def refuse(arguments: dict[str, Any], progress: Progress) -> None:
        raise Refused("test.no", "The file has no rows.")

    job = done(asked(refuse))
    assert (job.state, job.failure) == ("failed", "The file has no rows.")


def test_an_unforeseen_error_is_tried_again_later_and_its_trace_goes_to_the_log_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def break_down(arguments: dict[str, Any], progress: Progress) -> None:
        raise ZeroDivisionError("secret inside")

    began = datetime.now(UTC)
    job = done(asked(break_down))
    assert job.state == "waiting"
    assert began + job_backoff(1) <= job.run_after <= datetime.now(UTC) + job_backoff(1)
    at = AT
    for _ in range(TRIES - 1):
        at = max(at, job.run_after)
        job = done(job, at=at)
    assert job.state == "failed"
    assert "secret" not in job.failure
    assert f"job {job.pk}" in job.failure
    assert "secret inside" in caplog.text
    assert sum(record.levelno == logging.ERROR for record in caplog.records) == TRIES


def test_a_job_whose_worker_fell_silent_goes_on_from_its_checkpoint() -> None:
    seen: list[dict[str, Any]] = []

    def count(arguments: dict[str, Any], progress: Progress) -> None:
        seen.append(progress.checkpoint)
        progress.advance(3, 5, checkpoint={"row": 3})
        if len(seen) == 1:
            raise SystemExit  # the process ends without a word

    job = asked(count)
    claimed = claim("dead:1", at=AT)
    assert claimed is not None
    with pytest.raises(SystemExit):
        do(claimed)
    now = datetime.now(UTC)
    assert claim("here:1", at=now + LEASE / 2) is None
    assert done(job, at=now + LEASE * 2).state == "done"
    assert seen == [{}, {"row": 3}]


def test_a_worker_that_lost_its_lease_stops_and_changes_nothing() -> None:
    def slow(arguments: dict[str, Any], progress: Progress) -> None:
        other = claim("other:2", at=datetime.now(UTC) + LEASE * 2)
        assert other is not None
        with pytest.raises(LeaseLost):
            progress.advance(1, checkpoint={"row": 1})
        progress.advance(1, checkpoint={"row": 1})

    job = done(asked(slow))
    assert (job.state, job.leased_by, job.checkpoint) == ("running", "other:2", {})


def test_a_worker_asked_to_end_gives_the_job_back_without_counting_a_try() -> None:
    stopping = threading.Event()

    def long(arguments: dict[str, Any], progress: Progress) -> None:
        stopping.set()
        progress.advance(4, 9, checkpoint={"row": 4})
        raise AssertionError("not reached")

    job = asked(long)
    claimed = claim("here:1", at=AT)
    assert claimed is not None
    do(claimed, stopping)
    job.refresh_from_db()
    assert (job.state, job.tries, job.checkpoint, job.leased_by) == ("waiting", 0, {"row": 4}, "")


def test_a_job_that_always_kills_its_worker_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    job = asked(lambda arguments, progress: None)
    at = AT
    for _ in range(TRIES):
        assert claim("dead:1", at=at) is not None
        at += LEASE * 2
    assert claim("here:1", at=at) is None
    job.refresh_from_db()
    assert job.state == "failed"
    assert "gave up" in job.failure


def test_progress_between_two_checkpoints_lets_a_job_be_stopped_any_number_of_times() -> None:
    job = asked(lambda arguments, progress: None)
    at = AT
    for row in range(TRIES * 2):
        claimed = claim("dead:1", at=at)
        assert claimed is not None
        Progress(claimed).advance(row, checkpoint={"row": row})
        at = datetime.now(UTC) + LEASE * 2
    job.refresh_from_db()
    assert job.state == "running"


def test_people_see_their_own_jobs_and_administrators_all() -> None:
    job = asked(lambda arguments, progress: None)
    assert job_for(ANN, job.pk) == job
    assert jobs_for(BEN) == []
    for number in (job.pk, 10**30, -1):
        with pytest.raises(Missing):
            job_for(BEN, number)
    assert jobs_for(Actor.system("test"), open_only=True) == [job]


def test_failed_work_can_be_tried_again_by_whom_it_belongs_to() -> None:
    answers = [Refused("test.no", "Not now."), None]

    def moody(arguments: dict[str, Any], progress: Progress) -> None:
        answer = answers.pop(0)
        if answer:
            raise answer

    job = done(asked(moody))
    with pytest.raises(Missing):
        try_again(BEN, job.pk, at=AT)
    assert try_again(ANN, job.pk, at=AT).failure == ""
    assert done(job).state == "done"
    with pytest.raises(Refused, match="failed"):
        try_again(ANN, job.pk, at=AT)
