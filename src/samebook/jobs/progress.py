"""What a running job says of itself: how far it is, and where to go on after a stop."""

import threading
import time
from datetime import UTC, datetime
from typing import Any

from samebook.jobs.models import Job
from samebook.jobs.rules import LEASE
from samebook.jobs.turn import write


class LeaseLost(Exception):  # noqa: N818 (no error: another worker has the job)
    """Another worker has taken the job up; this one stops where it stands."""


class Stopping(Exception):  # noqa: N818 (no error: the worker was asked to end)
    """The worker ends; the job is given back and goes on from its checkpoint."""


class Progress:
    """The handler's line to its job.

    Attributes:
        job_id: The job.
        checkpoint: What the last try kept; empty at the first.
        asked_by: Label of the actor who asked for the job.
    """

    QUIET = 0.5
    """Seconds between two writes of the count alone."""

    def __init__(self, job: Job, *, stopping: threading.Event | None = None) -> None:
        self.job_id = job.pk
        self.checkpoint: dict[str, Any] = dict(job.checkpoint)
        self.asked_by = job.asked_by
        self.done = job.done
        self.total = job.total
        self._holder = job.leased_by
        self._stopping = stopping or threading.Event()
        self._written = 0.0

    def advance(self, done: int, total: int | None = None, *, checkpoint: dict[str, Any] | None = None) -> None:
        """Say how far the job is. Cheap: a count alone is written twice a second at most.

        Called inside an action with a ``checkpoint``, it is kept in the same transaction as the action's changes, so
        that a job taken up again neither repeats nor skips.

        Args:
            done: Pieces done so far, in all tries together.
            total: Pieces in all, when known.
            checkpoint: What the handler needs to go on from here.

        Raises:
            LeaseLost, Stopping: Let them pass; the worker knows what to do.
        """
        self.done, self.total = done, total if total is not None else self.total
        quiet = time.monotonic() - self._written < self.QUIET
        if checkpoint is None and quiet and not self._stopping.is_set():
            return
        values: dict[str, Any] = {"done": self.done, "total": self.total}
        if checkpoint is not None:
            self.checkpoint = checkpoint
            values |= {"checkpoint": checkpoint, "tries": 1}
        self.renew(**values)
        self._written = time.monotonic()
        if self._stopping.is_set():
            raise Stopping

    def renew(self, **values: Any) -> None:
        """Lengthen the lease, and write what is given.

        Raises:
            LeaseLost: Another worker has the job.
        """
        now = datetime.now(UTC)
        with write():
            held = Job.objects.filter(pk=self.job_id, state=Job.State.RUNNING, leased_by=self._holder)
            if not held.update(leased_until=now + LEASE, **values):
                raise LeaseLost
