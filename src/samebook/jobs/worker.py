"""Does the jobs: claims one by a lease, keeps the lease while it works, and says how it ended."""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import close_old_connections, connection
from django.db.models import F, Q

from samebook.jobs.models import Job
from samebook.jobs.progress import LeaseLost, Progress, Stopping
from samebook.jobs.registry import handler_of
from samebook.jobs.rules import LEASE, TRIES, job_backoff
from samebook.jobs.turn import write
from samebook.kernel.refusals import Refused

log = logging.getLogger(__name__)
POLL = 0.5
GAVE_UP = "Samebook stopped {times} times in the midst of this and gave up; the log says more under job {job}."
BROKEN = "Something went wrong inside Samebook; the log says more under job {job}. Nothing was left half done."


def work(stopping: threading.Event) -> None:
    """Do jobs as they come until asked to stop; a job that is running is given back with its checkpoint."""
    name = f"{socket.gethostname()[:40]}:{os.getpid()}"
    while not stopping.is_set():
        close_old_connections()
        try:
            job = claim(name, at=datetime.now(UTC))
            if job is not None:
                do(job, stopping)
                continue
        except Exception:
            log.exception("The job worker could not reach its jobs; it tries again.")
            connection.close()
        stopping.wait(POLL)


def claim(name: str, *, at: datetime) -> Job | None:
    """Take the job that has waited longest, or one whose worker has fallen silent; None when there is nothing to do.

    No job goes to two workers: on SQLite the writer's turn sees to that, on PostgreSQL a row lock.
    """
    waiting = Q(state=Job.State.WAITING, run_after__lte=at)
    silent = Q(state=Job.State.RUNNING, leased_until__lt=at)
    if not Job.objects.filter(waiting | silent).exists():
        return None
    with write():
        job = (
            Job.objects.select_for_update(skip_locked=True).filter(waiting | silent).order_by("run_after", "id").first()
        )
        if job is None:
            return None
        if job.state == Job.State.RUNNING and job.tries >= TRIES:
            _give_up(job, at=at)
            return None
        job.state, job.leased_by, job.leased_until = Job.State.RUNNING, name, at + LEASE
        job.tries += 1
        job.save(update_fields=["state", "leased_by", "leased_until", "tries"])
        return job


def do(job: Job, stopping: threading.Event | None = None) -> None:
    """Run one claimed job to its end; every way it can end is written down."""
    progress = Progress(job, stopping=stopping)
    try:
        with _heartbeat(progress):
            run = handler_of(job.kind)
            if run is None:
                raise Refused("jobs.unknown_kind", f"This version of Samebook knows no work “{job.kind}”.")
            report = run(job.arguments, progress) or {}
        _settle(job, state=Job.State.DONE, report=report, done=progress.done, total=progress.total)
    except LeaseLost:
        log.warning("Job %s (%s) was taken up by another worker; this one stops.", job.pk, job.kind)
    except Stopping:
        _settle(job, state=Job.State.WAITING, tries=F("tries") - 1)
    except Refused as refused:
        _settle(job, state=Job.State.FAILED, failure=refused.message)
    except Exception:
        log.exception("Job %s (%s), try %s of %s, failed.", job.pk, job.kind, job.tries, TRIES)
        _fail(job)


def _fail(job: Job) -> None:
    tries = Job.objects.filter(pk=job.pk).values_list("tries", flat=True).first() or job.tries
    if tries >= TRIES:
        _settle(job, state=Job.State.FAILED, failure=BROKEN.format(job=job.pk))
    else:
        _settle(job, state=Job.State.WAITING, run_after=datetime.now(UTC) + job_backoff(tries))


def _settle(job: Job, **values: object) -> None:
    if values["state"] != Job.State.WAITING:
        values["ended_at"] = datetime.now(UTC)
    held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, leased_by=job.leased_by)
    with write():
        if not held.update(leased_until=None, leased_by="", **values):
            log.warning("Job %s (%s) had been taken up by another worker when it ended here.", job.pk, job.kind)


def _give_up(job: Job, *, at: datetime) -> None:
    failure = GAVE_UP.format(times=job.tries, job=job.pk)
    log.error("Job %s (%s): %s", job.pk, job.kind, failure)
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.FAILED, failure=failure, leased_until=None, leased_by="", ended_at=at
    )


@contextmanager
def _heartbeat(progress: Progress) -> Iterator[None]:
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(LEASE.total_seconds() / 4):
            try:
                progress.renew()
            except LeaseLost:
                return
            except Exception:
                log.exception("The lease of job %s could not be renewed; trying again.", progress.job_id)
            finally:
                connection.close()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=30)
