"""How an import went, as its page and the list show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from samebook.company.queries import users_by_id
from samebook.exchange.models import Upload
from samebook.exchange.targets import targets
from samebook.jobs.models import Job
from samebook.jobs.queries import jobs_seen_by
from samebook.kernel.access import Actor, user_id_in


@dataclass(frozen=True, slots=True)
class Run:
    """One job on one file: a dry run, or the import itself."""

    upload: Upload
    job: Job

    @property
    def is_dry(self) -> bool:
        return bool(self.job.arguments.get("dry_run"))

    @property
    def is_open(self) -> bool:
        return self.job.state in (Job.State.WAITING, Job.State.RUNNING)

    @property
    def what(self) -> str:
        return f"{'Dry run' if self.is_dry else 'Import'} of {self.upload.file_name}"

    @property
    def report(self) -> Mapping[str, Any]:
        """Empty until it is done."""
        return self.job.report if self.job.state == Job.State.DONE else {}

    @property
    def done(self) -> int:
        return min(self.job.done, self.upload.rows)

    @property
    def refused(self) -> int:
        return sum(self.report.get("refused", {}).values())

    @property
    def reasons(self) -> list[tuple[int, str]]:
        """How many rows each reason refused, with an example of it; the most frequent first."""
        examples = self.report.get("examples", {})
        counts = self.report.get("refused", {})
        return sorted(((times, examples.get(code, code)) for code, times in counts.items()), reverse=True)

    @property
    def has_file(self) -> bool:
        """Whether the refused rows can be fetched: the file of a dry run is written over by the import."""
        is_latest = self.job.pk == (self.upload.job_id or self.upload.tried_by)
        return bool(self.report.get("refused_file")) and is_latest


@dataclass(frozen=True, slots=True)
class Row:
    """One import in the list."""

    upload: Upload
    target: str
    by: str
    run: Run | None

    @property
    def state(self) -> str:
        if self.run is None or (self.run.is_dry and self.run.job.state == Job.State.DONE):
            return "draft"
        return self.run.job.state


def runs_of(actor: Actor, upload: Upload) -> tuple[Run | None, Run | None]:
    """The latest dry run of a file, and its import."""
    keys = [key for key in (upload.tried_by, upload.job_id) if key]
    jobs = jobs_seen_by(actor).in_bulk(keys) if keys else {}
    tried, done = (Run(upload, jobs[key]) if key in jobs else None for key in (upload.tried_by, upload.job_id))
    return tried, done


def rows_of(actor: Actor, uploads: Iterable[Upload]) -> list[Row]:
    """Rows of the list; two queries."""
    uploads = list(uploads)
    keys = [key for upload in uploads if (key := upload.job_id or upload.tried_by)]
    jobs = jobs_seen_by(actor).in_bulk(keys) if keys else {}
    users = users_by_id({user_id_in(upload.asked_by) for upload in uploads})
    labels = {target.name: target.label for target in targets()}
    return [
        Row(
            upload,
            labels.get(upload.target, upload.target),
            users[user_id_in(upload.asked_by)].name if user_id_in(upload.asked_by) in users else "",
            Run(upload, jobs[key]) if (key := upload.job_id or upload.tried_by) in jobs else None,
        )
        for upload in uploads
    ]
