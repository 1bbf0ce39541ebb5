"""Verifying the journal as long work, and what the last verification found."""

import re
from typing import Any

from samebook.jobs.models import Job
from samebook.jobs.progress import Progress
from samebook.jobs.queries import OPEN
from samebook.journal.sealing import Head
from samebook.journal.verify import Verification, verify
from samebook.kernel.refusals import Refused

KIND = "journal.verify"
HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


def read_head(text: str, *, field: str = "noted") -> Head | None:
    """A head that was noted elsewhere, as this page or ``samebook journal head`` shows it; None for an empty one.

    Raises:
        Refused: ``journal.head_shape``.
    """
    if not text.strip():
        return None
    match = HEAD.fullmatch(text.strip())
    if match is None:
        raise Refused("journal.head_shape", "Write the head as it was shown: its place, a colon and 64 digits.", field)
    return int(match[1]), match[2]


def run_verify(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Check the whole chain; the job's handler. A broken journal is a finding, not a failure of the job."""
    found = verify(read_head(str(arguments.get("noted", ""))), progress=progress.advance)
    return report_of(found)


def report_of(found: Verification) -> dict[str, Any]:
    """What a page shows of a verification."""
    return {
        "sound": found.sound,
        "entries": found.entries,
        "head": f"{found.head[0]}:{found.head[1]}" if found.head else "",
        "first_broken": found.first_broken,
        "changed": found.changed.count,
        "missing": found.missing.count,
        "gaps": found.gaps.count,
        "personal_changed": found.personal_changed.count,
        "erased": found.erased,
        "waiting": found.waiting,
        "left_out": found.left_out,
        "head_found": found.head_found,
    }


def last_verification() -> Job | None:
    """The job of the last verification that ended, with its report."""
    return Job.objects.filter(kind=KIND, state=Job.State.DONE).order_by("-id").first()


def running_verification() -> Job | None:
    """The verification that waits or runs; a second one beside it would say the same."""
    return Job.objects.filter(kind=KIND, state__in=OPEN).order_by("-id").first()
